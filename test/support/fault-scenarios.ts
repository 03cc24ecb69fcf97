/** The operations in which faults are met (scripts/faults-doc/cases.ts), and the cards that they begin with. */

import type { Case, Scenario } from '../../scripts/faults-doc/cases.ts';
import type { Operation, StartOperation } from '../../src-shared/model/index.ts';
import {
  address,
  type Bench,
  type BenchState,
  confirmationCode,
  matchingIds,
  startBench,
} from './fault-bench.ts';

const readerId = 'sim:0';
const code = (matchingId: string) => `LPA:1$${address}$${matchingId}`;

/** What the operation needs on the card, and how it is started. */
export function requestOf(scenario: Scenario, bench: Bench): StartOperation {
  const profile = { iccid: bench.iccid };
  const download = { readerId, activationCode: code(matchingIds.plain), acceptProfile: true };
  switch (scenario) {
    case 'activate':
      return { kind: 'activate', ...download };
    case 'download':
      return { kind: 'download', ...download };
    case 'download with code':
      return { kind: 'download', ...download, activationCode: code(matchingIds.confirmed), confirmationCode };
    case 'rejected download':
      return { kind: 'download', ...download, acceptProfile: false };
    case 'read':
      return { kind: 'read_card', readerId };
    case 'enable':
    case 'disable':
      return { kind: scenario, readerId, profile, refresh: true };
    case 'delete':
      return { kind: 'delete', readerId, profile };
    case 'nickname':
      return { kind: 'nickname', readerId, iccid: bench.iccid, nickname: 'Mine' };
    case 'reset memory':
      return { kind: 'reset_memory', readerId, options: ['deleteOperationalProfiles'] };
    case 'default SM-DP+':
      return { kind: 'default_smdp', readerId, address: 'other.example' };
    case 'discover':
      return { kind: 'discover', readerId };
    case 'send notifications':
      return { kind: 'send_notifications', readerId };
    case 'remove notification':
      return { kind: 'remove_notification', readerId, sequenceNumber: bench.notifications()[0] ?? 0 };
  }
}

/** States that operations begin with, made once by operations without faults. */
export class States {
  #downloaded: Promise<BenchState> | undefined;
  #enabled: Promise<BenchState> | undefined;

  of(scenario: Scenario): Promise<BenchState | undefined> {
    if (/download|activate/.test(scenario)) return Promise.resolve(undefined);
    if (scenario === 'disable') return this.#enabledState();
    return this.#downloadedState();
  }

  async #after(scenario: Scenario, from: BenchState | undefined, rule?: string): Promise<BenchState> {
    const bench = await startBench(from);
    try {
      if (rule !== undefined) bench.addRules(rule);
      const { status, error } = await bench.run(requestOf(scenario, bench));
      if (status !== 'successful') throw new Error(`${scenario} without a fault: ${JSON.stringify(error)}`);
      return bench.state();
    } finally {
      await bench.close();
    }
  }

  /** One profile, disabled, and its notification still on the card. */
  #downloadedState(): Promise<BenchState> {
    this.#downloaded ??= this.#after('download', undefined, 'ES9+.HandleNotification http=503');
    return this.#downloaded;
  }

  #enabledState(): Promise<BenchState> {
    this.#enabled ??= this.#downloadedState().then((state) => this.#after('enable', state));
    return this.#enabled;
  }
}

/** Runs the operation of a case with its rules in force, and gives what `look` makes of it while the bench is there. */
export async function runFault<T>(
  one: Case,
  states: States,
  look: (bench: Bench, operation: Operation) => Promise<T>,
): Promise<T> {
  const impatient = one.rules.some((rule) => /\b(mute|hang|slow)\b/.test(rule));
  const bench = await startBench(await states.of(one.scenario), impatient);
  try {
    bench.addRules(...one.rules);
    const decision = one.scenario === 'rejected download' ? 'reject' : 'accept';
    return await look(bench, await bench.run(requestOf(one.scenario, bench), decision));
  } finally {
    await bench.close();
  }
}

/**
 * Two clients and eight readers race for one activation code, while the engine is killed at random. After each round the
 * truth is looked up where it is: on the cards.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../../src-main/simulator/kit/create-bench.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type Code, isFinal, type Operation } from '../../src-shared/model/index.ts';
import { EngineHost, randomOf } from './engine-host.ts';

const readers = 8;
/** Profiles of earlier rounds fill a card; then it is a new one. */
const mostProfiles = 6;

export interface RoundResult {
  readonly round: number;
  readonly killed: boolean;
  readonly state: Code['state'];
  /** Cards that hold the profile. */
  readonly cards: number;
  /** Starts that got the code, and those that were told that another one has it. */
  readonly started: number;
  readonly refused: number;
  /** What is not as it must be; empty where all is well. */
  readonly faults: readonly string[];
}

export class Race {
  readonly #host: EngineHost;
  readonly #random: () => number;
  #round = 0;

  private constructor(host: EngineHost, random: () => number) {
    this.#host = host;
    this.#random = random;
  }

  static async begin(seed: number): Promise<Race> {
    return new Race(await EngineHost.begin(readers), randomOf(seed));
  }

  close(): Promise<void> {
    return this.#host.close();
  }

  async run(): Promise<RoundResult> {
    const round = ++this.#round;
    const random = this.#random;
    const full = this.#host.bench.cards.filter((card) => card.profiles().length >= mostProfiles);
    for (const card of full) await card.restoreFactoryState();
    const activationCode = this.#host.bench.addProfile({ name: `RACE-${String(round).padStart(5, '0')}` });
    await this.#host.start();
    const clients = [await this.#host.attach(), await this.#host.attach()];
    const [first] = clients;
    const report = await first?.call('codes.add', { codes: [{ activationCode }] });
    const id = report?.added[0]?.code.id;
    if (id === undefined) throw new Error('the code is not in the vault');

    const kills = random() < 0.75;
    const killAfterMs = Math.floor(random() ** 2 * 700);
    let started = 0;
    let refused = 0;
    const unexpected: string[] = [];
    const attempts = clients.flatMap((client, number) =>
      Array.from({ length: readers / 2 }, async (_, place) => {
        const readerId = `sim:${number + 2 * place}`;
        const source = random() < 0.5 ? { codeId: id } : { activationCode };
        const kind = random() < 0.5 ? 'activate' : 'download';
        if (random() < 0.3) await sleep(random() * 60);
        try {
          await client.call('operations.start', { kind, readerId, acceptProfile: true, ...source });
          started++;
        } catch (thrown) {
          const { code } = toWorkbenchError(thrown);
          if (code === 'code_claimed' || code === 'code_used_up') refused++;
          else if (code !== 'engine_gone') unexpected.push(code);
        }
      }),
    );
    if (kills) {
      await sleep(killAfterMs);
      await this.#host.kill();
    }
    await Promise.all(attempts);
    for (const client of clients) await client.close().catch(() => {});
    await this.#host.start();
    const faults = [...unexpected.map((code) => `a start was refused with ${code}`)];
    const result = await this.#judge(id, activationCode, faults);
    return { round, killed: kills, started, refused, faults, ...result };
  }

  /** Waits until nothing runs and nothing waits for a card, then compares what is said with what is on the cards. */
  async #judge(
    id: number,
    activationCode: string,
    faults: string[],
  ): Promise<Pick<RoundResult, 'state' | 'cards'>> {
    const client = await this.#host.attach();
    try {
      await client.ready();
      const until = Date.now() + 20_000;
      let operations: Operation[] = [];
      for (;;) {
        operations = (await client.call('operations.list', { limit: 100 })).filter(
          (one) => one.codeId === id,
        );
        const open = operations.filter((one) => !isFinal(one) || one.reconciliation.state === 'pending');
        if (open.length === 0) break;
        if (Date.now() > until) {
          faults.push(
            `operation ${open[0]?.id} has not ended: ${open[0]?.status} ${open[0]?.reconciliation.state}`,
          );
          break;
        }
        await sleep(20);
      }
      const code = await client.call('codes.get', { id });
      const holders = this.#host.bench.cards.filter((card) =>
        card.profiles().some(({ profileName }) => activationCode.endsWith(`$${profileName}`)),
      );
      this.#compare(code, holders, operations, faults);
      return { state: code.state, cards: holders.length };
    } finally {
      await client.close();
    }
  }

  #compare(code: Code, holders: Bench['cards'], operations: readonly Operation[], faults: string[]): void {
    const { state } = code;
    if (holders.length > 1) faults.push(`the profile is on ${holders.length} cards`);
    if (state === 'claimed') faults.push('the code is claimed, and nothing runs');
    if (state === 'ACTIVE' && holders[0]?.eid !== code.eid)
      faults.push(`the vault says that it is on ${code.eid}, and it is on ${holders[0]?.eid}`);
    if (state !== 'ACTIVE' && holders.length > 0) faults.push(`it is on a card, and the vault says ${state}`);
    const ordered = [...operations].sort((a, b) => a.id - b.id);
    for (const [index, next] of ordered.entries()) {
      const before = ordered[index - 1];
      // Who brings a code that is known to be used up asks its server, and holds nothing.
      const holds = next.createdAt < (code.usedAt ?? Number.POSITIVE_INFINITY);
      if (before !== undefined && holds && (before.endedAt ?? Number.POSITIVE_INFINITY) > next.createdAt)
        faults.push(`operations ${before.id} and ${next.id} had the code at the same time`);
    }
    const successful = operations.filter((one) => one.status === 'successful');
    if (successful.length > 1) faults.push(`${successful.length} operations say that they were successful`);
    if (successful.length === 1 && holders[0]?.eid !== successful[0]?.eid)
      faults.push('an operation says that it was successful, and its card does not have the profile');
  }
}

/** Runs a recorded operation again: the same machine, with the recording in the place of card, server and person. */

import { createHash } from 'node:crypto';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type {
  ExchangeCounts,
  Operation,
  OperationDetail,
  OperationRequest,
  OperationStatus,
  ReplayDeviation,
  ReplayResult,
} from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { notReplayableText } from '../../../src-shared/texts.ts';
import { createEs9ClientOver } from '../../es9/es9-client.ts';
import {
  markInterrupted,
  type OperationPorts,
  OperationRun,
  reconcile,
  runOperation,
} from '../../operations/index.ts';
import { openStore } from '../../store/open.ts';
import type { OperationStore } from '../../store/port.ts';
import { StoreKey } from '../../store/seal.ts';
import type { OperationPart } from '../format.ts';
import type { OpenedEvidence } from '../open.ts';
import { recordedDeviceInfo, replayReaders, replayStore, replayTransport } from './edges.ts';
import { Player, type Stop } from './player.ts';
import { type Segment, segmentsOf } from './recording.ts';

export interface ReplayPorts {
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** Whoever waits for a replay. */
export interface ReplayWatch {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Told at its begin, from time to time, and when all is played. */
  readonly progress?: (replayed: ExchangeCounts, recorded: ExchangeCounts) => void;
}

/**
 * `recordedSpeed`: each exchange takes as long as it did.
 * @throws WorkbenchError evidence_not_replayable, cancelled
 */
export async function replayEvidence(
  { part, trace, manifest }: OpenedEvidence,
  ports: ReplayPorts,
  recordedSpeed = false,
  { signal = new AbortController().signal, progress }: ReplayWatch = {},
): Promise<ReplayResult> {
  const { request } = part;
  const reason = manifest.notReplayable ?? (request === undefined ? 'no_request' : undefined);
  if (reason !== undefined || request === undefined)
    throw new WorkbenchError('evidence_not_replayable', {
      reason: notReplayableText[reason ?? 'no_request'],
    });
  const { clock, entropy } = ports;
  const memory = openStore({ folder: ':memory:', clock, entropy, key: new StoreKey(entropy.bytes(32)) });
  const tell = () => progress?.({ ...player.replayed }, manifest.exchanges);
  const player = new Player(part.confirmationCodes, clock, { recordedSpeed, signal, tell });
  try {
    const bench = new ReplayBench(memory, player, part, request, entropy, recordedDeviceInfo(trace));
    let deviation: ReplayDeviation | undefined;
    tell();
    for (const segment of segmentsOf(trace)) {
      deviation = await bench.play(segment);
      if (deviation !== undefined) break;
    }
    tell();
    const operation = bench.detail();
    deviation ??= endDiffers(part.operation, operation);
    return {
      equal: deviation === undefined,
      replayed: { ...player.replayed },
      recorded: manifest.exchanges,
      ...(deviation === undefined ? {} : { deviation }),
      operation,
    };
  } finally {
    memory.close();
  }
}

class ReplayBench {
  /** Without what the bench knew: of the replayed operation alone. */
  readonly #memory: OperationStore;
  readonly #store: OperationStore;
  readonly #player: Player;
  readonly #request: OperationRequest;
  readonly #ports: OperationPorts;
  readonly #reader: OperationRun['reader'];
  readonly #id: number;

  constructor(
    memory: OperationStore,
    player: Player,
    part: OperationPart,
    request: OperationRequest,
    entropy: Entropy,
    deviceInfo: ReturnType<typeof recordedDeviceInfo>,
  ) {
    const { readerName, simulated, createdAt } = part.operation;
    this.#memory = memory;
    this.#player = player;
    this.#request = request;
    this.#id = memory.createOperation({ request, readerName, simulated, createdAt }).id;
    this.#store = replayStore(memory, player, part, deviceInfo);
    this.#ports = {
      store: this.#store,
      createEs9: (trace) => createEs9ClientOver(replayTransport(player), { clock: player.clock, trace }),
      ciKeys: () => rootsThen(part),
      clock: player.clock,
      entropy,
      sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
      recorded: (note) => player.takeNote(note) !== undefined,
      onChange: (operation) => player.changed(operation),
    };
    this.#reader = {
      id: `replay:${readerName}`.slice(0, 300),
      name: readerName,
      simulated,
      provider: replayReaders(player, readerName),
    };
  }

  #operation(): Operation {
    const operation = this.#memory.getOperation(this.#id);
    if (operation === undefined)
      throw new WorkbenchError('internal', { reason: 'a replay lost its operation' });
    return operation;
  }

  detail(): OperationDetail {
    return {
      ...this.#operation(),
      readerId: this.#reader.id,
      steps: this.#store.listSteps(this.#id),
    };
  }

  /** One segment to its end; where it began to be another one, if it did. */
  async play(segment: Segment): Promise<ReplayDeviation | undefined> {
    const run = new OperationRun(this.#operation(), this.#request, this.#reader, this.#ports);
    this.#player.begin(segment, run);
    const work = segment.kind === 'run' ? runOperation(run) : reconcileOnce(run);
    const stop = await Promise.race([work.then(() => undefined), this.#player.stopped]);
    if (stop === undefined) return this.#rest();
    return this.#stopped(segment, stop);
  }

  #rest(): ReplayDeviation | undefined {
    const { next } = this.#player;
    if (next === undefined) return undefined;
    return {
      at: 'less',
      seq: next.seq,
      field: 'exchange',
      expected: 'entry' in next ? next.entry.purpose : next.kind,
      found: 'the end',
    };
  }

  #stopped(segment: Segment, stop: Stop): ReplayDeviation | undefined {
    if ('deviation' in stop) return stop.deviation;
    if ('cancelled' in stop) throw new WorkbenchError('cancelled');
    if (segment.interrupted === undefined) return undefined;
    const operation = this.#operation();
    const at = this.#player.clock.now();
    // What was stored after the last exchange that is recorded, the database alone knows.
    if (operation.status !== segment.interrupted)
      this.#store.enterStatus(this.#id, segment.interrupted as OperationStatus, at);
    markInterrupted(this.#operation(), this.#store, at);
    return undefined;
  }
}

/** As the desk of operations does it: what fails leaves the operation waiting. */
async function reconcileOnce(run: OperationRun): Promise<void> {
  try {
    await reconcile(run);
  } catch {
    // It waits on.
  } finally {
    await run.close();
  }
}

/** Which roots were known, as far as the operation has remarked on it. */
function rootsThen({ operation, settings }: OperationPart): { keyId: string; enabled: boolean }[] {
  for (const { code, params } of operation.remarks) {
    if (code === 'ci_keys_unknown') return [];
    if (code === 'ci_keys_disabled') return [{ keyId: String(params['keyId']), enabled: false }];
  }
  return settings.roots;
}

/** What an end consists of, as texts that can be compared. */
function endOf(operation: OperationDetail): [field: string, text: string][] {
  const { status, error, remarks, reconciliation, steps } = operation;
  return [
    ['status', status],
    ['error', JSON.stringify(error ?? null)],
    ['statuses', steps.flatMap((one) => (one.step === undefined ? one.status : [])).join(' ')],
    ['steps', steps.flatMap(({ step }) => step ?? []).join(', ')],
    ['remarks', remarks.map((remark) => JSON.stringify(remark)).join('\n')],
    ['reconciliation', `${reconciliation.state} ${reconciliation.outcome ?? ''}`],
    ['activationCodeUse', operation.activationCodeUse],
    ['eid', operation.eid ?? ''],
    ['iccid', operation.iccid ?? ''],
    ['smdpAddress', operation.smdpAddress ?? ''],
    ['profile', JSON.stringify(operation.profile ?? null)],
    ['events', JSON.stringify(operation.events ?? null)],
  ];
}

function endDiffers(recorded: OperationDetail, replayed: OperationDetail): ReplayDeviation | undefined {
  const found = new Map(endOf(replayed));
  for (const [field, expected] of endOf(recorded))
    if (found.get(field) !== expected)
      return {
        at: 'end',
        field,
        expected: expected.slice(0, 4000),
        found: (found.get(field) ?? '').slice(0, 4000),
      };
  return undefined;
}

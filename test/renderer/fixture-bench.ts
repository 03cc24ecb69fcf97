/** Sixteen readers with something going on at each: a rack of a lab in the middle of its day. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import {
  type Batch,
  batchRecipe,
  type Card,
  type Operation,
  type Profile,
  type Reader,
  type StationSlot,
} from '../../src-shared/model/index.ts';
import type { FixtureWorkbench } from './fixture-api.ts';
import { iccid, minute, profile } from './fixture-data.ts';

const eidOf = (at: number) => `8904903200000000000000000000${String(1000 + at)}`;
const isSimulated = (at: number) => at >= 13;
const isEmpty = (at: number) => at === 10 || at === 15;
const isMute = (at: number) => at === 11;

export const sixteenNames = Array.from({ length: 16 }, (_, at) =>
  isSimulated(at)
    ? `Simulated reader ${at - 13}`
    : `Identive SCR33xx v2.0 USB SC Reader (5331152480${at + 10}) ${String(at).padStart(2, '0')} 00`,
);
const idOf = (at: number) => (isSimulated(at) ? `sim:${at - 13}` : `pcsc:${sixteenNames[at]}`);

export function sixteenReaders(): Reader[] {
  return sixteenNames.map((name, at) => ({
    id: idOf(at),
    kind: isSimulated(at) ? 'simulator' : 'pcsc',
    index: at,
    name,
    presence: isEmpty(at) ? 'empty' : isMute(at) ? 'mute' : 'present',
    ...(isEmpty(at) || isMute(at)
      ? {}
      : { atr: '3B9F96803FC7828031E073FE211B57AA8660F0010011FD', eid: eidOf(at) }),
    ...(at < 12 ? { place: at + 1, label: `Rack ${at < 8 ? 'A' : 'B'} ${(at % 8) + 1}` } : {}),
    ...(at < 5 || at === 13 ? { operationId: 100 + at } : {}),
  }));
}

export function sixteenCards(now: number): Card[] {
  return sixteenNames.flatMap((_, at) => {
    if (isEmpty(at) || isMute(at)) return [];
    const profiles: Profile[] = Array.from({ length: at % 4 }, (__, index) =>
      profile(300 + 10 * at + index, { state: index === 0 ? 'enabled' : 'disabled' }),
    );
    const card: Card = {
      eid: eidOf(at),
      lastSeenAt: now - at * minute,
      readerId: idOf(at),
      simulated: isSimulated(at),
      profiles,
      notifications: [],
      quirks: at === 7 ? ['basic_channel', 'store_data_block_120'] : [],
    };
    return [card];
  });
}

const BYTES = 11_812;
const progressOf: readonly NonNullable<Operation['progress']>[] = [
  { step: 'ES10b.LoadBoundProfilePackage', bytesDone: 2_360, bytesTotal: BYTES },
  { step: 'ES10b.LoadBoundProfilePackage', bytesDone: 9_120, bytesTotal: BYTES },
  { step: 'ES10b.AuthenticateServer' },
  { step: 'ES10b.PrepareDownload' },
  { step: 'ES9+.AuthenticateClient' },
];

/** Earlier ones, from which the time left is told; those that run; those that ended as somebody has to see. */
export function sixteenOperations(now: number): Operation[] {
  const base = (at: number, id: number): Operation => ({
    id,
    kind: 'activate',
    status: 'successful',
    readerId: idOf(at),
    readerName: sixteenNames[at] ?? '',
    simulated: isSimulated(at),
    eid: eidOf(at),
    createdAt: now - 30 * minute,
    updatedAt: now - 29 * minute,
    endedAt: now - 29 * minute,
    reconciliation: { state: 'none' },
    activationCodeUse: 'used',
    remarks: [],
  });
  const running = (at: number): Operation => {
    const { endedAt: _, ...rest } = base(at, 100 + at);
    return {
      ...rest,
      status: 'download',
      createdAt: now - 9000,
      updatedAt: now - 400,
      activationCodeUse: 'unused',
      progress: progressOf[at % progressOf.length] ?? { step: 'connect' },
      ...(at === 4
        ? { question: { kind: 'install', profile: profile(400), confirmationCodeRequired: false } }
        : {}),
    };
  };
  return [
    base(0, 60),
    base(1, 61),
    base(13, 62),
    ...[0, 1, 2, 3, 4, 13].map(running),
    base(5, 90),
    { ...base(6, 91), status: 'failed', error: { code: 'card_removed', params: { reader: 'Rack A 7' } } },
    base(7, 92),
    {
      ...base(8, 93),
      status: 'failed',
      activationCodeUse: 'unused',
      error: { code: 'timed_out', params: { what: 'ES9+.GetBoundProfilePackage', seconds: 30 } },
    },
    {
      ...base(9, 94),
      status: 'failed',
      activationCodeUse: 'unknown',
      error: { code: 'interrupted', params: { status: 'download' } },
      reconciliation: { state: 'pending' },
    },
    { ...base(12, 95), status: 'failed', error: { code: 'cancelled', params: {} } },
  ];
}

const batch = (now: number): Batch => ({
  id: 3,
  name: 'Friday, rack A',
  state: 'running',
  recipe: batchRecipe.parse({}),
  readers: [2, 3, 5, 6, 10].map(idOf),
  counts: { waiting: 41, running: 2, done: 17, failed: 1, skipped: 0 },
  failures: { inARow: 0, inAll: 1 },
  refused: [],
  createdBy: 'lab',
  createdAt: now - 90 * minute,
  updatedAt: now - minute,
});

export function sixteenSlots(): StationSlot[] {
  const slot = (at: number, part: Partial<StationSlot>): StationSlot => ({
    batchId: 3,
    readerId: idOf(at),
    phase: 'working',
    expects: { kind: 'any', line: 20 },
    ...part,
  });
  return [
    slot(2, { line: 18, step: 'download', operationId: 102, eid: eidOf(2) }),
    slot(3, { line: 19, step: 'download', operationId: 103, eid: eidOf(3) }),
    slot(5, { phase: 'take_out', outcome: 'done', line: 16, operationId: 90, eid: eidOf(5) }),
    slot(6, { phase: 'take_out', outcome: 'failed', line: 17, operationId: 91, eid: eidOf(6) }),
    slot(10, { phase: 'insert' }),
  ];
}

export interface BenchHandlers {
  'readers.name'(request: CallRequest<'readers.name'>): CallOutput<'readers.name'>;
  'readers.place'(request: CallRequest<'readers.place'>): CallOutput<'readers.place'>;
  'batches.list'(request: CallRequest<'batches.list'>): CallOutput<'batches.list'>;
  'batches.get'(): CallOutput<'batches.get'>;
}

/** Names and slots as the engine keeps them, and the batch of the rack. */
export function makeBenchHandlers(bench: FixtureWorkbench): BenchHandlers {
  const change = (part: (reader: Reader) => Reader): Reader[] => {
    bench.readers = bench.readers.map(part);
    bench.emit({ type: 'readers', readers: bench.readers });
    return bench.readers;
  };
  return {
    'readers.name': ({ readerId, name }) =>
      change((reader) => {
        if (reader.id !== readerId) return reader;
        const { label: _, ...rest } = reader;
        return name === null ? rest : { ...rest, label: name };
      }),
    'readers.place': ({ readerId, place }) =>
      change((reader) => {
        const { place: was, ...rest } = reader;
        if (reader.id === readerId) return place === null ? rest : { ...rest, place };
        return was === place ? rest : reader;
      }),
    'batches.list': ({ state }) => (state === undefined || state === 'running' ? [batch(bench.now())] : []),
    'batches.get': () => ({ ...batch(bench.now()), slots: sixteenSlots() }),
  };
}

/** A package of a download comes to a card: what the engine tells of it, so many times. */
export function playBytes(bench: FixtureWorkbench, operationId: number, bytesDone: number): void {
  bench.updateOperation(operationId, {
    progress: { step: 'ES10b.LoadBoundProfilePackage', bytesDone, bytesTotal: BYTES },
    iccid: iccid(operationId),
  });
}

/** What the station of the fixture begins with: batches that are over, and one at work with every state that a reader can show. */

import type { Batch, BatchLine, Operation, Reader, StationSlot } from '../../src-shared/model/index.ts';
import { iccid, minute } from './fixture-data.ts';

interface SeedBatch {
  readonly id: number;
  readonly part: Partial<Batch>;
  readonly lines: readonly BatchLine[];
  readonly slots?: readonly StationSlot[];
}

/** EIDs whose check digits nobody looks at. */
export const stationEid = (number: number) => `89049032${String(number).padStart(24, '0')}`;

/** Readers of the station's scenario: sixteen simulated ones, each in its slot. */
export function stationReaders(): Reader[] {
  return Array.from({ length: 16 }, (_, index) => ({
    id: `sim:${index}`,
    kind: 'simulator' as const,
    index,
    name: `Simulated reader ${index}`,
    place: index + 1,
    presence: 'empty' as const,
  }));
}

const asked = 9002;

/** What runs on the station's readers: one that loads, one that asks. */
export function stationOperations(now: number): Operation[] {
  const base = {
    kind: 'activate' as const,
    status: 'download' as const,
    simulated: true,
    createdAt: now - 9000,
    updatedAt: now - 500,
    reconciliation: { state: 'none' as const },
    activationCodeUse: 'unused' as const,
    remarks: [],
  };
  return [
    {
      ...base,
      id: 9001,
      readerId: 'sim:2',
      readerName: 'Simulated reader 2',
      eid: stationEid(3),
      progress: { step: 'ES10b.LoadBoundProfilePackage', bytesDone: 7600, bytesTotal: 11_812 },
    },
    {
      ...base,
      id: asked,
      readerId: 'sim:3',
      readerName: 'Simulated reader 3',
      eid: stationEid(4),
      question: { kind: 'confirmation_code', retry: false },
    },
  ];
}

const full = { code: 'card_full', params: {} };
const used = {
  code: 'es9_status',
  params: {
    function: 'ES9+.AuthenticateClient',
    subjectCode: '8.2.6',
    reasonCode: '3.8',
    subject: 'Matching ID',
    reason: 'refused',
    serverMessage: '',
    nextStep: 'Ask whoever gave the code for another one.',
  },
};
const pulled = { code: 'card_removed', params: { reader: 'Simulated reader 5' } };

export function makeLine(batchId: number, line: number, at: number, part: Partial<BatchLine>): BatchLine {
  const worked = part.state === 'done' || part.state === 'failed';
  return {
    batchId,
    line,
    place: { file: 'codes.csv', line: line + 1 },
    codeId: line,
    state: 'waiting',
    operations: [],
    remarks: [],
    updatedAt: at,
    ...(worked ? { startedAt: at - 28_000, endedAt: at - 400 * (line % 7), operations: [line] } : {}),
    ...part,
  };
}

export function countsOf(lines: Iterable<BatchLine>): Batch['counts'] {
  const counts = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0 };
  for (const { state } of lines) counts[state]++;
  return counts;
}

/** What each of the station's readers shows, in their order. */
const shows: readonly Partial<StationSlot>[] = [
  { phase: 'insert' },
  { phase: 'reading' },
  { phase: 'working', line: 3, step: 'download', operationId: 9001, eid: stationEid(3) },
  { phase: 'working', line: 4, step: 'download', operationId: asked, eid: stationEid(4) },
  { phase: 'take_out', outcome: 'done', line: 5, eid: stationEid(5) },
  { phase: 'put_back', line: 6, eid: stationEid(6), error: pulled },
  { phase: 'take_out', outcome: 'failed', line: 7, eid: stationEid(7), error: used },
  { phase: 'take_out', outcome: 'not_in_list', eid: stationEid(99) },
  { phase: 'take_out', outcome: 'done', line: 8, eid: stationEid(8) },
  { phase: 'take_out', outcome: 'done_before', line: 9, eid: stationEid(9) },
  { phase: 'working', line: 10, step: 'enable', eid: stationEid(10) },
  { phase: 'take_out', outcome: 'unreadable' },
  { phase: 'reader_gone' },
  { phase: 'take_out', outcome: 'unsuitable', eid: stationEid(13), error: full },
  { phase: 'insert' },
  { phase: 'take_out', outcome: 'done', line: 11, eid: stationEid(11) },
];

/** Batches that are there from the start; `atWork`: the one of the station's readers too. */
export function seedBatches(atWork: boolean, t: number, readers: readonly Reader[]): SeedBatch[] {
  const all: SeedBatch[] = [];
  const put = (
    id: number,
    part: Partial<Batch>,
    lines: readonly BatchLine[],
    slots?: readonly StationSlot[],
  ) => void all.push({ id, part, lines, ...(slots === undefined ? {} : { slots }) });
  const done = (id: number, line: number, ago: number) =>
    makeLine(id, line, t - ago, {
      state: 'done',
      cardEid: stationEid(100 * id + line),
      iccid: iccid(100 * id + line),
      readerId: `sim:${line % 4}`,
    });
  put(
    1,
    {
      name: 'Autumn rollout',
      state: 'finished',
      createdAt: t - 2000 * minute,
      startedAt: t - 1990 * minute,
      endedAt: t - 1975 * minute,
      readers: ['sim:0', 'sim:1'],
      refused: [
        {
          place: { file: 'codes.csv', line: 9 },
          error: { code: 'activation_code_missing_part', params: { part: 'matching id' } },
        },
      ],
    },
    [
      ...Array.from({ length: 10 }, (_, at) => done(1, at + 1, (1990 - at) * minute)),
      makeLine(1, 11, t - 1976 * minute, {
        state: 'failed',
        cardEid: stationEid(111),
        error: used,
        readerId: 'sim:1',
      }),
      makeLine(1, 12, t - 1975 * minute, { state: 'skipped' }),
    ],
  );
  put(
    2,
    {
      name: 'Rig 12, second shelf',
      state: 'stopped',
      stop: { reason: 'failures_in_a_row', count: 3 },
      createdAt: t - 90 * minute,
      startedAt: t - 80 * minute,
      failures: { inARow: 3, inAll: 3 },
      readers: ['sim:7'],
    },
    [
      done(2, 1, 70 * minute),
      ...[2, 3, 4].map((line) =>
        makeLine(2, line, t - 60 * minute, {
          state: 'failed',
          cardEid: stationEid(200 + line),
          error: used,
        }),
      ),
      ...[5, 6, 7, 8].map((line) => makeLine(2, line, t - 90 * minute, {})),
    ],
  );
  put(3, { name: 'Spare cards', createdAt: t - 20 * minute }, [
    makeLine(3, 1, t, { eid: stationEid(301) }),
    makeLine(3, 2, t, { eid: stationEid(302) }),
  ]);
  if (!atWork) return all;
  const at = t - 2 * minute;
  const own: Partial<Record<number, Partial<BatchLine>>> = {
    3: {
      state: 'running',
      cardEid: stationEid(3),
      step: 'download',
      readerId: 'sim:2',
      operations: [9001],
    },
    4: {
      state: 'running',
      cardEid: stationEid(4),
      step: 'download',
      readerId: 'sim:3',
      operations: [asked],
    },
    6: { wantedEid: stationEid(6), cardEid: stationEid(6), readerId: 'sim:5', error: pulled },
    7: { state: 'failed', cardEid: stationEid(7), readerId: 'sim:6', error: used },
    10: { state: 'running', cardEid: stationEid(10), step: 'enable', readerId: 'sim:10' },
    12: { state: 'skipped' },
  };
  const lines = Array.from({ length: 240 }, (_, index) => {
    const line = index + 1;
    const part = own[line];
    if (part !== undefined) return makeLine(4, line, at, part);
    return line <= 14
      ? { ...done(4, line, (20 - line) * minute), cardEid: stationEid(line) }
      : makeLine(4, line, at, {});
  });
  const slots = shows.map(
    (slot, index): StationSlot => ({
      phase: 'insert',
      ...slot,
      batchId: 4,
      readerId: `sim:${index}`,
      expects: { kind: 'any', line: 15 },
    }),
  );
  put(
    4,
    {
      name: 'Monday',
      state: 'running',
      startedAt: t - 21 * minute,
      readers: readers.map(({ id }) => id),
      failures: { inARow: 1, inAll: 1 },
    },
    lines,
    slots,
  );
  return all;
}

/** Batches of the fixture: some that are over, and one at work with every state that a reader can show. Lists are read by the real thing. */

import { readCodeList } from '../../src-main/codes/read-list.ts';
import { matchingIdHint, parseActivationCode } from '../../src-shared/activation-code.ts';
import type { batchRows } from '../../src-shared/api/batches.ts';
import type { CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { fromBase64 } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Batch,
  type BatchLine,
  type BatchPreview,
  batchRecipe,
  type Code,
  type NamedRecipe,
  type Operation,
  type Reader,
  type StationSlot,
} from '../../src-shared/model/index.ts';
import type { CodeHandlers } from './fixture-codes.ts';
import { iccid, minute } from './fixture-data.ts';

type BatchHandlers = {
  [N in keyof typeof batchRows]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** A part that is undefined takes the value away. */
type LinePart = { readonly [K in keyof BatchLine]?: BatchLine[K] | undefined };

interface Kept {
  batch: Batch;
  lines: Map<number, BatchLine>;
  slots: Map<string, StationSlot>;
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

function makeLine(batchId: number, line: number, at: number, part: Partial<BatchLine>): BatchLine {
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

function countsOf(lines: Iterable<BatchLine>): Batch['counts'] {
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

export interface StationFixture {
  readonly handlers: BatchHandlers;
  /** What a reader shows from now on; told as the engine would. */
  show(slot: Omit<StationSlot, 'expects'> & Partial<Pick<StationSlot, 'expects'>>): void;
  /** A line as it stands from now on; told with its batch. */
  line(batchId: number, line: number, part: LinePart): void;
  batch(id: number): Batch;
}

/** `scenario`: `full` has three batches, `station` the one at work too. Else there is none. */
export function makeStation(
  scenario: string,
  now: () => number,
  readers: () => readonly Reader[],
  codes: CodeHandlers,
  emit: (event: WorkbenchEvent) => void,
): StationFixture {
  const all = new Map<number, Kept>();
  let recipes: NamedRecipe[] = [];

  function put(id: number, part: Partial<Batch>, lines: readonly BatchLine[]): Kept {
    const kept: Kept = {
      batch: {
        id,
        name: `Batch ${id}`,
        state: 'draft',
        recipe: batchRecipe.parse({}),
        readers: [],
        counts: countsOf(lines),
        failures: { inARow: 0, inAll: 0 },
        refused: [],
        createdBy: 'lab',
        createdAt: now(),
        updatedAt: now(),
        ...part,
      },
      lines: new Map(lines.map((line) => [line.line, line])),
      slots: new Map(),
    };
    all.set(id, kept);
    return kept;
  }

  function seed(): void {
    const t = now();
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
        readers: ['sim:0'],
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
    if (scenario !== 'station') return;
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
    const running = put(
      4,
      {
        name: 'Monday',
        state: 'running',
        startedAt: t - 21 * minute,
        readers: readers().map(({ id }) => id),
        failures: { inARow: 1, inAll: 1 },
      },
      lines,
    );
    for (const [index, slot] of shows.entries())
      running.slots.set(`sim:${index}`, {
        phase: 'insert',
        ...slot,
        batchId: 4,
        readerId: `sim:${index}`,
        expects: { kind: 'any', line: 15 },
      });
  }
  if (scenario === 'full' || scenario === 'station') seed();

  const find = (id: number): Kept => {
    const kept = all.get(id);
    if (kept === undefined) throw new WorkbenchError('batch_not_found', { id });
    return kept;
  };
  const slotsOf = ({ batch, slots }: Kept): StationSlot[] =>
    batch.readers.map(
      (readerId) =>
        slots.get(readerId) ?? {
          batchId: batch.id,
          readerId,
          phase: batch.state === 'running' ? 'insert' : 'resting',
          expects: { kind: 'any', line: 1 },
        },
    );
  const changed = (id: number, part: Partial<Batch>): Batch => {
    const kept = find(id);
    const merged = { ...kept.batch, ...part, counts: countsOf(kept.lines.values()), updatedAt: now() };
    kept.batch = JSON.parse(JSON.stringify(merged)) as Batch;
    emit({ type: 'batch', batch: kept.batch });
    for (const slot of slotsOf(kept)) emit({ type: 'station', slot });
    return kept.batch;
  };
  const changeLine = (batchId: number, number: number, part: LinePart): BatchLine => {
    const kept = find(batchId);
    const before = kept.lines.get(number);
    if (before === undefined) throw new WorkbenchError('batch_line_not_found', { id: batchId, line: number });
    const line = JSON.parse(JSON.stringify({ ...before, ...part, updatedAt: now() })) as BatchLine;
    kept.lines.set(number, line);
    emit({ type: 'batchLine', line });
    changed(batchId, {});
    return line;
  };

  function preview({ rows, files, dateOrder }: CallRequest<'batches.preview'>) {
    const out: BatchPreview & { codes: (string | number)[] } = {
      lines: [],
      codes: [],
      total: 0,
      refused: [],
      refusedTotal: 0,
      remarks: [],
      passedOver: { lines: 0, qrCodes: 0, columns: [] },
      withEid: 0,
      confirmationCodesMissing: 0,
    };
    for (const [index, { codeId = 0 }] of rows.entries()) {
      const code = codes['codes.get']({ id: codeId }) as Code;
      out.lines.push({
        place: { index: index + 1 },
        codeId,
        smdpAddress: code.smdpAddress,
        confirmationCodeMissing: false,
      });
      out.codes.push(codeId);
    }
    for (const { name, data } of files) {
      const findings = readCodeList(fromBase64(data), {
        file: name,
        ...(dateOrder === undefined ? {} : { dateOrder }),
      });
      out.refused.push(...findings.refused);
      out.passedOver.lines += findings.passedOver.lines;
      for (const { place, record } of findings.found)
        try {
          const { smdpAddress, matchingId, confirmationCodeRequired } = parseActivationCode(
            record.activationCode,
          );
          out.lines.push({
            place,
            ...(record.eid === undefined ? {} : { eid: record.eid }),
            smdpAddress,
            hint: matchingIdHint(matchingId),
            confirmationCodeMissing: confirmationCodeRequired && record.confirmationCode === undefined,
          });
          out.codes.push(record.activationCode);
        } catch (thrown) {
          const { code, params } = toWorkbenchError(thrown).toData();
          out.refused.push({ place, error: { code, params: { ...params } } });
        }
    }
    out.total = out.lines.length;
    out.refusedTotal = out.refused.length;
    out.withEid = out.lines.filter(({ eid }) => eid !== undefined).length;
    out.confirmationCodesMissing = out.lines.filter((line) => line.confirmationCodeMissing).length;
    return out;
  }

  const nothing = { added: [], known: [], remarks: [], passedOver: { lines: 0, qrCodes: 0, columns: [] } };
  const enter = (id: number, state: Batch['state'], stop?: Batch['stop']) =>
    changed(id, { state, stop, ...(state === 'running' ? { startedAt: now() } : {}) } as Partial<Batch>);

  const handlers: BatchHandlers = {
    'batches.preview': (request) => {
      const { codes: _, ...shown } = preview(request);
      return shown;
    },
    'batches.recipes': () => recipes,
    'batches.keepRecipe': (recipe) => {
      recipes = [...recipes.filter(({ name }) => name !== recipe.name), recipe];
      return recipes;
    },
    'batches.dropRecipe': ({ name: dropped }) => {
      recipes = recipes.filter(({ name }) => name !== dropped);
      return recipes;
    },
    'batches.create': (request) => {
      const { lines, refused } = preview(request);
      if (lines.length === 0 || (request.allOrNothing && refused.length > 0))
        return { report: { ...nothing, refused, kept: false }, repeated: false };
      const id = Math.max(0, ...all.keys()) + 1;
      const name = request.name ?? `Batch ${id}`;
      if ([...all.values()].some(({ batch }) => batch.name === name))
        throw new WorkbenchError('batch_name_taken', { name });
      const { recipe, readers: bound } = request;
      const { batch } = put(
        id,
        { name, recipe, readers: bound, refused },
        lines.map(({ place, eid, codeId }, index) =>
          makeLine(id, index + 1, now(), {
            place,
            codeId: codeId ?? 700 + index,
            ...(eid === undefined ? {} : { eid }),
          }),
        ),
      );
      emit({ type: 'batch', batch });
      return { batch, report: { ...nothing, refused, kept: true }, repeated: false };
    },
    'batches.list': ({ limit, before, state }) =>
      [...all.values()]
        .map(({ batch }) => batch)
        .filter(
          (one) => (before === undefined || one.id < before) && (state === undefined || one.state === state),
        )
        .sort((a, b) => b.id - a.id)
        .slice(0, limit),
    'batches.get': ({ id }) => {
      const kept = find(id);
      return { ...kept.batch, slots: slotsOf(kept) };
    },
    'batches.lines': ({ id, after, limit, state }) =>
      [...find(id).lines.values()]
        .filter((one) => one.line > after && (state === undefined || one.state === state))
        .slice(0, limit),
    'batches.start': ({ id }) => enter(id, 'running'),
    'batches.pause': ({ id }) => enter(id, 'paused'),
    'batches.resume': ({ id }) => enter(id, 'running'),
    'batches.stop': ({ id }) => enter(id, 'stopped', { reason: 'request' }),
    'batches.bind': ({ id, readers: more }) =>
      changed(id, { readers: [...new Set([...find(id).batch.readers, ...more])] }),
    'batches.unbind': ({ id, readers: gone }) =>
      changed(id, { readers: find(id).batch.readers.filter((one) => !gone.includes(one)) }),
    'batches.retry': ({ id, lines }) =>
      lines.map((line) => changeLine(id, line, { state: 'waiting', error: undefined })),
    'batches.skip': ({ id, lines }) => lines.map((line) => changeLine(id, line, { state: 'skipped' })),
    'batches.remove': ({ id }) => ({ removed: all.delete(id) }),
    'batches.labels': ({ id, of, ...wish }) => {
      const ids = [...find(id).lines.values()].flatMap(({ state, codeId }) =>
        (of === 'done') === (state === 'done') && codeId % 9 !== 4 ? [codeId] : [],
      );
      return codes['codes.labels']({ ids: ids.filter((one) => one > 7), ...wish });
    },
  };
  return {
    handlers,
    show(slot) {
      const shown: StationSlot = { expects: { kind: 'any', line: 15 }, ...slot };
      find(slot.batchId).slots.set(slot.readerId, shown);
      emit({ type: 'station', slot: shown });
    },
    line: (batchId, line, part) => void changeLine(batchId, line, part),
    batch: (id) => find(id).batch,
  };
}

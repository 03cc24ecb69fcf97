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
  type Reader,
  type StationSlot,
} from '../../src-shared/model/index.ts';
import type { CodeHandlers } from './fixture-codes.ts';
import { countsOf, makeLine, seedBatches } from './fixture-station-data.ts';

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

  if (scenario === 'full' || scenario === 'station')
    for (const { id, part, lines, slots } of seedBatches(scenario === 'station', now(), readers())) {
      const kept = put(id, part, lines);
      for (const slot of slots ?? []) kept.slots.set(slot.readerId, slot);
    }

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
    'batches.remove': ({ id }) => {
      const removed = all.delete(id);
      if (removed) emit({ type: 'removed', what: 'batch', id });
      return { removed };
    },
    'batches.labels': async ({ id, of, from, ...wish }) => {
      const ids = [...find(id).lines.values()].flatMap(({ state, codeId }) =>
        (of === 'done') === (state === 'done') && codeId % 9 !== 4 ? [codeId] : [],
      );
      const free = ids.filter((one) => one > 7);
      const { files } = await codes['codes.labels']({ ids: free.slice(from), ...wish });
      return { files, total: free.length };
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

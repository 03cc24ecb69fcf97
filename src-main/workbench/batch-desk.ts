/** Batches, as they are called from outside: made, started, bound to readers, and what is to be done with single lines. */

import type { batchRows } from '../../src-shared/api/batches.ts';
import type { Caller, CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { type ErrorCode, toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { joinImportReports } from '../../src-shared/import-reports.ts';
import {
  type Batch,
  type BatchLine,
  type BatchState,
  batchLimits,
  isFinal,
  labelsAtOnce,
} from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { NumberedLabel } from '../codes/label-files.ts';
import type { Store } from '../store/open.ts';
import type { CodeDesk, CodeDeskPorts } from './code-desk.ts';
import { type ListPorts, previewBatchList, readBatchList } from './station/batch-list.ts';
import { createRecipes } from './station/recipes.ts';
import type { Station } from './station/station.ts';

export interface BatchDeskPorts {
  readonly store: Pick<Store, 'batches' | 'codes' | 'getOperation' | 'getCard' | 'getSetting' | 'setSetting'>;
  readonly station: Station;
  readonly codeDesk: CodeDesk;
  readonly readPart: CodeDeskPorts['readPart'];
  readonly drawLabels: CodeDeskPorts['drawLabels'];
  readonly clock: Clock;
  readonly emit: (event: WorkbenchEvent) => void;
}

type Handlers = {
  readonly [N in keyof typeof batchRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** Why a line stays as it is while others of its batch begin anew. */
const cannotReopen: ReadonlySet<ErrorCode> = new Set([
  'batch_code_taken',
  'batch_line_taken',
  'batch_line_open',
  'code_not_found',
  'code_used_up',
]);

export function createBatchDesk(ports: BatchDeskPorts): { readonly handlers: Handlers } {
  const { store, station, codeDesk, clock, emit } = ports;
  const { batches } = store;
  const recipes = createRecipes(store);
  const listPorts: ListPorts = {
    codes: store.codes,
    batchHoldingCode: (id) => batches.batchHoldingCode(id),
    readPart: ports.readPart,
    add: codeDesk.add,
    clock,
  };

  function require(id: number): Batch {
    const batch = batches.getBatch(id);
    if (batch === undefined) throw new WorkbenchError('batch_not_found', { id });
    return batch;
  }

  function requireLine(id: number, line: number): BatchLine {
    const found = batches.getLine(id, line);
    if (found === undefined) throw new WorkbenchError('batch_line_not_found', { id, line });
    return found;
  }

  /** Tells of a batch that has changed; cards in its readers may have their turn now. */
  function changed(batch: Batch): Batch {
    emit({ type: 'batch', batch });
    station.look(batch.id);
    return batch;
  }

  /** From one of these states to another; one that is there already is left as it is. */
  function enter(id: number, state: BatchState, from: readonly BatchState[], stop?: Batch['stop']): Batch {
    const batch = require(id);
    if (batch.state === state) return batch;
    if (!from.includes(batch.state)) throw new WorkbenchError('batch_state', { id, state: batch.state });
    return changed(batches.setBatchState(id, clock.now(), state, stop));
  }

  function run(id: number, from: readonly BatchState[]): Batch {
    const batch = require(id);
    if (batch.readers.length === 0 && from.includes(batch.state))
      throw new WorkbenchError('batch_no_readers', { id });
    // What its readers show is of whatever was worked off with them before.
    if (batch.state !== 'paused' && from.includes(batch.state)) station.forget(batch.readers);
    return enter(id, 'running', from);
  }

  /** Whether what its last operation did is known only when its card was read again. */
  function isOpen({ operations }: BatchLine): boolean {
    const id = operations.at(-1);
    const operation = id === undefined ? undefined : store.getOperation(id);
    return operation !== undefined && (!isFinal(operation) || operation.reconciliation.state === 'pending');
  }

  /** What of a line has to be written so that it is worked off again; undefined: it waits already. */
  function reopening(id: number, number: number): { line: number; wantedEid?: string } | undefined {
    const line = requireLine(id, number);
    const { state, wantedEid, cardEid, iccid, codeId } = line;
    if (station.works(id, number))
      throw new WorkbenchError('batch_line_taken', { id, line: number, state: 'running' });
    if (state === 'waiting' && wantedEid === undefined) return undefined;
    if (isOpen(line)) throw new WorkbenchError('batch_line_open', { line: number, eid: cardEid ?? '' });
    // It could only fail, and would cost the next card its turn.
    const code = store.codes.get(codeId);
    if (code === undefined) throw new WorkbenchError('code_not_found', { id: codeId });
    if (code.state === 'burned') throw new WorkbenchError('code_used_up', { id: codeId, state: code.state });
    // With the card that has the profile it goes on; else any card will do that the list allows.
    return iccid === undefined || cardEid === undefined
      ? { line: number }
      : { line: number, wantedEid: cardEid };
  }

  /** Each is looked at before any is changed. */
  function reopen(id: number, lines: readonly number[]): void {
    const wanted = lines.flatMap((line) => reopening(id, line) ?? []);
    for (const one of batches.reopenLines(id, wanted, clock.now())) station.tell(one);
  }

  function retry(id: number, lines: readonly number[], partly: boolean): BatchLine[] {
    if (partly)
      for (const line of lines)
        try {
          reopen(id, [line]);
        } catch (error) {
          if (!cannotReopen.has(toWorkbenchError(error).code)) throw error;
        }
    else reopen(id, lines);
    changed(require(id));
    return lines.map((line) => requireLine(id, line));
  }

  function skip(id: number, lines: readonly number[]): BatchLine[] {
    const wanted = lines.filter((number) => {
      const { state } = requireLine(id, number);
      if (state === 'skipped') return false;
      if (station.works(id, number) || (state !== 'waiting' && state !== 'failed'))
        throw new WorkbenchError('batch_line_taken', { id, line: number, state });
      return true;
    });
    for (const number of new Set(wanted))
      station.tell(batches.changeLine(id, number, clock.now(), { state: 'skipped', wantedEid: undefined }));
    return lines.map((line) => requireLine(id, line));
  }

  function* allLines(id: number): Generator<BatchLine> {
    for (let after = 0; ; ) {
      const part = batches.listLines({ id, after, limit: 1000 });
      yield* part;
      const last = part.at(-1);
      if (last === undefined) return;
      after = last.line;
    }
  }

  function cardLabels(batch: Batch): NumberedLabel[] {
    const labels: NumberedLabel[] = [];
    for (const { state, line, cardEid: eid, iccid, codeId } of allLines(batch.id)) {
      if (state !== 'done' || eid === undefined) continue;
      const code = store.codes.get(codeId);
      labels.push({
        id: line,
        eid,
        batch: batch.name,
        ...(iccid === undefined ? {} : { iccid }),
        ...(code?.carrier === undefined ? {} : { carrier: code.carrier }),
        ...(code?.label === undefined ? {} : { label: code.label }),
      });
    }
    return labels;
  }

  const handlers: Handlers = {
    'batches.create': async (request, caller) => {
      const { name, requestKey, recipe, readers } = request;
      const there = requestKey === undefined ? undefined : batches.batchOfRequest(requestKey);
      if (there !== undefined) return { batch: there, report: joinImportReports([]), repeated: true };
      if (request.rows.length + request.files.length === 0) throw new WorkbenchError('batch_empty');
      const { lines, report } = await readBatchList(request, listPorts, caller);
      if (request.allOrNothing && report.refused.length > 0)
        return { report: { ...report, kept: false }, repeated: false };
      if (lines.length === 0) return { report, repeated: false };
      // While the list was read, the same call may have come again.
      const meanwhile = requestKey === undefined ? undefined : batches.batchOfRequest(requestKey);
      if (meanwhile !== undefined) return { batch: meanwhile, report, repeated: true };
      const { id } = batches.createBatch({
        name,
        requestKey,
        recipe,
        lines,
        refused: report.refused.slice(0, batchLimits.refused),
        createdBy: caller.createdBy,
        at: clock.now(),
        readers,
      });
      return { batch: changed(require(id)), report, repeated: false };
    },

    'batches.preview': (request) => previewBatchList(request, listPorts),
    'batches.recipes': () => recipes.list(),
    'batches.keepRecipe': (recipe) => recipes.keep(recipe),
    'batches.dropRecipe': ({ name }) => recipes.drop(name),
    'batches.list': (filter) => batches.listBatches(filter),
    'batches.get': ({ id }) => {
      const batch = require(id);
      return { ...batch, slots: station.slots(batch) };
    },
    'batches.lines': (filter) => {
      require(filter.id);
      return batches.listLines(filter);
    },

    'batches.start': ({ id }) => run(id, ['draft']),
    'batches.resume': ({ id }) => run(id, ['paused', 'stopped']),
    'batches.pause': ({ id }) => enter(id, 'paused', ['running']),
    'batches.stop': ({ id }) => enter(id, 'stopped', ['running', 'paused'], { reason: 'request' }),

    'batches.bind': ({ id, readers }) => {
      require(id);
      return changed(batches.bindReaders(id, clock.now(), readers));
    },
    'batches.unbind': ({ id, readers }) => {
      require(id);
      const batch = batches.unbindReaders(id, clock.now(), readers);
      station.forget(readers);
      return changed(batch);
    },

    'batches.retry': ({ id, lines, partly }) => {
      require(id);
      return retry(id, lines, partly);
    },
    'batches.skip': ({ id, lines }) => {
      require(id);
      return skip(id, lines);
    },

    'batches.remove': ({ id }) => {
      const batch = batches.getBatch(id);
      if (batch !== undefined && batch.counts.running > 0) throw new WorkbenchError('batch_running', { id });
      const removed = batches.removeBatch(id);
      station.forget(batch?.readers ?? []);
      if (removed) emit({ type: 'removed', what: 'batch', id });
      return { removed };
    },

    'batches.labels': async ({ id, of, from, ...wish }, caller) => {
      const batch = require(id);
      const part = <T>(all: readonly T[]): T[] => all.slice(from, from + labelsAtOnce);
      if (of === 'done') {
        const all = cardLabels(batch);
        const labels = part(all);
        return {
          files: labels.length === 0 ? [] : await ports.drawLabels(labels, wish),
          total: all.length,
        };
      }
      const ids: number[] = [];
      for (const { codeId } of allLines(id))
        if (store.codes.get(codeId)?.state === 'NOT_INSTALLED') ids.push(codeId);
      const wanted = part(ids);
      if (wanted.length === 0) return { files: [], total: ids.length };
      const { files } = await codeDesk.handlers['codes.labels']({ ids: wanted, ...wish }, caller);
      return { files, total: ids.length };
    },
  };

  return { handlers };
}

/** Batches on the command line: what there is, and what is done with single lines. */

import type { CallInput } from '../../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { Language } from '../../../../src-shared/language.ts';
import {
  type Batch,
  type BatchLine,
  batchState,
  labelsAtOnce,
  type MadeFile,
} from '../../../../src-shared/model/index.ts';
import {
  batchLineNoteText,
  batchLineRemark,
  batchLineStateText,
  batchLineText,
  batchStateText,
  batchStopText,
  codePlaceText,
  fillText,
  formatDate,
} from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, mustConfirm } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';
import { writeFiles } from './code.ts';
import { makeReport, type ReportOptions } from './report.ts';

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

function batchRow({ id, name, state, counts, readers, createdAt }: Batch): string[] {
  const { waiting, running, done, failed, skipped } = counts;
  const numbers = [waiting, running, done, failed, skipped].map(String);
  return [
    String(id),
    name,
    batchStateText[state].name,
    ...numbers,
    String(readers.length),
    formatDate(createdAt),
  ];
}

const head = ['ID', 'NAME', 'STATE', 'WAITING', 'RUNNING', 'DONE', 'FAILED', 'SKIPPED', 'READERS', 'MADE'];

export async function listBatches(
  context: Context,
  options: { readonly limit: number; readonly state?: string },
): Promise<number> {
  const state = options.state === undefined ? undefined : batchState.safeParse(options.state);
  if (state?.success === false) throw usage(`The state must be one of ${batchState.options.join(', ')}`);
  const batches = await (await context.engine()).call('batches.list', {
    limit: options.limit,
    ...(state === undefined ? {} : { state: state.data }),
  });
  context.output.result(batches, () =>
    batches.length === 0 ? 'No batches.' : table(batches.map(batchRow), head),
  );
  return exitCodes.ok;
}

async function linesOf(engine: OpenedEngine, id: number): Promise<BatchLine[]> {
  const lines: BatchLine[] = [];
  for (let after = 0; ; ) {
    const part = await engine.call('batches.lines', { id, after, limit: 1000 });
    lines.push(...part);
    const last = part.at(-1);
    if (last === undefined) return lines;
    after = last.line;
  }
}

function lineRow(line: BatchLine): string[] {
  const { wantedEid, error, remarks } = line;
  const texts = [
    ...(error === undefined ? [] : [errorTexts(error).message]),
    ...(wantedEid === undefined ? [] : [fillText(batchLineNoteText.wants, { eid: wantedEid })]),
    ...remarks.map(batchLineRemark),
  ];
  return [
    String(line.line),
    batchLineText(line).name,
    String(line.codeId),
    line.cardEid ?? line.eid ?? '',
    line.iccid ?? '',
    line.operations.join(', '),
    texts.join(' '),
  ];
}

export async function showBatch(context: Context, id: number): Promise<number> {
  const engine = await context.engine();
  await engine.ready();
  const batch = await engine.call('batches.get', { id });
  const lines = await linesOf(engine, id);
  context.output.result({ ...batch, lines }, () => {
    const { stop, state, refused } = batch;
    const why =
      stop === undefined ? '' : ` ${fillText(batchStopText[stop.reason], { count: stop.count ?? 0 })}`;
    return [
      `Batch ${id} (${batch.name}): ${batchStateText[state].name}.${why} ${batchStateText[state].next}`,
      ...(batch.readers.length === 0 ? [] : [`Readers: ${batch.readers.join(', ')}`]),
      table(lines.map(lineRow), ['LINE', 'STATE', 'CODE', 'CARD', 'ICCID', 'OPERATIONS', '']),
      ...refused.map(({ place, error }) => `${codePlaceText(place)}: refused: ${errorTexts(error).message}`),
    ].join('\n');
  });
  return exitCodes.ok;
}

export async function pauseBatch(context: Context, id: number): Promise<number> {
  const batch = await (await context.engine()).call('batches.pause', { id });
  context.output.result(batch, () => `Batch ${id}: ${batchStateText[batch.state].name}`);
  return exitCodes.ok;
}

export async function reportBatch(context: Context, id: number, options: ReportOptions): Promise<number> {
  const { name } = await (await context.engine()).call('batches.get', { id });
  return await makeReport(context, 'batch', name, options);
}

export interface BatchLabelOptions {
  readonly of: string;
  readonly format: string;
  readonly sheet?: string;
  readonly skip?: number;
  readonly language?: Language;
  readonly out: string;
}

/** All labels of a batch, part by part; files of sheets and pages from the second part on are named by their first label. */
export async function* batchLabels(
  engine: Pick<OpenedEngine, 'call'>,
  request: Omit<CallInput<'batches.labels'>, 'from'>,
): AsyncGenerator<readonly MadeFile[]> {
  const { skip, ...later } = request;
  for (let from = 0, total = 1; from < total; from += labelsAtOnce) {
    // The sheet that was begun is the first one.
    const wish = from === 0 ? request : later;
    const made = await engine.call('batches.labels', { ...wish, from });
    total = made.total;
    yield from === 0
      ? made.files
      : made.files.map((file) => ({
          ...file,
          name: file.name.replace(/^labels/, `labels-from-${from + 1}`),
        }));
  }
}

export async function labelBatch(context: Context, id: number, options: BatchLabelOptions): Promise<number> {
  const { of, format, sheet, skip, language } = options;
  if (of !== 'unused' && of !== 'done') throw usage('--of is unused or done');
  if (format !== 'png' && format !== 'svg' && format !== 'page') throw usage('--format is png, svg or page');
  const request: CallInput<'batches.labels'> = {
    id,
    of,
    format,
    ...(sheet === undefined ? {} : { sheet }),
    ...(skip === undefined ? {} : { skip }),
    ...(language === undefined ? {} : { language }),
  };
  const paths: string[] = [];
  for await (const files of batchLabels(await context.engine(), request))
    paths.push(...(await writeFiles(options.out, files)));
  context.output.result({ files: paths }, () =>
    paths.length === 0 ? 'Nothing to label.' : paths.join('\n'),
  );
  return exitCodes.ok;
}

/** Lines by their numbers, or without any all that failed. */
export async function changeLines(
  context: Context,
  what: 'retry' | 'skip',
  id: number,
  numbers: readonly number[],
): Promise<number> {
  const engine = await context.engine();
  await engine.ready();
  const failed = async () =>
    (await linesOf(engine, id)).flatMap(({ line, state }) => (state === 'failed' ? [line] : []));
  const lines = numbers.length > 0 ? [...numbers] : await failed();
  if (lines.length === 0) throw usage('No line of the batch has failed: name the lines');
  const changed: BatchLine[] = [];
  for (let from = 0; from < lines.length; from += 1000) {
    const request = { id, lines: lines.slice(from, from + 1000) };
    changed.push(
      ...(what === 'skip'
        ? await engine.call('batches.skip', request)
        : await engine.call('batches.retry', { ...request, partly: numbers.length === 0 })),
    );
  }
  context.output.result(changed, () =>
    changed.map(({ line, state }) => `Line ${line}: ${batchLineStateText[state].name}`).join('\n'),
  );
  const left = what === 'retry' ? changed.find(({ state }) => state === 'failed') : undefined;
  if (left === undefined) return exitCodes.ok;
  try {
    // Asked for alone, it says why it stays as it is.
    await engine.call('batches.retry', { id, lines: [left.line] });
    return exitCodes.ok;
  } catch (error) {
    const { message, remedy } = errorTexts(toWorkbenchError(error).toData());
    context.output.note(`Line ${left.line}: ${message}. ${remedy}`);
    return exitCodes.failed;
  }
}

export async function removeBatch(
  context: Context,
  id: number,
  options: { readonly yes?: boolean },
): Promise<number> {
  const engine = await context.engine();
  const { name } = await engine.call('batches.get', { id });
  await mustConfirm(context, `Forget the batch ${name}? Its codes and operations stay.`, options.yes);
  const result = await engine.call('batches.remove', { id });
  context.output.result(result, () => (result.removed ? `Removed: ${name}` : 'It was gone already.'));
  return exitCodes.ok;
}

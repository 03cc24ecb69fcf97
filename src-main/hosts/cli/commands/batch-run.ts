/** `batch run` and `batch resume`: a batch is followed until it ends; Ctrl-C pauses it. */

import { basename } from 'node:path';
import { z } from 'zod';
import type { CallInput } from '../../../../src-shared/api.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { inputInvalid } from '../../../../src-shared/invalid-input.ts';
import type { Language } from '../../../../src-shared/language.ts';
import {
  type Batch,
  batchLimits,
  batchRecipe,
  batchRow,
  codeImportLimits,
  type Reader,
  type StationSlot,
} from '../../../../src-shared/model/index.ts';
import {
  batchStateText,
  batchStepText,
  batchStopText,
  fillText,
  stationExpectsText,
  stationOutcomeText,
  stationPhaseText,
} from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, readBytes, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { bar, errorTexts } from '../output.ts';
import { selectReader } from '../readers.ts';
import { batchLabels } from './batch.ts';
import { reportText, writeFiles } from './code.ts';

export interface RecipeOptions {
  readonly recipe?: string;
  readonly enable: boolean;
  readonly carrier?: string;
  readonly minMemory?: number;
  readonly anyCi?: boolean;
  readonly deleteTestProfiles?: boolean;
  readonly nickname?: string;
  readonly askConfirmation?: boolean;
  readonly acceptPpr?: boolean;
  readonly stopAfter?: number;
  readonly stopAfterAll?: number;
  readonly whenThere?: string;
  readonly nextCode?: boolean;
}

export interface RunOptions extends RecipeOptions {
  readonly name?: string;
  readonly reader?: readonly string[];
  readonly confirmationCodeFile?: string;
  readonly dates?: string;
  readonly labels?: string;
  readonly language?: Language;
  readonly allOrNothing?: boolean;
}

type RecipeInput = NonNullable<CallInput<'batches.create'>['recipe']>;

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

function parsed<S extends z.ZodType>(what: string, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw inputInvalid(what, result.error);
  return result.data;
}

function json(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usage(`The ${what} is no JSON`);
  }
}

/** The recipe of the file, where one is given, with what the options say over it. */
async function recipeOf(options: RecipeOptions): Promise<RecipeInput> {
  const file = options.recipe === undefined ? {} : json('recipe', await readText(options.recipe));
  const recipe = parsed('recipe', batchRecipe, file);
  const { checks, expect, stopAfter } = recipe;
  const whenThere = options.whenThere ?? recipe.profileThere;
  return parsed('recipe', batchRecipe, {
    ...recipe,
    checks: {
      trustedCi: checks.trustedCi && options.anyCi !== true,
      ...((options.minMemory ?? checks.freeMemory) === undefined
        ? {}
        : { freeMemory: options.minMemory ?? checks.freeMemory }),
    },
    expect: { ...expect, ...(options.carrier === undefined ? {} : { carrier: options.carrier }) },
    enable: recipe.enable && options.enable,
    deleteTestProfiles: options.deleteTestProfiles ?? recipe.deleteTestProfiles,
    ...(options.nickname === undefined ? {} : { nickname: options.nickname }),
    confirmationCode: options.askConfirmation === true ? 'ask' : recipe.confirmationCode,
    acceptPolicyRules: options.acceptPpr ?? recipe.acceptPolicyRules,
    stopAfter: {
      inARow: options.stopAfter ?? stopAfter.inARow,
      inAll: options.stopAfterAll ?? stopAfter.inAll,
    },
    profileThere: whenThere,
    nextCodeAfterBad: options.nextCode ?? recipe.nextCodeAfterBad,
  });
}

/** Rows of a JSON file; a list of any other kind is read by the engine. */
async function listOf(path: string): Promise<Pick<CallInput<'batches.create'>, 'rows' | 'files'>> {
  const bytes = await readBytes(path, codeImportLimits.pdfBytes);
  if (!/\.json$/i.test(path)) return { files: [{ name: basename(path), data: bytes.toString('base64') }] };
  const rows = z.array(batchRow).max(batchLimits.lines);
  return { rows: parsed('list', rows, json('list', bytes.toString('utf8'))) };
}

/** Those that are named; else all real ones, and where there are none, all simulated ones: never both. */
async function readersOf(engine: OpenedEngine, named: readonly string[] | undefined): Promise<Reader[]> {
  if (named !== undefined) return await Promise.all(named.map((text) => selectReader(engine, text)));
  const all = await engine.call('readers.list', {});
  const real = all.filter(({ kind }) => kind === 'pcsc');
  const readers = real.length > 0 ? real : all;
  if (readers.length === 0) throw new WorkbenchError('reader_ambiguous', { readers: 'There is none.' });
  return readers.slice(0, batchLimits.readers);
}

function slotLine(slot: StationSlot, name: string): string {
  const { phase, outcome, line = 0, step, eid, error, expects } = slot;
  const parts: string[] = [stationPhaseText[phase].name];
  if (phase === 'working') parts.push(`line ${line}${step === undefined ? '' : `, ${batchStepText[step]}`}`);
  if (phase === 'put_back') parts.push(`line ${line}, ${stationPhaseText.put_back.next}`);
  if (phase === 'take_out' && outcome !== undefined)
    parts.push(
      `${stationOutcomeText[outcome].name}. ${fillText(stationOutcomeText[outcome].next, { line })}`,
    );
  if (phase === 'insert')
    parts.push(
      fillText(stationExpectsText[expects.kind], {
        ...(expects.kind === 'any' ? { line: expects.line } : {}),
        ...(expects.kind === 'cards' ? { count: expects.count, eids: expects.eids.join(', ') } : {}),
      }),
    );
  if (error !== undefined && phase !== 'insert') parts.push(errorTexts(error).message);
  // An empty reader knows the card of before: beside 'put a card in' it would read as the one that is meant.
  const shown = phase === 'insert' || phase === 'resting' || phase === 'reader_gone' ? undefined : eid;
  return `${name}: ${parts.join(' | ')}${shown === undefined ? '' : ` (${shown})`}`;
}

const allLines = ({ counts }: Batch) => Object.values(counts).reduce((sum, count) => sum + count, 0);
const endedLines = ({ counts }: Batch) => counts.done + counts.failed + counts.skipped;

function progressLine(batch: Batch): string {
  const { done, failed, skipped, running } = batch.counts;
  return `${bar(endedLines(batch), allLines(batch))}  ${done} done, ${failed} failed, ${skipped} skipped, ${running} running`;
}

function endText(batch: Batch): string {
  const { stop, state, counts } = batch;
  const why =
    stop === undefined ? '' : ` ${fillText(batchStopText[stop.reason], { count: stop.count ?? 0 })}`;
  const { done, failed, skipped, waiting } = counts;
  return `Batch ${batch.id} (${batch.name}): ${batchStateText[state].name}.${why} ${done} done, ${failed} failed, ${skipped} skipped, ${waiting} waiting. ${batchStateText[state].next}`;
}

function exitCodeOfBatch({ state, counts, refused }: Batch): number {
  if (state !== 'finished' || counts.failed + counts.skipped > 0) return exitCodes.failed;
  return refused.length > 0 ? exitCodes.usage : exitCodes.ok;
}

/** Follows a batch that runs to its end. The first Ctrl-C pauses it, and waits for what runs. */
async function follow(context: Context, engine: OpenedEngine, id: number): Promise<number> {
  const { output, streams, interrupted } = context;
  const ended = Promise.withResolvers<Batch>();
  let pausing = false;
  const tell = (event: object) => streams.stdout.write(`${JSON.stringify(event)}\n`);
  const names = new Map(
    (await engine.call('readers.list', {})).map(({ id: reader, name }) => [reader, name]),
  );
  const look = (batch: Batch) => {
    const over =
      batch.state === 'finished' || ((batch.state !== 'running' || pausing) && batch.counts.running === 0);
    if (over) ended.resolve(batch);
    else output.status(progressLine(batch));
  };
  const unsubscribe = engine.subscribe((event) => {
    if (event.type === 'station' && event.slot.batchId === id) {
      if (output.json) tell(event);
      else output.note(slotLine(event.slot, names.get(event.slot.readerId) ?? event.slot.readerId));
    }
    if (event.type === 'batchLine' && event.line.batchId === id && output.json) tell(event);
    if (event.type === 'batch' && event.batch.id === id) {
      if (output.json) tell(event);
      look(event.batch);
    }
  });
  const pause = () => {
    pausing = true;
    output.note(
      'Pausing: what runs comes to its end. (Ctrl-C again ends at once; nothing is lost then either.)',
    );
    engine.call('batches.pause', { id }).then(look, ended.reject);
  };
  try {
    if (interrupted.aborted) pause();
    else interrupted.addEventListener('abort', pause, { once: true });
    const now = await engine.call('batches.get', { id });
    if (!output.json)
      for (const slot of now.slots) output.note(slotLine(slot, names.get(slot.readerId) ?? slot.readerId));
    look(now);
    const gone = engine.gone.then(() => Promise.reject(new WorkbenchError('engine_gone')));
    const batch = await Promise.race([ended.promise, gone]);
    output.endStatus();
    if (output.json) tell({ type: 'end', batch });
    else output.result(batch, () => endText(batch));
    if (!pausing || batch.state === 'finished') return exitCodeOfBatch(batch);
    output.note(`Go on with: euicc-workbench batch resume ${id}`);
    return exitCodes.interrupted;
  } finally {
    interrupted.removeEventListener('abort', pause);
    unsubscribe();
  }
}

/** Both kinds of labels as pages to print. */
async function writeLabels(
  context: Context,
  engine: OpenedEngine,
  id: number,
  folder: string,
  language: Language = 'en',
): Promise<void> {
  for (const which of ['unused', 'done'] as const) {
    for await (const files of batchLabels(engine, { id, of: which, format: 'page', language })) {
      const named = files.map((file) => ({ ...file, name: `batch-${id}-${which}-${file.name}` }));
      for (const path of await writeFiles(folder, named)) context.output.note(`Labels: ${path}`);
    }
  }
}

export async function runBatch(context: Context, path: string, options: RunOptions): Promise<number> {
  const { output, streams } = context;
  const [recipe, list] = [await recipeOf(options), await listOf(path)];
  const { confirmationCodeFile, dates } = options;
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') throw usage('--dates is dmy or mdy');
  const confirmationCode =
    confirmationCodeFile === undefined ? undefined : (await readText(confirmationCodeFile)).trim();
  const engine = await context.engine({ stays: true });
  await engine.ready();
  const readers = await readersOf(engine, options.reader);
  const { batch, report } = await engine.call('batches.create', {
    ...list,
    recipe,
    readers: readers.map(({ id }) => id),
    allOrNothing: options.allOrNothing === true,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(confirmationCode === undefined ? {} : { confirmationCode }),
    ...(dates === undefined ? {} : { dateOrder: dates === 'dmy' ? 'day_first' : 'month_first' }),
  });
  if (output.json) streams.stdout.write(`${JSON.stringify({ type: 'created', batch, report })}\n`);
  else output.note(reportText(report));
  if (batch === undefined) {
    output.note('No batch was made.');
    return exitCodes.usage;
  }
  output.note(`Batch ${batch.id}: ${batch.name}`);
  await engine.call('batches.start', { id: batch.id });
  const code = await follow(context, engine, batch.id);
  if (options.labels !== undefined)
    await writeLabels(context, engine, batch.id, options.labels, options.language);
  return code;
}

export async function resumeBatch(context: Context, id: number): Promise<number> {
  const engine = await context.engine({ stays: true });
  await engine.ready();
  const { state } = await engine.call('batches.get', { id });
  if (state === 'draft') await engine.call('batches.start', { id });
  else if (state !== 'running' && state !== 'finished') await engine.call('batches.resume', { id });
  return await follow(context, engine, id);
}

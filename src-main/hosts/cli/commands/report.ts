import { open } from 'node:fs/promises';
import { isDay, isTimeZone, nextDay, startOfDay, systemTimeZone } from '../../../../src-shared/days.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { fileNotWritten } from '../../../../src-shared/file-not-written.ts';
import type { Language } from '../../../../src-shared/language.ts';
import { type ReportBy, type ReportFormat, reportLimit } from '../../../../src-shared/model/index.ts';
import { formatInteger } from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

export interface ReportOptions {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly eid?: string;
  readonly iccid?: string;
  readonly batch?: string;
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly kind?: readonly string[];
  readonly timeZone?: string;
  readonly language?: Language;
  readonly limit?: number;
}

/** Where a report goes, part by part. */
interface Target {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** A report says which card is where: others need not read it. */
async function target(context: Context, file: string | undefined): Promise<Target> {
  if (file === undefined) {
    const { stdout } = context.streams;
    return {
      write: (text) => new Promise((resolve) => void stdout.write(text, () => resolve())),
      close: async () => {},
    };
  }
  try {
    const opened = await open(file, 'wx', 0o600);
    return {
      write: (text) =>
        opened.writeFile(text).catch((error) => {
          throw fileNotWritten(file, error);
        }),
      close: () => opened.close(),
    };
  } catch (error) {
    throw fileNotWritten(file, error);
  }
}

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

function day(text: string | undefined, option: string): string | undefined {
  if (text !== undefined && !isDay(text)) throw usage(`${option} must be a day, as 2026-11-27`);
  return text;
}

/** `only`: the EID, day or batch that was named as an argument. */
export async function makeReport(
  context: Context,
  by: ReportBy,
  only: string | undefined,
  options: ReportOptions,
): Promise<number> {
  const { format } = options;
  const timeZone = options.timeZone ?? systemTimeZone();
  if (!isTimeZone(timeZone)) throw usage('--time-zone must be a time zone, as Europe/Vienna');
  if (only !== undefined && options[by === 'card' ? 'eid' : by] !== undefined)
    throw usage(`The ${by} is given twice`);
  const from = day(options.from, '--from');
  const to = day(options.to, '--to');
  const request = {
    by,
    format,
    timeZone,
    ...(options.language === undefined ? {} : { language: options.language }),
    limit: Math.min(options.limit ?? reportLimit, reportLimit),
    ...(options.iccid === undefined ? {} : { iccid: options.iccid }),
    ...(options.kind === undefined ? {} : { kinds: options.kind as never }),
    ...(from === undefined ? {} : { from: startOfDay(from, timeZone) }),
    ...(to === undefined ? {} : { to: startOfDay(nextDay(to), timeZone) }),
    eid: by === 'card' ? (only ?? options.eid) : options.eid,
    day: by === 'day' ? day(only ?? options.day, 'The day') : day(options.day, '--day'),
    batch: by === 'batch' ? (only ?? options.batch) : options.batch,
  };
  const engine = await context.engine();
  // What broke off is reported as the cards say that it ended.
  await engine.ready();
  let made = await engine.call('reports.make', request);
  const out = await target(context, options.output);
  let listed = made.listed;
  try {
    await out.write(made.text);
    // A table can be written in parts; a page and a document are whole.
    while (format === 'csv' && options.limit === undefined && made.more !== undefined) {
      context.interrupted.throwIfAborted();
      made = await engine.call('reports.make', { ...request, after: made.more });
      listed += made.listed;
      await out.write(made.text);
    }
  } finally {
    await out.close();
  }
  if (made.more !== undefined)
    context.output.note(
      `The report lists ${formatInteger(listed)} of ${formatInteger(made.matching)} operations (limit ${formatInteger(made.limit)}): narrow it by day, card or batch${format === 'csv' ? '' : ', or take CSV, which holds all'}.`,
    );
  if (options.output !== undefined)
    context.output.result(
      { file: options.output, listed, matching: made.matching },
      () => `${options.output}: ${formatInteger(listed)} ${listed === 1 ? 'operation' : 'operations'}`,
    );
  return exitCodes.ok;
}

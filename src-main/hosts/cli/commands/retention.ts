import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { RetentionReport, RetentionState } from '../../../../src-shared/model/index.ts';
import { formatBytes, formatDate, formatInteger } from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

export interface RetentionOptions {
  readonly traces?: string;
  readonly operations?: string;
  readonly size?: string;
}

const gigabyte = 1_000_000_000;

const daysText = (days: number | null) => (days === null ? 'for ever' : `${formatInteger(days)} days`);

function stateText({ settings, bytes, freeBytes, lastRun }: RetentionState): string {
  const { tracesDays, operationsDays, maxBytes } = settings;
  return table([
    ['Traces', daysText(tracesDays)],
    ['Operations', daysText(operationsDays)],
    ['At most', maxBytes === null ? 'any size' : formatBytes(maxBytes)],
    ['Database', `${formatBytes(bytes)}, and ${formatBytes(freeBytes)} of free pages`],
    ...(lastRun === undefined
      ? []
      : [['Last run', `${formatDate(lastRun.startedAt)}: ${reportText(lastRun)}`]]),
  ]);
}

function reportText({ traces, operations, givenBack, interrupted }: RetentionReport): string {
  const done = `${formatInteger(traces)} traces and ${formatInteger(operations)} operations removed, ${formatBytes(givenBack)} given back`;
  return interrupted ? `${done}; broken off` : done;
}

function days(text: string | undefined, option: string): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'never') return null;
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 36_500)
    throw new WorkbenchError('usage', { reason: `${option} must be days, 1 to 36500, or never` });
  return Number(text);
}

function size(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'never') return null;
  const bytes = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * gigabyte) : 0;
  if (bytes < 10_000_000)
    throw new WorkbenchError('usage', { reason: '--size must be gigabytes, 0.01 at least, or never' });
  return bytes;
}

export async function showRetention(context: Context): Promise<number> {
  const engine = await context.engine();
  const state = await engine.call('retention.get', {});
  context.output.result(state, () => stateText(state));
  return exitCodes.ok;
}

export async function setRetention(context: Context, options: RetentionOptions): Promise<number> {
  const tracesDays = days(options.traces, '--traces');
  const operationsDays = days(options.operations, '--operations');
  const maxBytes = size(options.size);
  if (tracesDays === undefined && operationsDays === undefined && maxBytes === undefined)
    throw new WorkbenchError('usage', { reason: 'Name what is to be set: --traces, --operations or --size' });
  const engine = await context.engine();
  const state = await engine.call('retention.set', {
    ...(tracesDays === undefined ? {} : { tracesDays }),
    ...(operationsDays === undefined ? {} : { operationsDays }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  context.output.result(state, () => stateText(state));
  return exitCodes.ok;
}

export async function runRetention(
  context: Context,
  { compact = false }: { readonly compact?: boolean },
): Promise<number> {
  const engine = await context.engine();
  const report = await engine.call('retention.run', { compact });
  context.output.result(report, () => reportText(report));
  return exitCodes.ok;
}

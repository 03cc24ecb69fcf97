/** `trace search`, `trace compare`, `trace copy` and `operation time`. */

import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { CopyFormat, TimeParts, TraceComparison, TraceHit } from '../../../../src-shared/model/index.ts';
import { formatDuration, statusText, statusWordText } from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

export interface SearchOptions {
  readonly operation?: number;
  readonly limit: number;
}

export async function searchTraces(
  context: Context,
  words: readonly string[],
  { operation, limit }: SearchOptions,
): Promise<number> {
  const { output, interrupted } = context;
  const engine = await context.engine();
  const hits: TraceHit[] = [];
  let after: { operationId: number; seq: number } | undefined;
  let exchanges = 0;
  do {
    interrupted.throwIfAborted();
    const page = await engine.call('trace.search', {
      query: words.join(' '),
      limit: Math.min(500, limit - hits.length),
      ...(operation === undefined ? {} : { operationId: operation }),
      ...(after === undefined ? {} : { after }),
    });
    hits.push(...page.hits);
    exchanges += page.searched.exchanges;
    after = page.next;
    if (after !== undefined) output.status(`${exchanges} exchanges, operation ${after.operationId}`);
  } while (after !== undefined && hits.length < limit);
  output.endStatus();
  output.result({ hits, complete: after === undefined }, () =>
    hits.length === 0
      ? 'Nothing found.'
      : table(
          hits.map((hit) => [
            String(hit.operationId),
            String(hit.seq),
            hit.purpose,
            hit.result ?? '',
            hit.kind === 'apdu' ? (statusWordText(hit.result ?? '') ?? '') : '',
            hit.places
              .map(({ part, from, to }) => `${part} ${from}-${to}`)
              .slice(0, 4)
              .join(', '),
          ]),
          ['OPERATION', 'NUMBER', 'FUNCTION', 'RESULT', 'MEANING', 'PLACES'],
        ),
  );
  return exitCodes.ok;
}

export interface CompareOptions {
  readonly ignoreBytes?: boolean;
  readonly times?: boolean;
  readonly all?: boolean;
}

type Row = TraceComparison['rows'][number];

const signs: Readonly<Record<Row['kind'], string>> = { same: ' ', changed: '~', only_a: '-', only_b: '+' };

function differenceText({ what, a, b, at, fields }: Row['differences'][number]): string {
  if (fields !== undefined) return `${what}: ${fields.join(', ')}`;
  if (at !== undefined) return `${what}: from byte ${at}`;
  return `${what}: ${a ?? 'none'} / ${b ?? 'none'}`;
}

/** Exit code 1 when they differ. */
export async function compareTraces(
  context: Context,
  a: number,
  b: number,
  options: CompareOptions,
): Promise<number> {
  const engine = await context.engine();
  const rows: Row[] = [];
  let page: TraceComparison;
  let from: number | undefined = 0;
  do {
    page = await engine.call('trace.compare', {
      a,
      b,
      from,
      limit: 1000,
      ignore: [
        ...(options.ignoreBytes ? ['bytes' as const] : []),
        ...(options.times ? [] : ['times' as const]),
      ],
    });
    rows.push(...page.rows.filter(({ kind }) => options.all === true || kind !== 'same'));
    from = page.next;
  } while (from !== undefined);
  const { equal, counts } = page;
  context.output.result({ equal, counts, rows }, () => {
    const summary = `${counts.same} the same, ${counts.changed} changed, ${counts.onlyA} only in ${a}, ${counts.onlyB} only in ${b}`;
    const lines = rows.map((row) => [
      signs[row.kind],
      String(row.a?.seq ?? ''),
      String(row.b?.seq ?? ''),
      row.purpose,
      row.differences.map(differenceText).join('; '),
    ]);
    return lines.length === 0 ? summary : `${table(lines)}\n${summary}`;
  });
  return equal ? exitCodes.ok : exitCodes.failed;
}

export interface CopyOptions {
  readonly format: CopyFormat;
  readonly seq?: readonly string[];
}

export async function copyTrace(context: Context, id: number, { format, seq }: CopyOptions): Promise<number> {
  const seqs = seq?.map(Number);
  if (seqs?.some((one) => !Number.isSafeInteger(one)))
    throw new WorkbenchError('usage', { reason: '--seq wants the numbers of exchanges' });
  const engine = await context.engine();
  const copy = await engine.call('trace.copy', {
    operationId: id,
    format,
    ...(seqs === undefined ? {} : { seqs }),
  });
  context.output.result(copy, () => copy.text.trimEnd());
  return exitCodes.ok;
}

const partNames: readonly (readonly [keyof TimeParts, string])[] = [
  ['card', 'Card'],
  ['wire', 'Reader and line'],
  ['server', 'Server'],
  ['connect', 'Connecting'],
  ['person', 'Waiting for the person'],
  ['own', 'Workbench'],
];

export async function operationTime(context: Context, id: number): Promise<number> {
  const engine = await context.engine();
  await engine.ready();
  const time = await engine.call('operations.time', { id });
  context.output.result(time, () => {
    const share = (ms: number) => (time.totalMs === 0 ? '' : `${Math.round((100 * ms) / time.totalMs)} %`);
    const parts = table([
      ...partNames.map(([name, text]) => [text, formatDuration(time.parts[name]), share(time.parts[name])]),
      ['Together', formatDuration(time.totalMs), ''],
    ]);
    const phases = table(
      time.phases.map(({ status, totalMs, parts: own }) => [
        statusText[status],
        formatDuration(totalMs),
        ...partNames.map(([name]) => formatDuration(own[name])),
      ]),
      ['PHASE', 'TIME', ...partNames.map(([, text]) => text.toUpperCase())],
    );
    const functions = table(
      time.functions.map((one) => [
        one.name,
        String(one.count),
        formatDuration(one.totalMs),
        formatDuration(one.longestMs),
        `${one.bytesOut} -> ${one.bytesIn}`,
      ]),
      ['FUNCTION', 'COUNT', 'TIME', 'LONGEST', 'BYTES'],
    );
    return [parts, phases, functions].join('\n\n');
  });
  return exitCodes.ok;
}

/** The end of a batch as files and on paper: its numbers, and each line with card, profile, outcome and times. */

import { wasCancelled } from '../../src-shared/batch-line.ts';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { Batch, BatchLine, Reader } from '../../src-shared/model/index.ts';
import {
  batchLineCancelledText,
  batchLineStateText,
  batchLineText,
  batchStateText,
  codePlaceText,
  fillText,
  formatDate,
  formatDuration,
  formatInteger,
  formatTime,
  groupDigits,
  stationPageText,
  visibleText,
} from '../../src-shared/texts.ts';
import { csvField } from '../history/csv.ts';
import { cardOf, reasonText, tookOf } from './line-facts.ts';
import { isSimulated, readerName } from './reader-names.ts';

const text = stationPageText.report;

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

/** Columns of the table that programs read: names in English, times by RFC 3339, no group in a number. */
const csvColumns: readonly (readonly [string, (line: BatchLine) => unknown])[] = [
  ['line', ({ line }) => line],
  ['state', (line) => (wasCancelled(line) ? 'cancelled' : line.state)],
  ['eid', cardOf],
  ['iccid', ({ iccid }) => iccid],
  ['code', ({ codeId }) => codeId],
  ['reader', ({ readerId }) => readerId],
  ['simulated', ({ readerId }) => (readerId === undefined ? undefined : isSimulated(readerId))],
  ['started', ({ startedAt }) => iso(startedAt)],
  ['ended', ({ endedAt }) => iso(endedAt)],
  ['duration_ms', tookOf],
  ['error', ({ error }) => error?.code],
  ['reason', reasonText],
  ['file', ({ place }) => place.file],
  ['file_line', ({ place }) => place.line ?? place.index],
  ['operations', ({ operations }) => operations.join(' ')],
];

/** The lines as CSV (RFC 4180) with a line of headings. What was refused from the list comes behind them, as `refused`. */
export function reportCsv(batch: Batch, lines: readonly BatchLine[]): string {
  const refused = batch.refused.map(({ place, error }) =>
    csvColumns
      .map(([name]) => {
        if (name === 'state') return 'refused';
        if (name === 'error') return error.code;
        if (name === 'reason') return csvField(describeError(error as ErrorData).message);
        if (name === 'file') return csvField(place.file);
        return name === 'file_line' ? csvField(place.line ?? place.index) : '';
      })
      .join(','),
  );
  const rows = lines.map((line) => csvColumns.map(([, value]) => csvField(value(line))).join(','));
  return `${[csvColumns.map(([name]) => name).join(','), ...rows, ...refused].join('\r\n')}\r\n`;
}

/** The batch and its lines as one document. */
export function reportJson(batch: Batch, lines: readonly BatchLine[], made: number): string {
  return `${JSON.stringify(
    { report: 'euicc-workbench-batch', version: 1, made: new Date(made).toISOString(), batch, lines },
    undefined,
    2,
  )}\n`;
}

/** A name for the file: of the batch's, what every system takes. */
export function reportFileName({ id, name }: Pick<Batch, 'id' | 'name'>, kind: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `batch-${id}${plain === '' ? '' : `-${plain}`}.${kind}`;
}

const when = (at: number | undefined) => (at === undefined ? '' : `${formatDate(at)} ${formatTime(at)}`);

/** Facts of a batch as they stand above its lines: name and value. */
export function reportFacts(
  batch: Batch,
  lines: readonly BatchLine[],
  readers: readonly Reader[],
): readonly (readonly [string, string])[] {
  const { startedAt, endedAt } = batch;
  const cancelled = lines.filter(wasCancelled).length;
  const counts = { ...batch.counts, failed: Math.max(0, batch.counts.failed - cancelled) };
  const states = (['done', 'failed', 'skipped', 'waiting', 'running'] as const).filter(
    (state) => counts[state] > 0 || state === 'done' || state === 'failed',
  );
  const simulated = batch.readers.filter(isSimulated);
  const real = batch.readers.filter((id) => !isSimulated(id));
  const names = (ids: readonly string[]) => ids.map((id) => readerName(id, readers)).join(', ');
  return [
    [stationPageText.columns.state, batchStateText[batch.state].name],
    ...states.map((state) => [batchLineStateText[state].name, formatInteger(counts[state])] as const),
    ...(cancelled === 0 ? [] : [[batchLineCancelledText.name, formatInteger(cancelled)] as const]),
    ...(batch.refused.length === 0 ? [] : [[text.refused, formatInteger(batch.refused.length)] as const]),
    [text.started, when(startedAt)],
    [text.ended, when(endedAt)],
    [text.took, startedAt === undefined || endedAt === undefined ? '' : formatDuration(endedAt - startedAt)],
    [text.readers, names(real)],
    [text.simulated, names(simulated)],
    [text.by, batch.createdBy],
  ];
}

function element(name: string, content: string | readonly Node[], className = ''): HTMLElement {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  if (typeof content === 'string') made.textContent = content;
  else made.append(...content);
  return made;
}

/** `kinds`: a class for each column, where it has one. */
const row = (cells: readonly string[], name: 'td' | 'th', kinds: readonly string[] = []) =>
  element(
    'tr',
    cells.map((cell, at) => element(name, cell, kinds[at] ?? '')),
  );

function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  kinds: readonly string[] = [],
): HTMLElement {
  return element('table', [
    element('thead', [row(heads, 'th', kinds)]),
    element(
      'tbody',
      rows.map((cells) => row(cells, 'td', kinds)),
    ),
  ]);
}

/** The report as nodes to be printed. Texts of cards and servers are text and nothing else. */
export function reportNodes(
  batch: Batch,
  lines: readonly BatchLine[],
  readers: readonly Reader[],
): readonly Node[] {
  const { columns } = text;
  const facts = reportFacts(batch, lines, readers).filter(([, value]) => value !== '');
  const shown = lines.map((line) => {
    const took = tookOf(line);
    return [
      String(line.line),
      batchLineText(line).name,
      groupDigits(cardOf(line) ?? ''),
      groupDigits(line.iccid ?? ''),
      line.readerId === undefined ? '' : visibleText(readerName(line.readerId, readers), 40),
      when(line.startedAt),
      took === undefined ? '' : formatDuration(took),
      visibleText(reasonText(line), 300),
    ];
  });
  const heads = [
    columns.line,
    columns.state,
    columns.eid,
    columns.iccid,
    columns.reader,
    columns.started,
    columns.took,
    columns.reason,
  ];
  const refused = batch.refused.map(({ place, error }) => [
    visibleText(codePlaceText(place), 80),
    visibleText(describeError(error as ErrorData).message, 300),
  ]);
  return [
    element('h1', fillText(text.title, { name: visibleText(batch.name, 100) })),
    element(
      'dl',
      facts.flatMap(([name, value]) => [element('dt', name), element('dd', visibleText(value, 400))]),
    ),
    table(heads, shown, ['number', 'whole', 'whole', 'whole', 'reader', 'time', 'number', '']),
    ...(refused.length === 0
      ? []
      : [element('h2', text.refused), table([columns.place, columns.reason], refused)]),
  ];
}

export const reportPrintCss = `
  @page { size: A4 landscape; margin: 12mm }
  .print-root { font: 9pt/1.35 sans-serif; color: #000 }
  .print-root h1 { font-size: 15pt } .print-root h2 { font-size: 11pt; margin-top: 5mm }
  .print-root dl { display: grid; grid-template-columns: auto 1fr; gap: 0 4mm; margin: 3mm 0 }
  .print-root dt { color: #444 } .print-root dd { margin: 0 }
  .print-root table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
  .print-root th, .print-root td { text-align: left; vertical-align: top; padding: 1mm 1.5mm; border-bottom: 0.2mm solid #999 }
  .print-root .number, .print-root .whole { white-space: nowrap }
  .print-root td.number { text-align: right } .print-root .time { width: 20mm }
  .print-root .reader { min-width: 24mm }
  .print-root thead { display: table-header-group } .print-root tr { break-inside: avoid }
`;

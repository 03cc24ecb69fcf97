/** What the rows of the list say. */

import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { TraceLine } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatBytes,
  formatDuration,
  formatInteger,
  formatSeconds,
  instructionName,
  remarkText,
  statusWordText,
  traceText,
} from '../../src-shared/texts.ts';
import type { EntryKind, ResultTone, TraceColumns } from './columns.ts';
import type { Groups } from './groups.ts';

const text = traceText.list;

export interface RowCells {
  readonly kind: EntryKind;
  readonly seq: string;
  /** Seconds since the trace began. */
  readonly at: string;
  /** Since the end of the row before. */
  readonly delta: string;
  readonly what: string;
  /** The server of an HTTP exchange; empty else. The privacy mask covers it. */
  readonly host: string;
  /** Whether `what` may hold what is private: a note's parameters. */
  readonly private: boolean;
  /** Exchanges that the row stands for. */
  readonly count: number;
  readonly countText: string;
  readonly result: string | undefined;
  readonly words: string;
  readonly tone: ResultTone;
  readonly took: string;
  readonly size: string;
  readonly bytes: string;
  readonly bad: boolean;
}

/** Characters of hexadecimal in a row; more is in the detail. */
const shownBytes = 64;

function deltaText(columns: TraceColumns, at: number, before: number): string {
  if (before < 0) return '';
  const gap = (columns.starts[at] ?? 0) - (columns.starts[before] ?? 0) - (columns.durations[before] ?? 0);
  return formatDelta(gap);
}

/** Of an overlap nothing is said but that there was no gap. */
function formatDelta(ms: number): string {
  return ms < 0.05 ? '0' : formatDuration(ms);
}

function wordsOf(columns: TraceColumns, at: number, line: TraceLine | undefined): string {
  const code = columns.errors.get(at);
  if (code !== undefined) {
    const failed = line !== undefined && line.kind !== 'note' ? line.error : undefined;
    // As it crosses every boundary: a code that is not known is told as such.
    const error = (failed ?? { code, params: {} }) as ErrorData;
    return describeError(error).message;
  }
  const result = columns.resultOf(at);
  if (result === undefined || columns.kinds[at] !== 0) return '';
  return statusWordText(result.text) ?? '';
}

function whatOf(columns: TraceColumns, at: number, line: TraceLine | undefined): string {
  const name = columns.nameOf(at);
  if (columns.kinds[at] === 2) return remarkText(name, line?.kind === 'note' ? line.params : {});
  if (columns.kinds[at] === 1) return name;
  const more = instructionName(columns.headOf(at));
  if (more === undefined || more === '' || name.toUpperCase().startsWith(more)) return name;
  return name === '' ? more : `${name} · ${more}`;
}

function sizeText(sent: number, received: number): string {
  return `${formatBytes(sent)} → ${formatBytes(received)}`;
}

/** How an answer begins, or the command where nothing came back. */
function bytesOf(line: TraceLine | undefined): string {
  if (line?.kind !== 'apdu') return '';
  const answer = (line.response ?? '').slice(0, -4);
  return (answer === '' ? line.command.slice(10) : answer).slice(0, shownBytes);
}

/** `before`: the place of the entry in the row above, or -1; `line`: where its bytes are here. */
export function entryCells(
  columns: TraceColumns,
  at: number,
  before: number,
  line: TraceLine | undefined,
): RowCells {
  const kind = columns.kindOf(at);
  const result = columns.resultOf(at);
  const took = columns.durations[at] ?? 0;
  return {
    kind,
    seq: String(columns.seqs[at] ?? 0),
    at: formatSeconds((columns.starts[at] ?? 0) - columns.start),
    delta: deltaText(columns, at, before),
    what: whatOf(columns, at, line),
    host: columns.kinds[at] === 1 ? (columns.http.get(at)?.host ?? '') : '',
    private: kind === 'note',
    count: 1,
    countText: '',
    result: result?.text ?? (kind === 'note' ? undefined : text.noAnswer),
    words: wordsOf(columns, at, line),
    tone: result?.tone ?? 'bad',
    took: kind === 'note' && took === 0 ? '' : formatDuration(took),
    size: kind === 'note' ? '' : sizeText(columns.sent[at] ?? 0, columns.received[at] ?? 0),
    bytes: bytesOf(line),
    bad: columns.isProblem(at),
  };
}

/** A function folded into one row: the sum of its exchanges, how the last of them ended, and its answer (`line`, where it is here). */
export function groupCells(
  columns: TraceColumns,
  groups: Groups,
  group: number,
  line: TraceLine | undefined,
): RowCells {
  const first = groups.first[group] ?? 0;
  const last = groups.last[group] ?? 0;
  let [sent, received, count, problem] = [0, 0, 0, -1];
  for (let at = first; at <= last; at++) {
    if (columns.kinds[at] === 2) continue;
    count++;
    sent += columns.sent[at] ?? 0;
    received += columns.received[at] ?? 0;
    if (problem < 0 && columns.isProblem(at)) problem = at;
  }
  const shown = problem < 0 ? last : problem;
  const result = columns.resultOf(shown);
  const took = (columns.starts[last] ?? 0) + (columns.durations[last] ?? 0) - (columns.starts[first] ?? 0);
  return {
    kind: 'apdu',
    seq: String(columns.seqs[first] ?? 0),
    at: formatSeconds((columns.starts[first] ?? 0) - columns.start),
    delta: deltaText(columns, first, first - 1),
    what: columns.nameOf(first),
    host: '',
    private: false,
    count,
    countText: fillText(text.apdus, { count: formatInteger(count) }),
    result: result?.text ?? text.noAnswer,
    words: wordsOf(columns, shown, undefined),
    tone: result?.tone ?? 'bad',
    took: formatDuration(took),
    size: sizeText(sent, received),
    bytes: bytesOf(line),
    bad: problem >= 0,
  };
}

/** Two traces side by side: aligned by the functions of their exchanges, with what differs named. */

import { equalBytes } from '../../src-shared/bytes.ts';
import type {
  TraceComparison,
  TraceComparisonRequest,
  TraceDetail,
  TraceDifference,
  TraceNode,
} from '../../src-shared/model/index.ts';
import { swText } from '../card/apdu.ts';
import { recordingNotes } from '../operations/notes.ts';
import type { OperationStore, RedactedTraceEntry } from '../store/port.ts';
import { align } from './diff.ts';
import { chainAt, isApdu } from './trace-chains.ts';
import { apduDetail, httpDetail, statusWord } from './trace-view.ts';

/** Fields of a payload that are named. */
const mostFields = 8;

type Entries = readonly RedactedTraceEntry[];

/** What an exchange is aligned by: its function, and what it does within it. */
function keyOf({ entry }: RedactedTraceEntry): string {
  if (entry.kind === 'note') return `note ${entry.code}`;
  if (entry.kind === 'http') return `http ${entry.purpose}`;
  const [, ins = 0, p1 = 0] = entry.command;
  // Whether a block is the last one counts; its number does not.
  return `apdu ${entry.purpose} ${ins} ${ins === 0xe2 ? p1 & 0x80 : ''}`;
}

function resultOf({ entry }: RedactedTraceEntry): string | undefined {
  if (entry.kind === 'note') return undefined;
  if (entry.kind === 'http') return entry.status === undefined ? undefined : String(entry.status);
  const sw = statusWord(entry.response);
  return sw === undefined ? undefined : swText(sw);
}

/** Of a response its data: the status word is told by itself. */
function bodyOf(one: RedactedTraceEntry, side: 'request' | 'response'): Uint8Array | undefined {
  if (side === 'request') return (one.command ?? one.requestBody)?.bytes;
  return one.response === undefined ? one.responseBody?.bytes : one.response.bytes.subarray(0, -2);
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

/** Times that are noise: less than 20 ms, or less than half as much again. */
function timesDiffer(a: number, b: number): boolean {
  return Math.abs(a - b) > Math.max(20, Math.min(a, b) / 2);
}

function differencesOf(
  a: RedactedTraceEntry,
  b: RedactedTraceEntry,
  ignore: ReadonlySet<string>,
): TraceDifference[] {
  const out: TraceDifference[] = [];
  if (a.entry.kind === 'note' || b.entry.kind === 'note') {
    const [left, right] = [a, b].map(({ entry }) =>
      entry.kind === 'note' ? JSON.stringify(entry.params) : '',
    );
    return left === right ||
      ignore.has('bytes') ||
      a.entry.kind !== 'note' ||
      a.entry.code === recordingNotes.waited
      ? []
      : [{ what: 'params', a: left, b: right }];
  }
  const text = (name: 'a' | 'b', value: string | undefined) => (value === undefined ? {} : { [name]: value });
  const [resultA, resultB] = [resultOf(a), resultOf(b)];
  if (resultA !== resultB) out.push({ what: 'result', ...text('a', resultA), ...text('b', resultB) });
  const [errorA, errorB] = [a.entry.error?.code, b.entry.error?.code];
  if (errorA !== errorB) out.push({ what: 'error', ...text('a', errorA), ...text('b', errorB) });
  if (!ignore.has('bytes'))
    for (const side of ['request', 'response'] as const) {
      const [left = new Uint8Array(0), right = new Uint8Array(0)] = [bodyOf(a, side), bodyOf(b, side)];
      if (!equalBytes(left, right))
        out.push({ what: side === 'request' ? 'command' : 'response', at: firstDifference(left, right) });
    }
  if (!ignore.has('times') && timesDiffer(a.entry.durationMs, b.entry.durationMs))
    out.push({ what: 'time', a: `${a.entry.durationMs} ms`, b: `${b.entry.durationMs} ms` });
  return out;
}

type Sides = Pick<TraceDetail, 'request' | 'response'>;

/** Opened where an exchange is the last block of its command: its fields are named once. */
function detailOf(entries: Entries, at: number): Sides | undefined {
  const one = entries[at];
  if (one === undefined || one.entry.kind === 'note') return undefined;
  if (one.entry.kind === 'http') return httpDetail(one.entry, one);
  return isApdu(one) && chainAt(entries, at).blocks.at(-1) === one ? apduDetail(entries, at) : undefined;
}

function leavesOf(nodes: readonly TraceNode[], path = ''): Map<string, string> {
  const out = new Map<string, string>();
  nodes.forEach((node, index) => {
    if (node.label === 'SW' || node.label === 'header') return;
    const name = path === '' ? node.label : `${path}.${node.label}`;
    const key = out.has(name) ? `${name}[${index}]` : name;
    if (node.children === undefined) out.set(key, `${node.hex ?? ''}|${node.value ?? ''}`);
    else for (const [inner, value] of leavesOf(node.children, key)) out.set(inner, value);
  });
  return out;
}

function fieldsThatDiffer(a: readonly TraceNode[], b: readonly TraceNode[]): string[] {
  const [left, right] = [leavesOf(a), leavesOf(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .slice(0, mostFields);
}

function named(
  differences: TraceDifference[],
  a: Sides | undefined,
  b: Sides | undefined,
): TraceDifference[] {
  return differences.map((one) => {
    if (a === undefined || b === undefined || (one.what !== 'command' && one.what !== 'response')) return one;
    const side = one.what === 'command' ? 'request' : 'response';
    const fields = fieldsThatDiffer(a[side], b[side]);
    return fields.length === 0 ? one : { ...one, fields };
  });
}

function comparedOf(one: RedactedTraceEntry): NonNullable<TraceComparison['rows'][number]['a']> {
  const { seq, entry } = one;
  const result = resultOf(one);
  return {
    seq,
    ...(entry.kind === 'note' ? {} : { durationMs: entry.durationMs }),
    ...(result === undefined ? {} : { result }),
  };
}

/** Rows that differ of which the numbers are told. */
const mostDiffering = 10_000;

interface Pair {
  readonly left?: number;
  readonly right?: number;
  readonly kind: TraceComparison['rows'][number]['kind'];
  readonly differences: readonly TraceDifference[];
}

/** Two traces aligned, without their payloads opened. */
interface Compared {
  readonly a: Entries;
  readonly b: Entries;
  readonly pairs: readonly Pair[];
  readonly counts: TraceComparison['counts'];
}

function kindOf(hasLeft: boolean, hasRight: boolean, differences: readonly TraceDifference[]): Pair['kind'] {
  if (!hasLeft) return 'only_b';
  if (!hasRight) return 'only_a';
  return differences.length > 0 ? 'changed' : 'same';
}

function compared(a: Entries, b: Entries, ignore: ReadonlySet<string>): Compared {
  const counts = { same: 0, changed: 0, onlyA: 0, onlyB: 0 };
  const pairs = align(a.map(keyOf), b.map(keyOf)).map((pair): Pair => {
    const left = 'a' in pair ? a[pair.a] : undefined;
    const right = 'b' in pair ? b[pair.b] : undefined;
    const differences = left && right ? differencesOf(left, right, ignore) : [];
    const kind = kindOf(left !== undefined, right !== undefined, differences);
    counts[kind === 'only_a' ? 'onlyA' : kind === 'only_b' ? 'onlyB' : kind] += 1;
    return {
      ...('a' in pair ? { left: pair.a } : {}),
      ...('b' in pair ? { right: pair.b } : {}),
      kind,
      differences,
    };
  });
  return { a, b, pairs, counts };
}

function rowOf(
  { a, b }: Compared,
  { left, right, kind, differences }: Pair,
): TraceComparison['rows'][number][] {
  const [one, other] = [left === undefined ? undefined : a[left], right === undefined ? undefined : b[right]];
  const any = one ?? other;
  if (any === undefined) return [];
  const open = differences.some(({ what }) => what === 'command' || what === 'response');
  return [
    {
      kind,
      purpose: any.entry.kind === 'note' ? any.entry.code : any.entry.purpose,
      ...(one === undefined ? {} : { a: comparedOf(one) }),
      ...(other === undefined ? {} : { b: comparedOf(other) }),
      differences:
        open && left !== undefined && right !== undefined
          ? named([...differences], detailOf(a, left), detailOf(b, right))
          : [...differences],
    },
  ];
}

/** Compares, and remembers the last comparison: its pages are asked for one by one. */
export function createTraceComparer() {
  let last: { readonly of: string; readonly result: Compared } | undefined;

  return (
    store: Pick<OperationStore, 'redactedTrace'>,
    { a, b, ignore, from, limit }: TraceComparisonRequest,
  ): TraceComparison => {
    const all = (id: number) => store.redactedTrace(id, 0, Number.MAX_SAFE_INTEGER);
    const [left, right]: [Entries, Entries] = [all(a), all(b)];
    // A trace only grows: as long as it is, it is the same.
    const of = JSON.stringify([a, b, ignore, left.length, right.length]);
    if (last?.of !== of) last = { of, result: compared(left, right, new Set<string>(ignore)) };
    const { pairs, counts } = last.result;
    const { result } = last;
    const rows = pairs.slice(from, from + limit).flatMap((pair) => rowOf(result, pair));
    const differing: number[] = [];
    for (let at = 0; at < pairs.length && differing.length < mostDiffering; at++)
      if (pairs[at]?.kind !== 'same') differing.push(at);
    return {
      equal: differing.length === 0,
      counts,
      differing,
      rows,
      ...(from + rows.length < pairs.length && rows.length > 0 ? { next: from + rows.length } : {}),
    };
  };
}

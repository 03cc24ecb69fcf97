/** The waterfall as numbers: which time is where, and what is painted. Nothing here knows of a canvas. */

import type { TraceColumns } from './columns.ts';

/** A part of the time, in milliseconds since the beginning of the trace. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** Nothing shorter can be zoomed into. */
export const shortestView = 1;

/** The view within the whole [0, total]: moved before it is made shorter. */
export function clampView({ from, to }: View, total: number): View {
  const whole = Math.max(total, shortestView);
  const length = Math.min(whole, Math.max(shortestView, to - from));
  const begin = Math.min(whole - length, Math.max(0, from));
  return { from: begin, to: begin + length };
}

export function timeAt(view: View, width: number, x: number): number {
  return view.from + ((view.to - view.from) * x) / Math.max(1, width);
}

export function placeAt(view: View, width: number, time: number): number {
  return ((time - view.from) / (view.to - view.from)) * width;
}

/** Shows `factor` times as much time (less than 1: zooms in); the time `fixed` stays where it is, as far as there is room. */
export function zoomView(view: View, factor: number, fixed: number, total: number): View {
  const length = Math.min(
    Math.max(total, shortestView),
    Math.max(shortestView, (view.to - view.from) * factor),
  );
  const share = (fixed - view.from) / (view.to - view.from);
  const from = fixed - share * length;
  return clampView({ from, to: from + length }, total);
}

export function panView(view: View, by: number, total: number): View {
  return clampView({ from: view.from + by, to: view.to + by }, total);
}

/** The view that shows a stretch of time; the same one where it is in sight. */
export function revealView(view: View, from: number, to: number, total: number): View {
  if (from >= view.from && to <= view.to) return view;
  const length = view.to - view.from;
  if (to - from > length) return clampView({ from, to }, total);
  const middle = (from + to) / 2;
  return clampView({ from: middle - length / 2, to: middle + length / 2 }, total);
}

/** Marks of the axis, at 1, 2 or 5 of a power of ten milliseconds, at least `apart` pixels from each other. */
export function ticksOf(
  view: View,
  width: number,
  apart = 90,
): { readonly step: number; readonly at: readonly number[] } {
  const least = ((view.to - view.from) * apart) / Math.max(1, width);
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-6)));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? 10 * power;
  const at: number[] = [];
  for (let n = Math.ceil(view.from / step); n * step <= view.to && at.length < 1000; n++) at.push(n * step);
  return { step, at };
}

export const lanes = ['card', 'server', 'person'] as const;
export type Lane = (typeof lanes)[number];
/** What is painted of a pixel is the most important of what lies in it. */
export const tones = ['none', 'note', 'good', 'more', 'connect', 'bad'] as const;
export type PaintTone = (typeof tones)[number];
const toneNumber = Object.fromEntries(tones.map((tone, at) => [tone, at])) as Readonly<
  Record<PaintTone, number>
>;

/** A stretch of pixels [from, to) of one tone. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly tone: PaintTone;
}

/** The lane of an entry: the card's and the server's exchanges; notes, and the time that a person was waited for. */
export function laneOf(columns: TraceColumns, at: number): Lane {
  return lanes[columns.kinds[at] ?? 0] ?? 'card';
}

/** The first entry that may reach into a view. Entries begin in about the order of their numbers; `longest`: no one takes longer. */
function firstIn({ starts, count }: TraceColumns, time: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How long the longest entry takes: none that began earlier than that before a view reaches into it. */
export function longestOf({ durations, count }: TraceColumns): number {
  let longest = 0;
  for (let at = 0; at < count; at++) longest = Math.max(longest, durations[at] ?? 0);
  return longest;
}

/** The places [first, last) of the entries that may be seen in a view. Exchanges that overlap begin out of order by `longest` at most. */
export function entriesIn(columns: TraceColumns, view: View, longest: number): readonly [number, number] {
  const slack = longest + 1;
  return [
    firstIn(columns, columns.start + view.from - slack),
    firstIn(columns, columns.start + view.to + slack),
  ];
}

/** The tone of an entry, and of the part of it that the connection took. */
export function toneOf(columns: TraceColumns, at: number): PaintTone {
  if (columns.kinds[at] === 2) return 'note';
  return columns.isProblem(at) ? 'bad' : (columns.resultOf(at)?.tone ?? 'bad');
}

/**
 * What is painted in each lane: for each pixel the most important tone of the exchanges in it, joined to bars. However many entries
 * there are, there are no more bars than pixels.
 */
export function barsOf(
  columns: TraceColumns,
  view: View,
  width: number,
  longest: number,
): Readonly<Record<Lane, readonly Bar[]>> {
  const pixels = Math.max(1, Math.floor(width));
  const painted = {
    card: new Uint8Array(pixels),
    server: new Uint8Array(pixels),
    person: new Uint8Array(pixels),
  };
  const paint = (lane: Uint8Array, from: number, to: number, tone: PaintTone) => {
    const number = toneNumber[tone];
    const begin = Math.floor(placeAt(view, pixels, from));
    const end = Math.max(begin + 1, Math.ceil(placeAt(view, pixels, to)));
    for (let x = Math.max(0, begin); x < Math.min(pixels, end); x++)
      if ((lane[x] ?? 0) < number) lane[x] = number;
  };
  const [first, last] = entriesIn(columns, view, longest);
  for (let at = first; at < last; at++) {
    const from = (columns.starts[at] ?? 0) - columns.start;
    const to = from + (columns.durations[at] ?? 0);
    const lane = painted[laneOf(columns, at)];
    paint(lane, from, to, toneOf(columns, at));
    const connectMs = columns.kinds[at] === 1 ? columns.http.get(at)?.connectMs : undefined;
    if (connectMs !== undefined && connectMs > 0 && toneOf(columns, at) !== 'bad')
      paint(lane, from, Math.min(to, from + connectMs), 'connect');
  }
  const joined = (lane: Uint8Array): Bar[] => {
    const bars: Bar[] = [];
    for (let x = 0; x < pixels; ) {
      const number = lane[x] ?? 0;
      let end = x + 1;
      while (end < pixels && lane[end] === number) end++;
      if (number !== 0) bars.push({ from: x, to: end, tone: tones[number] ?? 'none' });
      x = end;
    }
    return bars;
  };
  return { card: joined(painted.card), server: joined(painted.server), person: joined(painted.person) };
}

/** The entry of a lane that is nearest to a pixel, within `reach` pixels of it; -1: none. */
export function entryAt(
  columns: TraceColumns,
  view: View,
  width: number,
  lane: Lane,
  x: number,
  longest: number,
  reach = 4,
): number {
  const [first, last] = entriesIn(columns, view, longest);
  let nearest = -1;
  let distance = reach + 1;
  for (let at = first; at < last; at++) {
    if (laneOf(columns, at) !== lane) continue;
    const from = placeAt(view, width, (columns.starts[at] ?? 0) - columns.start);
    const to = placeAt(view, width, (columns.starts[at] ?? 0) - columns.start + (columns.durations[at] ?? 0));
    const away = x < from ? from - x : x > to ? x - to : 0;
    // Of several the shortest: a long one can be hit elsewhere.
    if (away < distance || (away === distance && nearest >= 0 && isShorter(columns, at, nearest))) {
      distance = away;
      nearest = at;
    }
  }
  return nearest;
}

function isShorter({ durations }: TraceColumns, one: number, other: number): boolean {
  return (durations[one] ?? 0) < (durations[other] ?? 0);
}

/** How the waterfall looks on a canvas. Colours are those of the tokens, read anew where theme or contrast change. */

import { formatDuration, traceText } from '../../src-shared/texts.ts';
import type { TraceColumns } from './columns.ts';
import {
  type Bar,
  type Lane,
  laneOf,
  lanes,
  type PaintTone,
  placeAt,
  ticksOf,
  type View,
} from './waterfall.ts';

const axis = 18;
const states = 18;
const lane = 22;
const gap = 4;
const track = 5;
export const waterfallHeight = axis + states + gap + lanes.length * (lane + gap) + track + 2;
const topOf = (index: number) => axis + states + gap + index * (lane + gap);

/** A status of the machine, in milliseconds since the beginning of the trace. */
export interface StateSpan {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** The lane at a height, or undefined between them. */
export function laneAt(y: number): Lane | undefined {
  return lanes.find((_, index) => y >= topOf(index) - gap / 2 && y < topOf(index) + lane + gap / 2);
}

/** The names of the lanes and how far down they stand, for whoever writes them beside the canvas. */
export function labels(): readonly { readonly name: string; readonly top: number }[] {
  const { states: name, lanes: names } = traceText.waterfall;
  return [
    { name, top: axis },
    ...lanes.map((one, index) => ({ name: names[one], top: topOf(index) + (lane - states) / 2 })),
  ];
}

export interface Painted {
  readonly columns: TraceColumns;
  readonly view: View;
  readonly width: number;
  readonly spans: readonly StateSpan[];
  readonly chosen: number;
  readonly hits: readonly number[];
  readonly bars: Readonly<Record<Lane, readonly Bar[]>>;
  readonly colours: Colours;
}

const tokens = {
  ink: '--ink',
  quiet: '--ink-2',
  line: '--line',
  strong: '--line-strong',
  ground: '--panel-2',
  accent: '--accent',
  soft: '--accent-soft',
  good: '--good',
  bad: '--bad',
  warn: '--warn',
} as const;
export type Colours = Readonly<Record<keyof typeof tokens, string>>;

/**
 * `light-dark()` is resolved only where a property takes a colour: so a variable is read through one. Each makes the page's styles
 * be worked out anew, so they are kept until they change.
 */
export function coloursOf(canvas: HTMLCanvasElement): Colours {
  const before = canvas.style.color;
  // Whoever asks for less motion has transitions that end at once: until then the colour of before would be read.
  canvas.style.setProperty('transition', 'none', 'important');
  const entries = Object.entries(tokens).map(([name, token]) => {
    canvas.style.color = `var(${token})`;
    return [name, getComputedStyle(canvas).color] as const;
  });
  canvas.style.color = before;
  canvas.style.removeProperty('transition');
  return Object.fromEntries(entries) as Colours;
}

function toneColour(colours: Colours, of: Lane, tone: PaintTone): string {
  if (tone === 'bad') return colours.bad;
  if (tone === 'connect') return colours.quiet;
  if (of === 'person') return colours.warn;
  return of === 'card' ? colours.accent : colours.good;
}

export function paintWaterfall(canvas: HTMLCanvasElement, painted: Painted): void {
  const { columns, view, width, spans, chosen, hits, bars, colours } = painted;
  const scale = window.devicePixelRatio || 1;
  const [pixels, height] = [Math.round(width * scale), Math.round(waterfallHeight * scale)];
  if (canvas.width !== pixels || canvas.height !== height) {
    canvas.width = pixels;
    canvas.height = height;
  }
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, waterfallHeight);
  pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  pen.textBaseline = 'middle';

  const ticks = ticksOf(view, width);
  for (const at of ticks.at) {
    const x = Math.round(placeAt(view, width, at)) + 0.5;
    pen.strokeStyle = colours.line;
    pen.beginPath();
    pen.moveTo(x, axis - 4);
    pen.lineTo(x, waterfallHeight - track);
    pen.stroke();
    pen.fillStyle = colours.quiet;
    pen.fillText(tickText(at, ticks.step), x + 3, axis / 2);
  }

  spans.forEach((span, index) => {
    const from = Math.max(0, placeAt(view, width, span.from));
    const to = Math.min(width, placeAt(view, width, span.to));
    if (to <= 0 || from >= width || to - from < 1) return;
    pen.fillStyle = index % 2 === 0 ? colours.soft : colours.ground;
    pen.fillRect(from, axis, to - from, states - 2);
    pen.strokeStyle = colours.strong;
    pen.strokeRect(from + 0.5, axis + 0.5, Math.max(0, to - from - 1), states - 3);
    clipped(pen, span.name, from + 4, axis + states / 2 - 1, to - from - 8, colours.ink);
  });

  lanes.forEach((name, index) => {
    const top = topOf(index);
    pen.fillStyle = colours.ground;
    pen.fillRect(0, top, width, lane);
    for (const bar of bars[name]) {
      pen.fillStyle = toneColour(colours, name, bar.tone);
      // Notes are ticks; what a person was waited for is a bar.
      const thin = bar.tone === 'note' && bar.to - bar.from <= 2;
      pen.fillRect(bar.from, top + 2, Math.max(1, thin ? 1 : bar.to - bar.from), lane - 4);
    }
  });

  pen.fillStyle = colours.warn;
  let last = -10;
  for (const at of hits) {
    const x = placeAt(view, width, (columns.starts[at] ?? 0) - columns.start);
    if (x < 0 || x > width || x - last < 1) continue;
    last = x;
    const top = topOf(lanes.indexOf(laneOf(columns, at)));
    // A triangle above the lane: a mark by its shape, not by its colour alone.
    pen.beginPath();
    pen.moveTo(x - 3.5, top - 4);
    pen.lineTo(x + 3.5, top - 4);
    pen.lineTo(x, top + 3);
    pen.fill();
  }

  if (chosen >= 0 && chosen < columns.count) {
    const from = (columns.starts[chosen] ?? 0) - columns.start;
    const x = placeAt(view, width, from);
    const end = Math.max(x + 3, placeAt(view, width, from + (columns.durations[chosen] ?? 0)));
    const top = topOf(lanes.indexOf(laneOf(columns, chosen)));
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 2;
    pen.strokeRect(x - 1, top, end - x + 2, lane);
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(Math.round(x) + 0.5, axis - 4);
    pen.lineTo(Math.round(x) + 0.5, waterfallHeight - track);
    pen.stroke();
  }

  // Where the view lies in the whole.
  const total = Math.max(1, columns.end - columns.start);
  pen.fillStyle = colours.line;
  pen.fillRect(0, waterfallHeight - track, width, track - 1);
  pen.fillStyle = colours.quiet;
  const begin = (view.from / total) * width;
  pen.fillRect(
    begin,
    waterfallHeight - track,
    Math.max(3, ((view.to - view.from) / total) * width),
    track - 1,
  );
}

function clipped(
  pen: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
  colour: string,
) {
  if (room < 14) return;
  pen.save();
  pen.beginPath();
  pen.rect(x, y - 9, room, 18);
  pen.clip();
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
  pen.restore();
}

/** A mark of the axis: in the unit of its step. */
function tickText(at: number, step: number): string {
  if (at === 0) return '0';
  return step >= 1000 && at < 60_000 ? `${Math.round(at / 1000)} s` : formatDuration(at);
}

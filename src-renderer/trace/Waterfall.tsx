import { ActionIcon } from '@mantine/core';
import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { OperationStep } from '../../src-shared/model/index.ts';
import { fillText, formatDuration, statusText, traceText } from '../../src-shared/texts.ts';
import { onPreferences } from '../state/preferences.ts';
import type { TraceColumns } from './columns.ts';
import {
  type Colours,
  coloursOf,
  labels,
  laneAt,
  paintWaterfall,
  type StateSpan,
  waterfallHeight,
} from './paint.ts';
import {
  barsOf,
  clampView,
  entryAt,
  longestOf,
  panView,
  revealView,
  timeAt,
  type View,
  zoomView,
} from './waterfall.ts';

const text = traceText.waterfall;
const WHEEL = 1.0015;
const STEP = 1.6;
/** A press that moves less is a click. */
const STILL = 4;

/** The statuses of an operation as stretches of time since the beginning of its trace. */
export function spansOf(steps: readonly OperationStep[], start: number, end: number): readonly StateSpan[] {
  const statuses = steps.filter(({ step }) => step === undefined);
  return statuses.flatMap(({ at, status }, index) => {
    if (status === 'successful' || status === 'failed') return [];
    return [{ from: at - start, to: (statuses[index + 1]?.at ?? end) - start, name: statusText[status] }];
  });
}

/**
 * The whole trace in time: lanes for the states of the machine, the card, the server and what a person was waited for. Wheel zooms
 * at the pointer, dragging moves, a click chooses the exchange; all of it with keys and buttons, too.
 */
export const Waterfall = memo(function Waterfall({
  columns,
  version,
  spans,
  chosen,
  hits,
  follow,
  status,
  onChoose,
  onStep,
}: {
  readonly columns: TraceColumns;
  readonly version: number;
  readonly spans: readonly StateSpan[];
  /** Place of the chosen entry, or -1. */
  readonly chosen: number;
  /** Places of what the search has found. */
  readonly hits: readonly number[];
  /** What stands below it: how much of the trace is shown. */
  readonly status: string;
  /** Whether the end is shown while the trace grows. */
  readonly follow: boolean;
  readonly onChoose: (at: number) => void;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const box = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const total = Math.max(1, columns.end - columns.start);
  /** Undefined: the whole, however long it becomes. */
  const [zoomed, setZoomed] = useState<View>();
  const [width, setWidth] = useState(600);
  const [theme, setTheme] = useState(0);
  const view = clampView(zoomed ?? { from: 0, to: total }, total);
  const latest = useRef({ view, total, width });
  latest.current = { view, total, width };
  const longest = useRef({ version: -1, value: 0 });
  if (longest.current.version !== version) longest.current = { version, value: longestOf(columns) };

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version`: the trace has grown
  const bars = useMemo(
    () => barsOf(columns, { from: view.from, to: view.to }, width, longest.current.value),
    [columns, version, view.from, view.to, width],
  );

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(50, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const again = () => requestAnimationFrame(() => setTheme((before) => before + 1));
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', again);
    const end = onPreferences(again);
    return () => {
      scheme.removeEventListener('change', again);
      end();
    };
  }, []);

  // What is chosen elsewhere comes into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the choice changes
  useLayoutEffect(() => {
    if (chosen < 0) return;
    const from = (columns.starts[chosen] ?? 0) - columns.start;
    const to = from + (columns.durations[chosen] ?? 0);
    setZoomed((before) =>
      before === undefined ? before : revealView(before, from, to, latest.current.total),
    );
  }, [chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version`: the trace has grown
  useEffect(() => {
    if (follow)
      setZoomed((before) =>
        before === undefined ? before : panView(before, latest.current.total, latest.current.total),
      );
  }, [follow, version]);

  const colours = useRef<{ readonly theme: number; readonly all: Colours }>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: view and width come with the bars
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current === null) return;
      if (colours.current?.theme !== theme) colours.current = { theme, all: coloursOf(canvas.current) };
      const { all } = colours.current;
      paintWaterfall(canvas.current, { columns, view, width, spans, chosen, hits, bars, colours: all });
    });
    return () => cancelAnimationFrame(frame);
  }, [columns, bars, spans, chosen, hits, theme]);

  const zoom = useCallback((factor: number, fixed?: number) => {
    const { view: now, total: whole } = latest.current;
    const next = zoomView(now, factor, fixed ?? (now.from + now.to) / 2, whole);
    setZoomed(next.to - next.from >= whole ? undefined : next);
  }, []);
  const pan = useCallback((by: number) => {
    const { view: now, total: whole } = latest.current;
    if (now.to - now.from < whole) setZoomed(panView(now, by, whole));
  }, []);

  // React listens passively to the wheel, and the page must not scroll meanwhile.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { view: now, width: pixels } = latest.current;
      const x = event.clientX - element.getBoundingClientRect().left;
      const sideways = event.shiftKey ? event.deltaX + event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
        pan((sideways / pixels) * (now.to - now.from));
      else zoom(WHEEL ** event.deltaY, timeAt(now, pixels, x));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [pan, zoom]);

  const drag = useRef<{ x: number; from: View; moved: boolean } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, from: view, moved: false };
  };
  const onPointerMove = (event: PointerEvent) => {
    const now = drag.current;
    if (now === undefined) return;
    const by = event.clientX - now.x;
    if (Math.abs(by) > STILL) now.moved = true;
    if (now.moved && now.from.to - now.from.from < total)
      setZoomed(panView(now.from, (-by / width) * (now.from.to - now.from.from), total));
  };
  const onPointerUp = (event: PointerEvent) => {
    const now = drag.current;
    drag.current = undefined;
    if (now === undefined || now.moved) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const lane = laneAt(event.clientY - top);
    if (lane === undefined) return;
    const at = entryAt(columns, view, width, lane, event.clientX - left, longest.current.value);
    if (at >= 0) onChoose(at);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Partial<Record<string, () => void>> = {
      ArrowLeft: () => pan(-(view.to - view.from) / 8),
      ArrowRight: () => pan((view.to - view.from) / 8),
      '+': () => zoom(1 / STEP, middle()),
      '=': () => zoom(1 / STEP, middle()),
      '-': () => zoom(STEP, middle()),
      '0': () => setZoomed(undefined),
      Home: () => pan(-total),
      End: () => pan(total),
      ArrowUp: () => onStep(-1),
      ArrowDown: () => onStep(1),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  /** What the keys zoom at: the chosen exchange where it is in sight. */
  const middle = () => {
    const at = chosen < 0 ? -1 : (columns.starts[chosen] ?? 0) - columns.start;
    return at >= view.from && at <= view.to ? at : (view.from + view.to) / 2;
  };
  const range = fillText(text.range, {
    from: view.from === 0 ? '0' : formatDuration(view.from),
    to: formatDuration(view.to),
    total: formatDuration(total),
  });
  return (
    <div className="waterfall panel">
      <div className="waterfall-labels" style={{ height: waterfallHeight }} aria-hidden>
        {labels().map(({ name, top }) => (
          <span key={name} style={{ top }}>
            {name}
          </span>
        ))}
      </div>
      <section
        ref={box}
        className="waterfall-box"
        aria-roledescription={text.role}
        aria-label={`${text.label}: ${range}`}
        aria-describedby="waterfall-hint"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys zoom and move
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onDoubleClick={() => setZoomed(undefined)}
      >
        <canvas ref={canvas} className="waterfall-canvas" style={{ height: waterfallHeight }} aria-hidden />
      </section>
      <div className="waterfall-tools">
        <span className="num quiet grow" role="status">
          {status}
        </span>
        <span className="num quiet">{range}</span>
        <ActionIcon
          size="sm"
          aria-label={text.zoomIn}
          title={text.zoomIn}
          onClick={() => zoom(1 / STEP, middle())}
        >
          <ZoomIn size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="sm"
          aria-label={text.zoomOut}
          title={text.zoomOut}
          disabled={zoomed === undefined}
          onClick={() => zoom(STEP, middle())}
        >
          <ZoomOut size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="sm"
          aria-label={text.whole}
          title={text.whole}
          disabled={zoomed === undefined}
          onClick={() => setZoomed(undefined)}
        >
          <Maximize2 size={14} aria-hidden />
        </ActionIcon>
      </div>
      <p id="waterfall-hint" className="visually-hidden">
        {text.hint}
      </p>
    </div>
  );
});

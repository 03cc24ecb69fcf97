import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

const STEP = 2;
const PAGE = 10;

/** How much of a whole its first part has, in percent. */
interface Split {
  readonly min: number;
  readonly max: number;
  readonly standard: number;
}

/** Where a key moves a divider that stands at `value`; undefined where it moves none. Enter sets it back, as a double click does. */
function splitOfKey(key: string, value: number, { min, max, standard }: Split): number | undefined {
  const to: Partial<Record<string, number>> = {
    ArrowLeft: value - STEP,
    ArrowUp: value - STEP,
    ArrowRight: value + STEP,
    ArrowDown: value + STEP,
    PageUp: value - PAGE,
    PageDown: value + PAGE,
    Home: min,
    End: max,
    Enter: standard,
  };
  const next = to[key];
  return next === undefined ? undefined : within(next, min, max);
}

const within = (value: number, min: number, max: number) => Math.round(Math.min(max, Math.max(min, value)));

/**
 * The divider between two parts that stand side by side: dragged, or moved with the keys. Its parent lays the parts out by the
 * variable `--split`, a percentage, which follows the pointer at once; `onChange` is told where it was left.
 */
export function Splitter({
  label,
  hint,
  controls,
  value,
  split,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  /** The id of the first part. */
  readonly controls: string;
  readonly value: number;
  readonly split: Split;
  readonly onChange: (value: number) => void;
}) {
  const { min, max, standard } = split;
  const dragged = useRef<number | undefined>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragged.current = value;
  };
  const onPointerMove = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const whole = currentTarget.parentElement;
    if (dragged.current === undefined || whole === null) return;
    const { left, width } = whole.getBoundingClientRect();
    if (width === 0) return;
    dragged.current = within(((clientX - left) / width) * 100, min, max);
    whole.style.setProperty('--split', `${dragged.current}%`);
    currentTarget.setAttribute('aria-valuenow', String(dragged.current));
  };
  const onPointerEnd = () => {
    const last = dragged.current;
    dragged.current = undefined;
    if (last !== undefined && last !== value) onChange(last);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = splitOfKey(event.key, value, split);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      role="separator"
      tabIndex={0}
      className="splitter"
      aria-orientation="vertical"
      aria-label={label}
      aria-controls={controls}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      title={hint}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onLostPointerCapture={onPointerEnd}
      onDoubleClick={() => onChange(standard)}
      onKeyDown={onKeyDown}
    />
  );
}

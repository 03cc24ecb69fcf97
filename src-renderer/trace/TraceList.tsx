import { useVirtualizer } from '@tanstack/react-virtual';
import { Cpu, Globe, StickyNote } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { TraceLine } from '../../src-shared/model/index.ts';
import { formatDuration, visibleText, windowText } from '../../src-shared/texts.ts';
import { exchangeText, purposeOf, resultOf } from './lines.ts';

const text = windowText.trace;
const ROW = 28;

/** The lines as a list box: arrows move, and what is reached is opened. */
export function TraceList({
  lines,
  start,
  chosen,
  onChoose,
}: {
  readonly lines: readonly TraceLine[];
  /** When the trace began. */
  readonly start: number;
  readonly chosen: number | undefined;
  readonly onChoose: (seq: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const at = lines.findIndex((line) => line.seq === chosen);
  const longest = lines.reduce(
    (most, line) => (line.kind === 'note' ? most : Math.max(most, line.durationMs)),
    1,
  );

  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);

  const move = (to: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, to))];
    if (line !== undefined) onChoose(line.seq);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / ROW) - 1);
    const target: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at === -1 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: lines.length - 1,
      Enter: at === -1 ? 0 : at,
    };
    const to = target[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div
      ref={scroller}
      className="panel trace-list"
      role="listbox"
      aria-label={text.list}
      tabIndex={0}
      aria-activedescendant={at === -1 ? undefined : `trace-${chosen}`}
      onKeyDown={onKeyDown}
    >
      {lines.length === 0 ? <p className="quiet pad">{text.noMatch}</p> : null}
      <div className="grid-spacer" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return line === undefined ? null : (
            <Line
              key={line.seq}
              line={line}
              top={item.start}
              place={item.index + 1}
              of={lines.length}
              start={start}
              longest={longest}
              chosen={line.seq === chosen}
              onChoose={onChoose}
            />
          );
        })}
      </div>
    </div>
  );
}

function Line({
  line,
  top,
  place,
  of,
  start,
  longest,
  chosen,
  onChoose,
}: {
  readonly line: TraceLine;
  readonly top: number;
  readonly place: number;
  readonly of: number;
  readonly start: number;
  readonly longest: number;
  readonly chosen: boolean;
  readonly onChoose: (seq: number) => void;
}) {
  const result = resultOf(line);
  const failed = line.kind !== 'note' && line.error !== undefined;
  const Icon = line.kind === 'apdu' ? Cpu : line.kind === 'http' ? Globe : StickyNote;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list box names its active option
    <div
      id={`trace-${line.seq}`}
      role="option"
      aria-selected={chosen}
      aria-posinset={place}
      aria-setsize={of}
      className={`line line-${line.kind}${failed || result?.tone === 'bad' ? ' line-bad' : ''}`}
      style={{ transform: `translateY(${top}px)`, height: ROW }}
      onClick={() => onChoose(line.seq)}
    >
      <span className="line-seq num">{line.seq}</span>
      <span className="line-at num">+{((line.startedAt - start) / 1000).toFixed(3)}</span>
      <span className="line-icon" title={text.kinds[line.kind]}>
        <Icon size={13} aria-label={text.kinds[line.kind]} />
      </span>
      <span className="line-purpose">{visibleText(purposeOf(line), 60)}</span>
      <span className="line-exchange">{visibleText(exchangeText(line), 120)}</span>
      {line.kind === 'note' ? (
        <span />
      ) : (
        <span className={`line-result mono tone-${result?.tone ?? 'bad'}`}>
          {result?.text ?? (failed ? text.noAnswer : '')}
        </span>
      )}
      <span className="line-took num">{line.kind === 'note' ? '' : formatDuration(line.durationMs)}</span>
      <span className="line-bar" aria-hidden>
        {line.kind === 'note' ? null : (
          <span
            className="share-bar"
            style={{ width: `${Math.max(2, (100 * line.durationMs) / longest)}%` }}
          />
        )}
      </span>
    </div>
  );
}

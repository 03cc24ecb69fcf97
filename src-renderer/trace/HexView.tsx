import { useEffect, useRef } from 'react';
import { windowText } from '../../src-shared/texts.ts';
import { CopyButton } from '../ui/text.tsx';
import type { ByteRange } from './locate.ts';

const text = windowText.trace;
/** Rows of 16 bytes that are painted; what is beyond can be copied. */
const MAX_ROWS = 512;

/** Bytes in rows of 16 with their offsets and their text; a range of them marked. */
export function HexView({
  hex,
  mark,
  label,
}: {
  readonly hex: string;
  readonly mark?: ByteRange | undefined;
  readonly label: string;
}) {
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark has moved
  useEffect(() => {
    box.current?.querySelector('.hex-mark')?.scrollIntoView({ block: 'nearest' });
  }, [mark?.from, mark?.to]);
  if (hex === '') return <p className="quiet">{text.noData}</p>;
  const bytes = hex.match(/../g) ?? [];
  const rows: string[][] = [];
  for (let at = 0; at < bytes.length && rows.length < MAX_ROWS; at += 16) rows.push(bytes.slice(at, at + 16));
  const marked = (at: number) => mark !== undefined && at >= mark.from && at < mark.to;
  return (
    <div className="hex-box">
      <div className="hex-copy">
        <span className="num quiet">{bytes.length} B</span>
        <CopyButton value={hex} what={label} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section ref={box} className="hex mono" aria-label={label} tabIndex={0}>
        {rows.map((row, rowIndex) => {
          const base = rowIndex * 16;
          return (
            <div className="hex-row" key={base}>
              <span className="hex-offset">{base.toString(16).toUpperCase().padStart(4, '0')}</span>
              <span className="hex-bytes">
                {row.map((byte, index) => (
                  <span
                    // biome-ignore lint/suspicious/noArrayIndexKey: a byte's offset is its name
                    key={base + index}
                    className={`${marked(base + index) ? 'hex-mark ' : ''}${index === 7 ? 'hex-mid' : ''}`}
                  >
                    {byte}
                  </span>
                ))}
              </span>
              <span className="hex-text" aria-hidden>
                {row.map(printable).join('')}
              </span>
            </div>
          );
        })}
        {bytes.length > MAX_ROWS * 16 ? (
          <div className="quiet">… {bytes.length - MAX_ROWS * 16} B</div>
        ) : null}
      </section>
    </div>
  );
}

function printable(byte: string): string {
  const value = Number.parseInt(byte, 16);
  return value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '·';
}

import { Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { fillText, groupDigits, visibleRuns, visibleText, windowText } from '../../src-shared/texts.ts';
import { copyText } from './clipboard.ts';

const LIMIT = 64;
const TOOLTIP_LIMIT = 1000;

/**
 * Text that a card or a server gave. Shown as text, isolated from the direction of what is around it, with everything
 * that would act made visible, cut at `limit` characters; the whole is in a tooltip.
 */
export function Hostile({
  text,
  limit = LIMIT,
  inControl = false,
  open = false,
}: {
  readonly text: string;
  readonly limit?: number;
  /** Inside a link or button, where nothing else can take the focus: the whole text is a plain tooltip there. */
  readonly inControl?: boolean;
  /** Whether it is nobody's: the privacy mask leaves it, as it does the name of a reader. */
  readonly open?: boolean;
}) {
  const { runs, truncated } = visibleRuns(text, limit);
  let at = 0;
  const shown = (
    <bdi className={open ? 'hostile open' : 'hostile'}>
      {runs.map((run) => {
        const key = at++;
        return run.kind === 'text' ? (
          run.text
        ) : (
          <span
            className="hostile-mark"
            key={key}
            title={`U+${run.codePoint.toString(16).toUpperCase().padStart(4, '0')}`}
          >
            {run.text}
          </span>
        );
      })}
      {truncated ? '…' : null}
    </bdi>
  );
  if (!truncated) return shown;
  if (inControl)
    return (
      <span title={visibleText(text, TOOLTIP_LIMIT)} {...(open ? {} : { 'data-private-title': true })}>
        {shown}
      </span>
    );
  return (
    <Tooltip
      label={
        <bdi className={open ? 'hostile-whole' : 'hostile-whole private'}>
          {visibleText(text, TOOLTIP_LIMIT)}
        </bdi>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole text must be reachable without a mouse */}
      <span tabIndex={0} className="hostile-cut">
        {shown}
      </span>
    </Tooltip>
  );
}

/** A sentence of ours in which what is typed at a command line stands between `backticks`, set as what is typed. */
export function Told({ text }: { readonly text: string }) {
  return text.split('`').map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other name than their place
      <code key={at} className="mono open typed">
        {part}
      </code>
    ),
  );
}

const NAME = '\u0000';

/** A sentence with a name in it, of which the privacy mask covers the name alone. `place`: where it stands in the text. */
export function Named({
  text,
  place,
  name,
  limit = 60,
}: {
  readonly text: string;
  readonly place: string;
  readonly name: string;
  readonly limit?: number;
}) {
  const [before, after] = fillText(text, { [place]: NAME }).split(NAME);
  return (
    <>
      {before}
      <Hostile text={name} limit={limit} inControl />
      {after}
    </>
  );
}

/**
 * A small button that copies; says so to eyes and to screen readers. `inGrid`: it is a row's, and the Tab key does not stop at it; the
 * keys of the grid do the same.
 */
export function CopyButton({
  value,
  what,
  inGrid = false,
}: {
  readonly value: string;
  readonly what: string;
  readonly inGrid?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? windowText.common.copied : fillText(windowText.common.copy, { what });
  return (
    <button
      type="button"
      className="copy"
      tabIndex={inGrid ? -1 : undefined}
      data-private-title
      aria-label={label}
      title={label}
      onClick={() => void copyText(value).then((done) => setCopied(done))}
    >
      {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
    </button>
  );
}

/** An identifier in digits, grouped for the eye, copied without the groups. */
export function Digits({
  value,
  what,
  copy = true,
}: {
  readonly value: string;
  readonly what: string;
  readonly copy?: boolean;
}) {
  return (
    <span className="digits">
      <span className="mono digits-value" data-value={value}>
        {groupDigits(value)
          .split(' ')
          .map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the groups of a number have no other name than their place
            <span className="digit-group" key={index}>
              {group}
            </span>
          ))}
      </span>
      {copy ? <CopyButton value={value} what={what} /> : null}
    </span>
  );
}

/** Monospace text that came from outside, as an address or a key. */
export function Mono({ children, copy }: { readonly children: string; readonly copy?: string }) {
  return (
    <span className="digits">
      <span className="mono">
        <Hostile text={children} limit={200} />
      </span>
      {copy === undefined ? null : <CopyButton value={children} what={copy} />}
    </span>
  );
}

/** Term and value in a list of facts. Nothing is shown where there is no value. */
export function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  if (children === undefined || children === null || children === '') return null;
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

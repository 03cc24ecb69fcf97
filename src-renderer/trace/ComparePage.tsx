import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { ArrowDown, ArrowLeft, ArrowLeftRight, ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { CallOutput } from '../../src-shared/api.ts';
import type { TracePlace } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatInteger,
  formatList,
  shellText,
  traceText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Empty, ErrorNote } from '../ui/bits.tsx';
import { offerTraceActions } from './actions.ts';
import { CompareList } from './CompareList.tsx';
import { LineCache } from './line-cache.ts';
import { Hits } from './search.ts';
import { TraceDetailView } from './TraceDetailView.tsx';
import { type ComparedRow, type CompareOptions, useComparison } from './use-comparison.ts';

const text = traceText.compare;

/** A trace by its name: of an operation, or of opened evidence (below 0). */
export function traceName(id: number): string {
  return fillText(id > 0 ? text.operation : text.evidence, { id: Math.abs(id) });
}

/** Where the rows that differ begin, of several one after the other the first: they are one difference to whoever looks. */
export function stretchesOf(differing: readonly number[]): readonly number[] {
  return differing.filter((row, at) => at === 0 || differing[at - 1] !== row - 1);
}

/** Two traces side by side, aligned by their functions; both exchanges of a row decoded below. */
export function ComparePage({ a, b }: { readonly a: number; readonly b: number }) {
  const [options, setOptions] = useState<CompareOptions>({ bytes: false, times: false });
  const comparison = useComparison(a, b, options);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const [cursor, setCursor] = useState(-1);
  const differing = useMemo(() => stretchesOf(comparison.about?.differing ?? []), [comparison.about]);
  const first = differing[0];

  // Whoever compares wants to see where they part.
  useEffect(() => setCursor(first ?? -1), [first]);
  const jump = (step: 1 | -1) => {
    const next =
      step === 1
        ? (differing.find((at) => at > cursor) ?? differing[0])
        : (differing.findLast((at) => at < cursor) ?? differing.at(-1));
    if (next !== undefined) setCursor(next);
  };
  useEffect(() =>
    offerTraceActions({
      nextHit: () => jump(1),
      previousHit: () => jump(-1),
    }),
  );
  const set = (part: Partial<CompareOptions>) => setOptions({ ...options, ...part });
  const { about } = comparison;
  const row = cursor < 0 ? undefined : comparison.row(cursor);
  const place = differing.findLastIndex((at) => at <= cursor);
  return (
    <div className="page page-fill trace-page compare-page">
      <header className="page-head">
        <div className="page-title">
          <a className="back" href={formatRoute({ page: 'trace', id: a })}>
            <ArrowLeft size={13} aria-hidden /> {fillText(text.back, { name: traceName(a) })}
          </a>
          <h1>{fillText(text.title, { a: traceName(a), b: traceName(b) })}</h1>
          {about === undefined ? null : (
            <p className="quiet num small" role="status">
              {about.equal
                ? text.equal
                : fillText(text.counts, {
                    same: formatInteger(about.counts.same),
                    changed: formatInteger(about.counts.changed),
                    onlyA: formatInteger(about.counts.onlyA),
                    onlyB: formatInteger(about.counts.onlyB),
                  })}
            </p>
          )}
        </div>
        <div className="page-actions">
          <Button
            variant="default"
            leftSection={<ArrowLeftRight size={14} aria-hidden />}
            onClick={() => goTo({ page: 'trace-compare', a: b, b: a }, { replace: true })}
          >
            {text.swap}
          </Button>
        </div>
      </header>
      <div className="trace-tools">
        <Checkbox
          size="xs"
          label={text.bytes}
          checked={options.bytes}
          onChange={(event) => set({ bytes: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label={text.times}
          checked={options.times}
          onChange={(event) => set({ times: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label={text.onlyDifferent}
          checked={onlyDifferent}
          onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
        />
        <span className="grow" />
        <span className="num" role="status">
          {differing.length === 0
            ? ''
            : place === -1 || cursor === -1
              ? fillText(text.differences, { count: differing.length })
              : fillText(text.differenceAt, { at: place + 1, count: formatInteger(differing.length) })}
        </span>
        <ActionIcon
          aria-label={text.previous}
          title={`${text.previous} (${shellText.shortcuts.shift}+F3)`}
          disabled={differing.length === 0}
          onClick={() => jump(-1)}
        >
          <ArrowUp size={15} aria-hidden />
        </ActionIcon>
        <ActionIcon
          aria-label={text.next}
          title={`${text.next} (F3)`}
          disabled={differing.length === 0}
          onClick={() => jump(1)}
        >
          <ArrowDown size={15} aria-hidden />
        </ActionIcon>
      </div>
      {onlyDifferent && about !== undefined && about.differing.length < differentIn(about) ? (
        <p className="quiet small" role="status">
          {fillText(text.cut, {
            shown: formatInteger(about.differing.length),
            count: formatInteger(differentIn(about)),
          })}
        </p>
      ) : null}
      {comparison.error === undefined ? null : (
        <ErrorNote error={comparison.error} onRetry={comparison.again} />
      )}
      {comparison.loading && about === undefined ? <p className="quiet pad">{text.loading}</p> : null}
      {about !== undefined && comparison.count === 0 ? <Empty title={text.empty} /> : null}
      {about === undefined || comparison.count === 0 ? null : (
        <div className="compare-split">
          <CompareList
            comparison={comparison}
            names={[traceName(a), traceName(b)]}
            only={onlyDifferent ? about.differing : undefined}
            cursor={cursor}
            onMove={setCursor}
          />
          <div className="compare-details">
            {row === undefined ? (
              <Empty title={text.choose} />
            ) : (
              <>
                <Differences row={row} />
                <Side id={a} name={traceName(a)} side={row.a} differences={row.differences} />
                <Side id={b} name={traceName(b)} side={row.b} differences={row.differences} />
              </>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

/** Rows that differ, those included of which the numbers are not told. */
function differentIn({ counts }: Pick<CallOutput<'trace.compare'>, 'counts'>): number {
  return counts.changed + counts.onlyA + counts.onlyB;
}

/** What differs in a row, a sentence each. */
function Differences({ row }: { readonly row: ComparedRow }) {
  if (row.kind === 'only_a' || row.kind === 'only_b') return null;
  if (row.differences.length === 0) return <p className="quiet compare-differences">{text.same}</p>;
  return (
    <ul className="compare-differences">
      {row.differences.map((one) => (
        <li key={one.what}>
          <bdi className="hostile">{visibleText(differenceText(one), 400)}</bdi>
        </li>
      ))}
    </ul>
  );
}

type Difference = CallOutput<'trace.compare'>['rows'][number]['differences'][number];

/** A difference as a sentence: `Status word: 6A88 against 9000`, `Response differs from byte 20: euiccChallenge`. */
export function differenceText(one: Difference): string {
  const what = text.what[one.what];
  if (one.fields !== undefined) return fillText(text.fields, { what, fields: formatList(one.fields) });
  if (one.at !== undefined) return fillText(text.fromByte, { what, at: one.at });
  return fillText(text.against, { what, a: one.a ?? text.none, b: one.b ?? text.none });
}

/** Where the bytes of an exchange part from those of the other: marked, and their field chosen, as what a search finds. */
function marksOf(seq: number | undefined, differences: readonly Difference[]): Hits {
  const marks = new Hits();
  if (seq === undefined) return marks;
  const places = differences.flatMap(({ what, at }): TracePlace[] => {
    if (at === undefined) return [];
    return [{ seq, part: what === 'command' ? 'request' : 'response', from: at, to: at + 1 }];
  });
  marks.add(seq, places);
  return marks;
}

function Side({
  id,
  name,
  side,
  differences,
}: {
  readonly id: number;
  readonly name: string;
  readonly side: ComparedRow['a'];
  readonly differences: readonly Difference[];
}) {
  const workbench = useWorkbench();
  const seq = side?.seq;
  const marks = useMemo(() => marksOf(seq, differences), [seq, differences]);
  const cache = useMemo(
    () =>
      new LineCache((after, limit) =>
        id > 0
          ? workbench.call('trace.list', { operationId: id, after, limit })
          : workbench.call('evidence.trace.list', { id: -id, after, limit }),
      ),
    [workbench, id],
  );
  return (
    <section className="panel trace-detail" aria-label={name}>
      <header className="compare-side-head">
        {side === undefined ? (
          <span className="quiet">{name}</span>
        ) : (
          <a href={formatRoute({ page: 'trace', id, seq: side.seq })}>
            {fillText(text.open, { name, seq: side.seq })}
          </a>
        )}
      </header>
      {side === undefined ? (
        <Empty title={fillText(text.missing, { name })} />
      ) : (
        <TraceDetailView
          key={side.seq}
          operationId={id}
          seq={side.seq}
          groupEnd={side.seq}
          cache={cache}
          hits={marks}
        />
      )}
    </section>
  );
}

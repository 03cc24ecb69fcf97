import { type CSSProperties, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { describeError, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { fillText, traceText, visibleText } from '../../src-shared/texts.ts';
import { useLast, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { setPreferences, traceSplits, usePreferences } from '../state/preferences.ts';
import { Empty, ErrorNote, Note, simulatedClass } from '../ui/bits.tsx';
import { Splitter } from '../ui/Splitter.tsx';
import { useLatest } from '../ui/use-latest.ts';
import { offerTraceActions } from './actions.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { groupCells } from './cells.ts';
import type { EntryKind, TraceColumns } from './columns.ts';
import { type CopyFormat, copyExchanges } from './copy.ts';
import { type Groups, groupOfHead, groupsOf, isOpen, type RowId, rowOfEntry, rowsOf } from './groups.ts';
import { LineCache } from './line-cache.ts';
import type { Hits } from './search.ts';
import { allPicked, meantSeqs, moved, noSelection, type Selection } from './selection.ts';
import { TimePanel } from './TimePanel.tsx';
import { TraceDetailView } from './TraceDetailView.tsx';
import { TraceHead } from './TraceHead.tsx';
import { TraceList } from './TraceList.tsx';
import { type Filter, noFilter, TraceTools } from './TraceTools.tsx';
import { useChosen } from './use-chosen.ts';
import { useColumns } from './use-columns.ts';
import { useHits } from './use-hits.ts';
import { useTracedOperation } from './use-operation.ts';
import { useSearch } from './use-search.ts';
import { spansOf, Waterfall } from './Waterfall.tsx';

const text = traceText.page;

/** Every exchange of an operation, or of opened evidence (a number below 0): in time, in order, and the chosen one decoded. */
export function TracePage({ id, seq: asked }: { readonly id: number; readonly seq: number | undefined }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { operation, steps, running } = useTracedOperation(id);
  const { columns, version, loading, error, again } = useColumns(id, running);
  const [cache] = useState(
    () =>
      new LineCache((after, limit) =>
        id > 0
          ? workbench.call('trace.list', { operationId: id, after, limit })
          : workbench.call('evidence.trace.list', { id: -id, after, limit }),
      ),
  );
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [selection, setSelection] = useState<Selection>(noSelection);
  const [showsTime, setShowsTime] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [notice, setNotice] = useNotice();
  const { traceSplit } = usePreferences();
  const listId = useId();
  const { seq, still, choose: setSeq } = useChosen(id, asked);
  const [follows, setFollows] = useState(asked === undefined);
  const search = useSearch(id, columns, version, filter.query);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version`: the columns have grown
  const groups = useMemo(() => groupsOf(columns), [columns, version]);
  const onlyHits = filter.onlyHits && search.query !== '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hits grow in place
  const shows = useMemo(
    () => shownBy(columns, filter.kind, filter.problems, onlyHits ? search.hits : undefined),
    [columns, filter.kind, filter.problems, onlyHits, search.hits, search.version],
  );
  const wish = useMemo(
    () => ({ shows, fold: filter.fold && !filter.problems && !onlyHits, opened }),
    [shows, filter.fold, filter.problems, onlyHits, opened],
  );
  const rows = useMemo(() => rowsOf(columns, groups, wish), [columns, groups, wish]);
  const openGroup = useCallback(
    (group: number) => isOpen(columns, groups, group, wish),
    [columns, groups, wish],
  );

  const chosenAt = seq === undefined ? -1 : columns.placeOf(seq);
  // The keys stay where they were when an exchange is closed.
  const lastSeq = useLast(seq);
  const lastAt = lastSeq === undefined ? -1 : columns.placeOf(lastSeq);
  const cursor = useMemo(
    () => cursorOf(rows, groups, selection.cursor, lastAt),
    [rows, groups, selection.cursor, lastAt],
  );
  const choose = useCallback(
    (at: number) => {
      // The exchange is shown where the times were.
      setShowsTime(false);
      setSeq(columns.seqs[at] ?? 0);
    },
    [columns, setSeq],
  );
  const onMove = useLatest((to: number, how?: 'extend' | 'toggle') => {
    const row = rows[to];
    if (row === undefined) return;
    const now = cursor >= 0 ? rows[cursor] : undefined;
    setSelection((before) => moved({ ...before, cursor: now, anchor: before.anchor ?? now }, rows, to, how));
    choose(row >= 0 ? row : (groups.first[groupOfHead(row)] ?? 0));
  });
  const onChooseEntry = useCallback(
    (at: number) => {
      setSelection(noSelection);
      choose(at);
    },
    [choose],
  );
  const onTurn = useCallback(
    (group: number) =>
      setOpened((before) => {
        const first = columns.seqs[groups.first[group] ?? 0] ?? 0;
        const next = new Set(before);
        if (!next.delete(first)) next.add(first);
        return next;
      }),
    [columns, groups],
  );

  const goToHit = useHits(filter.query, search, columns, loading, lastSeq, onChooseEntry);
  const meant = () =>
    meantSeqs(columns, groups, {
      ...selection,
      cursor: cursor >= 0 ? rows[cursor] : undefined,
    });
  const copy = useLatest(async (format: CopyFormat) => {
    try {
      const count = await copyExchanges(workbench, id, meant(), columns.count, format);
      setNotice(count === undefined ? text.notCopied : fillText(text.copied, { count }));
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    }
  });
  const onTime = useCallback(() => setShowsTime((before) => !before), []);
  const onCompare = useCallback(() => setComparing(true), []);
  /** Why nothing can be done with the trace: it cannot be read, or has nothing and will get nothing. */
  const off =
    columns.count > 0 || loading
      ? undefined
      : error !== undefined
        ? visibleText(describeError(error).message, 300)
        : running
          ? undefined
          : text.empty;
  usePageActions(
    off === undefined
      ? {
          nextHit: () => goToHit(1),
          previousHit: () => goToHit(-1),
          time: onTime,
          compare: onCompare,
          copy: () => void copy('hex'),
        }
      : {},
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version`: the end has moved
  const spans = useMemo(
    () => spansOf(steps, columns.start, Math.max(columns.end, operation?.endedAt ?? 0)),
    [steps, columns, version, operation?.endedAt],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hits grow in place
  const hitPlaces = useMemo(
    () => search.hits.all().map((hit) => columns.placeOf(hit)),
    [columns, search.hits, search.version],
  );
  const list = useRef<HTMLDivElement>(null);
  const onClose = useCallback(() => {
    list.current?.focus();
    setSeq(undefined);
  }, [setSeq]);
  const onStep = useLatest((by: 1 | -1) => onMove(cursor + by));
  const shownAt = still === undefined ? -1 : columns.placeOf(still);
  const detail = chosenAt >= 0 && shownAt >= 0;
  const head = groupOfHead(rows[cursor] ?? 0);
  const whole = useMemo(
    () =>
      head >= 0 && groups.first[head] === shownAt ? groupCells(columns, groups, head, undefined) : undefined,
    [columns, groups, head, shownAt],
  );
  return (
    <div className={`page page-fill trace-page${simulatedClass(operation?.simulated ?? false)}`}>
      <TraceHead
        id={id}
        operation={operation}
        columns={columns}
        loading={loading}
        version={version}
        picked={selection.picked.size}
        showsTime={showsTime}
        off={off}
        onTime={onTime}
        onCompare={onCompare}
        onCopy={copy}
      />
      <TraceTools
        filter={filter}
        off={off}
        onFilter={setFilter}
        search={search}
        at={seq === undefined ? 0 : search.hits.placeOf(seq)}
        onHit={goToHit}
      />
      {error === undefined ? null : <ErrorNote error={error} onRetry={again} />}
      {loading || seq === undefined || chosenAt >= 0 ? null : (
        <Note kind="warn" live>
          {fillText(text.notHere, { seq })}
        </Note>
      )}
      {columns.count === 0 ? (
        loading ? (
          <p className="quiet pad" role="status">
            {text.loading}
          </p>
        ) : error === undefined ? (
          <Empty title={running ? text.waits : text.empty} hint={running ? text.waitsHint : text.emptyHint} />
        ) : null
      ) : (
        <div
          className={detail || showsTime ? 'trace-body' : 'trace-body trace-alone'}
          style={{ '--split': `${traceSplit}%` } as CSSProperties}
        >
          <Waterfall
            columns={columns}
            version={version}
            spans={spans}
            chosen={chosenAt}
            hits={hitPlaces}
            follow={running && follows}
            status={notice || fillText(text.shown, { shown: rows.length, all: columns.count })}
            onChoose={onChooseEntry}
            onStep={onStep}
          />
          <TraceList
            id={listId}
            scroller={list}
            columns={columns}
            busy={loading}
            groups={groups}
            rows={rows}
            openGroup={openGroup}
            cache={cache}
            hits={search.hits}
            cursor={cursor}
            picked={selection.picked}
            follow={running && follows}
            onFollow={setFollows}
            onMove={onMove}
            onTurn={onTurn}
            onAll={() => setSelection((before) => allPicked(before, rows))}
            onCopy={() => void copy('hex')}
          />
          {detail || showsTime ? (
            <Splitter
              label={text.divider}
              hint={text.dividerHint}
              controls={listId}
              value={traceSplit}
              split={traceSplits}
              onChange={(next) => setPreferences({ traceSplit: next })}
            />
          ) : null}
          {showsTime ? (
            <TimePanel
              operationId={id}
              version={running ? version : -1}
              onClose={() => setShowsTime(false)}
            />
          ) : detail ? (
            <section className="panel trace-detail" aria-label={text.decoded}>
              <TraceDetailView
                key={still}
                operationId={id}
                seq={columns.seqs[shownAt] ?? 0}
                whole={whole}
                groupEnd={columns.seqs[groups.last[groups.of[shownAt] ?? 0] ?? 0] ?? 0}
                cache={cache}
                hits={search.hits}
                onClose={onClose}
              />
            </section>
          ) : null}
        </div>
      )}
      <CompareDialog id={id} operation={operation} opened={comparing} onClose={() => setComparing(false)} />
    </div>
  );
}

/** Which entries are shown. */
function shownBy(
  columns: TraceColumns,
  kind: 'all' | EntryKind,
  problems: boolean,
  hits: Hits | undefined,
): (at: number) => boolean {
  return (at) =>
    (kind === 'all' || columns.kindOf(at) === kind) &&
    (!problems || columns.isProblem(at)) &&
    (hits === undefined || hits.has(columns.seqs[at] ?? 0));
}

/** The row of the keys: where the keys went, as long as it shows what is chosen; else the row of that. */
function cursorOf(rows: Int32Array, groups: Groups, cursor: RowId | undefined, chosenAt: number): number {
  if (cursor !== undefined && cursor < 0 && (groups.first[groupOfHead(cursor)] ?? -1) === chosenAt) {
    const own = rowOfEntry(rows, groups, chosenAt);
    if (own >= 0 && rows[own] === cursor) return own;
    if (own >= 1 && rows[own - 1] === cursor) return own - 1;
  }
  return rowOfEntry(rows, groups, chosenAt);
}

/** Tells the commands of the window what the page can do, as long as it is there; F3 goes on to the next hit, as elsewhere. */
function usePageActions(actions: Parameters<typeof offerTraceActions>[0]): void {
  useEffect(() => offerTraceActions(actions));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The command of the window has it where nothing is typed and single keys act.
      if (event.defaultPrevented || event.key !== 'F3' || document.querySelector('[role="dialog"]') !== null)
        return;
      event.preventDefault();
      (event.shiftKey ? actions.previousHit : actions.nextHit)?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

const NOTICE_MS = 4000;

/** A sentence that goes away by itself. */
function useNotice(): [string, (notice: string) => void] {
  const [notice, setNotice] = useState('');
  useEffect(() => {
    if (notice === '') return;
    const timer = setTimeout(() => setNotice(''), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return [notice, setNotice];
}

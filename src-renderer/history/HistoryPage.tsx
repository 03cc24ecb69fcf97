import { Button } from '@mantine/core';
import { Check, Download, GitCompareArrows, History } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { fleetFields, type HistoryEntry } from '../../src-shared/model/fleet.ts';
import { parseQuery } from '../../src-shared/query/index.ts';
import {
  fillText,
  formatDuration,
  formatWhen,
  groupDigits,
  historyText,
  operationKindText,
  operationPageText,
  windowText,
} from '../../src-shared/texts.ts';
import { compareHref } from '../operations/compare.ts';
import { useNow, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { rememberList } from '../state/last-list.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Empty, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { copyText } from '../ui/clipboard.ts';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { DoneOnReader } from '../ui/ReaderName.tsx';
import { saveFile } from '../ui/save-file.ts';
import { nextSort, type Sort } from '../ui/sort.ts';
import { Hostile } from '../ui/text.tsx';
import { historyCsv } from './csv.ts';
import { hasCondition, withCondition } from './filters.ts';
import { HistoryStatus } from './HistoryStatus.tsx';
import { askHistory, type HistoryPageOf, rowOrder } from './history-page.ts';
import { QueryInput } from './QueryInput.tsx';
import { SavedFilters } from './SavedFilters.tsx';
import { useHistory } from './use-history.ts';

const text = historyText;
const fields = fleetFields.history;
const EXPORT_PAGE = 1000;
const EXPORT_MOST = 100_000;

const conditions: Readonly<Record<keyof typeof text.chips, string>> = {
  failed: "status = 'failed'",
  today: 'created > -1d',
  week: 'created > -7d',
  downloads: "kind = 'activate'",
  pending: 'pending = true',
  real: 'simulated = false',
  codeUsed: "code_use = 'used'",
};

/** What is longer lies in this page alone, and not in its address. */
const MOST_IN_ADDRESS = 1500;

/** Every operation that ever ran, by query. `asked`: the query of the address. */
export function HistoryPage({ asked = '' }: { readonly asked?: string | undefined }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const snapshot = useSnapshot();
  const now = useNow(true, 30_000);
  const [typed, setTyped] = useState(asked);
  const [query, setQuery] = useState(() => (isQuery(asked) ? asked : ''));
  const [wrong, setWrong] = useState<{ readonly of: string; readonly error: ErrorData }>();
  const [sort, setSort] = useState<Sort>({ by: 'created', direction: 'desc' });
  const [active, setActive] = useState<number>();
  const [picked, setPicked] = useState<readonly number[]>([]);
  const [exporting, setExporting] = useState(false);
  const history = useHistory(query, sort);
  const known = useMemo(
    () => ({
      reader: snapshot.readers.map((reader) => reader.id),
      reader_name: snapshot.readers.map((reader) => reader.name),
      eid: [...snapshot.cards.keys()],
      iccid: [...snapshot.cards.values()].flatMap((card) =>
        (card.profiles ?? []).flatMap(({ iccid }) => (iccid === undefined ? [] : [iccid])),
      ),
    }),
    [snapshot.readers, snapshot.cards],
  );

  const take = (next: string): boolean => {
    setTyped(next);
    try {
      if (next.trim() !== '') parseQuery(next, fields);
      setWrong(undefined);
      setQuery(next.trim());
      return true;
    } catch (thrown) {
      setWrong({ of: next, error: toWorkbenchError(thrown).toData() });
      return false;
    }
  };
  /** Runs a query; the address has it, so that Back leads to the one before and a link to this one. */
  const run = (next: string) => {
    const kept = encodeURIComponent(next).length <= MOST_IN_ADDRESS ? next.trim() : '';
    if (take(next)) goTo({ page: 'history', query: kept });
  };
  // Back, forward, a link: the address asks for another query than the one that is run.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the address changes
  useEffect(() => {
    if (asked !== query && encodeURIComponent(query).length <= MOST_IN_ADDRESS) take(asked);
  }, [asked]);
  useEffect(() => rememberList({ page: 'history', query: asked }), [asked]);
  const pick = ({ id }: HistoryEntry) =>
    setPicked((before) =>
      before.includes(id) ? before.filter((one) => one !== id) : [...before.slice(-1), id],
    );
  const copyError = async ({ error: code }: HistoryEntry) => {
    if (code !== undefined && (await copyText(code)))
      desk.announce(fillText(operationPageText.copied, { what: code }));
  };
  const exportCsv = async () => {
    setExporting(true);
    try {
      const rows: HistoryEntry[] = [];
      let cursor: string | undefined;
      do {
        const page: HistoryPageOf = await askHistory(workbench, {
          query,
          order: rowOrder(sort),
          size: EXPORT_PAGE,
          cursor,
        });
        rows.push(...page.list);
        cursor = page.cursor;
      } while (cursor !== undefined && rows.length < EXPORT_MOST);
      saveFile('history.csv', new Blob([historyCsv(rows)], { type: 'text/csv' }));
      const done = cursor === undefined ? text.exported : text.exportCut;
      desk.announce(fillText(done, { count: rows.length }));
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    } finally {
      setExporting(false);
    }
  };

  const error = wrong?.of === typed ? wrong.error : history.error;
  const columns = useMemo(() => columnsOf(now, picked), [now, picked]);
  return (
    <div className="page page-fill page-wide">
      <PageHead title={text.title} intro={text.intro}>
        <Button
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
          loading={exporting}
          disabled={history.rows.length === 0}
          onClick={() => void exportCsv()}
        >
          {text.export}
        </Button>
      </PageHead>
      <div className="query-row">
        <QueryInput
          value={typed}
          fields={fields}
          known={known}
          error={error !== undefined && 'position' in error.params ? error : undefined}
          onChange={setTyped}
          onRun={run}
        />
        <Button onClick={() => run(typed)}>{text.run}</Button>
      </div>
      <div className="query-chips">
        <fieldset className="chip-row" aria-label={text.chipsLabel}>
          {(Object.keys(conditions) as (keyof typeof conditions)[]).map((name) => (
            <button
              key={name}
              type="button"
              className="pick-chip"
              aria-pressed={hasCondition(query, conditions[name])}
              title={conditions[name]}
              onClick={() => run(withCondition(query, conditions[name]))}
            >
              {text.chips[name]}
            </button>
          ))}
        </fieldset>
        <SavedFilters query={query} onRun={run} />
        <span className="grow" />
        <Picked ids={picked} onClear={() => setPicked([])} />
        <span className="quiet num" role="status">
          {history.error !== undefined && history.rows.length === 0
            ? ''
            : history.loaded
              ? fillText(history.more ? text.some : text.all, { count: history.rows.length })
              : windowText.common.loading}
        </span>
      </div>
      {error === undefined ? null : (
        <ErrorNote error={error} {...(wrong?.of === typed ? {} : { onRetry: history.again })} />
      )}
      {history.loaded && history.rows.length === 0 && error === undefined ? (
        <Empty
          icon={<History size={34} aria-hidden />}
          title={query === '' ? text.empty : text.noMatch}
          {...(query === '' ? { hint: windowText.operations.emptyHint } : {})}
        />
      ) : (
        <section className="panel panel-fill" aria-label={text.list}>
          <DataGrid
            label={text.list}
            className="history-grid"
            columns={columns}
            rows={history.rows}
            keyOf={keyOf}
            rowClass={rowClass}
            rowHeight={36}
            active={active}
            onActive={setActive}
            onOpen={({ id }) => goTo({ page: 'operation', id })}
            onPick={pick}
            onCopy={copyError}
            onEnd={history.loadMore}
            of={history.of}
            sort={sort}
            onSort={(by) => setSort(nextSort(sort, by))}
            foot={
              history.loading && history.rows.length > 0 ? (
                <p className="quiet pad">{text.loadingMore}</p>
              ) : null
            }
          />
        </section>
      )}
    </div>
  );
}

const keyOf = (row: HistoryEntry) => row.id;
const rowClass = (row: HistoryEntry) => (row.simulated ? 'simulated-row' : '');

/** Whether the query language takes it; nothing is everything. */
function isQuery(text: string): boolean {
  try {
    return text.trim() === '' || parseQuery(text, fields) !== undefined;
  } catch {
    return false;
  }
}

/** What is picked, to be compared. */
function Picked({ ids, onClear }: { readonly ids: readonly number[]; readonly onClear: () => void }) {
  const [a, b] = ids;
  if (a === undefined) return null;
  return (
    <>
      <span role="status" title={operationPageText.pickedHint}>
        {fillText(operationPageText.picked, { count: ids.length })}
      </span>
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        {operationPageText.unpick}
      </Button>
      {b === undefined ? null : (
        <Button
          component="a"
          data-command="history.compare"
          size="compact-xs"
          variant="default"
          leftSection={<GitCompareArrows size={12} aria-hidden />}
          href={compareHref(a, b)}
        >
          {operationPageText.comparePicked}
        </Button>
      )}
    </>
  );
}

function columnsOf(now: number, picked: readonly number[]): readonly GridColumn<HistoryEntry>[] {
  const cells: Readonly<Record<keyof typeof text.columns, GridColumn<HistoryEntry>['cell']>> = {
    id: ({ id }) => (
      <span className={picked.includes(id) ? 'picked' : undefined}>
        {picked.includes(id) ? (
          <Check size={13} aria-label={fillText(operationPageText.pick, { id })} />
        ) : null}
        <a className="mono open" tabIndex={-1} href={formatRoute({ page: 'operation', id })}>
          #{id}
        </a>
      </span>
    ),
    kind: ({ kind, simulated }) => (
      <>
        <span className="cell-main">{operationKindText[kind]}</span>
        {simulated ? <SimulatedBadge small /> : null}
      </>
    ),
    status: (row) => <HistoryStatus row={row} inGrid />,
    reader_name: ({ reader, reader_name }) => <DoneOnReader id={reader} name={reader_name} />,
    eid: ({ eid }) => (
      <span className="mono" title={eid}>
        {eid === undefined ? '' : `…${groupDigits(eid.slice(-8))}`}
      </span>
    ),
    iccid: ({ iccid }) => (
      <span className="mono cell-main">{iccid === undefined ? '' : groupDigits(iccid)}</span>
    ),
    carrier: ({ carrier }) => (
      <span className="cell-main">
        <Hostile text={carrier ?? ''} limit={40} inControl />
      </span>
    ),
    created_by: ({ created_by }) => (
      <span className="cell-main">
        <Hostile text={created_by} limit={30} inControl />
      </span>
    ),
    created: ({ created }) => <span className="num">{formatWhen(Date.parse(created), now)}</span>,
    took: ({ created, ended }) => (
      <span className="num">
        {ended === undefined ? '' : formatDuration(Math.max(0, Date.parse(ended) - Date.parse(created)))}
      </span>
    ),
  };
  return (Object.keys(cells) as (keyof typeof cells)[]).map((name) => ({
    name,
    label: text.columns[name],
    cell: cells[name],
    sortable: name in fields,
  }));
}

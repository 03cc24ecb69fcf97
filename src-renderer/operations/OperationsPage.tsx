import { Button, SegmentedControl } from '@mantine/core';
import { History, ListChecks } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import {
  formatDuration,
  formatWhen,
  groupDigits,
  operationKindText,
  operationPageText,
  shellText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { ImportButton, ImportState, useImportDrop } from '../console/ImportRecording.tsx';
import { useImport } from '../console/imports.ts';
import { useNow, useSnapshot } from '../state/context.ts';
import { handedRecordings } from '../state/handed-files.ts';
import { rememberList } from '../state/last-list.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Empty, OperationBar, SimulatedBadge, StatusChip } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { DoneOnReader } from '../ui/ReaderName.tsx';
import { Hostile } from '../ui/text.tsx';
import { inOrderOfNow, passes, type StatusFilter, statusFilters, wasFound } from './now.ts';

const text = windowText.operations;
const ROW = 46;

/** What runs, what waits for somebody, and what was done last, live. What is older is in the history. */
export function OperationsPage() {
  const snapshot = useSnapshot();
  const now = useNow(true);
  const [filter, setFilter] = useState<StatusFilter>('all');
  const [search, setSearch] = useState('');
  const [active, setActive] = useState<number>();
  const shown = useMemo(
    () =>
      inOrderOfNow(
        [...snapshot.operations.values()].filter(
          (operation) => passes(operation, filter) && wasFound(operation, search),
        ),
      ),
    [snapshot.operations, filter, search],
  );
  const importing = useImport();
  const { run } = importing;
  const { veil, handlers } = useImportDrop(importing);
  useEffect(() => handedRecordings.take((files) => void run(files)), [run]);
  useEffect(() => rememberList({ page: 'operations' }), []);
  const labels: Readonly<Record<StatusFilter, string>> = {
    all: text.all,
    running: text.running,
    waiting: operationPageText.waiting,
    successful: text.successful,
    failed: text.failed,
  };
  return (
    <div className="page page-fill page-wide" {...handlers}>
      {veil}
      <PageHead title={text.title} intro={operationPageText.intro}>
        <FilterField label={text.filter} value={search} onChange={setSearch} />
        <Button
          component="a"
          variant="default"
          leftSection={<History size={14} aria-hidden />}
          href={formatRoute({ page: 'history' })}
        >
          {operationPageText.inHistory}
        </Button>
        <ImportButton importing={importing} />
      </PageHead>
      <ImportState importing={importing} />
      {snapshot.operations.size === 0 ? (
        <Empty icon={<ListChecks size={34} aria-hidden />} title={text.empty} hint={text.emptyHint}>
          <Button component="a" variant="default" href={formatRoute({ page: 'activate' })}>
            {shellText.pages.activate}
          </Button>
        </Empty>
      ) : (
        <>
          <div className="filters">
            <SegmentedControl
              aria-label={text.status}
              value={filter}
              onChange={(value) => setFilter(value as StatusFilter)}
              data={statusFilters.map((value) => ({ value, label: labels[value] }))}
            />
          </div>
          <section className="panel panel-fill" aria-label={text.list}>
            <DataGrid
              label={text.list}
              className="operations-grid"
              columns={columnsOf(now)}
              rows={shown}
              keyOf={keyOf}
              rowClass={rowClass}
              rowHeight={ROW}
              active={active}
              onActive={setActive}
              onOpen={({ id }) => goTo({ page: 'operation', id })}
              of={`${filter} ${search}`}
              foot={
                shown.length === 0 ? (
                  <p className="quiet pad">{text.noMatch}</p>
                ) : snapshot.moreOperations ? (
                  <p className="quiet pad">{operationPageText.older}</p>
                ) : null
              }
            />
          </section>
        </>
      )}
    </div>
  );
}

const keyOf = ({ id }: Operation) => id;
const rowClass = ({ simulated }: Operation) => (simulated ? 'simulated-row' : '');

function columnsOf(now: number): readonly GridColumn<Operation>[] {
  const cells: Readonly<Record<keyof typeof text.columns, GridColumn<Operation>['cell']>> = {
    id: ({ id }) => (
      <a className="mono open" tabIndex={-1} href={formatRoute({ page: 'operation', id })}>
        #{id}
      </a>
    ),
    kind: ({ kind, simulated }) => (
      <>
        <span className="cell-main">{operationKindText[kind]}</span>
        {simulated ? <SimulatedBadge small /> : null}
      </>
    ),
    target: ({ profile, iccid, smdpAddress }) => {
      const name = profile?.nickname || profile?.profileName || profile?.serviceProviderName;
      return (
        <>
          {name === undefined ? null : (
            <span className="cell-main">
              <Hostile text={name} limit={40} inControl />
            </span>
          )}
          <span className="cell-sub mono">
            {iccid === undefined ? visibleText(smdpAddress ?? '', 50) : groupDigits(iccid)}
          </span>
        </>
      );
    },
    reader: ({ readerId, readerName, eid }) => (
      <>
        <DoneOnReader id={readerId} name={readerName} />
        <span className="cell-sub mono">{eid === undefined ? '' : `…${groupDigits(eid.slice(-8))}`}</span>
      </>
    ),
    status: (operation) => (
      <>
        <StatusChip operation={operation} />
        {!isFinal(operation) ? (
          <OperationBar thin operation={operation} />
        ) : operation.error === undefined || operation.error.code === 'cancelled' ? null : (
          <span className="cell-sub mono cell-error open">{operation.error.code}</span>
        )}
      </>
    ),
    when: ({ createdAt }) => <span className="num">{formatWhen(createdAt, now)}</span>,
    took: ({ createdAt, endedAt }) => (
      <span className="num">{formatDuration(Math.max(0, (endedAt ?? now) - createdAt))}</span>
    ),
  };
  return (Object.keys(text.columns) as (keyof typeof cells)[]).map((name) => ({
    name,
    label: text.columns[name],
    cell: cells[name],
  }));
}

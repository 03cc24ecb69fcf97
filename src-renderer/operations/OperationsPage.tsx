import { Button, SegmentedControl } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ListChecks } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import {
  formatDuration,
  formatWhen,
  groupDigits,
  operationKindText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useNow, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, OperationBar, SimulatedBadge, StatusChip } from '../ui/bits.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.operations;
const ROW = 46;

type Filter = 'all' | 'running' | 'successful' | 'failed' | 'reconcile';
const filters: readonly Filter[] = ['all', 'running', 'successful', 'failed', 'reconcile'];

function passes(operation: Operation, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'running':
      return !isFinal(operation);
    case 'reconcile':
      return operation.reconciliation.state === 'pending';
    default:
      return operation.status === filter;
  }
}

function found(operation: Operation, query: string): boolean {
  if (query === '') return true;
  const digits = query.replace(/\s+/g, '');
  return (
    String(operation.id) === query.replace('#', '') ||
    operation.readerName.toLowerCase().includes(query) ||
    (operation.eid?.includes(digits) ?? false) ||
    (operation.iccid?.includes(digits) ?? false) ||
    (operation.smdpAddress?.toLowerCase().includes(query) ?? false) ||
    operationKindText[operation.kind].toLowerCase().includes(query) ||
    (operation.error?.code.includes(query) ?? false) ||
    (operation.profile?.profileName?.toLowerCase().includes(query) ?? false)
  );
}

/** Everything that was done, the newest first, live. */
export function OperationsPage() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const snapshot = useSnapshot();
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const [loadingOlder, setLoadingOlder] = useState(false);
  const query = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      [...snapshot.operations.values()]
        .filter((operation) => passes(operation, filter) && found(operation, query))
        .sort((a, b) => b.id - a.id),
    [snapshot.operations, filter, query],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const older = () => {
    setLoadingOlder(true);
    workbench
      .loadOlderOperations()
      .catch((thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData()))
      .finally(() => setLoadingOlder(false));
  };
  return (
    <div className="page page-fill">
      <PageHead title={text.title}>
        <FilterField label={text.filter} value={search} onChange={setSearch} />
        <SegmentedControl
          aria-label={text.status}
          value={filter}
          onChange={(value) => setFilter(value as Filter)}
          data={filters.map((value) => ({ value, label: text[value] }))}
        />
      </PageHead>
      {snapshot.operations.size === 0 ? (
        <Empty icon={<ListChecks size={34} aria-hidden />} title={text.empty} hint={text.emptyHint} />
      ) : (
        <section className="panel panel-fill" aria-label={text.list}>
          {/* biome-ignore lint/a11y/useSemanticElements: a virtualised list cannot be a table element */}
          <div
            role="table"
            aria-label={text.list}
            aria-rowcount={shown.length + 1}
            className="grid operations-grid"
          >
            {/* biome-ignore lint/a11y/useSemanticElements: see above */}
            <div role="rowgroup" className="grid-head">
              {/* biome-ignore lint/a11y/useSemanticElements: see above */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: a row of headings takes no focus */}
              <div role="row" className="grid-row">
                {Object.entries(text.columns).map(([name, label]) => (
                  // biome-ignore lint/a11y/useSemanticElements: see above
                  // biome-ignore lint/a11y/useFocusableInteractive: a heading that cannot be sorted by takes no focus
                  <span role="columnheader" key={name} className={`col-${name}`}>
                    {label}
                  </span>
                ))}
              </div>
            </div>
            {/* biome-ignore lint/a11y/useSemanticElements: see above */}
            <div ref={scroller} role="rowgroup" className="grid-body">
              <div className="grid-spacer" style={{ height: virtual.getTotalSize() }}>
                {virtual.getVirtualItems().map((item) => {
                  const operation = shown[item.index];
                  return operation === undefined ? null : (
                    <OperationRow
                      key={operation.id}
                      operation={operation}
                      top={item.start}
                      index={item.index}
                    />
                  );
                })}
              </div>
              {shown.length === 0 ? <p className="quiet pad">{text.noMatch}</p> : null}
              {snapshot.moreOperations ? (
                <div className="pad">
                  <Button variant="default" size="compact-xs" loading={loadingOlder} onClick={older}>
                    {windowText.common.more}
                  </Button>
                </div>
              ) : null}
            </div>
          </div>
        </section>
      )}
    </div>
  );
}

function OperationRow({
  operation,
  top,
  index,
}: {
  readonly operation: Operation;
  readonly top: number;
  readonly index: number;
}) {
  const running = !isFinal(operation);
  const now = useNow(running);
  const name =
    operation.profile?.nickname || operation.profile?.profileName || operation.profile?.serviceProviderName;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised list cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the link within takes the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`grid-row grid-link${operation.simulated ? ' simulated-row' : ''}`}
      style={{ transform: `translateY(${top}px)`, height: ROW }}
    >
      <Cell name="id">
        <a className="row-link mono" href={formatRoute({ page: 'operation', id: operation.id })}>
          #{operation.id}
        </a>
      </Cell>
      <Cell name="kind">
        <span className="cell-main">{operationKindText[operation.kind]}</span>
        {operation.simulated ? <SimulatedBadge small /> : null}
      </Cell>
      <Cell name="target">
        {name === undefined ? null : (
          <span className="cell-main">
            <Hostile text={name} limit={40} inControl />
          </span>
        )}
        <span className="cell-sub mono">
          {operation.iccid === undefined
            ? visibleText(operation.smdpAddress ?? '', 50)
            : groupDigits(operation.iccid)}
        </span>
      </Cell>
      <Cell name="reader">
        <span className="cell-main">
          <Hostile text={operation.readerName} limit={60} inControl />
        </span>
        <span className="cell-sub mono">
          {operation.eid === undefined ? '' : `…${groupDigits(operation.eid.slice(-8))}`}
        </span>
      </Cell>
      <Cell name="status">
        <StatusChip operation={operation} />
        {running ? (
          <OperationBar thin operation={operation} />
        ) : operation.error === undefined || operation.error.code === 'cancelled' ? null : (
          <span className="cell-sub mono cell-error">{operation.error.code}</span>
        )}
      </Cell>
      <Cell name="when">
        <span className="num">{formatWhen(operation.createdAt, now)}</span>
      </Cell>
      <Cell name="took">
        <span className="num">
          {formatDuration(Math.max(0, (operation.endedAt ?? now) - operation.createdAt))}
        </span>
      </Cell>
    </div>
  );
}

function Cell({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised list cannot be a table element
    <div role="cell" className={`cell col-${name}`}>
      {children}
    </div>
  );
}

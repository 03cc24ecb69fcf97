import { Button } from '@mantine/core';
import { FileSearch, FileUp, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type Evidence, evidenceEnding } from '../../src-shared/model/index.ts';
import {
  evidencePageText,
  fillText,
  formatWhen,
  operationKindText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useFileDrop } from '../codes/given-files.ts';
import { useListTurn } from '../state/ask-again.ts';
import { useCall, useNow, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { handedEvidence } from '../state/handed-files.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Chip, Empty, ErrorNote, SimulatedBadge, StatusChip } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Hostile } from '../ui/text.tsx';
import { openEvidence } from './files.ts';

const text = evidencePageText;

interface Refused {
  readonly key: number;
  readonly error: ErrorData;
}

export const evidenceRoute = (id: number) => ({ page: 'evidence', parts: [String(id)] }) as const;

/** Evidence that was opened here: a list, and files that are to be opened. */
export function EvidencePage() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const now = useNow(true, 30_000);
  const list = useCall('evidence.list', {}, useListTurn('evidence'));
  const [reading, setReading] = useState<string>();
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [active, setActive] = useState<number>();
  const input = useRef<HTMLInputElement>(null);
  const nextKey = useRef(1);
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const { again } = list;

  const open = useCallback(
    async (files: readonly File[]) => {
      setRefused([]);
      const opened: Evidence[] = [];
      for (const file of files) {
        setReading(file.name);
        try {
          opened.push(await openEvidence(workbench, file.name, file));
        } catch (thrown) {
          const error = toWorkbenchError(thrown).toData();
          setRefused((before) => [...before, { key: nextKey.current++, error }]);
        }
      }
      setReading(undefined);
      again();
      const last = opened.at(-1);
      if (last === undefined) return;
      desk.announce(fillText(text.opened, { id: last.id }));
      setActive(last.id);
      // Who opens one file wants to see it, unless he has gone elsewhere meanwhile.
      if (files.length === 1 && here.current) goTo(evidenceRoute(last.id));
    },
    [workbench, desk, again],
  );
  useEffect(() => handedEvidence.take((files) => void open(files)), [open]);
  const { dropping, handlers } = useFileDrop(
    (files) => {
      if (files.length > 0) void open(files.map(({ file }) => file));
    },
    ['evidence'],
  );
  const openButton = (
    <Button
      data-new
      data-command="evidence.open"
      leftSection={<FileUp size={14} aria-hidden />}
      loading={reading !== undefined}
      onClick={() => input.current?.click()}
    >
      {text.open}
    </Button>
  );
  const rows = list.value ?? [];
  return (
    <div className="page page-fill" {...handlers}>
      {dropping ? (
        <div className="drop-veil drop-page" aria-hidden>
          <FileUp size={40} />
          {text.dropNow}
        </div>
      ) : null}
      <PageHead title={text.title} intro={text.intro}>
        <input
          ref={input}
          type="file"
          accept={evidenceEnding}
          multiple
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) void open(files);
          }}
        />
        {openButton}
      </PageHead>
      <div role="status" className={reading === undefined ? 'visually-hidden' : 'quiet'}>
        {reading === undefined ? '' : fillText(text.opening, { name: visibleText(reading, 80) })}
      </div>
      {refused.map(({ key, error }) => (
        <ErrorNote key={key} error={error} title={text.refused}>
          <Button
            size="compact-xs"
            variant="default"
            mt={8}
            leftSection={<X size={12} aria-hidden />}
            onClick={() => setRefused((before) => before.filter((one) => one.key !== key))}
          >
            {windowText.common.dismiss}
          </Button>
        </ErrorNote>
      ))}
      {list.state === 'error' ? <ErrorNote error={list.error} onRetry={again} /> : null}
      {list.value === undefined ? (
        list.state === 'loading' ? (
          <p className="quiet pad" role="status">
            {windowText.common.loading}
          </p>
        ) : null
      ) : rows.length === 0 ? (
        <div className="panel">
          <Empty icon={<FileSearch size={34} aria-hidden />} title={text.empty} hint={text.emptyHint}>
            <Button variant="default" onClick={() => goTo({ page: 'operations' })}>
              {text.toOperations}
            </Button>
          </Empty>
        </div>
      ) : (
        <section className="panel panel-fill" aria-label={text.list}>
          <DataGrid
            label={text.list}
            className="evidence-grid"
            columns={columnsOf(now)}
            rows={rows}
            keyOf={keyOf}
            rowClass={rowClass}
            rowHeight={46}
            active={active}
            onActive={setActive}
            onOpen={({ id }) => goTo(evidenceRoute(id))}
          />
        </section>
      )}
    </div>
  );
}

const keyOf = ({ id }: Evidence) => id;
const rowClass = ({ simulated }: Evidence) => (simulated ? 'simulated-row' : '');

function columnsOf(now: number): readonly GridColumn<Evidence>[] {
  const cells: Readonly<Record<keyof typeof text.columns, GridColumn<Evidence>['cell']>> = {
    id: ({ id }) => (
      <a className="mono open" tabIndex={-1} href={formatRoute(evidenceRoute(id))}>
        {id}
      </a>
    ),
    kind: ({ kind, simulated }) => (
      <>
        <span className="cell-main">{operationKindText[kind]}</span>
        {simulated ? <SimulatedBadge small /> : null}
      </>
    ),
    file: ({ origin }) => (
      <>
        <span className="cell-main">
          <Hostile text={origin.fileName} limit={80} inControl />
        </span>
        <span className="cell-sub">
          <Hostile text={origin.note.split('\n')[0] ?? ''} limit={80} inControl />
        </span>
      </>
    ),
    status: (evidence) => (
      <>
        <EvidenceStatus evidence={evidence} />
        {evidence.error === undefined ? null : (
          <span className="cell-sub mono open cell-error">{visibleText(evidence.error.code, 60)}</span>
        )}
      </>
    ),
    exchanges: ({ exchanges }) => <span className="num">{fillText(text.exchangesOf, exchanges)}</span>,
    recorded: ({ startedAt }) => <span className="num">{formatWhen(startedAt, now)}</span>,
    replay: (evidence) => <ReplayChip evidence={evidence} />,
  };
  return (Object.keys(cells) as (keyof typeof cells)[]).map((name) => ({
    name,
    label: text.columns[name],
    cell: cells[name],
  }));
}

/** How the operation in the file ended. */
export function EvidenceStatus({ evidence }: { readonly evidence: Evidence }) {
  return (
    <StatusChip
      operation={{
        status: evidence.status,
        reconciliation: { state: 'none' },
        ...(evidence.error === undefined ? {} : { error: evidence.error }),
      }}
    />
  );
}

/** How it was replayed last. */
export function ReplayChip({
  evidence: { lastReplay, notReplayable },
}: {
  readonly evidence: Pick<Evidence, 'lastReplay' | 'notReplayable'>;
}) {
  if (notReplayable !== undefined) return <Chip>{text.replay.chips.cannot}</Chip>;
  if (lastReplay === undefined) return <span className="quiet">{text.notReplayed}</span>;
  return lastReplay.equal ? (
    <Chip tone="good">{text.replay.chips.equal}</Chip>
  ) : (
    <Chip tone="warn">{text.replay.chips.different}</Chip>
  );
}

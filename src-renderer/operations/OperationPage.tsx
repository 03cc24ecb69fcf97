import { Button } from '@mantine/core';
import { Binary, FileSearch, Footprints } from 'lucide-react';
import { useMemo, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import {
  isFinal,
  type Operation,
  type OperationDetail,
  type TraceLine,
} from '../../src-shared/model/index.ts';
import {
  cardText,
  evidencePageText,
  fillText,
  operationKindText,
  operationPageText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { ExportDialog } from '../evidence/ExportDialog.tsx';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, ErrorNote, Panel, SimulatedBadge, StatusChip, simulatedClass } from '../ui/bits.tsx';
import { CopyButton, Hostile } from '../ui/text.tsx';
import { CompareButton } from './CompareButton.tsx';
import { EvidencePanel } from './EvidencePanel.tsx';
import { About } from './OperationFacts.tsx';
import { Outcome } from './OperationOutcome.tsx';
import { RelatedPanel } from './RelatedPanel.tsx';
import { RunAgain } from './RunAgain.tsx';
import { StatePicture } from './StatePicture.tsx';
import { Timeline } from './Timeline.tsx';
import { TransactionsPanel } from './TransactionsPanel.tsx';
import { decisiveExchange } from './timeline.ts';
import { useLines } from './use-lines.ts';

const text = windowText.operation;

/** One operation: how it stands, its course against time, why it failed, what belongs to it and what can be done next. */
export function OperationPage({ id }: { readonly id: number }) {
  const { operations } = useSnapshot();
  const live = operations.get(id);
  const detail = useCall('operations.get', { id }, live?.updatedAt ?? 0);
  const { lines, more, error } = useLines(id, detail.value?.steps.length ?? 0);
  const [exporting, setExporting] = useState(false);
  if (detail.value === undefined)
    return (
      <div className="page">
        <h1>{fillText(cardText.history.operation, { id })}</h1>
        {detail.state === 'error' ? (
          <ErrorNote error={detail.error} onRetry={detail.again} />
        ) : (
          <Empty title={windowText.common.loading} />
        )}
      </div>
    );
  const operation: OperationDetail = live === undefined ? detail.value : { ...detail.value, ...live };
  return (
    <div className={`page page-wide${simulatedClass(operation.simulated)}`}>
      <Head operation={operation} onExport={() => setExporting(true)} />
      <div className="operation-grid">
        <div className="operation-side">
          <About operation={operation} />
        </div>
        <div className="operation-main">
          <Panel title={text.timeline}>
            <StatePicture operation={operation} steps={operation.steps} />
          </Panel>
          <Outcome operation={operation}>
            <Decisive operation={operation} lines={lines} />
          </Outcome>
          {error === undefined ? null : <ErrorNote error={error} />}
          <Timeline operation={operation} lines={lines} more={more} />
          <TransactionsPanel operation={operation} />
          <EvidencePanel operation={operation} onExport={() => setExporting(true)} />
          <RelatedPanel operation={operation} />
        </div>
      </div>
      <ExportDialog
        operationId={id}
        simulated={operation.simulated}
        opened={exporting}
        onClose={() => setExporting(false)}
      />
    </div>
  );
}

/** The way to the exchange that the failure is about. */
function Decisive({
  operation,
  lines,
}: {
  readonly operation: Operation;
  readonly lines: readonly TraceLine[];
}) {
  const line = useMemo(() => decisiveExchange(operation.error, lines), [operation.error, lines]);
  if (line === undefined || line.kind === 'note') return null;
  return (
    <div className="note-links">
      <a
        className="decisive"
        data-command="operation.decisive"
        href={formatRoute({ page: 'trace', id: operation.id, seq: line.seq })}
      >
        <Footprints size={13} aria-hidden /> {operationPageText.decisive}
      </a>
      <span className="quiet num">
        {fillText(operationPageText.decisiveNumber, {
          seq: line.seq,
          purpose: visibleText(line.purpose, 60),
        })}
      </span>
    </div>
  );
}

function Head({ operation, onExport }: { readonly operation: Operation; readonly onExport: () => void }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [cancelling, setCancelling] = useState(false);
  const running = !isFinal(operation);
  const isDownload = operation.kind === 'activate' || operation.kind === 'download';
  const cancel = () => {
    setCancelling(true);
    workbench.call('operations.cancel', { id: operation.id }).catch((thrown: unknown) => {
      setCancelling(false);
      desk.showError(toWorkbenchError(thrown).toData());
    });
  };
  return (
    <header className="page-head">
      <div className="page-title">
        <h1>
          {operationKindText[operation.kind]} <span className="mono quiet open">#{operation.id}</span>
          <CopyButton value={window.location.href} what={operationPageText.link} />
          <StatusChip operation={operation} />
          {operation.simulated ? <SimulatedBadge /> : null}
        </h1>
        <p className="quiet">
          <Hostile text={operation.readerName} limit={80} open />
        </p>
      </div>
      <div className="page-actions">
        {running && isDownload ? (
          <Button onClick={() => desk.openDownload({ operationId: operation.id })}>
            {operation.question === undefined ? text.watch : text.answer}
          </Button>
        ) : null}
        {running ? (
          <Button variant="default" color="red.9" disabled={cancelling} onClick={cancel}>
            {cancelling ? windowText.download.cancelling : windowText.common.cancel}
          </Button>
        ) : (
          <>
            <RunAgain operation={operation} />
            <Button
              variant="default"
              data-command="operation.export"
              leftSection={<FileSearch size={14} aria-hidden />}
              onClick={onExport}
            >
              {evidencePageText.make.export}
            </Button>
          </>
        )}
        <Button
          component="a"
          href={formatRoute({ page: 'trace', id: operation.id })}
          variant="default"
          data-command="operation.trace"
          leftSection={<Binary size={14} aria-hidden />}
        >
          {text.trace}
        </Button>
        <CompareButton id={operation.id} />
      </div>
    </header>
  );
}

import { Button } from '@mantine/core';
import { FileSearch, Play } from 'lucide-react';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type Evidence, isFinal, type Operation } from '../../src-shared/model/index.ts';
import { evidencePageText, fillText, visibleText } from '../../src-shared/texts.ts';
import { evidenceRoute, ReplayChip } from '../evidence/EvidencePage.tsx';
import { fetchMade, openEvidence } from '../evidence/files.ts';
import { TraceFileMenu } from '../evidence/TraceFileMenu.tsx';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Panel } from '../ui/bits.tsx';

const text = evidencePageText.make;

/** Whether evidence is of this operation: its file keeps kind and times, and no number. */
export function isEvidenceOf(evidence: Evidence, operation: Operation): boolean {
  return (
    evidence.kind === operation.kind &&
    evidence.startedAt === operation.createdAt &&
    evidence.endedAt === operation.endedAt
  );
}

/** What an operation can be shown to others with: its evidence file, its trace in other formats; and how it was replayed. */
export function EvidencePanel({
  operation,
  onExport,
}: {
  readonly operation: Operation;
  readonly onExport: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const ended = isFinal(operation);
  const list = useCall('evidence.list', {}, operation.updatedAt);
  const opened = (list.value ?? []).filter((evidence) => isEvidenceOf(evidence, operation));
  const replay = async () => {
    setBusy(true);
    try {
      const made = await workbench.call('evidence.export', { operationId: operation.id });
      const evidence = await openEvidence(workbench, made.name, await fetchMade(workbench, made));
      goTo(evidenceRoute(evidence.id));
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
      setBusy(false);
    }
  };
  return (
    <Panel title={text.panel}>
      <div className="stack">
        <p className="quiet">{ended ? text.intro : text.notEnded}</p>
        <div className="replay-row">
          <Button
            variant="default"
            leftSection={<FileSearch size={14} aria-hidden />}
            disabled={!ended}
            onClick={onExport}
          >
            {text.export}
          </Button>
          <Button
            variant="default"
            data-command="operation.replay"
            leftSection={<Play size={14} aria-hidden />}
            title={text.replayHereHint}
            disabled={!ended}
            loading={busy}
            onClick={() => void replay()}
          >
            {text.replayHere}
          </Button>
          <TraceFileMenu of={{ operationId: operation.id }} />
        </div>
        {opened.length === 0 ? null : (
          <ul className="plain-list">
            {opened.map((evidence) => (
              <li key={evidence.id} className="replay-row">
                <a href={formatRoute(evidenceRoute(evidence.id))}>
                  {fillText(evidencePageText.heading, { id: evidence.id })}
                </a>
                <span className="quiet">{visibleText(evidence.origin.fileName, 60)}</span>
                <ReplayChip evidence={evidence} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

import { Button } from '@mantine/core';
import { ArrowLeft, Binary, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { describeError, type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Evidence, EvidenceDetail } from '../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  errorFamilyText,
  evidencePageText,
  fillText,
  formatBytes,
  formatDate,
  formatDuration,
  formatTime,
  operationKindText,
  remarkText,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { StatePicture } from '../operations/StatePicture.tsx';
import { Timeline } from '../operations/Timeline.tsx';
import { useLines } from '../operations/use-lines.ts';
import { askAgain } from '../state/ask-again.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Empty, ErrorNote, Note, Panel, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { RemoveDialog } from '../ui/removal.tsx';
import { CopyButton, Digits, Fact, Hostile, Mono } from '../ui/text.tsx';
import { EvidenceStatus } from './EvidencePage.tsx';
import { HiddenTable } from './HiddenTable.tsx';
import { ReplayPanel } from './ReplayPanel.tsx';
import { TraceFileMenu } from './TraceFileMenu.tsx';

const text = evidencePageText;
const MOST_EXCERPT = 60_000;

/** Evidence that was opened: where it comes from, what happened in it, and its replay. */
export function OpenedEvidencePage({ id }: { readonly id: number }) {
  const detail = useCall('evidence.get', { id });
  const { lines, more, error } = useLines(-id, 0);
  const { value } = detail;
  if (value === undefined)
    return (
      <div className="page">
        <div>
          <Back />
          <h1>{fillText(text.heading, { id })}</h1>
        </div>
        {detail.state === 'error' ? (
          <ErrorNote error={detail.error} onRetry={detail.again} />
        ) : (
          <Empty title={windowText.common.loading} />
        )}
      </div>
    );
  const { evidence, operation, excerpt } = value;
  return (
    <div className={`page${simulatedClass(evidence.simulated)}`}>
      <Head evidence={evidence} />
      <Note kind="info">{text.unvouched}</Note>
      <div className="operation-grid">
        <div className="operation-side">
          <Origin evidence={evidence} />
          <What detail={value} />
          <Panel title={text.hidden} flush>
            <HiddenTable hidden={evidence.hidden} label={text.hidden} />
          </Panel>
          <SettingsThen settings={value.settings} />
        </div>
        <div className="operation-main">
          <Panel title={windowText.operation.timeline}>
            <StatePicture operation={operation} steps={operation.steps} />
          </Panel>
          <Outcome detail={value} />
          <ReplayPanel evidence={evidence} onReplayed={detail.again} />
          {error === undefined ? null : <ErrorNote error={error} />}
          <Timeline operation={operation} lines={lines} more={more} />
          <Panel title={text.excerpt}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
            <pre className="excerpt" tabIndex={0}>
              <Excerpt text={excerpt} />
            </pre>
          </Panel>
        </div>
      </div>
    </div>
  );
}

function Back() {
  return (
    <a className="back" href={formatRoute({ page: 'evidence' })}>
      <ArrowLeft size={13} aria-hidden /> {text.back}
    </a>
  );
}

function Head({ evidence }: { readonly evidence: Evidence }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [removing, setRemoving] = useState<Evidence>();
  const remove = async ({ id }: Evidence) => {
    setRemoving(undefined);
    try {
      await workbench.call('evidence.remove', { id });
      const what = fillText(text.removed, { id });
      desk.announce(what);
      desk.offerUndo({
        what,
        undo: async () => {
          await workbench.call('evidence.restore', { id });
          askAgain('evidence');
        },
      });
      goTo({ page: 'evidence' });
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    }
  };
  return (
    <header className="page-head">
      <div className="page-title">
        <Back />
        <h1>
          {fillText(text.heading, { id: evidence.id })}
          <span className="quiet h1-sub">{operationKindText[evidence.kind]}</span>
          <EvidenceStatus evidence={evidence} />
          {evidence.simulated ? <SimulatedBadge /> : null}
        </h1>
      </div>
      <div className="page-actions">
        <Button
          component="a"
          href={formatRoute({ page: 'trace', id: -evidence.id })}
          variant="default"
          leftSection={<Binary size={14} aria-hidden />}
        >
          {text.trace}
        </Button>
        <TraceFileMenu of={{ evidenceId: evidence.id }} />
        <Button
          variant="default"
          className="danger"
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => setRemoving(evidence)}
        >
          {text.remove}
        </Button>
      </div>
      <RemoveDialog
        target={removing}
        title={({ id }) => fillText(text.removeTitle, { id })}
        hint={text.removeHint}
        label={text.remove}
        onClose={() => setRemoving(undefined)}
        onRemove={(target) => void remove(target)}
      />
    </header>
  );
}

const when = (at: number) => <span className="num">{`${formatDate(at)} ${formatTime(at)}`}</span>;

function Origin({ evidence: { origin, openedAt } }: { readonly evidence: Evidence }) {
  const { facts } = text;
  return (
    <Panel title={text.origin}>
      <dl className="facts facts-stacked">
        <Fact term={facts.file}>
          <Hostile text={origin.fileName} limit={80} />
        </Fact>
        <Fact term={facts.sha256}>
          <span className="digits">
            <span className="mono open sha">{origin.sha256}</span>
            <CopyButton value={origin.sha256} what={facts.sha256} />
          </span>
        </Fact>
        <Fact term={facts.size}>
          <span className="num">{formatBytes(origin.bytes)}</span>
        </Fact>
        <Fact term={facts.exported}>{when(origin.exportedAt)}</Fact>
        <Fact term={facts.opened}>{when(openedAt)}</Fact>
        <Fact term={facts.workbench}>
          <Hostile text={origin.workbench} limit={40} open />
        </Fact>
        <Fact term={facts.specification}>
          <Hostile text={origin.specification} limit={60} open />
        </Fact>
        <Fact term={facts.ids}>{origin.keptIds ? text.idsReal : text.idsReplaced}</Fact>
        <Fact term={text.note}>
          {origin.note === '' ? null : (
            <span className="evidence-note">
              <Hostile text={origin.note} limit={600} />
            </span>
          )}
        </Fact>
      </dl>
    </Panel>
  );
}

function What({ detail: { evidence, operation } }: { readonly detail: EvidenceDetail }) {
  const { facts } = text;
  const { startedAt, endedAt } = evidence;
  return (
    <Panel title={operationKindText[evidence.kind]}>
      <dl className="facts facts-stacked">
        <Fact term={facts.recorded}>{when(startedAt)}</Fact>
        <Fact term={facts.took}>
          {endedAt === undefined ? null : (
            <span className="num">{formatDuration(Math.max(0, endedAt - startedAt))}</span>
          )}
        </Fact>
        <Fact term={text.columns.exchanges}>
          <span className="num">{fillText(text.exchangesOf, evidence.exchanges)}</span>
        </Fact>
        <Fact term={facts.server}>
          {operation.smdpAddress === undefined ? null : (
            <Mono copy={facts.server}>{operation.smdpAddress}</Mono>
          )}
        </Fact>
        <Fact term={facts.eid}>
          {operation.eid === undefined ? null : <Digits value={operation.eid} what={facts.eid} />}
        </Fact>
        <Fact term={facts.iccid}>
          {operation.iccid === undefined ? null : <Digits value={operation.iccid} what={facts.iccid} />}
        </Fact>
        <Fact term={facts.reader}>
          <Hostile text={operation.readerName} limit={60} open />
        </Fact>
      </dl>
    </Panel>
  );
}

function SettingsThen({ settings: { quirks, roots } }: { readonly settings: EvidenceDetail['settings'] }) {
  if (quirks.length === 0 && roots.length === 0) return null;
  return (
    <Panel title={text.settings}>
      <dl className="facts facts-stacked">
        <Fact term={text.quirks}>
          {quirks.length === 0 ? null : (
            <ul>
              {quirks.map((quirk) => (
                <li key={quirk}>{visibleText(remarkText(quirk), 120)}</li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact term={text.roots}>
          {roots.length === 0 ? null : (
            <ul>
              {roots.map(({ keyId, enabled }) => (
                <li key={keyId} className="mono open sha">
                  {enabled
                    ? visibleText(keyId, 80)
                    : fillText(text.rootOff, { keyId: visibleText(keyId, 80) })}
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
    </Panel>
  );
}

function Outcome({ detail: { operation } }: { readonly detail: EvidenceDetail }) {
  return (
    <>
      {operation.status === 'successful' ? <Note kind="good">{successText[operation.kind]}</Note> : null}
      {operation.error === undefined ? null : (
        <ErrorNote
          error={operation.error}
          title={`${windowText.operation.error}: ${errorFamilyText(describeError(operation.error as ErrorData).family)}`}
        />
      )}
      {operation.activationCodeUse === 'none' ? null : (
        <Note kind="info">{activationCodeUseText[operation.activationCodeUse]}</Note>
      )}
      {operation.remarks.map((remark) => (
        <Note key={`${remark.code} ${JSON.stringify(remark.params)}`} kind="info">
          {visibleText(remarkText(remark.code, remark.params), 300)}
        </Note>
      ))}
    </>
  );
}

/** The excerpt with its lines, and with nothing in it that acts. */
export function Excerpt({ text: whole }: { readonly text: string }) {
  const shown = whole.slice(0, MOST_EXCERPT);
  return (
    <bdi className="private">
      {shown
        .split(/\r?\n/)
        .map((line) => visibleText(line))
        .join('\n')}
      {shown.length < whole.length ? '\n…' : null}
    </bdi>
  );
}

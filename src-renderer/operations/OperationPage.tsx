import { Button } from '@mantine/core';
import { Binary, RefreshCcwDot } from 'lucide-react';
import { useState } from 'react';
import { describeError, type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal, type Operation, type OperationDetail } from '../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  errorFamilyText,
  fillText,
  formatDate,
  formatDuration,
  formatTime,
  groupDigits,
  operationKindText,
  reconciliationOutcomeText,
  reconciliationStateText,
  remarkText,
  stepSentence,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { ProfileIcon } from '../card/ProfileIcon.tsx';
import { profileTitle } from '../card/profile-names.ts';
import { Phases } from '../download/Phases.tsx';
import { useCall, useNow, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute, goTo } from '../state/route.ts';
import {
  Chip,
  Empty,
  ErrorNote,
  Note,
  OperationBar,
  Panel,
  SimulatedBadge,
  StatusChip,
  simulatedClass,
} from '../ui/bits.tsx';
import { Digits, Fact, Hostile, Mono } from '../ui/text.tsx';
import { StepsTable } from './StepsTable.tsx';

const text = windowText.operation;

/** One operation: how it stands, its course, its steps, why it failed. */
export function OperationPage({ id }: { readonly id: number }) {
  const { operations } = useSnapshot();
  const live = operations.get(id);
  const detail = useCall('operations.get', { id }, live?.updatedAt ?? 0);
  if (detail.value === undefined) {
    if (detail.state === 'error')
      return (
        <div className="page">
          <ErrorNote error={detail.error} title={text.notFound} onRetry={detail.again} />
        </div>
      );
    return (
      <div className="page">
        <Empty title={windowText.common.loading} />
      </div>
    );
  }
  const operation: OperationDetail = live === undefined ? detail.value : { ...detail.value, ...live };
  return (
    <div className={`page${simulatedClass(operation.simulated)}`}>
      <Head operation={operation} />
      <div className="operation-grid">
        <div className="operation-side">
          <Panel title={text.timeline}>
            <Phases operation={operation} />
          </Panel>
          <About operation={operation} />
        </div>
        <div className="operation-main">
          <Outcome operation={operation} />
          <StepsTable steps={operation.steps} running={!isFinal(operation)} />
        </div>
      </div>
    </div>
  );
}

function Head({ operation }: { readonly operation: Operation }) {
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
          {operationKindText[operation.kind]} <span className="mono quiet">#{operation.id}</span>
          <StatusChip operation={operation} />
          {operation.simulated ? <SimulatedBadge /> : null}
        </h1>
        <p className="quiet">
          <Hostile text={operation.readerName} limit={80} />
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
        ) : null}
        <Button
          variant="default"
          leftSection={<Binary size={14} aria-hidden />}
          onClick={() => goTo({ page: 'trace', id: operation.id })}
        >
          {text.trace}
        </Button>
      </div>
    </header>
  );
}

/** How it ended or what it does now, in words. */
function Outcome({ operation }: { readonly operation: Operation }) {
  const running = !isFinal(operation);
  return (
    <>
      {running ? (
        <div className="strip strip-run">
          <span className="strip-step" role="status">
            {operation.progress === undefined
              ? windowText.common.loading
              : stepSentence(operation.progress.step)}
          </span>
          <OperationBar operation={operation} />
        </div>
      ) : null}
      {operation.status === 'successful' ? <Note kind="good">{successText[operation.kind]}</Note> : null}
      {operation.error === undefined ? null : (
        <ErrorNote
          error={operation.error}
          title={`${text.error}: ${errorFamilyText(describeError(operation.error as ErrorData).family)}`}
        />
      )}
      {operation.reconciliation.state === 'none' ? null : <Reconciliation operation={operation} />}
      {operation.activationCodeUse === 'none' ? null : (
        <Note
          kind={
            operation.activationCodeUse === 'unused' || operation.status === 'successful' ? 'info' : 'warn'
          }
        >
          {activationCodeUseText[operation.activationCodeUse]}
        </Note>
      )}
      {operation.remarks.map((remark) => (
        <Note key={`${remark.code} ${JSON.stringify(remark.params)}`} kind="info">
          {visibleText(remarkText(remark.code, remark.params), 300)}
        </Note>
      ))}
    </>
  );
}

/** What the card says about an operation that broke off; asks it where it has not been asked. */
function Reconciliation({ operation }: { readonly operation: Operation }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { readers } = useSnapshot();
  const [busy, setBusy] = useState(false);
  const { state, outcome, at } = operation.reconciliation;
  // The card may be in another reader by now.
  const reader =
    readers.find((candidate) => candidate.eid !== undefined && candidate.eid === operation.eid) ??
    readers.find((candidate) => candidate.id === operation.readerId);
  const usable = reader !== undefined && reader.presence === 'present' && reader.operationId === undefined;
  const reconcile = () => {
    setBusy(true);
    workbench
      .call('operations.reconcile', {
        id: operation.id,
        ...(reader === undefined ? {} : { readerId: reader.id }),
      })
      .catch((thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData()))
      .finally(() => setBusy(false));
  };
  if (state === 'done')
    return (
      <Note kind="info" title={reconciliationStateText.done}>
        {outcome === undefined ? null : reconciliationOutcomeText[outcome]}
        {at === undefined ? null : (
          <span className="quiet num"> {`${formatDate(at)} ${formatTime(at)}`}</span>
        )}
      </Note>
    );
  return (
    <Note kind="warn" title={text.reconciliation}>
      <p>{reconciliationStateText.pending}</p>
      {usable || operation.eid === undefined ? null : (
        <p>{fillText(text.reconcileOther, { eid: groupDigits(operation.eid) })}</p>
      )}
      <Button
        size="compact-sm"
        leftSection={<RefreshCcwDot size={13} aria-hidden />}
        disabled={!usable}
        loading={busy}
        onClick={reconcile}
      >
        {text.reconcileNow}
      </Button>
    </Note>
  );
}

function About({ operation }: { readonly operation: OperationDetail }) {
  const now = useNow(!isFinal(operation));
  const { profile } = operation;
  const apdus = operation.steps.reduce((sum, step) => sum + (step.step === undefined ? 0 : step.apdus), 0);
  return (
    <Panel title={text.profile}>
      {profile === undefined ? null : (
        <div className="offer offer-small">
          <ProfileIcon profile={profile} size={32} />
          <div className="offer-names">
            <div className="offer-title">
              <Hostile text={profileTitle(profile)} limit={40} />
            </div>
            <div className="quiet">
              <Hostile text={profile.serviceProviderName || windowText.common.unknown} limit={40} />
            </div>
          </div>
        </div>
      )}
      <dl className="facts facts-stacked">
        <Fact term={windowText.profile.iccid}>
          {operation.iccid === undefined ? null : (
            <Digits value={operation.iccid} what={windowText.profile.iccid} />
          )}
        </Fact>
        <Fact term={windowText.card.eid}>
          {operation.eid === undefined ? null : (
            <a href={formatRoute({ page: 'card', eid: operation.eid })} className="mono">
              {groupDigits(operation.eid)}
            </a>
          )}
        </Fact>
        <Fact term={text.server}>
          {operation.smdpAddress === undefined ? null : (
            <Mono copy={text.server}>{operation.smdpAddress}</Mono>
          )}
        </Fact>
        <Fact term={text.started}>
          <span className="num">{`${formatDate(operation.createdAt)} ${formatTime(operation.createdAt, true)}`}</span>
        </Fact>
        <Fact term={text.ended}>
          {operation.endedAt === undefined ? null : (
            <span className="num">{`${formatDate(operation.endedAt)} ${formatTime(operation.endedAt, true)}`}</span>
          )}
        </Fact>
        <Fact term={text.took}>
          <span className="num">
            {formatDuration(Math.max(0, (operation.endedAt ?? now) - operation.createdAt))}
          </span>
        </Fact>
        <Fact term={text.apdus}>
          <Chip>{apdus}</Chip>
        </Fact>
      </dl>
    </Panel>
  );
}

import { Button } from '@mantine/core';
import { RefreshCcwDot } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { describeError, type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  errorFamilyText,
  fillText,
  formatDate,
  formatTime,
  groupDigits,
  reconciliationOutcomeText,
  reconciliationStateText,
  remarkText,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';

const text = windowText.operation;

/** How it ended, in words. */
export function Outcome({
  operation,
  children,
}: {
  readonly operation: Operation;
  /** Below why it failed. */
  readonly children?: ReactNode;
}) {
  return (
    <>
      {operation.status === 'successful' ? <Note kind="good">{successText[operation.kind]}</Note> : null}
      {operation.error === undefined ? null : (
        <ErrorNote
          error={operation.error}
          title={`${text.error}: ${errorFamilyText(describeError(operation.error as ErrorData).family)}`}
        >
          {children}
        </ErrorNote>
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

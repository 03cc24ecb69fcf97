import { Button } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, Operation } from '../../src-shared/model/index.ts';
import {
  activateText,
  activationCodeUseText,
  fillText,
  formatDuration,
  reconciliationStateText,
  remarkText,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { OfferedProfile } from '../card/OfferedProfile.tsx';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import { Note } from '../ui/bits.tsx';
import { ErrorText } from '../ui/error-text.tsx';
import { clearDraft, nextCode, useDraft } from './draft.ts';
import { nextStep, specTerms } from './end-terms.ts';

const text = activateText;
const words = windowText.download;

/** How it ended, in one sentence; the reason as the specification has it; whether the code is used up; the next step. */
export function ActivateEnd({
  operation,
  card,
}: {
  readonly operation: Operation;
  readonly card: Card | undefined;
}) {
  const profile =
    card?.profiles.find((candidate) => candidate.iccid === operation.iccid) ?? operation.profile;
  const good = operation.status === 'successful';
  return (
    <div className="result">
      <Sentence operation={operation} good={good} />
      <Next operation={operation} good={good} />
      {profile === undefined ? null : <OfferedProfile profile={profile} size={44} />}
      {operation.activationCodeUse === 'none' ? null : (
        <Note kind={operation.activationCodeUse === 'unused' || good ? 'info' : 'warn'}>
          {activationCodeUseText[operation.activationCodeUse]}
        </Note>
      )}
      {operation.reconciliation.state === 'pending' ? (
        <Note kind="warn">{reconciliationStateText.pending}</Note>
      ) : null}
      {operation.remarks.map((remark) => (
        <Note key={`${remark.code} ${JSON.stringify(remark.params)}`} kind="info">
          {visibleText(remarkText(remark.code, remark.params), 300)}
        </Note>
      ))}
    </div>
  );
}

function Sentence({ operation, good }: { readonly operation: Operation; readonly good: boolean }) {
  const took =
    operation.endedAt === undefined ? undefined : formatDuration(operation.endedAt - operation.createdAt);
  const error = operation.error as ErrorData | undefined;
  const why = good ? undefined : error;
  const plain = good ? successText[operation.kind] : words.failure;
  const terms = error === undefined ? [] : specTerms(error);
  return (
    <div className={good ? 'end end-good' : 'end'} role={good ? 'status' : 'alert'}>
      {good ? <CircleCheck size={24} aria-hidden /> : <CircleX size={24} aria-hidden />}
      <div className="end-text">
        <div className="end-title">{good ? words.success : words.failure}</div>
        <div>{why === undefined ? plain : <ErrorText error={why} limit={600} />}</div>
        {why === undefined ? null : (
          <div className="quiet">
            <ErrorText error={why} part="remedy" limit={600} />
          </div>
        )}
        {terms.length === 0 ? null : (
          <div className="end-terms">
            <span className="visually-hidden">{text.reason}: </span>
            {terms.map((term) => (
              <span key={term} className="mono end-term open">
                {visibleText(term, 120)}
              </span>
            ))}
          </div>
        )}
      </div>
      {took === undefined ? null : (
        <span className="num quiet end-took">{fillText(text.took, { duration: took })}</span>
      )}
    </div>
  );
}

/** The step that follows from the end is the first button; the others stand beside it. */
function Next({ operation, good }: { readonly operation: Operation; readonly good: boolean }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const draft = useDraft();
  const left = draft.codes.filter((code) => code !== draft.text).length;
  const step = good ? 'another' : nextStep(operation);
  const { eid, codeId, readerId, kind } = operation;
  const fresh = () => {
    if (left > 0) nextCode();
    else clearDraft();
    desk.openDownload({ readerId });
  };
  const again = () => {
    // The text is still here where it was typed or pasted into this window; else the vault has it.
    if (draft.text !== '') goTo({ page: 'activate' });
    else desk.openDownload({ readerId, codeId });
  };
  const reconcile = () =>
    workbench
      .call('operations.reconcile', { id: operation.id })
      .catch((thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData()));
  const toCard = () => {
    if (eid !== undefined) goTo({ page: 'card', eid });
    else goTo({ page: 'reader', readerId });
  };
  const actions = {
    again: { label: text.next.again, run: again },
    another: {
      label: left > 0 ? fillText(text.next.nextCode, { count: left }) : text.next.another,
      run: fresh,
    },
    trust: { label: text.next.trust, run: () => goTo({ page: 'trust' }) },
    card: { label: text.next.card, run: toCard },
    reconcile: { label: text.next.reconcile, run: () => void reconcile() },
  } as const;
  const canRetry =
    !good && operation.activationCodeUse === 'unused' && (kind === 'activate' || kind === 'download');
  const others = ([...(canRetry ? ['again'] : []), 'another', 'card'] as (keyof typeof actions)[]).filter(
    (name) => name !== step,
  );
  return (
    <div className="end-next">
      <Button autoFocus onClick={actions[step].run}>
        {actions[step].label}
      </Button>
      {others.map((name) => (
        <Button key={name} variant="default" onClick={actions[name].run}>
          {actions[name].label}
        </Button>
      ))}
      <span className="grow" />
      <Button variant="subtle" onClick={() => goTo({ page: 'trace', id: operation.id })}>
        {text.next.trace}
      </Button>
      <Button variant="subtle" onClick={() => goTo({ page: 'operation', id: operation.id })}>
        {text.next.operation}
      </Button>
    </div>
  );
}

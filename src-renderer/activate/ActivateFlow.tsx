import { Button } from '@mantine/core';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import {
  activateText,
  benchPageText,
  fillText,
  groupDigits,
  operationKindText,
  windowText,
} from '../../src-shared/texts.ts';
import { ConfirmationQuestion } from '../download/ConfirmationQuestion.tsx';
import { InstallQuestion } from '../download/InstallQuestion.tsx';
import { StatePicture } from '../operations/StatePicture.tsx';
import { useAnswer } from '../operations/use-answer.ts';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Panel, SimulatedBadge, StatusChip, simulatedClass } from '../ui/bits.tsx';
import { Fact, Hostile } from '../ui/text.tsx';
import { ActivateEnd } from './ActivateEnd.tsx';

const text = activateText;
const words = windowText.download;

/** An operation in its course: its states, what it asks, how it ended. Leaving the page leaves it running. */
export function ActivateFlow({ operation }: { readonly operation: Operation }) {
  const { cards, readers } = useSnapshot();
  const reader = readers.find(({ id }) => id === operation.readerId);
  const detail = useCall('operations.get', { id: operation.id }, operation.updatedAt);
  const { question, eid } = operation;
  const { key: questionKey, answering, give } = useAnswer(operation);
  return (
    <div className={`page activate${simulatedClass(operation.simulated)}`}>
      <header className="page-head">
        <div className="page-title">
          <h1>
            {fillText(text.operationTitle, {
              kind: operationKindText[operation.kind],
              id: operation.id,
            })}
            <StatusChip operation={operation} />
            {operation.simulated ? <SimulatedBadge /> : null}
          </h1>
          <dl className="activate-facts">
            <Fact term={words.target}>
              {reader?.place === undefined
                ? null
                : `${fillText(benchPageText.slot, { place: reader.place })} `}
              <Hostile text={reader?.label ?? operation.readerName} limit={50} open />
            </Fact>
            <Fact term={windowText.card.eid}>
              {eid === undefined ? undefined : <span className="mono">{groupDigits(eid)}</span>}
            </Fact>
            <Fact term={words.smdp}>
              {operation.smdpAddress === undefined ? undefined : (
                <span className="mono">
                  <Hostile text={operation.smdpAddress} limit={60} />
                </span>
              )}
            </Fact>
          </dl>
        </div>
      </header>
      <Panel title={windowText.operation.timeline}>
        <StatePicture operation={operation} steps={detail.value?.steps ?? []} />
      </Panel>
      <section className="panel activate-body">
        {isFinal(operation) ? (
          <ActivateEnd operation={operation} card={eid === undefined ? undefined : cards.get(eid)} />
        ) : (
          <>
            {question?.kind === 'install' ? (
              <InstallQuestion key={questionKey} question={question} busy={answering} onAnswer={give} />
            ) : question?.kind === 'confirmation_code' ? (
              <ConfirmationQuestion key={questionKey} question={question} busy={answering} onAnswer={give} />
            ) : null}
            <CancelBar operation={operation} />
          </>
        )}
      </section>
    </div>
  );
}

/** Cancelling, and what it would mean at this moment. */
function CancelBar({ operation }: { readonly operation: Operation }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [cancelling, setCancelling] = useState(false);
  const { status, progress } = operation;
  const loading = progress?.bytesDone !== undefined;
  const ending = useCall('operations.ending', {}, `${status} ${progress?.step} ${loading}`);
  const effect = ending.value?.find(({ id }) => id === operation.id)?.effect;
  const cancel = () => {
    setCancelling(true);
    workbench.call('operations.cancel', { id: operation.id }).catch((thrown: unknown) => {
      setCancelling(false);
      desk.showError(toWorkbenchError(thrown).toData());
    });
  };
  return (
    <div className="cancel-bar">
      <p className="quiet" role={cancelling ? 'status' : undefined}>
        {effect === undefined ? '' : text.cancelEffect[effect]}
      </p>
      <Button
        variant="default"
        className="danger"
        disabled={cancelling || effect === 'finished'}
        onClick={cancel}
      >
        {cancelling ? words.cancelling : words.cancelOperation}
      </Button>
    </div>
  );
}

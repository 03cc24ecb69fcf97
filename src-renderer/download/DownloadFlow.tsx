import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type Answer, isFinal, type Operation } from '../../src-shared/model/index.ts';
import { groupDigits, windowText } from '../../src-shared/texts.ts';
import { StatePicture } from '../operations/StatePicture.tsx';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { ConfirmationQuestion } from './ConfirmationQuestion.tsx';
import { DownloadResult } from './DownloadResult.tsx';
import { InstallQuestion } from './InstallQuestion.tsx';

const text = windowText.download;

/** A download in its course: phases on the left; question, progress or result on the right. */
export function DownloadFlow({
  operation,
  onClose,
  onAnother,
}: {
  readonly operation: Operation;
  readonly onClose: () => void;
  readonly onAnother: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { cards } = useSnapshot();
  const [cancelling, setCancelling] = useState(false);
  const [answering, setAnswering] = useState(false);
  const ended = isFinal(operation);
  const { question } = operation;
  const questionKey = question === undefined ? '' : JSON.stringify(question);
  // A new question, or none: the last answer has arrived.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is the reason
  useEffect(() => setAnswering(false), [questionKey]);

  const cancel = () => {
    setCancelling(true);
    workbench.call('operations.cancel', { id: operation.id }).catch((thrown: unknown) => {
      setCancelling(false);
      desk.showError(toWorkbenchError(thrown).toData());
    });
  };
  const give = (answer: Answer) => {
    setAnswering(true);
    workbench.call('operations.answer', { id: operation.id, answer }).catch((thrown: unknown) => {
      setAnswering(false);
      desk.showError(toWorkbenchError(thrown).toData());
    });
  };
  const loading = operation.progress?.bytesDone !== undefined;
  const eid = operation.eid ?? undefined;
  const icons = eid === undefined ? undefined : cards.get(eid);
  const detail = useCall('operations.get', { id: operation.id }, operation.updatedAt);
  return (
    <>
      <StatePicture operation={operation} steps={detail.value?.steps ?? []} />
      <div className="flow">
        <aside className="flow-side">
          <dl className="facts facts-stacked">
            <div className="fact">
              <dt>{text.target}</dt>
              <dd>
                <Hostile text={operation.readerName} limit={40} />
              </dd>
            </div>
            {eid === undefined ? null : (
              <div className="fact">
                <dt>{windowText.card.eid}</dt>
                <dd className="mono small">{groupDigits(eid)}</dd>
              </div>
            )}
            {operation.smdpAddress === undefined ? null : (
              <div className="fact">
                <dt>{text.smdp}</dt>
                <dd className="mono small">
                  <Hostile text={operation.smdpAddress} limit={60} />
                </dd>
              </div>
            )}
          </dl>
        </aside>
        <section className="flow-main">
          {ended ? (
            <DownloadResult operation={operation} card={icons} onClose={onClose} onAnother={onAnother} />
          ) : question?.kind === 'install' ? (
            <InstallQuestion key={questionKey} question={question} busy={answering} onAnswer={give} />
          ) : question?.kind === 'confirmation_code' ? (
            <ConfirmationQuestion key={questionKey} question={question} busy={answering} onAnswer={give} />
          ) : null}
          {ended ? null : (
            <div className="dialog-foot">
              {cancelling && loading ? <Note kind="info">{text.cancelLate}</Note> : null}
              <Button variant="subtle" className="danger" disabled={cancelling} onClick={cancel}>
                {cancelling ? text.cancelling : text.cancelOperation}
              </Button>
              <Button variant="default" onClick={onClose}>
                {text.background}
              </Button>
            </div>
          )}
        </section>
      </div>
    </>
  );
}

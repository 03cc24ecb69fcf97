import { Check, Circle, CircleDashed, CircleX, Clock3, LoaderCircle, Minus } from 'lucide-react';
import { isFinal, type Operation, type OperationStep } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatBytes,
  formatDuration,
  formatTime,
  statesText,
  statusMeaning,
  statusText,
  stepSentence,
  stepText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { OperationBar } from '../ui/bits.tsx';
import { type ShownEnd, type ShownState, type StateMark, statePicture, timeLeft } from './state-picture.ts';

const text = statesText;

/**
 * The state machine of an operation as a live picture: what it passed and when, what is at work with its function and bytes,
 * what it did not reach, and in which state it failed. Wide it lies, narrow it stands. A list for those who hear it.
 */
export function StatePicture({
  operation,
  steps,
}: {
  readonly operation: Operation;
  readonly steps: readonly OperationStep[];
}) {
  const picture = statePicture(operation, steps);
  const [successful, failed] = picture.ends;
  const columns = picture.states.length + 1;
  return (
    <section className="states" aria-label={fillText(text.label, { id: operation.id })}>
      <ol className="states-list" style={{ '--states': columns } as React.CSSProperties}>
        {picture.states.map((state) => (
          <StateItem key={state.status} state={state} />
        ))}
        <EndItem end={successful} />
        {failed.mark === 'closed' ? null : (
          <>
            <FailureRail columns={columns} place={failed.mark === 'taken' ? picture.place : undefined} />
            <EndItem end={failed} />
          </>
        )}
      </ol>
      <Detail operation={operation} steps={steps} lastStep={picture.lastStep} />
    </section>
  );
}

function StateItem({ state }: { readonly state: ShownState }) {
  const { status, mark, at, durationMs } = state;
  const working = mark === 'now' || mark === 'asks';
  return (
    <li
      className={`mstate mstate-${mark}`}
      title={statusMeaning[status]}
      aria-current={working ? 'step' : undefined}
    >
      <span className="mstate-mark" aria-hidden>
        <MarkIcon mark={mark} />
      </span>
      <span className="mstate-name">{statusText[status]}</span>
      <span className="visually-hidden">, {text[mark]}, </span>
      <span className="mstate-times num">
        {at === undefined ? (
          mark === 'skipped' || mark === 'ahead' ? (
            <span aria-hidden>{text[mark]}</span>
          ) : null
        ) : (
          <>
            <span className="mstate-duration">
              {durationMs === undefined ? (
                working ? (
                  <Running since={at} />
                ) : null
              ) : (
                formatDuration(durationMs)
              )}
            </span>
            <span className="mstate-at">{formatTime(at)}</span>
          </>
        )}
      </span>
      {state.steps === 0 ? null : (
        <span className="mstate-steps num">
          {fillText(text.steps, { count: state.steps })}
          {state.apdus === 0 ? '' : ` · ${state.apdus} ${windowText.operation.apdus}`}
        </span>
      )}
    </li>
  );
}

/** How long it has been at work. Not told to those who hear the page: it would never end. */
function Running({ since }: { readonly since: number }) {
  const now = useNow(true, 200);
  return <span aria-hidden>{formatDuration(Math.max(0, now - since))}</span>;
}

function MarkIcon({ mark }: { readonly mark: StateMark }) {
  switch (mark) {
    case 'passed':
      return <Check size={13} />;
    case 'now':
      return <LoaderCircle size={13} className="spin" />;
    case 'asks':
      return <Clock3 size={13} />;
    case 'broken':
      return <CircleX size={13} />;
    case 'unfinished':
      return <CircleDashed size={13} />;
    case 'skipped':
      return <Minus size={11} />;
    case 'ahead':
      return <Circle size={9} />;
  }
}

const endMark = { taken: 'ended', open: 'open', closed: 'notTaken' } as const;

function endClass({ status, mark }: ShownEnd): string {
  if (mark === 'taken') return status === 'successful' ? 'mstate-succeeded' : 'mstate-fell';
  return mark === 'closed' ? 'mstate-shut' : '';
}

function EndItem({ end }: { readonly end: ShownEnd }) {
  const Icon = end.mark !== 'taken' ? Circle : end.status === 'successful' ? Check : CircleX;
  return (
    <li className={`mstate ${endClass(end)}`} title={statusMeaning[end.status]}>
      <span className="mstate-mark" aria-hidden>
        <Icon size={end.mark === 'taken' ? 13 : 9} />
      </span>
      <span className="mstate-name">{statusText[end.status]}</span>
      <span className="visually-hidden">, {text[endMark[end.mark]]}</span>
      {end.at === undefined || end.mark !== 'taken' ? null : (
        <span className="mstate-times num">
          <span className="mstate-at">{formatTime(end.at)}</span>
        </span>
      )}
    </li>
  );
}

/** From every state to the failure; the way that was taken stands out. */
function FailureRail({ columns, place }: { readonly columns: number; readonly place: number | undefined }) {
  const x = (index: number) => ((index + 0.5) * 100) / columns;
  const end = x(columns - 1);
  const falls = Array.from({ length: columns - 1 }, (_, index) => `M${x(index)} 0 V20`).join(' ');
  return (
    <li className="states-rail" aria-hidden>
      <svg viewBox="0 0 100 34" preserveAspectRatio="none" focusable="false" aria-hidden="true">
        <path d={`${falls} M${x(0)} 20 H${end} V34`} />
        {place === undefined ? null : (
          <path className="states-rail-taken" d={`M${x(place)} 0 V20 H${end} V34`} />
        )}
      </svg>
    </li>
  );
}

/** What is at work now, by function and byte; or the function in which it failed. */
function Detail({
  operation,
  steps,
  lastStep,
}: {
  readonly operation: Operation;
  readonly steps: readonly OperationStep[];
  readonly lastStep: string | undefined;
}) {
  if (isFinal(operation) || operation.reconciliation.state === 'pending') {
    if (operation.status === 'successful' || lastStep === undefined) return null;
    return (
      <div className="states-detail states-detail-bad">
        <StepLine step={lastStep} before={text.lastStep} />
      </div>
    );
  }
  const { progress, question } = operation;
  if (question !== undefined)
    return <div className="states-detail states-detail-asks">{windowText.bench.waitsForYou}</div>;
  const { bytesDone, bytesTotal } = progress ?? {};
  const since = steps.findLast(
    ({ step, durationMs }) => step === progress?.step && durationMs === undefined,
  )?.at;
  return (
    <div className="states-detail">
      <StepLine step={progress?.step} live />
      <OperationBar operation={operation} />
      <div className="states-numbers num">
        <span>
          {bytesDone === undefined || bytesTotal === undefined
            ? ''
            : fillText(windowText.download.bytes, {
                done: formatBytes(bytesDone),
                total: formatBytes(bytesTotal),
              })}
        </span>
        {bytesDone === undefined || bytesTotal === undefined || since === undefined ? null : (
          <Left bytesDone={bytesDone} bytesTotal={bytesTotal} since={since} />
        )}
      </div>
    </div>
  );
}

/** A function by what it does, and by its name. */
function StepLine({
  step,
  before,
  live = false,
}: {
  readonly step: string | undefined;
  readonly before?: string;
  readonly live?: boolean;
}) {
  return (
    <div className="states-step">
      <span {...(live ? { role: 'status' } : {})}>
        {before === undefined ? null : <span className="quiet">{before} </span>}
        {step === undefined ? windowText.common.loading : visibleText(stepSentence(step), 120)}
      </span>
      {step === undefined || stepText(step) === undefined ? null : (
        <span className="mono states-function open">{visibleText(step, 80)}</span>
      )}
    </div>
  );
}

function Left({
  bytesDone,
  bytesTotal,
  since,
}: {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly since: number;
}) {
  const now = useNow(true, 500);
  const left = timeLeft(bytesDone, bytesTotal, now - since);
  if (left === undefined) return null;
  return <span>{fillText(text.left, { duration: formatDuration(Math.ceil(left / 1000) * 1000) })}</span>;
}

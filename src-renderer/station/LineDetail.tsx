import { Button } from '@mantine/core';
import { RotateCcw, SkipForward } from 'lucide-react';
import type { BatchLine, Operation } from '../../src-shared/model/index.ts';
import {
  batchLineNoteText,
  batchLineRemark,
  batchLineText,
  batchStepText,
  codePlaceText,
  fillText,
  formatDuration,
  formatTime,
  stationPageText,
  visibleText,
} from '../../src-shared/texts.ts';
import { ConfirmationQuestion } from '../download/ConfirmationQuestion.tsx';
import { useAnswer } from '../operations/use-answer.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Digits, Fact, Hostile } from '../ui/text.tsx';
import { LineStateChip } from './LineState.tsx';
import { tookOf } from './line-facts.ts';

const text = stationPageText.lines;

/** One line: what became of it, why, and what can be done. */
export function LineDetail({
  line,
  reader,
  operation,
  busy,
  onRetry,
  onSkip,
}: {
  readonly line: BatchLine;
  /** The name of the reader that it was in last. */
  readonly reader: string | undefined;
  /** What runs for it. */
  readonly operation: Operation | undefined;
  readonly busy: boolean;
  readonly onRetry: () => void;
  readonly onSkip: () => void;
}) {
  const { state, wantedEid, cardEid, eid, error, iccid, remarks, startedAt, endedAt, operations, step } =
    line;
  const took = tookOf(line);
  const canRetry = state === 'failed' || state === 'skipped' || wantedEid !== undefined;
  const canSkip = state === 'waiting' || state === 'failed';
  const card = cardEid ?? eid;
  return (
    <div className="station-line">
      <div className="station-line-head">
        <h2>{fillText(text.chosen, { line: line.line })}</h2>
        <LineStateChip line={line} />
        <div className="station-line-acts">
          {canRetry ? (
            <Button
              variant="default"
              className="station-touch"
              disabled={busy}
              leftSection={<RotateCcw size={16} aria-hidden />}
              onClick={onRetry}
            >
              {text.retry}
            </Button>
          ) : null}
          {canSkip ? (
            <Button
              variant="default"
              className="station-touch"
              disabled={busy}
              leftSection={<SkipForward size={16} aria-hidden />}
              onClick={onSkip}
            >
              {text.skip}
            </Button>
          ) : null}
        </div>
      </div>
      {operation === undefined ? null : <Question line={line.line} operation={operation} />}
      {error === undefined ? null : <ErrorNote error={error} />}
      {wantedEid === undefined ? null : (
        <Note kind="warn">
          <span className="private">{fillText(batchLineNoteText.wants, { eid: wantedEid })}</span>
        </Note>
      )}
      {remarks.map((remark) => (
        <Note key={remark.code} kind="info">
          <bdi className="private">{visibleText(batchLineRemark(remark), 300)}</bdi>
        </Note>
      ))}
      <dl className="facts facts-wide">
        <Fact term={text.columns.state}>
          {state === 'running' && step !== undefined ? batchStepText[step] : batchLineText(line).next}
        </Fact>
        <Fact term={text.card}>{card === undefined ? text.anyCard : <Digits value={card} what="EID" />}</Fact>
        <Fact term={text.iccid}>
          {iccid === undefined ? undefined : <Digits value={iccid} what="ICCID" />}
        </Fact>
        <Fact term={text.code}>
          <a href={formatRoute({ page: 'codes', id: line.codeId })}>{line.codeId}</a>
        </Fact>
        <Fact term={text.reader}>
          {reader === undefined ? undefined : <Hostile text={reader} limit={60} open />}
        </Fact>
        <Fact term={text.place}>
          <span className={line.place.file === undefined ? undefined : 'private'}>
            {visibleText(codePlaceText(line.place), 80)}
          </span>
        </Fact>
        <Fact term={text.began}>
          {startedAt === undefined ? undefined : <span className="num">{formatTime(startedAt)}</span>}
        </Fact>
        <Fact term={text.ended}>
          {endedAt === undefined ? undefined : <span className="num">{formatTime(endedAt)}</span>}
        </Fact>
        <Fact term={text.took}>
          {took === undefined ? undefined : <span className="num">{formatDuration(took)}</span>}
        </Fact>
        <Fact term={text.operations}>
          {operations.length === 0
            ? undefined
            : operations.map((id) => (
                <a key={id} className="station-operation" href={formatRoute({ page: 'operation', id })}>
                  {fillText(text.operation, { id })}
                </a>
              ))}
        </Fact>
      </dl>
    </div>
  );
}

/** What the server asks a person, where it is asked: the recipe has answered all else. */
export function Question({ line, operation }: { readonly line: number; readonly operation: Operation }) {
  const { key, answering, give } = useAnswer(operation);
  const { question } = operation;
  if (question?.kind !== 'confirmation_code') return null;
  return (
    <section className="station-question" aria-label={fillText(text.question, { line })}>
      <ConfirmationQuestion key={key} question={question} busy={answering} onAnswer={give} />
    </section>
  );
}

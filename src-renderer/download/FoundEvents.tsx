import { Button } from '@mantine/core';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal } from '../../src-shared/model/index.ts';
import { foundEventText, remarkText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.download;

/** A find of a discovery, as a download takes it. */
export interface ChosenEvent {
  readonly operationId: number;
  readonly index: number;
}

/** Asks the SM-DSs what waits for the card, and lists it to choose from (SGP.22 v2.5 §3.6.1). */
export function FoundEvents({
  readerId,
  chosen,
  onChoose,
}: {
  readonly readerId: string | undefined;
  readonly chosen: ChosenEvent | undefined;
  readonly onChoose: (event: ChosenEvent | undefined) => void;
}) {
  const workbench = useWorkbench();
  const { operations } = useSnapshot();
  const [id, setId] = useState<number>();
  const [refusal, setRefusal] = useState<ErrorData>();
  const operation = id === undefined ? undefined : operations.get(id);
  const looking = operation !== undefined && !isFinal(operation);
  const events = operation?.events ?? [];

  const look = () => {
    if (readerId === undefined) return;
    setRefusal(undefined);
    onChoose(undefined);
    workbench.call('operations.start', { kind: 'discover', readerId }).then(
      (started) => setId(started.id),
      (thrown: unknown) => setRefusal(toWorkbenchError(thrown).toData()),
    );
  };
  return (
    <div className="field">
      <div>
        <Button
          variant="default"
          leftSection={<Search size={14} aria-hidden />}
          disabled={readerId === undefined}
          loading={looking}
          onClick={look}
        >
          {text.lookForProfiles}
        </Button>
      </div>
      {refusal === undefined ? null : <ErrorNote error={refusal} />}
      {operation?.error === undefined ? null : <ErrorNote error={operation.error as ErrorData} />}
      {operation?.error !== undefined || operation === undefined
        ? null
        : operation.remarks.map((remark) => (
            <Note key={JSON.stringify(remark)} kind="info">
              <Hostile text={remarkText(remark.code, remark.params)} limit={300} />
            </Note>
          ))}
      {operation === undefined || looking ? null : (
        <div className="sim-codes-list" role="status">
          {events.length === 0 ? text.nothingFound : null}
          {events.map((event, index) => (
            <button
              type="button"
              key={JSON.stringify([event, index])}
              className="sim-code"
              aria-pressed={chosen?.operationId === operation.id && chosen.index === index}
              onClick={() => onChoose({ operationId: operation.id, index })}
            >
              <span className="sim-code-name">
                <Hostile text={event.smdpAddress} limit={80} inControl />
              </span>
              <span className="quiet sim-code-code">
                <Hostile text={foundEventText(event)} limit={80} inControl />
              </span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

import { Button } from '@mantine/core';
import { useState } from 'react';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import { cardText, fillText, foundEventText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Panel } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = cardText.actions;

/** The newest search for what waits for a card, where it has ended well and nothing was downloaded to the card since. */
function lastFind(operations: ReadonlyMap<number, Operation>, eid: string): Operation | undefined {
  let newest: Operation | undefined;
  for (const operation of operations.values()) {
    if (operation.eid !== eid || !isFinal(operation)) continue;
    if (!['discover', 'download', 'activate'].includes(operation.kind)) continue;
    if (newest === undefined || operation.id > newest.id) newest = operation;
  }
  return newest?.kind === 'discover' && newest.status === 'successful' ? newest : undefined;
}

/** What servers have said waits for the card, to be installed from here. */
export function FoundPanel({
  eid,
  readerId,
  busy,
}: {
  readonly eid: string;
  readonly readerId: string | undefined;
  readonly busy: boolean;
}) {
  const desk = useDesk();
  const { operations } = useSnapshot();
  const [dropped, setDropped] = useState<number>();
  const find = lastFind(operations, eid);
  if (find === undefined || find.id === dropped) return null;
  const events = find.events ?? [];
  const install = (index: number) => {
    if (readerId === undefined) return;
    void desk
      .start({ kind: 'activate', readerId, event: { operationId: find.id, index } })
      .then((started) => started !== undefined && desk.openDownload({ operationId: started.id }));
  };
  return (
    <Panel
      title={text.found}
      count={events.length}
      flush
      aside={
        <button type="button" className="link" onClick={() => setDropped(find.id)}>
          {windowText.common.dismiss}
        </button>
      }
    >
      <div role="status">
        {events.length === 0 ? <p className="pad quiet">{text.foundNothing}</p> : null}
        <ul className="rows">
          {events.map((event, index) => (
            <li key={JSON.stringify([event, index])} className="row">
              <span className="row-grow">
                <Hostile
                  limit={120}
                  text={fillText(text.foundAt, {
                    server: event.smdpAddress,
                    source: foundEventText(event),
                  })}
                />
              </span>
              <Button
                size="compact-xs"
                variant="light"
                disabled={readerId === undefined || busy}
                onClick={() => install(index)}
              >
                {text.install}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

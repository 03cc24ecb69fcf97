import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, Operation } from '../../src-shared/model/index.ts';
import { cardText, fillText, formatWhen, operationKindText, windowText } from '../../src-shared/texts.ts';
import { useCall, useNow, useWorkbench } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, StatusChip } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = cardText.history;
/** Operations at the card that are looked through at once. */
const AT_ONCE = 500;

/** Whether an operation has put its profile onto the card, be it that only reading the card again has told so. */
export function hasInstalled({ kind, status, reconciliation }: Operation): boolean {
  if (kind !== 'activate' && kind !== 'download') return false;
  return status === 'successful' || reconciliation.outcome === 'profile_installed';
}

/** Where a profile came from and what was done with it since, from the operations at its card. */
export function ProfileHistory({ card, iccid }: { readonly card: Card; readonly iccid: string }) {
  const workbench = useWorkbench();
  const now = useNow(true, 30_000);
  const newest = useCall('operations.list', { eid: card.eid, limit: AT_ONCE }, card.lastSeenAt);
  const [older, setOlder] = useState<readonly Operation[]>([]);
  const [ended, setEnded] = useState(false);
  const [error, setError] = useState<ErrorData>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another profile is looked for anew
  useEffect(() => {
    setOlder([]);
    setEnded(false);
  }, [card.eid, iccid]);

  if (newest.value === undefined)
    return newest.state === 'error' ? (
      <div className="profile-history">
        <ErrorNote error={newest.error} onRetry={newest.again} />
      </div>
    ) : (
      <p className="quiet profile-history">{windowText.common.loading}</p>
    );
  const known = [...newest.value, ...older];
  const own = known.filter((operation) => operation.iccid === iccid);
  const origin = own.find(hasInstalled);
  const more = !ended && newest.value.length === AT_ONCE;
  const lookBack = () => {
    const before = known.at(-1)?.id;
    workbench.call('operations.list', { eid: card.eid, limit: AT_ONCE, before }).then(
      (found) => {
        setOlder((had) => [...had, ...found]);
        setEnded(found.length < AT_ONCE);
        setError(undefined);
      },
      (thrown: unknown) => setError(toWorkbenchError(thrown).toData()),
    );
  };
  return (
    <div className="profile-history">
      <h3>{text.title}</h3>
      <p>
        {origin?.smdpAddress === undefined ? (
          more ? null : (
            <span className="quiet">{text.cameBefore}</span>
          )
        ) : (
          <Hostile text={fillText(text.cameFrom, { server: origin.smdpAddress })} limit={120} />
        )}
      </p>
      {own.length === 0 ? null : (
        <ol className="history-lines">
          {own.map((operation) => (
            <li key={operation.id}>
              <span className="num quiet">{formatWhen(operation.createdAt, now)}</span>
              <span>{operationKindText[operation.kind]}</span>
              <StatusChip operation={operation} />
              <a href={formatRoute({ page: 'operation', id: operation.id })}>
                {fillText(text.operation, { id: operation.id })}
              </a>
              {operation.createdBy ? (
                <span className="quiet">
                  <Hostile text={fillText(text.by, { who: operation.createdBy })} limit={40} />
                </span>
              ) : null}
            </li>
          ))}
        </ol>
      )}
      {error === undefined ? null : <ErrorNote error={error} />}
      {more ? (
        <Button size="compact-xs" variant="default" onClick={lookBack}>
          {text.older}
        </Button>
      ) : null}
    </div>
  );
}

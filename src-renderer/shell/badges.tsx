import type { ReactNode } from 'react';
import { isFinal } from '../../src-shared/model/index.ts';
import { orderStatusText, windowText } from '../../src-shared/texts.ts';
import type { Snapshot } from '../state/workbench.ts';

function Badge({
  count,
  kind,
  title,
}: {
  readonly count: number;
  readonly kind: string;
  readonly title: string;
}) {
  return count === 0 ? null : (
    <span className={`badge badge-${kind}`} title={title}>
      {count}
    </span>
  );
}

/** How many operations run, and how many wait for somebody. */
export function operationBadges({ operations }: Snapshot): ReactNode {
  let running = 0;
  let waiting = 0;
  for (const operation of operations.values()) {
    const final = isFinal(operation);
    if (!final) running++;
    if (operation.reconciliation.state === 'pending' || (operation.question !== undefined && !final))
      waiting++;
  }
  return (
    <>
      <Badge count={running} kind="run" title={windowText.operations.running} />
      <Badge count={waiting} kind="warn" title={windowText.bench.waitsForYou} />
    </>
  );
}

/** How many orders have an outcome that nobody knows. */
export function orderBadges({ orders }: Snapshot): ReactNode {
  let unknown = 0;
  for (const order of orders.values()) if (order.status === 'outcome_unknown') unknown++;
  return <Badge count={unknown} kind="warn" title={orderStatusText.outcome_unknown} />;
}

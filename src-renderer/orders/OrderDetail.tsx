import { Button } from '@mantine/core';
import { Download, RefreshCw, ScanSearch } from 'lucide-react';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Order } from '../../src-shared/model/index.ts';
import {
  connectorText,
  fillText,
  formatPrice,
  formatWhen,
  orderResultText,
  ordersText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Note, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { Digits, Fact, Hostile, Mono } from '../ui/text.tsx';
import { nextText } from './next-text.ts';
import { OrderStatusChip } from './OrderStatusChip.tsx';
import { ResolveDialog } from './ResolveDialog.tsx';

const text = ordersText;

/** Everything that is known of an order, and what can be done about it. */
export function OrderDetail({
  order,
  simulated,
  now,
}: {
  readonly order: Order;
  readonly simulated: boolean;
  readonly now: number;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [resolving, setResolving] = useState(false);
  const { id, codeId } = order;
  const code = useCall('codes.get', codeId === undefined ? undefined : { id: codeId }, order.updatedAt);
  const refresh = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { status } = await workbench.call('orders.refresh', { id });
      desk.announce(`${fillText(text.detail, { id })}: ${orderResultText({ ...order, status })}`);
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const goesOn = order.status === 'open' || order.status === 'placing' || order.status === 'outcome_unknown';
  const installable = codeId !== undefined && code.value?.state === 'NOT_INSTALLED';
  return (
    <div className={`detail order-detail${simulatedClass(simulated)}`}>
      <div className="detail-head">
        <div>
          <h2>
            {fillText(text.detail, { id })} {simulated ? <SimulatedBadge small /> : null}
          </h2>
          <OrderStatusChip status={order.status} />
        </div>
        <p className="quiet">
          {visibleText(orderResultText(order), 200)} {nextText(order, now)}
        </p>
      </div>
      <div className="detail-actions">
        {installable ? (
          <Button
            leftSection={<Download size={14} aria-hidden />}
            onClick={() => desk.openDownload({ codeId })}
          >
            {text.install}
          </Button>
        ) : null}
        {order.status === 'outcome_unknown' ? (
          <Button leftSection={<ScanSearch size={14} aria-hidden />} onClick={() => setResolving(true)}>
            {text.resolve}
          </Button>
        ) : null}
        <Button
          variant="default"
          leftSection={<RefreshCw size={14} aria-hidden />}
          loading={busy}
          onClick={() => void refresh()}
        >
          {text.refresh}
        </Button>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {order.status === 'outcome_unknown' ? (
        <Note kind="warn">{fillText(text.resolveWhy, { shop: visibleText(order.accountLabel, 60) })}</Note>
      ) : null}
      {order.error === undefined ? null : (
        <ErrorNote error={order.error as ErrorData} {...(goesOn ? { title: text.lastTrouble } : {})} />
      )}
      <dl className="facts facts-wide">
        <Fact term={text.product}>
          <Hostile text={order.productName} limit={120} />
        </Fact>
        <Fact term={text.kind}>{text.kinds[order.operationType]}</Fact>
        <Fact term={text.shop}>
          <Hostile text={order.accountLabel} limit={60} />{' '}
          <span className="quiet">({connectorText[order.connector]})</span>
        </Fact>
        <Fact term={text.price}>
          {order.price === undefined ? null : <span className="num">{formatPrice(order.price)}</span>}
          {order.price !== undefined &&
          order.expectedPrice !== undefined &&
          formatPrice(order.price) !== formatPrice(order.expectedPrice) ? (
            <div className="tone-bad">
              {fillText(text.agreed, { price: formatPrice(order.expectedPrice) })}
            </div>
          ) : null}
        </Fact>
        <Fact term={text.code}>
          {codeId === undefined ? null : (
            <a href={formatRoute({ page: 'codes', id: codeId })}>{fillText(text.openCode, { id: codeId })}</a>
          )}
        </Fact>
        <Fact term={text.iccid}>
          {order.iccid === undefined ? null : <Digits value={order.iccid} what={text.iccid} />}
        </Fact>
        <Fact term={text.activation}>
          {order.activationStatus === undefined ? null : text.activations[order.activationStatus]}
        </Fact>
        <Fact term={text.batch}>
          {order.batch === undefined ? null : <Hostile text={order.batch} limit={80} />}
        </Fact>
        <Fact term={text.remoteId}>
          {order.remoteId === undefined ? null : <Mono copy={text.remoteId}>{order.remoteId}</Mono>}
        </Fact>
        <Fact term={text.remoteStatus}>
          {order.remoteStatus === undefined ? null : <Mono>{order.remoteStatus}</Mono>}
        </Fact>
        <Fact term={text.reference}>
          <Mono copy={text.reference}>{order.reference}</Mono>
        </Fact>
        <Fact term={text.by}>
          <Hostile text={order.createdBy} limit={40} />
        </Fact>
      </dl>
      <Timeline order={order} now={now} />
      <ResolveDialog
        order={order}
        simulated={simulated}
        opened={resolving}
        onClose={() => setResolving(false)}
      />
    </div>
  );
}

function Timeline({ order, now }: { readonly order: Order; readonly now: number }) {
  const { steps } = text;
  const lines: (readonly [what: string, at: number | undefined, kind: string])[] = [
    [steps.created, order.createdAt, 'done'],
  ];
  if (order.sentAt !== undefined) lines.push([steps.sent, order.sentAt, 'done']);
  if (order.status === 'outcome_unknown') lines.push([steps.unknown, order.updatedAt, 'warn']);
  if (order.polls > 0)
    lines.push([
      order.polls === 1 ? steps.askedOnce : fillText(steps.asked, { count: order.polls }),
      order.endedAt ?? order.updatedAt,
      'done',
    ]);
  if (order.status === 'delivered' || order.status === 'failed' || order.status === 'cancelled')
    lines.push([steps[order.status], order.endedAt, order.status === 'delivered' ? 'good' : 'bad']);
  if (order.nextPollAt !== undefined) lines.push([steps.next, order.nextPollAt, 'next']);
  return (
    <section aria-label={text.timeline}>
      <h3>{text.timeline}</h3>
      <ol className="course">
        {lines.map(([what, at, kind]) => (
          <li key={what} className={`course-${kind}`}>
            <span>{what}</span>
            <span className="quiet num">{at === undefined ? '' : formatWhen(at, now)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

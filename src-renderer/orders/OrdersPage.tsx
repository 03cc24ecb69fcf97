import { Button, SegmentedControl } from '@mantine/core';
import { Plus, ShoppingCart, Store } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type Order, orderStatus } from '../../src-shared/model/index.ts';
import { fillText, formatPrice, formatWhen, ordersText } from '../../src-shared/texts.ts';
import { useCall, useNow, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import { Empty, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { nextSort, type Sort, type SortKey, sorted } from '../ui/sort.ts';
import { Hostile } from '../ui/text.tsx';
import { AccountsDialog } from './AccountsDialog.tsx';
import { nextText } from './next-text.ts';
import { OrderDetail } from './OrderDetail.tsx';
import { OrderStatusChip } from './OrderStatusChip.tsx';
import { PlaceOrderDialog } from './PlaceOrderDialog.tsx';

const text = ordersText;
type Filter = keyof typeof text.filters;

function passes(order: Order, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'going':
      return order.status === 'open' || order.status === 'placing';
    case 'unknown':
      return order.status === 'outcome_unknown';
    case 'delivered':
      return order.status === 'delivered';
    case 'ended':
      return order.status === 'failed' || order.status === 'cancelled';
  }
}

function found(order: Order, query: string): boolean {
  if (query === '') return true;
  return (
    String(order.id) === query.replace('#', '') ||
    [order.productName, order.accountLabel, order.remoteId, order.reference, order.batch]
      .filter((part) => part !== undefined)
      .some((part) => part.toLowerCase().includes(query)) ||
    (order.iccid?.includes(query.replace(/\s+/g, '')) ?? false)
  );
}

/** Orders at shops, live, with the one that is chosen beside them. */
export function OrdersPage({ id }: { readonly id: number | undefined }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { orders, ordersLoaded, ordersError, moreOrders } = useSnapshot();
  const accounts = useCall('shops.list', {});
  const now = useNow(true);
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const [placing, setPlacing] = useState(0);
  const [placeOpen, setPlaceOpen] = useState(false);
  const [accountsOpen, setAccountsOpen] = useState(false);
  const [sort, setSort] = useState<Sort<SortColumn>>(newestFirst);
  const query = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      sorted(
        [...orders.values()].filter((order) => passes(order, filter) && found(order, query)),
        sort.direction,
        sortKeys[sort.by],
      ),
    [orders, filter, query, sort],
  );
  // What is found or comes first must be so of all orders, and not of those that happen to be here.
  const ofAll = filter !== 'all' || query !== '' || sort !== newestFirst;
  useEffect(() => {
    if (ofAll && moreOrders)
      workbench.loadAllOrders().catch((thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData()));
  }, [ofAll, moreOrders, workbench, desk]);
  const simulated = useMemo(
    () => new Set((accounts.value ?? []).filter((account) => account.simulated).map((account) => account.id)),
    [accounts.value],
  );
  const isSimulated = (order: Order) => order.accountId !== undefined && simulated.has(order.accountId);
  const columns = columnsOf(now, isSimulated);
  const chosen = id === undefined ? undefined : orders.get(id);
  const older = () => {
    if (moreOrders)
      workbench
        .loadOlderOrders()
        .catch((thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData()));
  };
  const place = () => {
    setPlacing(placing + 1);
    setPlaceOpen(true);
  };
  return (
    <div className="page page-fill page-wide">
      <PageHead title={text.title}>
        <FilterField label={text.filter} value={search} onChange={setSearch} />
        <Button
          variant="default"
          leftSection={<Store size={14} aria-hidden />}
          onClick={() => setAccountsOpen(true)}
        >
          {text.accounts}
        </Button>
        <Button data-new leftSection={<Plus size={14} aria-hidden />} onClick={place}>
          {text.place}
        </Button>
      </PageHead>
      {ordersError === undefined ? null : (
        <ErrorNote error={ordersError} onRetry={() => void workbench.refreshOrders()} />
      )}
      {orders.size === 0 ? (
        ordersLoaded ? (
          <Empty icon={<ShoppingCart size={34} aria-hidden />} title={text.empty} hint={text.emptyHint}>
            <Button variant="default" onClick={() => setAccountsOpen(true)}>
              {text.accounts}
            </Button>
          </Empty>
        ) : null
      ) : (
        <>
          <div className="filters">
            <SegmentedControl
              aria-label={text.statusFilter}
              value={filter}
              onChange={(value) => setFilter(value as Filter)}
              data={Object.entries(text.filters).map(([value, label]) => ({ value, label }))}
            />
            <span className="grow" />
            <span className="quiet num" role="status">
              {fillText(text.shown, { shown: shown.length, all: orders.size })}
            </span>
          </div>
          <div className="split">
            <section className="panel panel-fill" aria-label={text.list}>
              <DataGrid
                label={text.list}
                className="orders-grid"
                columns={columns}
                rows={shown}
                of={JSON.stringify([filter, query, sort])}
                keyOf={keyOf}
                rowClass={(order) => (isSimulated(order) ? 'simulated-row' : '')}
                rowHeight={46}
                active={id}
                onActive={(key, how) => goTo({ page: 'orders', id: key }, { replace: how === 'move' })}
                onEnd={older}
                sort={sort}
                onSort={(by) => setSort(nextSort(sort, by as SortColumn))}
                foot={shown.length === 0 ? <p className="quiet pad">{text.noMatch}</p> : null}
              />
            </section>
            <section
              className="panel split-side"
              aria-label={chosen === undefined ? text.chooseOne : fillText(text.detail, { id: chosen.id })}
            >
              {chosen === undefined ? (
                <Empty title={id === undefined ? text.chooseOne : text.notFound} />
              ) : (
                <OrderDetail key={chosen.id} order={chosen} simulated={isSimulated(chosen)} now={now} />
              )}
            </section>
          </div>
        </>
      )}
      <AccountsDialog
        opened={accountsOpen}
        accounts={accounts.value ?? []}
        now={now}
        error={accounts.state === 'error' ? accounts.error : undefined}
        onChanged={accounts.again}
        onClose={() => setAccountsOpen(false)}
      />
      {placing === 0 ? null : (
        <PlaceOrderDialog
          key={placing}
          opened={placeOpen}
          accounts={accounts.value ?? []}
          onPlaced={(order) => {
            setPlaceOpen(false);
            desk.announce(fillText(text.placed, { id: order.id }));
            goTo({ page: 'orders', id: order.id });
          }}
          onClose={() => setPlaceOpen(false)}
        />
      )}
    </div>
  );
}

/** Decimal text so that texts compare as amounts do. */
function comparable(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole.padStart(12, '0')}.${fraction}`;
}

/** By what an order is in its place; prices of different currencies are not compared with each other. */
const sortKeys = {
  id: ({ id }) => id,
  product: ({ productName }) => productName,
  shop: ({ accountLabel }) => accountLabel,
  status: ({ status }) => orderStatus.options.indexOf(status),
  price: ({ price }) => (price === undefined ? undefined : `${price.currency} ${comparable(price.amount)}`),
  when: ({ createdAt }) => createdAt,
  next: ({ nextPollAt }) => nextPollAt,
} as const satisfies Readonly<Record<keyof typeof text.columns, (order: Order) => SortKey>>;
type SortColumn = keyof typeof sortKeys;
const newestFirst: Sort<SortColumn> = { by: 'id', direction: 'desc' };

const keyOf = (order: Order) => order.id;

function columnsOf(now: number, isSimulated: (order: Order) => boolean): readonly GridColumn<Order>[] {
  const cells: Readonly<Record<keyof typeof text.columns, GridColumn<Order>['cell']>> = {
    id: ({ id }) => <span className="mono">#{id}</span>,
    product: (order) => (
      <>
        <span className="cell-main">
          <Hostile text={order.productName} limit={60} inControl />
        </span>
        <span className="cell-sub">
          {order.operationType === 'TOPUP' ? `${text.topup} ` : ''}
          {order.batch ?? ''}
        </span>
      </>
    ),
    shop: (order) => (
      <>
        <span className="cell-main">
          <Hostile text={order.accountLabel} limit={40} inControl />
        </span>
        {isSimulated(order) ? <SimulatedBadge small /> : null}
      </>
    ),
    status: (order) => (
      <>
        <OrderStatusChip status={order.status} />
        <span className="cell-sub orders-next">{nextText(order, now)}</span>
      </>
    ),
    price: ({ price }) => <span className="num">{price === undefined ? '' : formatPrice(price)}</span>,
    when: ({ createdAt }) => <span className="num">{formatWhen(createdAt, now)}</span>,
    next: (order) => <span className="quiet small">{nextText(order, now)}</span>,
  };
  return (Object.keys(cells) as (keyof typeof cells)[]).map((name) => ({
    name,
    label: text.columns[name],
    cell: cells[name],
    sortable: true,
  }));
}

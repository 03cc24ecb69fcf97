import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import {
  type NewOrder,
  type Order,
  orderKey,
  orderPrice,
  orderStatus,
  type Price,
  samePrice,
} from '../../../../src-shared/model/index.ts';
import {
  formatDate,
  formatPrice,
  formatTime,
  orderResultText,
  orderStatusMeaning,
  orderStatusText,
} from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, mustConfirm } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';
import { countryOf, findShop } from './shop.ts';

export interface PlaceOptions {
  readonly key?: string;
  readonly topUp?: string;
  readonly eid?: string;
  readonly country?: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly residence?: string;
  readonly notify?: string;
  readonly label?: string;
  readonly batch?: string;
  readonly price?: string;
  readonly wait?: boolean;
  readonly yes?: boolean;
}

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

/** An order as --json shows it: as in the contract, with its error in words too. */
function orderJson(order: Order): object {
  return order.error === undefined ? order : { ...order, error: errorTexts(order.error) };
}

/** `4.28USD`, `4.28 USD`. */
function parsePrice(text: string): Price {
  const [, amount, currency] = /^([\d.]+) ?([A-Za-z]{3})$/.exec(text.trim()) ?? [];
  const price = orderPrice.safeParse({ amount, currency: currency?.toUpperCase() });
  if (!price.success) throw usage('The price must have the form 4.28USD');
  return price.data;
}

const isSettled = ({ status }: Order) => status !== 'placing' && status !== 'open';

/** The fields that were given. */
function given<T extends Record<string, string | undefined>>(
  fields: T,
): { [K in keyof T]?: string } | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as { [K in keyof T]?: string });
}

function request(
  accountId: number,
  productId: string,
  options: PlaceOptions,
  expectedPrice: Price | undefined,
): NewOrder {
  const { key, topUp, eid, email, firstName, lastName, notify, label, batch } = options;
  const country = countryOf('--country', options.country);
  const countryOfResidence = countryOf('--residence', options.residence);
  const subscriber = given({ email, firstName, lastName, countryOfResidence });
  return {
    accountId,
    productId,
    operationType: topUp === undefined ? 'ACTIVATION' : 'TOPUP',
    ...(expectedPrice === undefined ? {} : { expectedPrice }),
    ...given({ key, iccid: topUp, eid, country, notificationEmail: notify, label, batch }),
    ...(subscriber === undefined ? {} : { subscriber }),
  };
}

/** Follows an order until it is as wanted. Ctrl-C ends the following and nothing else. */
async function follow(
  context: Context,
  engine: OpenedEngine,
  id: number,
  isEnough: (order: Order) => boolean,
): Promise<Order> {
  const { output, interrupted } = context;
  const done = Promise.withResolvers<void>();
  const look = (order: Order) => {
    if (order.id !== id) return;
    const asked = order.remoteStatus === undefined ? '' : ` (${order.remoteStatus})`;
    output.status(`${orderStatusText[order.status]}${asked} …`);
    if (isEnough(order)) done.resolve();
  };
  const unsubscribe = engine.subscribe((event) => event.type === 'order' && look(event.order));
  const onInterrupt = () => done.resolve();
  interrupted.addEventListener('abort', onInterrupt, { once: true });
  try {
    if (interrupted.aborted) done.resolve();
    look(await engine.call('orders.get', { id }));
    const gone = engine.gone.then(() => Promise.reject(new WorkbenchError('engine_gone')));
    await Promise.race([done.promise, gone]);
    output.endStatus();
    return await engine.call('orders.get', { id });
  } finally {
    interrupted.removeEventListener('abort', onInterrupt);
    unsubscribe();
  }
}

/** Says what is to be known of an order, and gives the exit code. */
function report(context: Context, order: Order): number {
  const { output, interrupted } = context;
  const { id, error, price, expectedPrice, status } = order;
  if (price !== undefined && expectedPrice !== undefined && !samePrice(price, expectedPrice))
    output.note(`The shop has taken ${formatPrice(price)}, and ${formatPrice(expectedPrice)} was agreed.`);
  const failed = error !== undefined && status !== 'open' && status !== 'delivered';
  if (!failed || output.json) output.result(orderJson(order), () => `Order ${id}: ${orderResultText(order)}`);
  if (error !== undefined) {
    const { message, remedy } = errorTexts(error);
    output.note(`Order ${id}: ${message}`);
    if (remedy !== '') output.note(remedy);
  }
  if (interrupted.aborted && !isSettled(order)) {
    output.note(`Not waited for any longer; the order goes on. See: order show ${id}`);
    return exitCodes.interrupted;
  }
  return failed ? exitCodeOf(error.code) : exitCodes.ok;
}

export async function placeOrder(
  context: Context,
  shop: string,
  productId: string,
  options: PlaceOptions,
): Promise<number> {
  const agreed = options.price === undefined ? undefined : parsePrice(options.price);
  const { key } = options;
  if (key !== undefined && !orderKey.safeParse(key).success)
    throw usage('The key has 1 to 128 printable ASCII characters and no spaces');
  const engine = await context.engine();
  const account = await findShop(engine, shop);
  const isEnough = options.wait === true ? isSettled : isAnswered;
  if (
    key !== undefined &&
    (await engine.call('orders.list', { accountId: account.id, key, limit: 1 })).length > 0
  ) {
    // It is answered and not ordered: nobody is asked for money again.
    const known = await engine.call('orders.place', request(account.id, productId, options, agreed));
    context.output.note(`Order ${known.id} was placed with this key before; nothing is ordered again`);
    return report(context, await follow(context, engine, known.id, isEnough));
  }
  const { productName, price } = await engine.call('shops.quote', { accountId: account.id, productId });
  const what = `${productName} from ${account.label} for ${formatPrice(price)}`;
  await mustConfirm(context, `Order ${what}?`, options.yes);
  if (options.yes === true) context.output.note(`Ordering ${what}`);
  const order = await engine.call('orders.place', request(account.id, productId, options, agreed ?? price));
  return report(context, await follow(context, engine, order.id, isEnough));
}

/** The shop has answered, or it will be asked again at a later time. */
function isAnswered(order: Order): boolean {
  return order.status !== 'placing' || order.error !== undefined;
}

function orderRow(order: Order): string[] {
  const { id, createdAt, accountLabel, productName, status, price, expectedPrice, codeId, error } = order;
  const cost = price ?? expectedPrice;
  return [
    String(id),
    `${formatDate(createdAt)} ${formatTime(createdAt)}`,
    accountLabel,
    productName,
    orderStatusText[status],
    cost === undefined ? '' : formatPrice(cost),
    codeId === undefined ? '' : `code ${codeId}`,
    error === undefined ? '' : errorTexts(error).message,
  ];
}

export async function listOrders(
  context: Context,
  options: { readonly limit: number; readonly status?: string; readonly shop?: string },
): Promise<number> {
  const status = orderStatus.optional().safeParse(options.status);
  if (!status.success) throw usage(`The status must be one of ${orderStatus.options.join(', ')}`);
  const engine = await context.engine();
  const accountId = options.shop === undefined ? undefined : (await findShop(engine, options.shop)).id;
  const orders = await engine.call('orders.list', {
    limit: Math.min(options.limit, 500),
    status: status.data,
    accountId,
  });
  context.output.result(orders.map(orderJson), () =>
    orders.length === 0
      ? 'No orders.'
      : table(orders.map(orderRow), ['ID', 'PLACED', 'SHOP', 'PRODUCT', 'STATUS', 'PRICE', 'CODE', '']),
  );
  return exitCodes.ok;
}

const when = (at: number) => `${formatDate(at)} ${formatTime(at)}`;

function orderLines(order: Order): string {
  const { price, expectedPrice, error } = order;
  const texts = error === undefined ? undefined : errorTexts(error);
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Order', `${order.id}: ${order.productName}`],
    ['Shop', order.accountLabel],
    ['Status', `${orderStatusText[order.status]}: ${orderStatusMeaning[order.status]}`],
    ['At the shop', order.remoteId && `${order.remoteId} ${order.remoteStatus ?? ''}`.trim()],
    ['Reference', order.reference],
    ['Key', order.key],
    ['Price', price && formatPrice(price)],
    ['Agreed', expectedPrice && formatPrice(expectedPrice)],
    ['ICCID', order.iccid],
    ['Code', order.codeId === undefined ? undefined : String(order.codeId)],
    ['Installation', order.activationStatus],
    ['Batch', order.batch],
    ['Placed', `${when(order.createdAt)}${order.createdBy === '' ? '' : ` by ${order.createdBy}`}`],
    ['Ended', order.endedAt === undefined ? undefined : when(order.endedAt)],
    ['Asked again', order.nextPollAt === undefined ? 'on demand' : when(order.nextPollAt)],
    ['Error', texts?.message],
    ['', texts?.remedy],
  ];
  return table(rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])));
}

export async function showOrder(context: Context, id: number): Promise<number> {
  const order = await (await context.engine()).call('orders.get', { id });
  context.output.result(orderJson(order), () => orderLines(order));
  return exitCodes.ok;
}

export async function refreshOrder(
  context: Context,
  id: number,
  options: { readonly wait?: boolean },
): Promise<number> {
  const engine = await context.engine();
  const order = await engine.call('orders.refresh', { id });
  return report(context, options.wait === true ? await follow(context, engine, id, isSettled) : order);
}

export async function resolveOrder(
  context: Context,
  id: number,
  options: { readonly remoteId?: string; readonly notTaken?: boolean; readonly yes?: boolean },
): Promise<number> {
  const { remoteId, notTaken } = options;
  if ((remoteId === undefined) === (notTaken !== true))
    throw usage('Give one of --remote-id ID (as the shop calls the order) and --not-taken');
  const engine = await context.engine();
  if (remoteId === undefined)
    await mustConfirm(context, `Order ${id} was never taken by the shop?`, options.yes);
  const found = remoteId === undefined ? ('not_taken' as const) : { remoteId };
  const order = await engine.call('orders.resolve', { id, found });
  context.output.result(orderJson(order), () => `Order ${id}: ${orderResultText(order)}`);
  return exitCodes.ok;
}

export async function notifyOrder(context: Context, id: number, email: string): Promise<number> {
  const order = await (await context.engine()).call('orders.notify', { id, email });
  context.output.result(orderJson(order), () => `The shop tells ${email} of the delivery of order ${id}.`);
  return exitCodes.ok;
}

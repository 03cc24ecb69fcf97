/**
 * The eSIM API of Octopus Cards as its documentation has it: products, variants, charges, orders with client_reference. The
 * HTTP status of an order is always 200; its `status` counts.
 */

import { z } from 'zod';
import type { ServerFault } from '../faults/ports.ts';
import type { NewOrder, ShopDesk } from './desk.ts';
import {
  jsonOf,
  pageNumber,
  pageOf,
  type ShopAnswer,
  type ShopCall,
  ShopRefusal,
  type ShopRoute,
} from './http.ts';
import {
  productOf,
  products,
  type Variant,
  variantOf,
  variants,
  variantsOf,
  wallets,
} from './octopus-catalogue.ts';
import type { ShopOrder } from './state.ts';

const maxPageSize = 100;
const day = 24 * 60 * 60 * 1000;
/** Ids of orders and of their wallet transactions. */
const firstOrderId = 9_302_480;
const firstTransactionId = 7_402_010;

function refusal(status: number, name: string, code: string, message: string): ShopAnswer {
  return { status, json: { error: { name, code, message } } };
}

export const octopusAnswers = {
  unauthorized: refusal(401, 'UnauthorizedError', 'UNAUTHORIZED', 'Authentication required'),
  notFound: refusal(404, 'NotFoundError', 'NOT_FOUND', 'Not found'),
  failed: refusal(500, 'InternalServerError', 'INTERNAL_SERVER_ERROR', 'Something went wrong'),
};

const invalid = (message: string) =>
  new ShopRefusal(refusal(400, 'ValidationException', 'VALIDATION_FAILURE', message));
const badRequest = (message: string) =>
  new ShopRefusal(refusal(400, 'BadRequestError', 'BAD_REQUEST', message));
const notFound = () => new ShopRefusal(octopusAnswers.notFound);

function parsed<T>(schema: z.ZodType<T>, call: ShopCall): T {
  const result = schema.safeParse(jsonOf(call.request));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
}

const chargesInput = z.object({
  product_id: z.int().positive(),
  amount: z.number().positive().max(1_000_000),
  wallet_id: z.int().positive().optional(),
});

const orderInput = chargesInput.extend({
  /** Whatever it is, one is sold. */
  quantity: z.int().optional(),
  /** Printable ASCII. */
  client_reference: z
    .string()
    .regex(/^[\x20-\x7E]{1,255}$/)
    .optional(),
  notification_email: z.email().max(320).optional(),
});

const emailInput = z.union([
  z.object({ notification_email: z.email().max(320) }),
  z.object({ email: z.email().max(320) }).transform(({ email }) => ({ notification_email: email })),
]);

const statusFilter = z.enum(['PENDING', 'DELIVERED', 'FAILED', 'CANCELLED']);

/** To the thousandth, as the documentation's amounts are. */
const round = (amount: number) => Math.round(amount * 1000) / 1000;

function factorOf(fault: ServerFault | undefined): number {
  return fault?.kind === 'price' ? fault.factor : 1;
}

/** The variant at another price than the catalogue's, where a fault wants that. */
function priced(variant: Variant, fault: ServerFault | undefined): Variant {
  return { ...variant, amount: round(variant.amount * factorOf(fault)) };
}

/** What a variant costs, in its own currency and in the wallet's. */
function chargesOf(variant: Variant, walletId: number | undefined) {
  const wallet = walletId === undefined ? wallets[0] : wallets.find((one) => one.id === walletId);
  if (wallet === undefined) throw notFound();
  const discount = round((variant.amount * variant.client_discount) / 100);
  const total = round(variant.amount - discount);
  const isForeign = wallet.currency !== variant.currency_code;
  const payable = isForeign ? round(total * wallet.perDollar) : total;
  return {
    non_discounted_total: variant.amount,
    discount_amount: discount,
    total_amount: total,
    discount: variant.client_discount,
    ...(isForeign ? { net_amount: payable, handling_fee_amount: 0 } : {}),
    total_payable: payable,
    charges_details: {
      source_currency: variant.currency_code,
      destination_currency: wallet.currency,
      ...(isForeign ? { forex_rate: wallet.perDollar, conversion_fee: 0 } : {}),
    },
  };
}

const isoTime = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

function statusOf(order: ShopOrder): z.infer<typeof statusFilter> {
  if (order.ended !== undefined) return order.ended === 'failed' ? 'FAILED' : 'CANCELLED';
  return order.deliveredAt === undefined ? 'PENDING' : 'DELIVERED';
}

function activationOf(order: ShopOrder, variant: Variant | undefined, now: number) {
  const { installedAt, enabledAt } = order;
  if (installedAt === undefined) return 'NOT_INSTALLED';
  const firstUse = enabledAt ?? installedAt;
  return now > firstUse + (variant?.validity_days ?? 0) * day ? 'EXPIRED' : 'ACTIVE';
}

export interface OctopusOptions {
  readonly desk: ShopDesk;
  readonly now: () => number;
  /** Whether answers that are no errors come within `data`. */
  readonly envelope: boolean;
}

/** Its routes. */
export function octopusRoutes({ desk, now, envelope }: OctopusOptions): ShopRoute[] {
  const ok = (value: unknown, headers: Readonly<Record<string, string>> = {}): ShopAnswer => ({
    status: 200,
    headers,
    json: envelope ? { data: value } : value,
  });

  /** One page of a list, with the headers of it. */
  function page<T>(call: ShopCall, all: readonly T[], tell: (one: T) => unknown): ShopAnswer {
    const number = pageNumber(call.query.get('page'), 1, 999_999);
    const size = pageNumber(call.query.get('per_page'), 50, maxPageSize);
    if (number === undefined || size === undefined)
      throw invalid('page and per_page must be positive numbers');
    const { items, total, pages, hasMore } = pageOf(all, number, size);
    return ok(items.map(tell), {
      'X-Page': String(number),
      'X-Per-Page': String(size),
      'X-Total-Count': String(total),
      'X-Total-Pages': String(pages),
      'X-Page-Size': String(items.length),
      'X-Has-More': String(hasMore),
    });
  }

  function tell(order: ShopOrder, fault: ServerFault | undefined, detail: boolean) {
    const variant = variantOf(Number(order.planId));
    const product = productOf(variant?.esim_product_id ?? 0);
    const status = fault?.kind === 'shows' ? fault.status : statusOf(order);
    const isInstalled = order.installedAt !== undefined;
    const code = `LPA:1$${order.smdpAddress}$${order.matchingId}`;
    const tellsCode = detail && !isInstalled && order.ended === undefined && fault?.kind !== 'noCode';
    return {
      id: Number(order.id),
      ...(order.clientReference === undefined ? {} : { client_reference: order.clientReference }),
      status,
      product_name: product?.name ?? '',
      country_code: product?.country_code ?? '',
      data_amount_gb: variant?.data_amount_gb ?? 0,
      validity_days: variant?.validity_days ?? 0,
      amount: order.price,
      currency: order.currency,
      ...(status === 'DELIVERED' && order.deliveredAt !== undefined
        ? {
            iccid: order.iccid,
            ...(tellsCode ? { activation_code: code } : {}),
            activation_status: activationOf(order, variant, now()),
            is_installed: isInstalled,
          }
        : {}),
      ...(order.installedAt === undefined ? {} : { installed_at: isoTime(order.installedAt) }),
      ...(order.enabledAt === undefined ? {} : { activated_at: isoTime(order.enabledAt) }),
      ...(order.failure === undefined
        ? {}
        : {
            failure_code: order.failure.code,
            failure_reason: order.failure.reason,
            is_user_fixable: order.failure.userFixable,
          }),
      ...(order.email === undefined ? {} : { notification_email: order.email }),
      transaction_id: firstTransactionId + order.number,
      created_at: isoTime(order.createdAt),
    };
  }

  /** An order that a fault ends, in its place in the life of the order. */
  function ended(order: ShopOrder, fault: ServerFault | undefined): ShopOrder {
    if (fault?.kind !== 'order' || order.ended !== undefined || order.deliveredAt !== undefined) return order;
    const failure = {
      code: 'FULFILMENT_EXHAUSTED',
      reason: 'The plan could not be fulfilled',
      userFixable: false,
    };
    const change =
      fault.becomes === 'failed' ? { ended: 'failed' as const, failure } : { ended: 'cancelled' as const };
    return desk.change(order.id, change) ?? order;
  }

  async function create(call: ShopCall): Promise<ShopAnswer> {
    const input = parsed(orderInput, call);
    const { fault } = call;
    const reference = input.client_reference;
    if (reference !== undefined && desk.orders().some((one) => one.clientReference === reference))
      throw badRequest('Duplicate client_reference');
    if (productOf(input.product_id) === undefined) throw notFound();
    const variant = variantsOf(input.product_id).find((one) => one.amount === input.amount);
    const charges = variant === undefined ? undefined : chargesOf(priced(variant, fault), input.wallet_id);
    const fresh = (): NewOrder => ({
      id: String(firstOrderId + desk.nextNumber),
      kind: 'activation',
      planId: String(variant?.id ?? 0),
      price: charges?.total_payable ?? 0,
      currency: charges?.charges_details.destination_currency ?? 'USD',
      ...(reference === undefined ? {} : { clientReference: reference }),
      ...(input.notification_email === undefined ? {} : { email: input.notification_email }),
      ...(variant === undefined
        ? {
            ended: 'failed',
            failure: {
              code: 'INVALID_PLAN',
              reason: 'No plan of the product has this amount',
              userFixable: true,
            },
          }
        : {}),
      ...(fault?.kind === 'delivery' ? { delivery: { afterMs: fault.afterMs, polls: fault.polls } } : {}),
    });
    if (fault?.kind === 'twice') desk.take(fresh());
    const order = ended(desk.take(fresh()), fault);
    // The body of a fresh order tells what it is when this answer is made: nobody is kept waiting for 60 s.
    return ok(tell((await desk.look(order.id)) ?? order, fault, true));
  }

  async function look(call: ShopCall): Promise<ShopAnswer> {
    const known = desk.find(call.params[0] ?? '');
    if (known === undefined) throw notFound();
    ended(known, call.fault);
    const order = await desk.look(known.id, { poll: true });
    return ok(tell(order ?? known, call.fault, true));
  }

  function list(call: ShopCall): ShopAnswer {
    const wanted = call.query.get('status');
    const status = wanted === null ? undefined : statusFilter.safeParse(wanted);
    if (status?.success === false) throw invalid('status is none of an order');
    const reference = call.query.get('client_reference');
    const listed = now() - (call.fault?.kind === 'listsLate' ? call.fault.afterMs : 0);
    const all = desk
      .orders()
      .filter((one) => one.createdAt <= listed)
      .filter((one) => status === undefined || statusOf(one) === status.data)
      .filter((one) => reference === null || one.clientReference === reference);
    return page(call, all.toReversed(), (one) => tell(one, call.fault, false));
  }

  const base = '/api/v1/esim';
  const route = (name: string, method: string, path: string, answer: ShopRoute['answer']): ShopRoute => ({
    name,
    method,
    path: new RegExp(`^${base}${path}/?$`),
    answer,
  });
  const id = '/(\\d{1,12})';
  return [
    route('ListProducts', 'GET', '/products', (call) => {
      const country = call.query.get('country_code')?.toUpperCase();
      if (country !== undefined && !/^[A-Z]{3}$/.test(country))
        throw invalid('country_code has three letters');
      const search = call.query.get('search')?.toLowerCase() ?? '';
      const found = products.filter(
        (one) =>
          (country === undefined || one.country_code === country) && one.name.toLowerCase().includes(search),
      );
      return page(call, found, (one) => one);
    }),
    route('GetProduct', 'GET', `/products${id}`, ({ params, fault }) => {
      const product = productOf(Number(params[0]));
      if (product === undefined) throw notFound();
      return ok({ ...product, variants: variantsOf(product.id).map((one) => priced(one, fault)) });
    }),
    route('ListVariants', 'GET', `/products${id}/variants`, ({ params, fault }) => {
      if (productOf(Number(params[0])) === undefined) throw notFound();
      return ok(variantsOf(Number(params[0])).map((one) => priced(one, fault)));
    }),
    route('GetVariant', 'GET', `/variants${id}`, ({ params, fault }) => {
      const variant = variants.find((one) => one.id === Number(params[0]));
      if (variant === undefined) throw notFound();
      return ok(priced(variant, fault));
    }),
    route('Charges', 'POST', '/charges', (call) => {
      const input = parsed(chargesInput, call);
      if (productOf(input.product_id) === undefined) throw notFound();
      const variant = variantsOf(input.product_id).find((one) => one.amount === input.amount);
      if (variant === undefined) throw badRequest('amount is the price of no variant');
      return ok(chargesOf(priced(variant, call.fault), input.wallet_id));
    }),
    route('CreateOrder', 'POST', '/orders', create),
    route('ListOrders', 'GET', '/orders', list),
    route('GetOrder', 'GET', `/orders${id}`, look),
    route('SetNotificationEmail', 'PATCH', `/orders${id}/notification-email`, (call) => {
      const { notification_email: email } = parsed(emailInput, call);
      const order = desk.change(call.params[0] ?? '', { email });
      if (order === undefined) throw notFound();
      return ok(tell(order, call.fault, false));
    }),
  ];
}

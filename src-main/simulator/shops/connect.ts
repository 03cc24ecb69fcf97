/**
 * 1GLOBAL (formerly Truphone) Connect v2 as its documentation has it: a catalogue, and orders that are fulfilled while their
 * status is asked for. A correlation id is echoed and nothing else: the same request twice makes two orders.
 */

import { createHash } from 'node:crypto';
import { toBuffer } from 'qrcode';
import { z } from 'zod';
import { eidText } from '../../../src-shared/model/index.ts';
import type { ServerFault } from '../faults/ports.ts';
import type { RspRequest } from '../rsp-server/index.ts';
import { type ConnectProduct, connectProduct, connectProducts } from './connect-catalogue.ts';
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
import type { ShopOrder } from './state.ts';

const day = 24 * 60 * 60 * 1000;

function refusal(status: number, type: string, message: string): ShopAnswer {
  return { status, json: { type, messages: [message] } };
}

export const connectAnswers = {
  unauthorized: {
    ...refusal(401, 'UNAUTHORISED', 'The access token is missing or not valid'),
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  notFound: refusal(404, 'NOT_FOUND', 'There is no such resource'),
  failed: refusal(500, 'INTERNAL_ERROR', 'Something went wrong'),
};

const invalid = (message: string) => new ShopRefusal(refusal(400, 'INVALID_REQUEST_PARAMS', message));
const unreadable = () => new ShopRefusal(refusal(400, 'INVALID_HTTP_MESSAGE', 'The body is no JSON'));
const denied = (message: string) => new ShopRefusal(refusal(403, 'ACCESS_DENIED', message));
const notFound = () => new ShopRefusal(connectAnswers.notFound);

/** Echoed, and not looked at. */
export function correlationHeader({ headers }: RspRequest): Readonly<Record<string, string>> {
  const id = headers['x-correlation-id'];
  return id !== undefined && /^[\x21-\x7E]{1,200}$/.test(id) ? { 'X-Correlation-ID': id } : {};
}

const name = z.string().max(100).optional();
const iccid = z.string().regex(/^\d{18,20}$/);

const orderInput = z.object({
  operation_type: z.enum(['ACTIVATION', 'TOPUP']),
  sim_type: z.enum(['ESIM', 'PSIM']),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  product: z.object({ id: z.string().min(1).max(100) }),
  subscriber: z.object({
    email: z.email().max(320).optional(),
    first_name: name,
    last_name: name,
    country_of_residence: name,
    device: z.object({ operating_system: name, model: name, id: name, eid: eidText.optional() }).optional(),
    sim: z.object({ iccid }).optional(),
  }),
});
type OrderInput = z.infer<typeof orderInput>;

/** The profile is pushed to devices of this system alone; of others the EID is not looked at. */
const pushedSystem = 'ios';

const isoTime = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const subscriptionId = ({ id }: ShopOrder) => `${createHash('sha256').update(id).digest('base64url')}=`;

function priced(product: ConnectProduct, fault: ServerFault | undefined): ConnectProduct {
  return fault?.kind === 'price'
    ? { ...product, price: Math.round(product.price * fault.factor * 100) / 100 }
    : product;
}

export interface ConnectOptions {
  readonly desk: ShopDesk;
  readonly now: () => number;
  /** A UUID for an order. */
  readonly newId: () => string;
  /** An order is accepted for so long, and being fulfilled until it is delivered. */
  readonly acceptedMs: number;
  /** As `{BASE_URL}` of the documentation, without `/v2`. */
  readonly baseUrl: () => string;
}

/** Its routes, below `/connect-api`. */
export function connectRoutes({ desk, now, newId, acceptedMs, baseUrl }: ConnectOptions): ShopRoute[] {
  const link = (path: string) => `${baseUrl()}/v2/${path}`;

  function statusOf(order: ShopOrder): string {
    if (order.ended !== undefined) return 'FAILED';
    if (order.deliveredAt !== undefined) return 'COMPLETED';
    const looked = order.polls > 1 || now() >= order.createdAt + acceptedMs;
    return looked ? 'FULFILLING' : 'ACCEPTED';
  }

  /** What a completed order brings, and where it leads. */
  function outputOf(order: ShopOrder, fault: ServerFault | undefined) {
    const { iccid: number, matchingId, smdpAddress } = order;
    const subscription_id = subscriptionId(order);
    const isTopUp = order.kind === 'topup';
    const hasCode = !isTopUp && fault?.kind !== 'noCode';
    const lpa = `1$${smdpAddress}$${matchingId}`;
    return {
      output: { ...(hasCode ? { matching_id: matchingId } : {}), iccid: number, subscription_id },
      links: {
        ...(hasCode
          ? { _lpa: lpa, _qrcode: `${baseUrl()}/qrcode/v1/esim/LPA:${lpa}`, _smdp: smdpAddress }
          : {}),
        _sim: link(`sims/${number}`),
        _subscription: link(`subscriptions/${subscription_id}`),
      },
    };
  }

  function tell(order: ShopOrder, fault: ServerFault | undefined) {
    const status = fault?.kind === 'shows' ? fault.status : statusOf(order);
    const known = { id: order.id, status, created_date: isoTime(order.createdAt) };
    const _self = link(`orders/${order.id}`);
    if (status !== 'COMPLETED' || order.deliveredAt === undefined)
      return { ...known, _metadata: { links: { _self } } };
    const { output, links } = outputOf(order, fault);
    return { ...known, output, _metadata: { links: { ...links, _self } } };
  }

  function ended(order: ShopOrder, fault: ServerFault | undefined): ShopOrder {
    if (fault?.kind !== 'order' || order.ended !== undefined || order.deliveredAt !== undefined) return order;
    return desk.change(order.id, { ended: fault.becomes }) ?? order;
  }

  /** The ICCID that is topped up. Refuses one that this account has not bought. */
  function toppedUp({ sim }: OrderInput['subscriber']): ShopOrder {
    if (sim === undefined) throw invalid('subscriber.sim.iccid: a top-up needs it');
    const sold = desk.orders().find((one) => one.kind === 'activation' && one.iccid === sim.iccid);
    if (sold === undefined) throw denied('subscriber.sim.iccid: it is no SIM of this account');
    return sold;
  }

  async function create({ request, fault }: ShopCall): Promise<ShopAnswer> {
    const json = jsonOf(request);
    if (json === undefined) throw unreadable();
    const input = orderInput.safeParse(json);
    if (!input.success) {
      const [issue] = input.error.issues;
      throw invalid(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
    }
    const { operation_type, sim_type, product: wanted, subscriber } = input.data;
    const product = connectProduct(wanted.id);
    if (product === undefined) throw invalid('product.id: there is no such product');
    if (!product.sim_type.includes(sim_type)) throw invalid(`sim_type: the product is not for ${sim_type}`);
    if (sim_type === 'PSIM') throw invalid('sim_type: this shop has no physical SIMs');
    const { device, email } = subscriber;
    const eid = device?.operating_system?.toLowerCase() === pushedSystem ? device.eid : undefined;
    const isTopUp = operation_type === 'TOPUP';
    const target = isTopUp ? await desk.look(toppedUp(subscriber).id) : undefined;
    const fresh = (): NewOrder => ({
      id: newId(),
      kind: isTopUp ? 'topup' : 'activation',
      planId: product.id,
      price: priced(product, fault).price,
      currency: product.price_currency,
      ...(email === undefined ? {} : { email }),
      ...(eid === undefined || isTopUp ? {} : { eid }),
      ...(target?.iccid === undefined ? {} : { iccid: target.iccid }),
      // Data is for a profile that is in use.
      ...(isTopUp && target?.installedAt === undefined ? { ended: 'failed' } : {}),
      ...(fault?.kind === 'delivery' ? { delivery: { afterMs: fault.afterMs, polls: fault.polls } } : {}),
    });
    if (fault?.kind === 'twice') desk.take(fresh());
    const order = ended(desk.take(fresh()), fault);
    return {
      status: 201,
      json: {
        id: order.id,
        status: fault?.kind === 'shows' ? fault.status : 'ACCEPTED',
        created_date: isoTime(order.createdAt),
        // Here the documentation has it with an underscore.
        _metadata: { _links: { _self: link(`orders/${order.id}`) } },
      },
    };
  }

  async function look({ params, fault }: ShopCall): Promise<ShopAnswer> {
    const known = desk.find(params[0] ?? '');
    if (known === undefined) throw notFound();
    ended(known, fault);
    const order = await desk.look(known.id, { poll: true });
    return { status: 200, json: tell(order ?? known, fault) };
  }

  function list({ query, fault }: ShopCall): ShopAnswer {
    const page = pageNumber(query.get('page'), 1, 999_999);
    const size = pageNumber(query.get('page_size'), 10, 100);
    if (page === undefined || size === undefined)
      throw invalid('page and page_size must be positive numbers');
    const { items, pages, hasMore } = pageOf(connectProducts, page, size);
    const at = (number: number) => link(`products?page=${number}&page_size=${size}`);
    return {
      status: 200,
      json: {
        data: items.map((one) => tellProduct(priced(one, fault))),
        _metadata: {
          links: {
            _self: at(page),
            ...(page > 1 ? { _prev: at(page - 1) } : {}),
            ...(hasMore ? { _next: at(page + 1) } : {}),
          },
          page,
          page_size: size,
          page_count: pages,
        },
      },
    };
  }

  function tellProduct(product: ConnectProduct) {
    return { ...product, _metadata: { links: { _self: link(`products/${product.id}`) } } };
  }

  async function sim({ params }: ShopCall): Promise<ShopAnswer> {
    const sold = desk.orders().find((one) => one.kind === 'activation' && one.iccid === params[0]);
    const order = sold && (await desk.look(sold.id));
    if (order?.deliveredAt === undefined) throw notFound();
    const status = order.installedAt === undefined ? 'RELEASED' : 'INSTALLED';
    return { status: 200, json: { iccid: order.iccid, status } };
  }

  function subscription({ params }: ShopCall): ShopAnswer {
    const order = desk
      .orders()
      .find((one) => one.deliveredAt !== undefined && subscriptionId(one) === params[0]);
    if (order?.deliveredAt === undefined) throw notFound();
    const product = connectProduct(order.planId);
    const expiry = order.deliveredAt + (product?.duration ?? 0) * day;
    const balance = String((product?.data ?? 0) * 1024 * 1024);
    return {
      status: 200,
      json: {
        id: params[0],
        name: product?.name ?? '',
        sim_id: order.iccid,
        created_date: isoTime(order.deliveredAt),
        expiry_date: isoTime(expiry),
        status: now() > expiry ? 'EXPIRED' : 'ACTIVE',
        initial_balance: balance,
        current_balance: balance,
        balance_units: 'Bytes',
      },
    };
  }

  /** Public, as the documentation says: whoever has the address has the code. */
  async function qrCode({ params }: ShopCall): Promise<ShopAnswer> {
    const code = params[0] ?? '';
    const isSold = desk.orders().some((one) => `LPA:1$${one.smdpAddress}$${one.matchingId}` === code);
    if (!isSold) throw notFound();
    return { status: 200, body: { type: 'image/png', bytes: new Uint8Array(await toBuffer(code)) } };
  }

  const route = (
    functionName: string,
    method: string,
    path: string,
    answer: ShopRoute['answer'],
    isPublic = false,
  ): ShopRoute => ({
    name: functionName,
    method,
    path: new RegExp(`^/connect-api${path}/?$`),
    answer,
    isPublic,
  });
  return [
    route('ListProducts', 'GET', '/v2/products', list),
    route('GetProduct', 'GET', '/v2/products/([^/]{1,100})', ({ params, fault }) => {
      const product = connectProduct(params[0] ?? '');
      if (product === undefined) throw notFound();
      return { status: 200, json: tellProduct(priced(product, fault)) };
    }),
    route('CreateOrder', 'POST', '/v2/orders', create),
    route('GetOrder', 'GET', '/v2/orders/([0-9A-Za-z-]{1,64})', look),
    route('GetSim', 'GET', '/v2/sims/(\\d{18,20})', sim),
    route('GetSubscription', 'GET', '/v2/subscriptions/([^/]{1,100})', subscription),
    route('GetQrCode', 'GET', '/qrcode/v1/esim/([^/]{1,300})', qrCode, true),
  ];
}

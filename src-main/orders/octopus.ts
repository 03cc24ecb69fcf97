/**
 * The eSIM API of Octopus Cards, as octopus-docs.pages.dev has it: products, variants, charges, orders, lifecycle, conventions,
 * handling errors, rate limits.
 *
 * An order is always one eSIM, and answered with HTTP 200: its `status` counts. `client_reference` is unique for a client:
 * the same again is refused (HTTP 400), and is then looked up. Answers stand alone or within `data`; the documentation has both.
 */

import { z } from 'zod';
import { alpha3Of } from '../../src-shared/countries.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OrderProduct } from '../../src-shared/model/index.ts';
import { decimal, lenientIccid, present, priceOf, remoteStatus, shortText } from './answers.ts';
import { type Refusal, type ShopAccess, type ShopAnswer, ShopHttp } from './http.ts';
import { placementOf } from './placing.ts';
import type { Placement, RemoteOrder, ShopConnector } from './port.ts';

const pageSize = 100;
const maxPages = 50;
/** The variants of each product are a request of their own, and the shop counts requests. */
const maxProducts = 250;
/** The shop itself waits up to 60 seconds for the delivery. */
const orderMs = 90_000;

/** The value itself, or what an envelope holds. */
function enveloped<S extends z.ZodType>(schema: S) {
  return z.preprocess(
    (json) => (typeof json === 'object' && json !== null && 'data' in json ? json.data : json),
    schema,
  );
}

const numericId = z.int().positive();

const product = z.object({
  id: numericId,
  name: z.string().max(300),
  country_code: shortText,
  currency_code: shortText,
});
type Product = z.output<typeof product>;

const variant = z.object({
  id: numericId,
  name: z.string().max(300),
  description: shortText,
  currency_code: shortText,
  amount: decimal,
  data_amount_gb: z.number().nonnegative().optional().catch(undefined),
  validity_days: z.int().nonnegative().optional().catch(undefined),
});

const productList = enveloped(z.array(product).max(10_000));
const variantList = enveloped(z.array(variant).max(1000));
const productDetail = enveloped(
  product.extend({ variants: z.array(variant).max(1000).optional().catch(undefined) }),
);

const charges = enveloped(
  z.object({
    non_discounted_total: decimal,
    discount_amount: decimal,
    total_amount: decimal,
    total_payable: decimal,
    handling_fee_amount: decimal,
    charges_details: z.object({
      source_currency: shortText,
      destination_currency: shortText,
      forex_rate: decimal,
      conversion_fee: decimal,
    }),
  }),
);

const orderFields = z.object({
  id: numericId,
  client_reference: z.string().max(255).optional().catch(undefined),
  status: remoteStatus,
  amount: decimal,
  currency: shortText,
  iccid: lenientIccid,
  activation_code: z.string().max(1000).optional().catch(undefined),
  activation_status: z.enum(['NOT_INSTALLED', 'ACTIVE', 'EXPIRED']).optional().catch(undefined),
  is_installed: z.boolean().optional().catch(undefined),
  failure_code: shortText,
  failure_reason: shortText,
});
const order = enveloped(orderFields);
const orderList = enveloped(z.array(orderFields).max(1000));

const refusalBody = z.object({
  error: z.object({
    code: z.string().max(100).optional().catch(undefined),
    message: z.string().max(1000).optional().catch(undefined),
  }),
});

const refusalOf: Refusal = (json) => {
  const error = refusalBody.safeParse(json).data?.error;
  return { code: error?.code ?? 'no code', reason: error?.message ?? '' };
};

const states: Readonly<Record<string, RemoteOrder['state']>> = {
  PENDING: 'open',
  DELIVERED: 'delivered',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** A product and the amount of its variant, as `PRODUCT:AMOUNT`: what an order takes. */
function splitProductId(id: string): { readonly product_id: number; readonly amount: number } | undefined {
  const [, productId, amount] = /^([1-9]\d{0,14}):(\d{1,9}(?:\.\d{1,6})?)$/.exec(id) ?? [];
  // Up to 15 digits a number holds a decimal text as it is.
  return productId === undefined || amount === undefined
    ? undefined
    : { product_id: Number(productId), amount: Number(amount) };
}

export function createOctopusConnector(access: ShopAccess): ShopConnector {
  const http = new ShopHttp(access, refusalOf);
  const shop = http.host;
  const esim = 'api/v1/esim';

  const unknownProduct = (id: string) =>
    new WorkbenchError('shop_product_unknown', { shop, product: id.slice(0, 100) });

  function variantOf(productId: string) {
    const parts = splitProductId(productId);
    if (parts === undefined) throw unknownProduct(productId);
    return parts;
  }

  function toOrder(value: z.output<typeof orderFields>, asked?: string): RemoteOrder {
    // Another order than the one that was asked for must not lend it its code.
    if (asked !== undefined && String(value.id) !== asked)
      throw new WorkbenchError('shop_answer_invalid', { shop, path: 'id', reason: 'another order' });
    const state = states[value.status] ?? 'open';
    return {
      remoteId: String(value.id),
      remoteStatus: value.status,
      state,
      ...present({
        activationCode: value.activation_code,
        iccid: value.iccid,
        price: priceOf(value.amount, value.currency),
        isInstalled: value.is_installed,
        activationStatus: value.activation_status,
      }),
      ...(state === 'failed'
        ? {
            failure: {
              code: http.harmless(value.failure_code ?? 'no code').slice(0, 64),
              reason: http.harmless(value.failure_reason ?? ''),
            },
          }
        : {}),
    };
  }

  async function productsOf(country: string | undefined, signal?: AbortSignal): Promise<Product[]> {
    const products: Product[] = [];
    for (let page = 1; page <= maxPages; page++) {
      const query = {
        ...(country === undefined ? {} : { country_code: country }),
        page: String(page),
        per_page: String(pageSize),
      };
      const { value, headers } = await http.ask(
        { method: 'GET', path: `${esim}/products`, query, signal },
        productList,
      );
      products.push(...value);
      if (value.length === 0 || headers['x-has-more'] !== 'true') break;
    }
    return products;
  }

  async function variantsOf(
    { id, name, country_code }: Product,
    signal?: AbortSignal,
  ): Promise<OrderProduct[]> {
    const path = `${esim}/products/${id}/variants`;
    const { value } = await http.ask({ method: 'GET', path, signal }, variantList);
    return value.flatMap((one) =>
      one.amount === undefined
        ? []
        : {
            id: `${id}:${one.amount}`,
            name: one.name === '' ? name : one.name,
            countries: country_code === undefined ? [] : [country_code],
            ...present({
              description: one.description === '' ? undefined : one.description,
              price: priceOf(one.amount, one.currency_code),
              data: one.data_amount_gb === undefined ? undefined : `${one.data_amount_gb} GB`,
              validityDays: one.validity_days,
            }),
          },
    );
  }

  async function find(reference: string, signal?: AbortSignal): Promise<RemoteOrder | undefined> {
    const query = { client_reference: reference };
    const { value } = await http.ask({ method: 'GET', path: `${esim}/orders`, query, signal }, orderList);
    // At most one by the documentation; should there be more, the one that was first is ours, for good.
    const [found] = value
      .filter((one) => one.client_reference === reference)
      .sort((one, other) => one.id - other.id);
    return found === undefined ? undefined : toOrder(found);
  }

  /**
   * HTTP 400 stands for a duplicate among other things, and is looked up. Where the list does not have the order, its text counts: of
   * what the shop itself calls a duplicate it has taken one, listed or not.
   */
  async function duplicate(
    answer: ShopAnswer,
    reference: string,
    signal: AbortSignal | undefined,
  ): Promise<Placement | undefined> {
    if (answer.status !== 400) return undefined;
    try {
      const found = await find(reference, signal);
      if (found !== undefined) return { outcome: 'taken', order: found };
      return /duplicate/i.test(refusalOf(answer.json).reason)
        ? { outcome: 'unknown', error: new WorkbenchError('order_not_listed', { shop }) }
        : undefined;
    } catch (thrown) {
      return { outcome: 'unknown', error: toWorkbenchError(thrown) };
    }
  }

  return {
    name: 'octopus',
    tellsInstallation: true,

    check({ productId, operationType, eid, country, subscriber }) {
      variantOf(productId);
      if (operationType === 'TOPUP') throw new WorkbenchError('order_topup_unsupported', { shop });
      for (const [field, value] of Object.entries({ eid, country, subscriber }))
        if (value !== undefined) throw new WorkbenchError('order_field_unsupported', { shop, field });
    },

    async catalogue({ country }, signal) {
      const products = await productsOf(country === undefined ? undefined : alpha3Of(country), signal);
      if (products.length > maxProducts)
        throw new WorkbenchError('shop_country_needed', { shop, limit: maxProducts });
      const all: OrderProduct[] = [];
      for (let at = 0; at < products.length; at += 4)
        all.push(
          ...(await Promise.all(products.slice(at, at + 4).map((one) => variantsOf(one, signal)))).flat(),
        );
      return all;
    },

    async quote(productId, signal) {
      const wanted = variantOf(productId);
      const missing = (error: unknown): never => {
        const refused = error instanceof WorkbenchError && error.code === 'shop_refused';
        if (refused && [400, 404].includes(Number(error.params['status']))) throw unknownProduct(productId);
        throw error;
      };
      const asked = await Promise.all([
        http.ask({ method: 'POST', path: `${esim}/charges`, json: wanted, signal }, charges),
        http.ask({ method: 'GET', path: `${esim}/products/${wanted.product_id}`, signal }, productDetail),
      ]).catch(missing);
      const [{ value }, { value: named }] = asked;
      const plan = named.variants?.find(({ amount }) => Number(amount) === wanted.amount);
      const { source_currency, destination_currency, forex_rate, conversion_fee } = value.charges_details;
      const price = priceOf(value.total_payable, destination_currency ?? source_currency);
      if (price === undefined)
        throw new WorkbenchError('shop_answer_invalid', { shop, path: 'total_payable', reason: 'no price' });
      const details = {
        non_discounted_total: value.non_discounted_total,
        total_amount: value.total_amount,
        handling_fee_amount: value.handling_fee_amount,
        forex_rate,
        conversion_fee,
      };
      return {
        productName: plan?.name || named.name,
        price,
        ...present({ discount: priceOf(value.discount_amount, source_currency) }),
        details: Object.entries(details).flatMap(([name, text]) =>
          text === undefined ? [] : { name, value: text },
        ),
      };
    },

    async place(request, reference, signal) {
      const sending = await http.send({
        method: 'POST',
        path: `${esim}/orders`,
        json: {
          ...variantOf(request.productId),
          quantity: 1,
          client_reference: reference,
          ...present({ notification_email: request.notificationEmail }),
        },
        totalMs: orderMs,
        signal,
      });
      return await placementOf(http, sending, {
        schema: order,
        toOrder: (value) => {
          if (value.client_reference !== undefined && value.client_reference !== reference)
            throw new WorkbenchError('shop_answer_invalid', {
              shop,
              path: 'client_reference',
              reason: 'another order',
            });
          return toOrder(value);
        },
        refused: (answer) => duplicate(answer, reference, signal),
      });
    },

    find,

    async get(id, signal) {
      const path = `${esim}/orders/${http.checked(z.string().regex(/^\d{1,15}$/), id)}`;
      const { value } = await http.ask({ method: 'GET', path, signal }, order);
      return toOrder(value, id);
    },

    async notify(id, email, signal) {
      const path = `${esim}/orders/${http.checked(z.string().regex(/^\d{1,15}$/), id)}/notification-email`;
      await http.ask({ method: 'PATCH', path, json: { notification_email: email }, signal }, z.unknown());
    },
  };
}

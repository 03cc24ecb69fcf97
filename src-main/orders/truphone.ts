/**
 * 1GLOBAL (formerly Truphone) Connect v2, as docs.connect.1global.com has it: product catalogue, new eSIM, top-up, order
 * lifecycle, conventions.
 *
 * A correlation id tells one request from another in logs; nothing shows that the same one twice orders once. So there is no
 * `find` here, and an order of unknown outcome stays so until a person says what became of it.
 */

import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OrderProduct } from '../../src-shared/model/index.ts';
import { decimal, lenientIccid, present, priceOf, remoteId, remoteStatus, shortText } from './answers.ts';
import { type Refusal, type ShopAccess, ShopHttp } from './http.ts';
import { placementOf } from './placing.ts';
import type { OrderRequest, RemoteOrder, ShopConnector } from './port.ts';

const pageSize = 100;
const maxPages = 50;

const product = z.object({
  id: z.string().min(1).max(300),
  name: z.string().max(300),
  sim_type: z.array(z.string().max(20)).max(10).catch([]),
  duration: z.number().optional().catch(undefined),
  duration_unit: shortText,
  data: z.number().nonnegative().optional().catch(undefined),
  data_unit: shortText,
  price: decimal,
  price_currency: shortText,
  footprint_code: shortText,
});
type Product = z.output<typeof product>;

const productPage = z.object({
  data: z.array(product).max(1000),
  _metadata: z.object({ page_count: z.int().nonnegative().optional().catch(undefined) }).optional(),
});

const links = z
  .object({
    _self: z.string().max(2000).optional().catch(undefined),
    /** An activation code without `LPA:`. `_qrcode` holds it too, and is not read. */
    _lpa: z.string().max(1000).optional().catch(undefined),
    _smdp: z.string().max(300).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);

/** The answer to an order has its links in `_links`, the order itself in `links`. */
const metadata = z.object({ links, _links: links }).optional().catch(undefined);

const order = z.object({
  id: remoteId.optional().catch(undefined),
  status: remoteStatus,
  output: z
    .object({
      matching_id: z.string().max(255).optional().catch(undefined),
      iccid: lenientIccid,
    })
    .optional()
    .catch(undefined),
  _metadata: metadata,
});

/** `type` and `messages` as the conventions have it; `code` and `message` are seen as well. */
const refusalBody = z.object({
  type: z.string().max(100).optional().catch(undefined),
  code: z.string().max(100).optional().catch(undefined),
  messages: z.array(z.string().max(1000)).max(50).optional().catch(undefined),
  message: z.string().max(1000).optional().catch(undefined),
});

const refusalOf: Refusal = (json) => {
  const body = refusalBody.safeParse(json).data;
  return {
    code: body?.type ?? body?.code ?? 'no code',
    reason: body?.messages?.join('; ') ?? body?.message ?? '',
  };
};

const states: Readonly<Record<string, RemoteOrder['state']>> = {
  ACCEPTED: 'open',
  FULFILLING: 'open',
  COMPLETED: 'delivered',
  FAILED: 'failed',
};

/** The last part of `{BASE_URL}/v2/orders/ID`, whatever stands for the base. */
function idOfLink(link: string | undefined): string | undefined {
  const id = /\/v2\/orders\/([^/?#]+)$/.exec(link ?? '')?.[1];
  return remoteId.safeParse(id).data;
}

export function createTruphoneConnector(access: ShopAccess): ShopConnector {
  const http = new ShopHttp(access, refusalOf);
  const shop = http.host;
  /** Every request is to have a correlation id of its own. */
  const correlated = () => ({ 'x-correlation-id': access.newId() });

  function toOrder(value: z.output<typeof order>, asked?: string): RemoteOrder {
    const meta = { ...value._metadata?._links, ...value._metadata?.links };
    const id = value.id ?? idOfLink(meta._self);
    // Another order than the one that was asked for must not lend it its code.
    if (id === undefined || (asked !== undefined && id !== asked))
      throw new WorkbenchError('shop_answer_invalid', { shop, path: 'id', reason: 'another order' });
    const { matching_id, iccid } = value.output ?? {};
    const built =
      matching_id === undefined || meta._smdp === undefined ? undefined : `1$${meta._smdp}$${matching_id}`;
    const state = states[value.status] ?? 'open';
    return {
      remoteId: id,
      remoteStatus: value.status,
      state,
      ...present({ activationCode: meta._lpa ?? built, iccid }),
      ...(state === 'failed' ? { failure: { code: value.status, reason: 'Connect gives no reason' } } : {}),
    };
  }

  function toProduct(value: Product): OrderProduct {
    const days = value.duration_unit === 'DAYS' ? value.duration : undefined;
    const lasts =
      value.duration === undefined
        ? undefined
        : `${value.duration} ${(value.duration_unit ?? '').toLowerCase()}`;
    return {
      id: value.id,
      name: value.name,
      countries: value.footprint_code === undefined ? [] : [value.footprint_code],
      ...present({
        description: days === undefined ? lasts : undefined,
        price: priceOf(value.price, value.price_currency),
        data: value.data === undefined ? undefined : `${value.data} ${value.data_unit ?? ''}`.trim(),
        validityDays: days !== undefined && Number.isInteger(days) ? days : undefined,
      }),
    };
  }

  /** Ids are base64 of a kind; what is no such text would change the path. */
  function productPath(id: string): string {
    if (!/^[A-Za-z0-9_+/=-]{1,300}$/.test(id))
      throw new WorkbenchError('shop_product_unknown', { shop, product: id.slice(0, 100) });
    return `v2/products/${encodeURIComponent(id)}`;
  }

  function body(request: OrderRequest): unknown {
    const { productId, operationType, iccid, eid, country, subscriber = {} } = request;
    return {
      operation_type: operationType,
      sim_type: 'ESIM',
      ...present({ country }),
      product: { id: productId },
      subscriber: {
        ...present({
          email: subscriber.email,
          first_name: subscriber.firstName,
          last_name: subscriber.lastName,
          country_of_residence: subscriber.countryOfResidence,
        }),
        // Push install is for iOS alone: of other systems the EID is ignored.
        ...(eid === undefined ? {} : { device: { operating_system: 'ios', eid } }),
        ...(iccid === undefined ? {} : { sim: { iccid } }),
      },
    };
  }

  return {
    name: 'truphone',
    tellsInstallation: false,

    check({ productId, operationType, iccid, notificationEmail }) {
      productPath(productId);
      if (operationType === 'TOPUP' && iccid === undefined) throw new WorkbenchError('order_iccid_missing');
      if (notificationEmail !== undefined)
        throw new WorkbenchError('order_field_unsupported', { shop, field: 'notificationEmail' });
    },

    /** The catalogue is not by country: each product has a footprint, and `country` is of the order. */
    async catalogue(_filter, signal) {
      const products: OrderProduct[] = [];
      for (let page = 1; page <= maxPages; page++) {
        const query = { page: String(page), page_size: String(pageSize) };
        const { value } = await http.ask(
          { method: 'GET', path: 'v2/products', query, headers: correlated(), signal },
          productPage,
        );
        const forCards = value.data.filter(
          ({ sim_type }) => sim_type.length === 0 || sim_type.includes('ESIM'),
        );
        products.push(...forCards.map(toProduct));
        if (value.data.length === 0 || page >= (value._metadata?.page_count ?? 1)) break;
      }
      return products;
    },

    async quote(productId, signal) {
      const found = await http
        .ask({ method: 'GET', path: productPath(productId), headers: correlated(), signal }, product)
        .catch((error: unknown) => {
          const missing =
            error instanceof WorkbenchError &&
            error.code === 'shop_refused' &&
            (error.params['status'] === 404 || error.params['status'] === 400);
          if (!missing) throw error;
          throw new WorkbenchError('shop_product_unknown', { shop, product: productId.slice(0, 100) });
        });
      const { value } = found;
      const price = priceOf(value.price, value.price_currency);
      if (price === undefined || value.id !== productId)
        throw new WorkbenchError('shop_answer_invalid', { shop, path: 'price', reason: 'no price' });
      return { productName: value.name, price, details: [] };
    },

    async place(request, reference, signal) {
      const sending = await http.send({
        method: 'POST',
        path: 'v2/orders',
        headers: { 'x-correlation-id': reference },
        json: body(request),
        signal,
      });
      return await placementOf(http, sending, { schema: order, toOrder });
    },

    async get(id, signal) {
      const path = `v2/orders/${encodeURIComponent(http.checked(remoteId, id))}`;
      const { value } = await http.ask({ method: 'GET', path, headers: correlated(), signal }, order);
      return toOrder(value, id);
    },
  };
}

/** A simulated shop: its orders behind its API, on HTTP. */

import { toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import { listen, type RspHandler } from '../rsp-server/index.ts';
import { connectAnswers, connectRoutes, correlationHeader } from './connect.ts';
import { connectProduct } from './connect-catalogue.ts';
import { type ProfileNames, ShopDesk } from './desk.ts';
import { createShopHandler } from './http.ts';
import { octopusAnswers, octopusRoutes } from './octopus.ts';
import { isAccessToken, octopusAuthRoutes } from './octopus-auth.ts';
import { variantOf } from './octopus-catalogue.ts';
import type { ProfileSupply } from './ports.ts';
import type { ShopOrder, ShopStore } from './state.ts';

export type ShopConnector = 'truphone' | 'octopus';

export interface ShopOptions {
  readonly store: ShopStore;
  readonly supply: ProfileSupply;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Port on 127.0.0.1; 0 for the one of the last time, or any that is free. */
  readonly port: number;
  readonly faults?: ServerFaults;
  /** From an order to its delivery, in milliseconds. Default 3 seconds at Connect, 0 at Octopus Cards. */
  readonly deliveryMs?: number;
  /** One line for people at a time. Gets no secrets. Must not throw. */
  readonly log?: (line: string) => void;
}

export interface OctopusShopOptions extends ShopOptions {
  /** Whether answers that are no errors come within `data`: the documentation shows both. Default true. */
  readonly envelope?: boolean;
}

/** How a shop is reached. */
export interface ShopPlace {
  readonly connector: ShopConnector;
  /** As the documentation writes it before the paths: at Connect what stands before `/v2`, at Octopus Cards the host. */
  readonly baseUrl: string;
  /** Bearer token of its one account, which does not run out. */
  readonly token: string;
  /** API key (`username`) and secret of the account, for tokens that do; where the API has a login. */
  readonly login?: { readonly username: string; readonly password: string };
  readonly label: string;
}

export interface Shop extends ShopPlace {
  readonly port: number;
  /** The oldest first, as they were last looked at. */
  orders(): readonly ShopOrder[];
  /** Forgets its orders; the account stays. */
  reset(): void;
  /** Ends all connections. What is not delivered is delivered after the next start. */
  close(): Promise<void>;
}

/** What others are told of a shop. */
export function placeOfShop({ connector, baseUrl, token, login, label }: ShopPlace): ShopPlace {
  return { connector, baseUrl, token, ...(login === undefined ? {} : { login }), label };
}

/** The digit of each shop in the ICCIDs of what it sells. */
export const shopIssuers: Readonly<Record<ShopConnector, number>> = { truphone: 1, octopus: 2 };

const labels: Readonly<Record<ShopConnector, string>> = {
  truphone: 'Simulated 1GLOBAL Connect',
  octopus: 'Simulated Octopus Cards',
};

/** How long an order of Connect is accepted before it is being fulfilled. */
const acceptedMs = 1_000;

function uuidOf(entropy: Entropy): string {
  const bytes = entropy.bytes(16).slice();
  // Version 4, variant 1 (RFC 9562 §5.4).
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toHex(bytes)
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

async function serve(
  connector: ShopConnector,
  desk: ShopDesk,
  options: ShopOptions,
  makeHandler: (baseUrl: () => string) => RspHandler,
): Promise<Shop> {
  let baseUrl = '';
  const handle = makeHandler(() => baseUrl);
  const last = options.port === 0 ? desk.port : undefined;
  const listener = await (last === undefined
    ? listen({ handle, port: options.port })
    : listen({ handle, port: last }).catch(() => listen({ handle, port: 0 }))
  ).catch((error: unknown) => {
    desk.close();
    throw error;
  });
  const { port } = listener;
  desk.port = port;
  baseUrl = `http://127.0.0.1:${port}${connector === 'truphone' ? '/connect-api' : ''}`;
  return {
    connector,
    baseUrl,
    token: desk.token,
    ...(connector === 'octopus' ? { login: desk.login } : {}),
    label: labels[connector],
    port,
    orders: () => desk.orders(),
    reset: () => desk.reset(),
    async close() {
      desk.close();
      await listener.close();
    },
  };
}

function deskOf(options: ShopOptions, deliveryMs: number, names: (planId: string) => ProfileNames): ShopDesk {
  const { store, clock, entropy, supply, log } = options;
  return new ShopDesk({
    store,
    clock,
    entropy,
    supply,
    deliveryMs: options.deliveryMs ?? deliveryMs,
    names,
    ...(log === undefined ? {} : { log }),
  });
}

/** What both handlers are given alike. */
function common({ faults, log }: ShopOptions) {
  return { ...(faults === undefined ? {} : { faults }), ...(log === undefined ? {} : { log }) };
}

/** Starts a 1GLOBAL (Truphone) Connect v2. Rejects with `smdp_port_unavailable`, and with what the store throws. */
export async function startTruphoneShop(options: ShopOptions): Promise<Shop> {
  const { clock, entropy } = options;
  const desk = deskOf(options, 3_000, (planId) => ({
    serviceProviderName: 'Wanderlink',
    profileName: connectProduct(planId)?.name ?? 'Plan',
  }));
  return await serve('truphone', desk, options, (baseUrl) =>
    createShopHandler({
      interface: 'Connect',
      routes: connectRoutes({
        desk,
        now: () => clock.now(),
        newId: () => uuidOf(entropy),
        acceptedMs,
        baseUrl,
      }),
      token: desk.token,
      headers: correlationHeader,
      ...connectAnswers,
      ...common(options),
    }),
  );
}

/** Starts an Octopus Cards eSIM API. Rejects as `startTruphoneShop` does. */
export async function startOctopusShop(options: OctopusShopOptions): Promise<Shop> {
  const { clock, entropy, envelope = true } = options;
  const desk = deskOf(options, 0, (planId) => ({
    serviceProviderName: 'Octant Mobile',
    profileName: variantOf(Number(planId))?.name ?? 'Plan',
  }));
  const now = () => clock.now();
  return await serve('octopus', desk, options, () =>
    createShopHandler({
      interface: 'Octopus',
      routes: [...octopusAuthRoutes({ desk, now, entropy }), ...octopusRoutes({ desk, now, envelope })],
      token: desk.token,
      isToken: (token) => isAccessToken({ desk, now }, token),
      ...octopusAnswers,
      ...common(options),
    }),
  );
}

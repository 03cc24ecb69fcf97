/** The SM-DP+ as a function from request to response: ES9+ and ES2+ in the JSON binding (SGP.22 v2.5 §5.3, §5.6, §6.5.2). */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { SimulatedCode } from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import type { Pki } from '../pki/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import {
  authenticateClientInput,
  base64Input,
  createDispatcher,
  type FunctionCaller,
  type FunctionRow,
  functionRow,
  initiateAuthentication,
  initiateAuthenticationInput,
  Outbox,
  type RspHandler,
  type RspLogEntry,
  SessionTable,
  transactionIdInput,
} from '../rsp-server/index.ts';
import { authenticateClient } from './authentication.ts';
import type { SmdpContext, SmdpSession } from './context.ts';
import { cancelSession, getBoundProfilePackage } from './download.ts';
import {
  cancelOrder,
  cancelOrderInput,
  confirmOrder,
  confirmOrderInput,
  downloadOrder,
  downloadOrderInput,
  releaseProfile,
  releaseProfileInput,
} from './es2plus.ts';
import { Events } from './events.ts';
import { handleNotification } from './notification.ts';
import { type OrderChange, Orders, type OrderTerms } from './orders.ts';
import { Progress } from './progress.ts';
import type { Order, ReceivedNotification } from './state.ts';
import { statusCodes } from './status.ts';
import type { SmdpStore } from './store.ts';

export interface SmdpOptions {
  /** One PKI, or one for each CI that the SM-DP+ serves. Needs dpAuth and dpPb. */
  readonly pki: Pki | readonly Pki[];
  readonly clock: Pick<Clock, 'now'> & Partial<Pick<Clock, 'sleep'>>;
  readonly entropy: Entropy;
  readonly store: SmdpStore;
  /** As activation codes name it: host name, perhaps with a port. */
  readonly address: string;
  /** What is offered; a function is asked at every AuthenticateClient. */
  readonly profiles: readonly ProfileOffer[] | (() => readonly ProfileOffer[]);
  /** Host id of the control reference template, 1 to 16 bytes. */
  readonly hostId?: Uint8Array;
  /** Life of an RSP session in milliseconds. Default 10 minutes. */
  readonly sessionLifetimeMs?: number;
  /** Sessions under way at a time; the oldest half-open one gives way. Default 1,000. */
  readonly maxSessions?: number;
  /** Wrong confirmation codes after which an order ends. Default 5. */
  readonly maxConfirmationCodes?: number;
  /** Told of every call. Must not throw. */
  readonly log?: (entry: RspLogEntry) => void;
  /** Calls the functions of others: SM-DS and operator. Without it neither can be reached. */
  readonly call?: FunctionCaller;
  /** The operator's server for HandleDownloadProgressInfo: host name, perhaps with a port. */
  readonly progressAddress?: string;
  /** Whether ES2+ is only for callers with a TLS certificate that is trusted. Default false. */
  readonly mutualTls?: boolean;
  readonly faults?: ServerFaults;
}

export interface OrderView extends Pick<Order, 'state' | 'installations' | 'downloads' | 'eid' | 'reason'> {
  readonly name: string;
  readonly matchingId: string;
}

/** What no LPA and no operator can do: to look at orders from within, and to change them. */
export interface SmdpByHand {
  offers(): readonly ProfileOffer[];
  order(offer: ProfileOffer): Order;
  terms(offer: ProfileOffer): OrderTerms;
  /** Changes an order as `Orders.change` does. */
  change(offer: ProfileOffer, change: OrderChange): void;
  /** Forgets what happened to the order of an offer, by the key of `orderKey`, which the offer may have left. */
  forget(key: string): void;
  /** RSP sessions under way, the oldest first. */
  sessions(): readonly SmdpSession[];
  readonly maxConfirmationCodes: number;
}

export interface Smdp {
  readonly address: string;
  /** One HTTP exchange: ES9+ is answered at once, ES2+ when an SM-DS has answered. Never throws. */
  readonly handle: RspHandler;
  /** Activation codes: those that can be used come first, and among them those without confirmation code. */
  codes(): SimulatedCode[];
  orders(): OrderView[];
  notifications(): readonly ReceivedNotification[];
  /** RSP sessions under way. */
  sessionCount(): number;
  /** Forgets what happened to an order, or to all. */
  reset(matchingId?: string): void;
  /** What a person at the bench does there, and sees. */
  readonly byHand: SmdpByHand;
  /** Resolves when the operator and the SM-DS have been told all that they are to know, or that was given up. */
  settled(): Promise<void>;
  /** Gives up what operator and SM-DS have not been told yet. */
  close(): void;
  /** What its server asks at each connection. */
  readonly faults: ServerFaults | undefined;
}

const es9 = '/gsma/rsp2/es9plus';
const es2 = '/gsma/rsp2/es2plus';

function functionsOf(context: SmdpContext, mutualTls: boolean): FunctionRow[] {
  const mutual = { mutualTls };
  return [
    functionRow(
      'ES9+.InitiateAuthentication',
      `${es9}/initiateAuthentication`,
      initiateAuthenticationInput,
      (request, call) => initiateAuthentication(context, (session): SmdpSession => session, request, call),
    ),
    functionRow(
      'ES9+.AuthenticateClient',
      `${es9}/authenticateClient`,
      authenticateClientInput,
      (request, call) => authenticateClient(context, request, call),
    ),
    functionRow(
      'ES9+.GetBoundProfilePackage',
      `${es9}/getBoundProfilePackage`,
      z.object({ transactionId: transactionIdInput, prepareDownloadResponse: base64Input }),
      (request, call) => getBoundProfilePackage(context, request, call),
    ),
    functionRow(
      'ES9+.CancelSession',
      `${es9}/cancelSession`,
      z.object({ transactionId: transactionIdInput, cancelSessionResponse: base64Input }),
      (request, call) => cancelSession(context, request, call),
    ),
    functionRow(
      'ES9+.HandleNotification',
      `${es9}/handleNotification`,
      z.object({ pendingNotification: base64Input }),
      (request, call) => handleNotification(context, request, call),
      { isNotification: true },
    ),
    functionRow(
      'ES2+.DownloadOrder',
      `${es2}/downloadOrder`,
      downloadOrderInput,
      (request) => downloadOrder(context, request),
      mutual,
    ),
    functionRow(
      'ES2+.ConfirmOrder',
      `${es2}/confirmOrder`,
      confirmOrderInput,
      (request, call) => confirmOrder(context, request, call),
      mutual,
    ),
    functionRow(
      'ES2+.CancelOrder',
      `${es2}/cancelOrder`,
      cancelOrderInput,
      (request) => cancelOrder(context, request),
      mutual,
    ),
    functionRow(
      'ES2+.ReleaseProfile',
      `${es2}/releaseProfile`,
      releaseProfileInput,
      (request) => releaseProfile(context, request),
      mutual,
    ),
  ];
}

/** The PKIs under which the SM-DP+ can work. Throws `pki_incomplete` where there is none. */
function usablePkis(given: Pki | readonly Pki[]): readonly Pki[] {
  const all = 'ci' in given ? [given] : given;
  const usable = all.filter((one) => one.dpAuth !== undefined && one.dpPb !== undefined);
  if (usable.length === 0) throw new WorkbenchError('pki_incomplete', { missing: 'dpAuth and dpPb' });
  return usable;
}

/** What tells operator and SM-DS; nobody is told where there is no caller. */
function tellers(options: SmdpOptions, pkis: readonly Pki[]) {
  const { call, clock, address, progressAddress, log } = options;
  if (call === undefined) return { progress: new Progress(undefined), events: new Events(undefined) };
  const requester = pkis[0]?.dpAuth?.certificate.registeredIds[0] ?? address;
  const sleep = clock.sleep?.bind(clock) ?? systemClock.sleep.bind(systemClock);
  const onLost = ({ path }: { readonly path: string }) =>
    log?.({ at: clock.now(), function: path, outcome: 'refused', message: 'given up: nobody takes it' });
  // One for each, so that an operator that does not answer keeps nothing from an SM-DS.
  const forOperator = new Outbox({ call, clock: { sleep }, onLost });
  const forSmds = new Outbox({ call, clock: { sleep }, onLost });
  return {
    outboxes: [forOperator, forSmds],
    progress: new Progress(
      progressAddress === undefined
        ? undefined
        : { outbox: forOperator, address: progressAddress, requester, clock },
    ),
    events: new Events({ call, outbox: forSmds, address, requester }),
  };
}

/**
 * An SM-DP+ without its network: what `startSmdpServer` serves and what tests call. Throws `pki_incomplete`, and what
 * `store.load` throws.
 */
export function createSmdp(options: SmdpOptions): Smdp {
  const { clock, address, profiles, log, faults } = options;
  const source = typeof profiles === 'function' ? profiles : () => profiles;
  const pkis = usablePkis(options.pki);
  const sessions = new SessionTable<SmdpSession>({
    clock,
    lifetimeMs: options.sessionLifetimeMs ?? 10 * 60 * 1000,
    maxSessions: options.maxSessions ?? 1000,
  });
  const orders = new Orders(options.store, clock, source);
  const { outboxes = [], progress, events } = tellers(options, pkis);
  const context: SmdpContext = {
    clock,
    entropy: options.entropy,
    pkis,
    role: 'dpAuth',
    address,
    codes: {
      addressRefused: statusCodes.smdpAddressRefused,
      svnUnsupported: statusCodes.svnUnsupported,
      certificateUnavailable: statusCodes.smdpCertificateUnavailable,
      ciKeysUnsupported: statusCodes.ciKeysUnsupported,
    },
    hostId: options.hostId ?? new TextEncoder().encode('euicc-workbench'),
    maxConfirmationCodes: options.maxConfirmationCodes ?? 5,
    sessions,
    orders,
    progress,
    events,
  };
  return {
    address,
    faults,
    handle: createDispatcher({
      functions: functionsOf(context, options.mutualTls ?? false),
      clock,
      ...(log === undefined ? {} : { log }),
      ...(faults === undefined ? {} : { faults }),
    }),
    codes: () => listCodes(address, orders),
    orders: () => orders.offers().map((offer) => viewOf(offer, orders)),
    notifications: () => orders.notifications(),
    sessionCount: () => sessions.size,
    reset: (matchingId) => orders.reset(matchingId),
    byHand: {
      offers: () => orders.offers(),
      order: (offer) => orders.get(offer),
      terms: (offer) => orders.terms(offer),
      change: (offer, change) => void orders.change(offer, change),
      forget: (key) => orders.reset(key),
      sessions: () => sessions.list(),
      maxConfirmationCodes: context.maxConfirmationCodes,
    },
    settled: async () => {
      for (const outbox of outboxes) await outbox.settled();
    },
    close: () => {
      for (const outbox of outboxes) outbox.close();
    },
  };
}

function viewOf(offer: ProfileOffer, orders: Orders): OrderView {
  const { state, installations, downloads, eid, reason } = orders.get(offer);
  return {
    name: offer.name,
    matchingId: orders.terms(offer).matchingId,
    state,
    installations,
    downloads,
    ...(eid === undefined ? {} : { eid }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function listCodes(address: string, orders: Orders): SimulatedCode[] {
  const rank = (code: SimulatedCode) =>
    (code.state === 'released' ? 0 : code.state === 'downloaded' ? 2 : 4) +
    (code.confirmationCode === undefined ? 0 : 1);
  return orders
    .offers()
    .flatMap((offer): SimulatedCode[] => {
      const { matchingId, confirmationHash } = orders.terms(offer);
      const order = orders.get(offer);
      // What is not ordered has no code yet, and what was sold is its buyer's.
      if (matchingId === '' || order.state === 'available' || offer.sold === true) return [];
      // A code that came with ES2+ is kept as its hash alone.
      const { confirmationCode } = order.confirmationHash === undefined ? offer : {};
      return [
        {
          activationCode: `LPA:1$${address}$${matchingId}${confirmationHash === undefined ? '' : '$$1'}`,
          profileName: offer.metadata.profileName,
          ...(confirmationCode === undefined ? {} : { confirmationCode }),
          state: order.state,
        },
      ];
    })
    .sort((a, b) => rank(a) - rank(b));
}

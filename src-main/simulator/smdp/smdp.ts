/** The SM-DP+ as a function from request to response: ES9+ in the JSON binding (SGP.22 v2.5 §5.6, §6.5.2). */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { SimulatedCode } from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { Pki } from '../pki/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import { authenticateClient, initiateAuthentication } from './authentication.ts';
import type { SmdpContext, SmdpLogEntry } from './context.ts';
import { cancelSession, getBoundProfilePackage } from './download.ts';
import { handleNotification } from './notification.ts';
import { Orders } from './orders.ts';
import { SessionTable } from './sessions.ts';
import type { Order, ReceivedNotification, SmdpStore } from './state.ts';
import { FunctionFailure, failure, HttpFailure } from './status.ts';

export interface SmdpOptions {
  /** One PKI, or one for each CI that the SM-DP+ serves. Needs dpAuth and dpPb. */
  readonly pki: Pki | readonly Pki[];
  readonly clock: Pick<Clock, 'now'>;
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
  /** Sessions under way at a time; the oldest gives way. Default 1,000. */
  readonly maxSessions?: number;
  /** Wrong confirmation codes after which an order ends. Default 5. */
  readonly maxConfirmationCodes?: number;
  /** Told of every call. Must not throw. */
  readonly log?: (entry: SmdpLogEntry) => void;
}

export interface SmdpHttpRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface SmdpHttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface OrderView extends Pick<Order, 'state' | 'installations' | 'downloads' | 'eid' | 'reason'> {
  readonly name: string;
  readonly matchingId: string;
}

export interface Smdp {
  readonly address: string;
  /** One HTTP exchange. Never throws. */
  handle(request: SmdpHttpRequest): SmdpHttpResponse;
  /** Activation codes: those that can be used come first, and among them those without confirmation code. */
  codes(): SimulatedCode[];
  orders(): OrderView[];
  notifications(): readonly ReceivedNotification[];
  /** RSP sessions under way. */
  sessionCount(): number;
  /** Forgets what happened to an order, or to all; then the sessions under way too. */
  reset(matchingId?: string): void;
}

export const maxRequestBytes = 512 * 1024;
const base64 = z
  .string()
  .min(1)
  .max(350_000)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/);
const transactionId = z.string().regex(/^([0-9A-Fa-f]{2}){1,16}$/);

interface FunctionRow<T> {
  readonly name: string;
  readonly request: z.ZodType<T>;
  readonly run: (context: SmdpContext, request: T) => Record<string, unknown> | undefined;
}

function row<T>(
  name: string,
  request: z.ZodType<T>,
  run: (context: SmdpContext, request: T) => Record<string, unknown> | undefined,
): FunctionRow<unknown> {
  return { name, request, run: (context, input) => run(context, input as T) };
}

const functions: Readonly<Record<string, FunctionRow<unknown>>> = {
  initiateAuthentication: row(
    'ES9+.InitiateAuthentication',
    z.object({ smdpAddress: z.string().min(1).max(255), euiccChallenge: base64, euiccInfo1: base64 }),
    initiateAuthentication,
  ),
  authenticateClient: row(
    'ES9+.AuthenticateClient',
    z.object({ transactionId, authenticateServerResponse: base64 }),
    authenticateClient,
  ),
  getBoundProfilePackage: row(
    'ES9+.GetBoundProfilePackage',
    z.object({ transactionId, prepareDownloadResponse: base64 }),
    getBoundProfilePackage,
  ),
  cancelSession: row(
    'ES9+.CancelSession',
    z.object({ transactionId, cancelSessionResponse: base64 }),
    cancelSession,
  ),
  // The one notification of ES9+: its answer has no body (§6.3, MEP Notification).
  handleNotification: row(
    'ES9+.HandleNotification',
    z.object({ pendingNotification: base64 }),
    (context, request: { readonly pendingNotification: string }) => {
      handleNotification(context, request);
      return undefined;
    },
  ),
};

const pathPrefix = '/gsma/rsp2/es9plus/';
const answerHeaders = {
  'Content-Type': 'application/json;charset=UTF-8',
  'X-Admin-Protocol': 'gsma/rsp/v2.5.0',
} as const;

function answer(status: number, body?: unknown): SmdpHttpResponse {
  if (body === undefined)
    return {
      status,
      headers: { 'X-Admin-Protocol': answerHeaders['X-Admin-Protocol'] },
      body: new Uint8Array(),
    };
  return { status, headers: answerHeaders, body: new TextEncoder().encode(JSON.stringify(body)) };
}

function failed(error: FunctionFailure, status = 200): SmdpHttpResponse {
  const { subjectCode, reasonCode, message } = error;
  return answer(status, {
    header: {
      functionExecutionStatus: {
        status: 'Failed',
        statusCodeData: { subjectCode, reasonCode, message },
      },
    },
  });
}

/** The function that a request is for, after the checks of §6.5.1 on method, path and headers. */
function findFunction(request: SmdpHttpRequest): FunctionRow<unknown> {
  const { method, path, headers, body } = request;
  const name = path.startsWith(pathPrefix) ? path.slice(pathPrefix.length) : '';
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) throw new HttpFailure(404, 'no such function');
  if (method !== 'POST') throw new HttpFailure(405, 'functions are called with POST', { Allow: 'POST' });
  if (body.length > maxRequestBytes) throw new HttpFailure(413, 'the request is too large');
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new HttpFailure(415, 'the request is no JSON');
  if (!/^gsma\/rsp\/v[23]\.\d{1,3}\.\d{1,3}$/i.test((headers['x-admin-protocol'] ?? '').trim()))
    throw new HttpFailure(400, 'X-Admin-Protocol is missing or names a version that is not supported');
  return found;
}

function parseBody(row: FunctionRow<unknown>, body: Uint8Array): unknown {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpFailure(400, 'the request is no JSON');
  }
  const parsed = row.request.safeParse(json);
  if (!parsed.success) throw failure('formatInvalid');
  return parsed.data;
}

function transactionOf(input: unknown): { transactionId?: string } {
  const id = (input as { transactionId?: unknown } | undefined)?.transactionId;
  return typeof id === 'string' ? { transactionId: id.toUpperCase() } : {};
}

/** The PKIs under which the SM-DP+ can work. Throws `pki_incomplete` where there is none. */
function usablePkis(given: Pki | readonly Pki[]): readonly Pki[] {
  const all = 'ci' in given ? [given] : given;
  const usable = all.filter((one) => one.dpAuth !== undefined && one.dpPb !== undefined);
  if (usable.length === 0) throw new WorkbenchError('pki_incomplete', { missing: 'dpAuth and dpPb' });
  return usable;
}

/**
 * An SM-DP+ without its network: what `startSmdpServer` serves and what tests call. Throws `pki_incomplete`, and what
 * `store.load` throws.
 */
export function createSmdp(options: SmdpOptions): Smdp {
  const { clock, address, profiles } = options;
  const source = typeof profiles === 'function' ? profiles : () => profiles;
  const sessions = new SessionTable({
    clock,
    lifetimeMs: options.sessionLifetimeMs ?? 10 * 60 * 1000,
    maxSessions: options.maxSessions ?? 1000,
  });
  const orders = new Orders(options.store, clock, source);
  let notes: string[] = [];
  const context: SmdpContext = {
    clock,
    entropy: options.entropy,
    pkis: usablePkis(options.pki),
    address,
    hostId: options.hostId ?? new TextEncoder().encode('euicc-workbench'),
    maxConfirmationCodes: options.maxConfirmationCodes ?? 5,
    sessions,
    orders,
    note: (message) => notes.push(message),
  };

  function run(row: FunctionRow<unknown>, body: Uint8Array): SmdpHttpResponse {
    notes = [];
    let input: unknown;
    const log = (entry: Omit<SmdpLogEntry, 'at' | 'function'>) =>
      options.log?.({ at: clock.now(), function: row.name, ...transactionOf(input), ...entry });
    try {
      input = parseBody(row, body);
      const output = row.run(context, input);
      const message = notes.length === 0 ? {} : { message: notes.join('; ') };
      log({ outcome: 'executed', ...transactionOf(output), ...message });
      if (output === undefined) return answer(204);
      return answer(200, {
        header: { functionExecutionStatus: { status: 'Executed-Success' } },
        ...output,
      });
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error;
      const { subjectCode, reasonCode } = error;
      log({ outcome: 'failed', subjectCode, reasonCode, message: [error.message, ...notes].join('; ') });
      // A notification has no function execution status to fail with: only HTTP can say it (§6.3).
      return failed(error, row.name === 'ES9+.HandleNotification' ? 400 : 200);
    }
  }

  return {
    address,
    handle(request) {
      try {
        return run(findFunction(request), request.body);
      } catch (error) {
        const status = error instanceof HttpFailure ? error.status : 500;
        const message = error instanceof Error ? error.message : String(error);
        options.log?.({ at: clock.now(), function: request.path.slice(0, 100), outcome: 'refused', message });
        const extra = error instanceof HttpFailure ? error.headers : {};
        const plain = answer(status);
        return { ...plain, headers: { ...plain.headers, ...extra } };
      }
    },
    codes: () => listCodes(address, orders),
    orders: () =>
      orders.offers().map((offer) => {
        const { state, installations, downloads, eid, reason } = orders.get(offer);
        return {
          name: offer.name,
          matchingId: offer.matchingId,
          state,
          installations,
          downloads,
          ...(eid === undefined ? {} : { eid }),
          ...(reason === undefined ? {} : { reason }),
        };
      }),
    notifications: () => orders.notifications(),
    sessionCount: () => sessions.size,
    reset(matchingId) {
      orders.reset(matchingId);
      if (matchingId === undefined) sessions.clear();
    },
  };
}

/** The activation code of an offer with a matching id (SGP.22 v2.5 §4.1). */
export function activationCodeOf(address: string, offer: ProfileOffer): string {
  return `LPA:1$${address}$${offer.matchingId}${offer.confirmationCode === undefined ? '' : '$$1'}`;
}

function listCodes(address: string, orders: Orders): SimulatedCode[] {
  const rank = (code: SimulatedCode) =>
    (code.state === 'released' ? 0 : code.state === 'downloaded' ? 2 : 4) +
    (code.confirmationCode === undefined ? 0 : 1);
  return orders
    .offers()
    .filter((offer) => offer.matchingId !== '')
    .map((offer): SimulatedCode => {
      const { confirmationCode } = offer;
      return {
        activationCode: activationCodeOf(address, offer),
        profileName: offer.metadata.profileName,
        ...(confirmationCode === undefined ? {} : { confirmationCode }),
        state: orders.get(offer).state,
      };
    })
    .sort((a, b) => rank(a) - rank(b));
}

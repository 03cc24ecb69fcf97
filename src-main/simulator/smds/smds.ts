/** The SM-DS as a function from request to response: ES11, ES12 and ES15 in the JSON binding (SGP.22 v2.5 §5.8 to §5.10, §6.5.2). */

import { z } from 'zod';
import { toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import type { Pki } from '../pki/index.ts';
import {
  type AuthenticationServer,
  authenticateClient,
  authenticateClientInput,
  createDispatcher,
  damageBytes,
  type FunctionCall,
  type FunctionCaller,
  type FunctionRow,
  functionRow,
  initiateAuthentication,
  initiateAuthenticationInput,
  type RspHandler,
  type RspLogEntry,
  type RspSession,
  SessionTable,
} from '../rsp-server/index.ts';
import { type EventRecord, EventRecords, type EventStore } from './events.ts';
import {
  deleteEvent,
  deleteEventInput,
  type RegistrationContext,
  registerEvent,
  registerEventInput,
} from './registration.ts';
import { smdsFailure, smdsStatusCodes } from './status.ts';

export interface SmdsOptions {
  /** One PKI, or one for each CI that the SM-DS serves. Needs dsAuth. */
  readonly pki: Pki | readonly Pki[];
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  readonly store: EventStore;
  /** Host name, perhaps with a port. */
  readonly address: string;
  /** The root SM-DS, where this one is below it, and how it is called. */
  readonly root?: { readonly address: string; readonly call: FunctionCaller };
  /** Life of an RSP session in milliseconds. Default 10 minutes. */
  readonly sessionLifetimeMs?: number;
  /** Sessions under way at a time; the oldest half-open one gives way. Default 1,000. */
  readonly maxSessions?: number;
  /** Told of every call. Must not throw. */
  readonly log?: (entry: RspLogEntry) => void;
  /** Whether ES12 and ES15 are only for callers with a TLS certificate that is trusted. Default false. */
  readonly mutualTls?: boolean;
  readonly faults?: ServerFaults;
}

export interface Smds {
  readonly address: string;
  /** One HTTP exchange: ES11 is answered at once, ES12 when the root SM-DS has answered. Never throws. */
  readonly handle: RspHandler;
  events(): readonly EventRecord[];
  /** What a person at the bench does there, past ES12. `register` gives false where the eUICC has an event of that id. */
  readonly byHand: {
    register(event: Pick<EventRecord, 'eid' | 'eventId' | 'rspServerAddress'>): boolean;
    /** False where there is none. */
    remove(event: Pick<EventRecord, 'eid' | 'eventId'>): boolean;
  };
  /** RSP sessions under way. */
  sessionCount(): number;
  /** What its server asks at each connection. */
  readonly faults: ServerFaults | undefined;
}

type Context = AuthenticationServer<RspSession> & RegistrationContext;

/**
 * ES11.AuthenticateClient (§5.8.2): the events of the eUICC, or the one whose id is given. An event id goes with the
 * address of the server that has it.
 */
function findEvents(context: Context, request: z.output<typeof authenticateClientInput>, call: FunctionCall) {
  const { session, eid, signed } = authenticateClient(context, request, call);
  const { matchingId } = signed.ctxParams1.value.ctxParamsForCommonAuthentication;
  context.sessions.end(toHex(session.transactionId));
  // An LPA that the root sent here has the id that the event was forwarded under.
  const found = context.events
    .of(eid)
    .filter((one) => !matchingId || one.eventId === matchingId || one.forwardedAs === matchingId);
  if (found.length === 0) throw smdsFailure('eventUnknown');
  // Nothing here is signed: the one transaction id is that of the JSON.
  const { transactionId } = session;
  return {
    transactionId: toHex(
      call.fault?.kind === 'wrongTransactionId' ? damageBytes(transactionId) : transactionId,
    ),
    eventEntries: found.map(({ eventId, rspServerAddress }) => ({ eventId, rspServerAddress })),
  };
}

const initiateInput = z.union([
  initiateAuthenticationInput,
  // The function's own text calls it smdsAddress; the LPAs in the field use the field of ES9+.
  initiateAuthenticationInput
    .omit({ smdpAddress: true })
    .extend({ smdsAddress: initiateAuthenticationInput.shape.smdpAddress })
    .transform(({ smdsAddress, ...rest }) => ({ ...rest, smdpAddress: smdsAddress })),
]);

function functionsOf(context: Context, mutualTls: boolean): FunctionRow[] {
  // LPAs call ES11 under the paths of ES9+ (§6.5.2 has one binding for both).
  const es11 = ['es9plus', 'es11'].flatMap((part) => [
    functionRow(
      'ES11.InitiateAuthentication',
      `/gsma/rsp2/${part}/initiateAuthentication`,
      initiateInput,
      (request, call) => initiateAuthentication(context, (session): RspSession => session, request, call),
    ),
    functionRow(
      'ES11.AuthenticateClient',
      `/gsma/rsp2/${part}/authenticateClient`,
      authenticateClientInput,
      (request, call) => findEvents(context, request, call),
    ),
  ]);
  const events = (['ES12', 'ES15'] as const).flatMap((which) => [
    functionRow(
      `${which}.RegisterEvent`,
      `/gsma/rsp2/${which.toLowerCase()}/registerEvent`,
      registerEventInput,
      (request) => registerEvent(context, request, which === 'ES12'),
      { mutualTls },
    ),
    functionRow(
      `${which}.DeleteEvent`,
      `/gsma/rsp2/${which.toLowerCase()}/deleteEvent`,
      deleteEventInput,
      (request) => deleteEvent(context, request),
      { mutualTls },
    ),
  ]);
  return [...es11, ...events];
}

/** Who registers what is registered by hand: no function requester, so nobody deletes it by ES12. */
const byHandOwner = 'by hand';

/** An SM-DS without its network. Throws `pki_incomplete`, and what `store.load` throws. */
export function createSmds(options: SmdsOptions): Smds {
  const { clock, entropy, address, log, faults, root } = options;
  const given = 'ci' in options.pki ? [options.pki] : options.pki;
  const pkis = given.filter((one) => one.dsAuth !== undefined);
  if (pkis.length === 0) throw new WorkbenchError('pki_incomplete', { missing: 'dsAuth' });
  const events = new EventRecords(options.store);
  const sessions = new SessionTable<RspSession>({
    clock,
    lifetimeMs: options.sessionLifetimeMs ?? 10 * 60 * 1000,
    maxSessions: options.maxSessions ?? 1000,
  });
  const context: Context = {
    clock,
    entropy,
    pkis,
    role: 'dsAuth',
    address,
    codes: {
      addressRefused: smdsStatusCodes.smdsAddressRefused,
      svnUnsupported: smdsStatusCodes.svnUnsupported,
      certificateUnavailable: smdsStatusCodes.smdsCertificateUnavailable,
      ciKeysUnsupported: smdsStatusCodes.ciKeysUnsupported,
    },
    sessions,
    events,
    requester: pkis[0]?.dsAuth?.certificate.registeredIds[0] ?? address,
    ...(root === undefined ? {} : { root }),
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
    events: () => events.all(),
    byHand: {
      register(event) {
        if (events.find(event.eid, event.eventId) !== undefined) return false;
        events.add({ ...event, owner: byHandOwner, registeredAt: clock.now() });
        return true;
      },
      remove({ eid, eventId }) {
        const event = events.find(eid, eventId);
        if (event !== undefined) events.remove(event);
        return event !== undefined;
      },
    },
    sessionCount: () => sessions.size,
  };
}

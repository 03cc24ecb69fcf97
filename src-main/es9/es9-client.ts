/**
 * ES9+ (LPA to SM-DP+, SGP.22 v2.5 §5.6) and ES11 (LPA to SM-DS, §5.8) over HTTPS with the JSON binding of §6.5.
 * Every exchange goes to the trace sink, also when it fails.
 */

import { parseServerAddress } from '../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TraceSink } from '../../src-shared/trace.ts';
import { type Call, createExchanger, refuseOtherStatus } from './exchange.ts';
import {
  type ConnectTo,
  createHttpsTransport,
  type HttpsTransport,
  type Timeouts,
} from './https-transport.ts';
import {
  authenticateClientReply,
  cancelSessionReply,
  es11AuthenticateClientReply,
  getBoundProfilePackageReply,
  type InitiateAuthenticationReply,
  initiateAuthenticationReply,
} from './json-binding.ts';
import type { TrustSource } from './trust-store.ts';

export const defaultTimeouts: Timeouts = { connectMs: 15_000, totalMs: 60_000 };

export interface Limits {
  /** The largest answer of GetBoundProfilePackage, in bytes of JSON. */
  readonly maxPackageBytes: number;
  /** The largest answer of any other function (metadata with an icon, certificates, events). */
  readonly maxReplyBytes: number;
}
export const defaultLimits: Limits = { maxPackageBytes: 8 * 1024 * 1024, maxReplyBytes: 512 * 1024 };

export interface Es9ClientOptions {
  readonly trust: TrustSource;
  readonly clock: Clock;
  readonly trace: TraceSink;
  /** Looked at anew for every request. */
  readonly connectTo?: ConnectTo;
  /** No server is reached before: `connectTo` is not complete yet. Never rejects. */
  readonly after?: Promise<void> | undefined;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<Limits>;
}

/** A session as its server names it: hexadecimal, as it came. */
export interface TransactionIdParameter {
  readonly transactionId: string;
}

export interface AuthenticateClientParameters extends TransactionIdParameter {
  /** `BF38` */
  readonly authenticateServerResponse: Uint8Array;
}

export interface AuthenticateClientReply extends TransactionIdParameter {
  /** StoreMetadataRequest (`BF25`). */
  readonly profileMetadata: Uint8Array;
  readonly smdpSigned2: Uint8Array;
  /** With its tag `5F37`. */
  readonly smdpSignature2: Uint8Array;
  readonly smdpCertificate: Uint8Array;
}

export interface EventEntry {
  readonly eventId: string;
  readonly rspServerAddress: string;
}

export interface InitiateAuthenticationParameters {
  /** 16 bytes. */
  readonly euiccChallenge: Uint8Array;
  /** EUICCInfo1 (`BF20`), as the card gave it. */
  readonly euiccInfo1: Uint8Array;
}

/**
 * Addresses are `NAME` or `NAME:PORT` (DEVIATION: a port is for labs; SGP.22 v2.5 §4.1 has an FQDN alone). Payloads are DER
 * with their outer tags, byte for byte as they came from the card or the server.
 *
 * Every function rejects with: address_* (of src-shared/errors/input), ci_* and tls_*, es9_*, cancelled.
 */
export interface Es9Client {
  /** §5.6.1. The caller compares `transactionId` with the one inside serverSigned1. */
  initiateAuthentication(
    address: string,
    parameters: InitiateAuthenticationParameters,
    signal?: AbortSignal,
  ): Promise<InitiateAuthenticationReply>;
  /** §5.6.3 */
  authenticateClient(
    address: string,
    parameters: AuthenticateClientParameters,
    signal?: AbortSignal,
  ): Promise<AuthenticateClientReply>;
  /** §5.6.2. `prepareDownloadResponse` is `BF21`, the answer `BF36`. */
  getBoundProfilePackage(
    address: string,
    parameters: TransactionIdParameter & { readonly prepareDownloadResponse: Uint8Array },
    signal?: AbortSignal,
  ): Promise<TransactionIdParameter & { readonly boundProfilePackage: Uint8Array }>;
  /** §5.6.5. `cancelSessionResponse` is `BF41`. */
  cancelSession(
    address: string,
    parameters: TransactionIdParameter & { readonly cancelSessionResponse: Uint8Array },
    signal?: AbortSignal,
  ): Promise<void>;
  /** §5.6.4. `pendingNotification` is `BF37` or `30`. Resolves only when the server has answered 204. */
  handleNotification(
    address: string,
    parameters: { readonly pendingNotification: Uint8Array },
    signal?: AbortSignal,
  ): Promise<void>;
  /** The same two functions of an SM-DS. */
  readonly es11: {
    /** §5.8.1 */
    initiateAuthentication: Es9Client['initiateAuthentication'];
    /** §5.8.2 */
    authenticateClient(
      address: string,
      parameters: AuthenticateClientParameters,
      signal?: AbortSignal,
    ): Promise<TransactionIdParameter & { readonly eventEntries: readonly EventEntry[] }>;
  };
  /**
   * Connects to a server that is about to be asked, and verifies it, without sending anything: while a card is being opened.
   * Never throws; where it fails, the first request connects anew and tells why.
   */
  prepare(address: string): void;
  /** Ends all connections. */
  close(): void;
}

/** As `toBase64` of src-shared, which the window can use too, at several times its speed. */
function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

export function createEs9Client(options: Es9ClientOptions): Es9Client {
  const { trust, clock } = options;
  const transport = createHttpsTransport({
    trust,
    clock,
    connectTo: options.connectTo ?? new Map(),
    after: options.after,
    timeouts: { ...defaultTimeouts, ...options.timeouts },
  });
  return createEs9ClientOver(transport, options);
}

/** The same over another way to the servers, as a recording of one. */
export function createEs9ClientOver(
  transport: HttpsTransport,
  options: Pick<Es9ClientOptions, 'clock' | 'trace' | 'limits'>,
): Es9Client {
  const { clock, trace } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const { exchange, ask, askInSession } = createExchanger({ transport, clock, trace });

  async function initiateAuthentication(
    which: Call['interface'],
    address: string,
    { euiccChallenge, euiccInfo1 }: InitiateAuthenticationParameters,
    signal: AbortSignal | undefined,
  ): Promise<InitiateAuthenticationReply> {
    const call: Call = {
      interface: which,
      name: 'initiateAuthentication',
      address,
      body: {
        euiccChallenge: toBase64(euiccChallenge),
        euiccInfo1: toBase64(euiccInfo1),
        // Without the port of a lab's address: a server knows itself by its name, which is also what it signs.
        smdpAddress: parseServerAddress(address).name,
      },
      secrets: [],
      signal,
      maxBytes: limits.maxReplyBytes,
    };
    return await ask(call, initiateAuthenticationReply);
  }

  /** A call that sends one payload of the card, within a session where there is a transaction id. */
  function payloadCall(
    which: Call['interface'],
    name: string,
    address: string,
    payload: readonly [field: string, der: Uint8Array],
    signal: AbortSignal | undefined,
    transactionId?: string,
    maxBytes = limits.maxReplyBytes,
  ): Call {
    const [field, der] = payload;
    return {
      interface: which,
      name,
      address,
      body: { ...(transactionId !== undefined && { transactionId }), [field]: toBase64(der) },
      secrets: [der],
      signal,
      maxBytes,
    };
  }

  function authenticateClientCall(
    which: Call['interface'],
    address: string,
    parameters: AuthenticateClientParameters,
    signal: AbortSignal | undefined,
  ): Call {
    const { transactionId, authenticateServerResponse } = parameters;
    const payload = ['authenticateServerResponse', authenticateServerResponse] as const;
    return payloadCall(which, 'authenticateClient', address, payload, signal, transactionId);
  }

  return {
    initiateAuthentication: (address, parameters, signal) =>
      initiateAuthentication('ES9+', address, parameters, signal),

    authenticateClient: (address, parameters, signal) =>
      askInSession(
        authenticateClientCall('ES9+', address, parameters, signal),
        parameters.transactionId,
        authenticateClientReply,
      ),

    getBoundProfilePackage(address, { transactionId, prepareDownloadResponse }, signal) {
      const payload = ['prepareDownloadResponse', prepareDownloadResponse] as const;
      const max = limits.maxPackageBytes;
      const call = payloadCall(
        'ES9+',
        'getBoundProfilePackage',
        address,
        payload,
        signal,
        transactionId,
        max,
      );
      return askInSession(call, transactionId, getBoundProfilePackageReply);
    },

    async cancelSession(address, { transactionId, cancelSessionResponse }, signal) {
      const payload = ['cancelSessionResponse', cancelSessionResponse] as const;
      const call = payloadCall('ES9+', 'cancelSession', address, payload, signal, transactionId);
      await ask(call, cancelSessionReply);
    },

    handleNotification(address, { pendingNotification }, signal) {
      const payload = ['pendingNotification', pendingNotification] as const;
      const call = payloadCall('ES9+', 'handleNotification', address, payload, signal);
      return exchange(call, (response, context) => {
        // §5.6.4, §6.3: nothing but 204 is an acknowledgement, after which the notification is removed from the card.
        if (response.status === 204) return;
        refuseOtherStatus(response, context);
        const { host, function: name } = context;
        throw new WorkbenchError('es9_not_acknowledged', { host, function: name, status: response.status });
      });
    },

    es11: {
      initiateAuthentication: (address, parameters, signal) =>
        initiateAuthentication('ES11', address, parameters, signal),

      authenticateClient: (address, parameters, signal) =>
        askInSession(
          authenticateClientCall('ES11', address, parameters, signal),
          parameters.transactionId,
          es11AuthenticateClientReply,
        ),
    },

    prepare(address) {
      try {
        transport.prepare(parseServerAddress(address));
      } catch {
        // The request says what is wrong with the address.
      }
    },

    close: () => transport.close(),
  };
}

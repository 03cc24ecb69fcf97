/**
 * ES9+ (LPA to SM-DP+, SGP.22 v2.5 §5.6) and ES11 (LPA to SM-DS, §5.8) over HTTPS with the JSON binding of §6.5.
 * Every exchange goes to the trace sink, also when it fails.
 */

import type { z } from 'zod';
import { parseServerAddress } from '../../src-shared/activation-code.ts';
import { toBase64 } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { HttpExchange, TraceSink } from '../../src-shared/trace.ts';
import {
  type ConnectTo,
  createHttpsTransport,
  type PostResponse,
  type ResponseRecord,
  serverText,
  type Timeouts,
} from './https-transport.ts';
import {
  authenticateClientReply,
  cancelSessionReply,
  checkExecutionStatus,
  es11AuthenticateClientReply,
  getBoundProfilePackageReply,
  type InitiateAuthenticationReply,
  initiateAuthenticationReply,
  parseJson,
  readReply,
} from './json-binding.ts';
import type { TrustSource } from './trust-store.ts';

/**
 * §6.2: the version of the specification that the sender keeps to. It is the LPA's own (this workbench pins v2.5), not the
 * card's: an older server answers with its own version, and the card's is in euiccInfo1.
 */
export const adminProtocol = 'gsma/rsp/v2.5.0';
/** §6.2: the value for an LPA in the device; servers are known to look at it. */
const userAgent = 'gsma-rsp-lpad';

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
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<Limits>;
}

/** A session as its server names it: hexadecimal, as it came. */
export interface TransactionIdParameter {
  readonly transactionId: string;
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
  /** §5.6.3. `authenticateServerResponse` is `BF38`. */
  authenticateClient(
    address: string,
    parameters: TransactionIdParameter & { readonly authenticateServerResponse: Uint8Array },
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
      parameters: TransactionIdParameter & { readonly authenticateServerResponse: Uint8Array },
      signal?: AbortSignal,
    ): Promise<TransactionIdParameter & { readonly eventEntries: readonly EventEntry[] }>;
  };
  /** Ends all connections. */
  close(): void;
}

interface Call {
  readonly interface: 'ES9+' | 'ES11';
  /** As in the path: lower camel case. */
  readonly name: string;
  readonly address: string;
  readonly body: Readonly<Record<string, string>>;
  /** Payloads that go out: their words are kept out of error texts. */
  readonly secrets: readonly Uint8Array[];
  readonly signal: AbortSignal | undefined;
  readonly maxBytes: number;
}

export function createEs9Client(options: Es9ClientOptions): Es9Client {
  const { clock, trace } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const transport = createHttpsTransport({
    trust: options.trust,
    clock,
    connectTo: options.connectTo ?? new Map(),
    timeouts: { ...defaultTimeouts, ...options.timeouts },
  });

  /** One exchange, traced; `interpret` turns the answer into the result, and its errors are traced with it. */
  async function exchange<T>(
    call: Call,
    interpret: (response: PostResponse, context: Context) => T,
  ): Promise<T> {
    const server = parseServerAddress(call.address);
    const purpose = `${call.interface}.${call.name.charAt(0).toUpperCase()}${call.name.slice(1)}`;
    const host = serverText(server);
    const path = `/gsma/rsp2/es9plus/${call.name}`;
    const body = new TextEncoder().encode(JSON.stringify(call.body));
    const headers = {
      Host: host,
      'User-Agent': userAgent,
      'X-Admin-Protocol': adminProtocol,
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
    };
    const record: ResponseRecord = {};
    const startedAt = clock.now();
    const begun = clock.monotonic();
    const tell = (error?: WorkbenchError) => {
      const entry: HttpExchange = {
        kind: 'http',
        startedAt,
        durationMs: clock.monotonic() - begun,
        purpose,
        method: 'POST',
        url: `https://${host}${path}`,
        requestHeaders: Object.entries(headers),
        requestBody: body,
        ...(record.status !== undefined && { status: record.status }),
        ...(record.headers !== undefined && { responseHeaders: record.headers }),
        ...(record.body !== undefined && { responseBody: record.body }),
        ...(error !== undefined && { error: error.toData() }),
      };
      trace(entry);
    };
    try {
      const response = await transport.post({
        server,
        function: purpose,
        path,
        headers,
        body,
        maxResponseBytes: call.maxBytes,
        signal: call.signal,
        record,
      });
      const result = interpret(response, { host, function: purpose, secrets: call.secrets });
      tell();
      return result;
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      tell(error);
      throw error;
    }
  }

  /** A function that answers 200 with JSON. */
  function ask<S extends z.ZodType>(call: Call, schema: S): Promise<z.output<S>> {
    return exchange(call, (response, context) => {
      const json = replyJson(response, context);
      checkExecutionStatus(json, context);
      return readReply(schema, json, context);
    });
  }

  /** Asks and holds the answer to be one for the same transaction. */
  async function askInSession<S extends z.ZodType<{ transactionId?: string | undefined }>>(
    call: Call,
    transactionId: string,
    schema: S,
  ): Promise<z.output<S> & TransactionIdParameter> {
    return exchange(call, (response, context) => {
      const json = replyJson(response, context);
      checkExecutionStatus(json, context);
      const reply = readReply(schema, json, context);
      if (
        reply.transactionId !== undefined &&
        reply.transactionId.toUpperCase() !== transactionId.toUpperCase()
      )
        throw new WorkbenchError('es9_transaction_mismatch', {
          host: context.host,
          function: context.function,
        });
      return { ...reply, transactionId };
    });
  }

  const initiateAuthentication =
    (which: Call['interface']): Es9Client['initiateAuthentication'] =>
    (address, { euiccChallenge, euiccInfo1 }, signal) =>
      attempt(() =>
        ask(
          {
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
          },
          initiateAuthenticationReply,
        ),
      );

  const inSession = (
    which: Call['interface'],
    name: string,
    address: string,
    transactionId: string,
    payload: readonly [name: string, der: Uint8Array],
    signal: AbortSignal | undefined,
    maxBytes = limits.maxReplyBytes,
  ): Call => ({
    interface: which,
    name,
    address,
    body: { transactionId, [payload[0]]: toBase64(payload[1]) },
    secrets: [payload[1]],
    signal,
    maxBytes,
  });

  return {
    initiateAuthentication: initiateAuthentication('ES9+'),
    authenticateClient: (address, { transactionId, authenticateServerResponse }, signal) =>
      askInSession(
        inSession(
          'ES9+',
          'authenticateClient',
          address,
          transactionId,
          ['authenticateServerResponse', authenticateServerResponse],
          signal,
        ),
        transactionId,
        authenticateClientReply,
      ),
    getBoundProfilePackage: (address, { transactionId, prepareDownloadResponse }, signal) =>
      askInSession(
        inSession(
          'ES9+',
          'getBoundProfilePackage',
          address,
          transactionId,
          ['prepareDownloadResponse', prepareDownloadResponse],
          signal,
          limits.maxPackageBytes,
        ),
        transactionId,
        getBoundProfilePackageReply,
      ),
    async cancelSession(address, { transactionId, cancelSessionResponse }, signal) {
      await ask(
        inSession(
          'ES9+',
          'cancelSession',
          address,
          transactionId,
          ['cancelSessionResponse', cancelSessionResponse],
          signal,
        ),
        cancelSessionReply,
      );
    },
    handleNotification: (address, { pendingNotification }, signal) =>
      exchange(
        {
          interface: 'ES9+',
          name: 'handleNotification',
          address,
          body: { pendingNotification: toBase64(pendingNotification) },
          secrets: [pendingNotification],
          signal,
          maxBytes: limits.maxReplyBytes,
        },
        (response, context) => {
          if (response.status === 204) return;
          const { host, function: name } = context;
          refuseOtherStatus(response, context);
          throw new WorkbenchError('es9_not_acknowledged', { host, function: name, status: response.status });
        },
      ),
    es11: {
      initiateAuthentication: initiateAuthentication('ES11'),
      authenticateClient: (address, { transactionId, authenticateServerResponse }, signal) =>
        askInSession(
          inSession(
            'ES11',
            'authenticateClient',
            address,
            transactionId,
            ['authenticateServerResponse', authenticateServerResponse],
            signal,
          ),
          transactionId,
          es11AuthenticateClientReply,
        ),
    },
    close: () => transport.close(),
  };
}

interface Context {
  readonly host: string;
  readonly function: string;
  readonly secrets: readonly Uint8Array[];
}

/** A rejection also where the work throws at once. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return await work();
}

function isJson(response: PostResponse): boolean {
  // DEVIATION: a server that names no content type is given the benefit of the doubt; what it sent must still be JSON.
  const type = response.contentType;
  return type === undefined || /^application\/json\s*(;|$)/i.test(type.trim());
}

/** Throws what an answer outside 2xx means: a redirect, a status of SGP.22 in spite of it, or the HTTP status. */
function refuseOtherStatus(response: PostResponse, context: Context): void {
  const { status } = response;
  const where = { host: context.host, function: context.function };
  if (status >= 300 && status < 400) {
    const location = (response.location ?? 'nowhere').replace(/[^\x21-\x7e]/g, '').slice(0, 120);
    throw new WorkbenchError('es9_redirect', { ...where, status, location });
  }
  if (isJson(response) && response.body.length > 0 && looksLikeJson(response.body)) {
    // Some servers put the reason into the body of a 4xx or 5xx; it says more than the number.
    checkExecutionStatus(parseJson(response.body, context), context);
  }
  if (status < 200 || status >= 300) throw new WorkbenchError('es9_http_status', { ...where, status });
}

function looksLikeJson(body: Uint8Array): boolean {
  return body[0] === 0x7b && body.at(-1) === 0x7d;
}

function replyJson(response: PostResponse, context: Context): unknown {
  const where = { host: context.host, function: context.function };
  refuseOtherStatus(response, context);
  if (response.status !== 200)
    throw new WorkbenchError('es9_http_status', { ...where, status: response.status });
  if (!isJson(response)) {
    const contentType = (response.contentType ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 80);
    throw new WorkbenchError('es9_not_json', { ...where, contentType });
  }
  return parseJson(response.body, context);
}

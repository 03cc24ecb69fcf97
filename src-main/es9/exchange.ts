/** One call of a server function: the HTTP exchange, its trace, and what the answer means (SGP.22 v2.5 §6.2, §6.4, §6.5.1). */

import type { z } from 'zod';
import { parseServerAddress } from '../../src-shared/activation-code.ts';
import { elapsedMs } from '../../src-shared/elapsed.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { HttpExchange, TraceSink } from '../../src-shared/trace.ts';
import {
  type HttpsTransport,
  type PostResponse,
  type ResponseRecord,
  serverText,
} from './https-transport.ts';
import { checkExecutionStatus, parseJson, type ReplyContext, readReply } from './json-binding.ts';

/**
 * §6.2: the version of the specification that the sender keeps to. It is the LPA's own (this workbench pins v2.5), not the
 * card's: an older server answers with its own version, and the card's is in euiccInfo1.
 */
export const adminProtocol = 'gsma/rsp/v2.5.0';
/** §6.2: the value for an LPA in the device; servers are known to look at it. */
const userAgent = 'gsma-rsp-lpad';

export interface Call {
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

export interface Exchanger {
  /** Makes the exchange and traces it; `interpret` turns the answer into the result, and its errors are traced, too. */
  exchange<T>(call: Call, interpret: (response: PostResponse, context: ReplyContext) => T): Promise<T>;
  /** A function that answers 200 with JSON. */
  ask<S extends z.ZodType>(call: Call, schema: S): Promise<z.output<S>>;
  /** The same within a session: an answer for another transaction is refused (es9_transaction_mismatch). */
  askInSession<S extends z.ZodType<{ transactionId?: string | undefined }>>(
    call: Call,
    transactionId: string,
    schema: S,
  ): Promise<z.output<S> & { readonly transactionId: string }>;
}

export function createExchanger(options: {
  readonly transport: HttpsTransport;
  readonly clock: Clock;
  readonly trace: TraceSink;
}): Exchanger {
  const { transport, clock, trace } = options;

  /** One exchange, traced; `interpret` turns the answer into the result, and its errors are traced with it. */
  async function exchange<T>(
    call: Call,
    interpret: (response: PostResponse, context: ReplyContext) => T,
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
        durationMs: elapsedMs(clock, begun),
        purpose,
        method: 'POST',
        url: `https://${host}${path}`,
        requestHeaders: Object.entries(headers),
        requestBody: body,
        ...(record.connectMs !== undefined && { connectMs: record.connectMs }),
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
  ): Promise<z.output<S> & { readonly transactionId: string }> {
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

  return { exchange, ask, askInSession };
}

function isJson(response: PostResponse): boolean {
  // DEVIATION: a server that names no content type is given the benefit of the doubt; what it sent must still be JSON.
  const type = response.contentType;
  return type === undefined || /^application\/json\s*(;|$)/i.test(type.trim());
}

/**
 * Throws what an answer with a status other than the wanted one means: a redirect, the function's own status in spite
 * of it, or the HTTP status. Returns only for another 2xx.
 */
export function refuseOtherStatus(response: PostResponse, context: ReplyContext): void {
  const { status } = response;
  const where = { host: context.host, function: context.function };
  if (status >= 300 && status < 400) {
    const location = (response.location ?? 'nowhere').replace(/[^\x21-\x7e]/g, '').slice(0, 120);
    throw new WorkbenchError('es9_redirect', { ...where, status, location });
  }
  // Some servers put the reason into the body of a 4xx or 5xx; it says more than the number.
  if (isJson(response)) checkExecutionStatus(jsonOrNothing(response.body, context), context);
  if (status < 200 || status >= 300) throw new WorkbenchError('es9_http_status', { ...where, status });
}

function jsonOrNothing(body: Uint8Array, context: ReplyContext): unknown {
  try {
    return parseJson(body, context);
  } catch {
    return undefined;
  }
}

function replyJson(response: PostResponse, context: ReplyContext): unknown {
  const where = { host: context.host, function: context.function };
  if (response.status !== 200) {
    refuseOtherStatus(response, context);
    throw new WorkbenchError('es9_http_status', { ...where, status: response.status });
  }
  if (!isJson(response)) {
    const contentType = (response.contentType ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 80);
    throw new WorkbenchError('es9_not_json', { ...where, contentType });
  }
  return parseJson(response.body, context);
}

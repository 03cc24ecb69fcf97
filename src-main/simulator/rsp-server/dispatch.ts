/** From an HTTP request to the function that it is for, and from what the function gives to the answer (SGP.22 v2.5 §5.2.6, §6.3, §6.5.1). */

import type { z } from 'zod';
import type { Clock } from '../../../src-shared/ports.ts';
import type { ServerFault, ServerFaults } from '../faults/ports.ts';
import { answerInstead, damageJson, damageResponse } from './faults.ts';
import { maxRequestBytes, type RspHandler, type RspRequest, type RspResponse } from './http.ts';
import { commonFailure, FunctionFailure, HttpFailure } from './status.ts';

/** What a function of a server did, for a log. Holds no secrets: neither matching ids nor codes nor keys. */
export interface RspLogEntry {
  readonly at: number;
  /** As `ES9+.InitiateAuthentication`. */
  readonly function: string;
  readonly transactionId?: string;
  readonly outcome: 'executed' | 'failed' | 'refused';
  readonly subjectCode?: string;
  readonly reasonCode?: string;
  readonly message?: string;
}

/** One call of a function, as the function sees it. */
export interface FunctionCall {
  /** Adds a sentence to what is logged. */
  readonly note: (message: string) => void;
  /** A fault that the function has to show, in what it signs or binds. */
  readonly fault?: ServerFault;
}

type Output = Readonly<Record<string, unknown>> | undefined;

export interface FunctionRow {
  /** As `ES9+`. */
  readonly interface: string;
  /** As `AuthenticateClient`. */
  readonly function: string;
  /** As `/gsma/rsp2/es9plus/authenticateClient`. */
  readonly path: string;
  readonly request: z.ZodType;
  /** Gives the fields of the answer beside its header. Fails with FunctionFailure. */
  readonly run: (request: never, call: FunctionCall) => Output | Promise<Output>;
  /** A function without an answer: 204, and where it fails there is only HTTP to say it (§6.3, MEP Notification). */
  readonly isNotification: boolean;
  /** Only for callers with a TLS certificate that is trusted. */
  readonly mutualTls: boolean;
}

/** A row whose function takes what its schema gives. */
export function functionRow<S extends z.ZodType>(
  name: `${string}.${string}`,
  path: string,
  request: S,
  run: (request: z.output<S>, call: FunctionCall) => Output | Promise<Output>,
  options: Partial<Pick<FunctionRow, 'isNotification' | 'mutualTls'>> = {},
): FunctionRow {
  const at = name.indexOf('.');
  return {
    interface: name.slice(0, at),
    function: name.slice(at + 1),
    path,
    request,
    run: run as FunctionRow['run'],
    isNotification: false,
    mutualTls: false,
    ...options,
  };
}

export interface DispatcherOptions {
  readonly functions: readonly FunctionRow[];
  readonly clock: Pick<Clock, 'now'>;
  /** Told of every call. Must not throw. */
  readonly log?: (entry: RspLogEntry) => void;
  readonly faults?: ServerFaults;
}

const answerHeaders = {
  'Content-Type': 'application/json;charset=UTF-8',
  'X-Admin-Protocol': 'gsma/rsp/v2.5.0',
} as const;

function answer(status: number, json?: unknown): RspResponse {
  if (json === undefined)
    return {
      status,
      headers: { 'X-Admin-Protocol': answerHeaders['X-Admin-Protocol'] },
      body: new Uint8Array(),
    };
  return { status, headers: answerHeaders, body: Buffer.from(JSON.stringify(json)) };
}

function checkRequest({ method, headers, body }: RspRequest): void {
  if (method !== 'POST') throw new HttpFailure(405, 'functions are called with POST', { Allow: 'POST' });
  if (body.length > maxRequestBytes) throw new HttpFailure(413, 'the request is too large');
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new HttpFailure(415, 'the request is no JSON');
  if (!/^gsma\/rsp\/v[23]\.\d{1,3}\.\d{1,3}$/i.test((headers['x-admin-protocol'] ?? '').trim()))
    throw new HttpFailure(400, 'X-Admin-Protocol is missing or names a version that is not supported');
}

/** Notes which field it is that is wrong: the specification's text of the failure does not say. */
function parseBody(row: FunctionRow, body: Uint8Array, note: FunctionCall['note']): unknown {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpFailure(400, 'the request is no JSON');
  }
  const parsed = row.request.safeParse(json);
  if (!parsed.success) {
    note(`${parsed.error.issues[0]?.path.join('.') || 'the whole'} is missing or wrong`);
    throw commonFailure('formatInvalid');
  }
  return parsed.data;
}

function transactionOf(fields: unknown): { transactionId?: string } {
  const id = (fields as { transactionId?: unknown } | undefined)?.transactionId;
  return typeof id === 'string' ? { transactionId: id.toUpperCase() } : {};
}

/** One call of a row's function, from its body to its answer. */
function runFunction(
  options: DispatcherOptions,
  row: FunctionRow,
  request: RspRequest,
  fault: ServerFault | undefined,
): RspResponse | Promise<RspResponse> {
  const name = `${row.interface}.${row.function}`;
  const notes: string[] = [];
  let input: unknown;
  const log = (entry: Omit<RspLogEntry, 'at' | 'function'>) =>
    options.log?.({ at: options.clock.now(), function: name, ...transactionOf(input), ...entry });
  const finish = (status: number, json?: unknown) =>
    damageResponse(answer(status, json === undefined ? undefined : damageJson(json, fault)), fault);

  const succeed = (output: Output) => {
    const message = notes.length === 0 ? {} : { message: notes.join('; ') };
    log({ outcome: 'executed', ...transactionOf(output), ...message });
    if (row.isNotification) return finish(204);
    return finish(200, {
      header: { functionExecutionStatus: { status: 'Executed-Success' } },
      ...output,
    });
  };
  const fail = (error: unknown) => {
    if (!(error instanceof FunctionFailure)) {
      const message = error instanceof Error ? error.message : String(error);
      log({ outcome: 'refused', message });
      return error instanceof HttpFailure ? finish(error.status) : finish(500);
    }
    const { subjectCode, reasonCode, message } = error;
    log({ outcome: 'failed', subjectCode, reasonCode, message: [message, ...notes].join('; ') });
    const statusCodeData = { subjectCode, reasonCode, message };
    const header = { functionExecutionStatus: { status: 'Failed', statusCodeData } };
    return finish(row.isNotification ? 400 : 200, { header });
  };

  try {
    if (fault?.kind === 'status') {
      const { subjectCode, reasonCode, message = 'As a fault' } = fault;
      throw new FunctionFailure([subjectCode, reasonCode, message]);
    }
    const note = (text: string) => void notes.push(text);
    input = parseBody(row, request.body, note);
    const call = { note, ...(fault === undefined ? {} : { fault }) };
    const output = row.run(input as never, call);
    return output instanceof Promise ? output.then(succeed).catch(fail) : succeed(output);
  } catch (error) {
    return fail(error);
  }
}

/** The functions of a server as one handler of requests. */
export function createDispatcher(options: DispatcherOptions): RspHandler {
  const rows = new Map(options.functions.map((row) => [row.path, row]));
  const refuse = (path: string, { message, status, headers }: HttpFailure): RspResponse => {
    options.log?.({
      at: options.clock.now(),
      function: path.slice(0, 100),
      outcome: 'refused',
      message,
    });
    const plain = answer(status);
    return { ...plain, headers: { ...plain.headers, ...headers } };
  };
  return (request) => {
    const row = rows.get(request.path);
    if (row === undefined) return refuse(request.path, new HttpFailure(404, 'no such function'));
    try {
      checkRequest(request);
      if (row.mutualTls && request.clientTrusted !== true)
        throw new HttpFailure(403, 'a TLS certificate of a client that is known is wanted');
    } catch (error) {
      if (error instanceof HttpFailure) return refuse(request.path, error);
      throw error;
    }
    const fault = options.faults?.onFunction({ interface: row.interface, function: row.function });
    const instead = fault && answerInstead(fault);
    if (instead !== undefined) {
      const message = `fault: ${fault?.kind}`;
      const name = `${row.interface}.${row.function}`;
      options.log?.({ at: options.clock.now(), function: name, outcome: 'refused', message });
      return instead;
    }
    return runFunction(options, row, request, fault);
  };
}

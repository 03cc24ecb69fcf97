/** Traces that the fixture plays: real exchanges (the vectors of ES10) through the engine's own decoding, search and comparison. */

import { createRedactor } from '../../src-main/store/redact.ts';
import { createTraceComparer } from '../../src-main/workbench/trace-compare.ts';
import { copyTrace } from '../../src-main/workbench/trace-copy.ts';
import { outlineOf } from '../../src-main/workbench/trace-outline.ts';
import { searchTraces } from '../../src-main/workbench/trace-search.ts';
import { timeOf } from '../../src-main/workbench/trace-time.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import type { CallName, CallOutput, CallRequest } from '../../src-shared/api.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, OperationStep } from '../../src-shared/model/index.ts';
import type { ApduExchange, HttpExchange, TraceEntry } from '../../src-shared/trace.ts';
import { readVectorFiles } from '../es10/vector-files.ts';
import { longTraceEntry } from '../support/long-trace.ts';
import { downloadSteps } from './fixture-operations.ts';

export const fixtureMatchingId = 'FIXTURE-MATCHING-ID';
/** A name as a server may give it to do harm. */
export const hostileName = 'Nordlicht \u202EData\n5G <script>alert(1)</script>';

const vectors = readVectorFiles();
const hex = (text: string) => fromHex(text.replaceAll(' ', ''));
const hexOf = (value: number) => value.toString(16).padStart(2, '0');

/** The APDUs of one ES10 function over T=0: blocks of 255 bytes, then GET RESPONSE until all is there. */
function es10(step: string): Pick<ApduExchange, 'command' | 'response'>[] {
  const file = vectors.get(step);
  const request = file?.requests[0]?.hex ?? 'BF3E00';
  const response = file?.responses[0]?.hex ?? 'BF3E00';
  const blocks = request.match(/.{1,510}/g) ?? [];
  const answers = response.match(/.{1,512}/g) ?? [];
  const waiting = (left: number) => `61${hexOf(Math.min(255, left))}`;
  const out = blocks.map((data, at) => {
    const last = at === blocks.length - 1;
    return {
      command: hex(`81E2${last ? '91' : '11'}${hexOf(at)}${hexOf(data.length / 2)}${data}`),
      response: hex(last ? waiting(response.length / 2) : '9000'),
    };
  });
  let left = response.length / 2;
  for (const data of answers) {
    const length = data.length / 2;
    left -= length;
    out.push({
      command: hex(`81C00000${hexOf(length % 256)}`),
      response: hex(`${data}${left > 0 ? waiting(left) : '9000'}`),
    });
  }
  return out;
}

function apdusOf(step: string, apdus: number, long: boolean): Pick<ApduExchange, 'command' | 'response'>[] {
  if (step === 'MANAGE CHANNEL') return [{ command: hex('0070000001'), response: hex('019000') }];
  if (step === 'TERMINAL CAPABILITY')
    return [{ command: hex('80AA000005A903830107'), response: hex('9000') }];
  if (step === 'FETCH') return [{ command: hex('801200000B'), response: hex('D009810301010482028182 9000') }];
  if (step.startsWith('SELECT'))
    return [
      { command: hex('01A4040010A0000005591010FFFFFFFF8900000100'), response: hex('6110') },
      { command: hex('01C0000010'), response: hex('6F0E8410A0000005591010FFFFFFFF890000 9000') },
    ];
  if (!step.endsWith('LoadBoundProfilePackage')) return es10(step);
  const count = long ? apdus * 180 : 200;
  return Array.from({ length: count }, (_, at) => {
    const entry = longTraceEntry(at % 200, 1_000_000);
    return entry.kind === 'apdu' && entry.response !== undefined
      ? { command: entry.command, response: entry.response }
      : { command: hex('00A4000C02'), response: hex('9000') };
  });
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string) => Buffer.from(hex(text)).toString('base64');

function httpOf(step: string): Pick<HttpExchange, 'requestBody' | 'responseBody' | 'status'> {
  const transactionId = '2E1A8A2F8C0D4F15A0B14B7A6E5F6C7D';
  const answer = (more: object) =>
    utf8(
      JSON.stringify({
        header: { functionExecutionStatus: { status: 'Executed-Success' } },
        transactionId,
        ...more,
      }),
    );
  if (step.endsWith('HandleNotification'))
    return {
      requestBody: utf8(JSON.stringify({ pendingNotification: base64('BF3780') })),
      responseBody: new Uint8Array(0),
      status: 204,
    };
  if (step.endsWith('AuthenticateClient')) {
    const name = Buffer.from(hostileName);
    const metadata =
      `5A0A98941100000000000041 9104544553549 2${hexOf(name.length)}${name.toString('hex')}`.replaceAll(
        ' ',
        '',
      );
    return {
      requestBody: utf8(
        JSON.stringify({
          transactionId,
          matchingId: fixtureMatchingId,
          authenticateServerResponse: base64(
            vectors.get('ES10b.AuthenticateServer')?.responses[0]?.hex ?? '',
          ),
        }),
      ),
      responseBody: answer({
        profileMetadata: base64(`BF25${hexOf(metadata.length / 2)}${metadata}`),
        smdpNote: hostileName,
      }),
      status: 200,
    };
  }
  return {
    requestBody: utf8(
      JSON.stringify({
        smdpAddress: 'smdp-plus.example-carrier.com',
        euiccInfo1: base64(vectors.get('ES10b.GetEUICCInfo1')?.responses[0]?.hex ?? ''),
      }),
    ),
    responseBody: answer({}),
    status: 200,
  };
}

/** The exchanges of an operation, as far as it came. `long`: more than ten thousand. */
export function makeEntries(operation: Operation, long: boolean): TraceEntry[] {
  const entries: TraceEntry[] = [];
  let at = operation.createdAt;
  const failed = operation.status === 'failed';
  let left = failed ? 8 : 100;
  for (const [, step, apdus, ms] of downloadSteps) {
    if (left-- <= 0) break;
    if (step.startsWith('ES9+')) {
      const name = step.slice(5);
      entries.push({
        kind: 'http',
        startedAt: Math.round(at),
        durationMs: ms,
        purpose: step,
        method: 'POST',
        url: `https://smdp-plus.example-carrier.com/gsma/rsp2/es9plus/${name.charAt(0).toLowerCase()}${name.slice(1)}`,
        ...(name === 'InitiateAuthentication' ? { connectMs: ms / 2 } : {}),
        requestHeaders: [
          ['content-type', 'application/json'],
          ['x-admin-protocol', 'gsma/rsp/v2.5.0'],
        ],
        responseHeaders: [['content-type', 'application/json']],
        ...httpOf(step),
      });
      at += ms;
      if (step.endsWith('AuthenticateClient')) {
        entries.push({
          kind: 'note',
          startedAt: Math.round(at),
          code: 'question_waited',
          params: { kind: 'install', waitedMs: 2_400 },
        });
        at += 2_400;
      }
      continue;
    }
    const exchanges = apdusOf(step, apdus, long);
    for (const exchange of exchanges) {
      entries.push({
        kind: 'apdu',
        startedAt: Math.round(at),
        durationMs: ms / exchanges.length,
        purpose: step,
        ...exchange,
      });
      at += ms / exchanges.length;
    }
    if (step === 'MANAGE CHANNEL')
      entries.push({
        kind: 'note',
        startedAt: Math.round(at),
        code: 'quirk_learned',
        params: { quirk: 'basic_channel' },
      });
  }
  if (failed)
    entries.push({
      kind: 'apdu',
      startedAt: Math.round(at),
      durationMs: 210,
      purpose: 'ES10b.PrepareDownload',
      command: hex('81E2910003BF2100'),
      ...(operation.error?.code === 'card_removed'
        ? { error: { code: 'card_removed', params: { reader: operation.readerName } } }
        : { response: hex('6985') }),
    });
  return entries;
}

type Name = Extract<CallName, `trace.${string}` | `evidence.trace.${string}` | 'operations.time'>;
type Handlers = {
  [N in Exclude<Name, 'trace.export' | 'trace.import'>]: (
    request: CallRequest<N>,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

type Redacted = ReturnType<ReturnType<typeof createRedactor>['trace']>;

/** The calls about traces, over entries in memory. */
export class FixtureTraces {
  readonly handlers: Handlers;
  readonly #given = new Map<number, TraceEntry[]>();
  readonly #redacted = new WeakMap<readonly TraceEntry[], Redacted>();
  readonly #made = new WeakMap<Operation, TraceEntry[]>();
  readonly #find: (id: number) => Operation;

  constructor(find: (id: number) => Operation, steps: (id: number) => readonly OperationStep[]) {
    this.#find = find;
    const slice = (id: number, after: number, limit: number) =>
      this.#entries(id)
        .slice(after, after + limit)
        .map((entry, at) => ({ seq: after + at + 1, entry }));
    const store = {
      redactedTrace: (id: number, after: number, limit: number) =>
        this.#shown(id).slice(after, after + limit),
      listTrace: slice,
      operationIds: () => [],
    };
    const view = createTraceView(store);
    const compare = createTraceComparer();
    const get = (id: number, seq: number) => {
      const detail = view.get(id, seq);
      if (detail === undefined) throw new WorkbenchError('trace_entry_not_found', { id, seq });
      return detail;
    };
    this.handlers = {
      'trace.list': ({ operationId, after, limit }) => view.list(operationId, after, limit),
      'trace.get': ({ operationId, seq }) => get(operationId, seq),
      'evidence.trace.list': ({ id, after, limit }) => view.list(-id, after, limit),
      'evidence.trace.get': ({ id, seq }) => get(-id, seq),
      'trace.outline': async ({ operationId, after, limit }) => {
        await this.#held;
        const entries = slice(operationId, after, limit + 1);
        return outlineOf(entries.slice(0, limit), entries.length <= limit);
      },
      'trace.search': (request) => searchTraces(store, request, () => 0),
      'trace.compare': (request) => compare(store, request),
      'trace.copy': (request) => copyTrace(store, request),
      'operations.time': ({ id }) => timeOf(this.#find(id), steps(id), this.#entries(id)),
    };
  }

  /** From now on these are the exchanges of an operation; whoever adds to them adds to its trace. */
  give(id: number, entries: TraceEntry[]): void {
    this.#given.set(id, entries);
  }

  #held = Promise.resolve();

  /** What is asked about a trace as a whole waits until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  #entries(id: number): TraceEntry[] {
    const given = this.#given.get(id);
    if (given !== undefined) return given;
    const operation = this.#find(id);
    const known = this.#made.get(operation);
    if (known !== undefined) return known;
    // The second operation has a trace of ten thousand exchanges.
    const made = makeEntries(operation, id === 2);
    this.#made.set(operation, made);
    return made;
  }

  #shown(id: number): Redacted {
    const entries = this.#entries(id);
    const known = this.#redacted.get(entries);
    if (known?.length === entries.length) return known;
    const redactor = createRedactor({ secrets: [{ kind: 'matching_id', value: fixtureMatchingId }] });
    const shown = redactor.trace(entries.map((entry, at) => ({ seq: at + 1, entry })));
    this.#redacted.set(entries, shown);
    return shown;
  }
}

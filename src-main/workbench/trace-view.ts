/**
 * A stored trace as a person reads it: lines, and each line opened as a tree. It works on the redacted view of the
 * store, so no secret passes here.
 */

import type { TraceDetail, TraceLine, TraceNode } from '../../src-shared/model/index.ts';
import type { HttpExchange } from '../../src-shared/trace.ts';
import { swText } from '../card/apdu.ts';
import {
  answerDataNodes,
  bodyNodes,
  commandDataNodes,
  commandHeader,
  commandKnowledge,
  es10Nodes,
  httpSection,
  joinedSource,
  labelOf,
  say,
  sceneOf,
  spokenValue,
  statusWordNode,
  topOf,
} from '../decode/index.ts';
import type { OperationStore, RedactedTraceEntry } from '../store/port.ts';
import { redactedBase64, redactedHex, redactedText } from '../store/redact.ts';
import {
  type ApduEntry,
  chainAt,
  channelOfEntry,
  isApdu,
  isStoreData,
  requestPieces,
  responsePieces,
} from './trace-chains.ts';

export function createTraceView(store: Pick<OperationStore, 'redactedTrace'>) {
  return {
    list: (operationId: number, after: number, limit: number): TraceLine[] =>
      store.redactedTrace(operationId, after, limit).map(lineOf),

    get(operationId: number, seq: number): TraceDetail | undefined {
      // A command may be spread over many blocks before this entry, and an answer over entries behind it.
      const entries = store.redactedTrace(operationId, 0, Number.MAX_SAFE_INTEGER);
      const at = entries.findIndex((one) => one.seq === seq);
      const found = entries[at];
      if (found === undefined) return undefined;
      const line = lineOf(found);
      if (found.entry.kind === 'note') return { line, request: [], response: [] };
      const { request, response, ...texts } =
        found.entry.kind === 'http' ? httpDetail(found.entry, found) : apduDetail(entries, at);
      return { line, request: limited(request), response: limited(response), ...texts };
    },
  };
}

/** More than any real exchange has; one that is made to be large must not fill the window. */
const mostNodes = 5_000;

function limited(nodes: readonly TraceNode[], budget = { left: mostNodes }): TraceNode[] {
  const out: TraceNode[] = [];
  for (const [at, node] of nodes.entries()) {
    if (budget.left <= 0) {
      out.push({ label: '…', ...spokenValue(say('{count} more', { count: nodes.length - at })) });
      break;
    }
    budget.left -= 1;
    out.push(node.children === undefined ? node : { ...node, children: limited(node.children, budget) });
  }
  return out;
}

export function lineOf({ seq, entry, command, response }: RedactedTraceEntry): TraceLine {
  const base = { seq, startedAt: entry.startedAt };
  const error =
    'error' in entry && entry.error !== undefined
      ? { error: { code: entry.error.code, params: { ...entry.error.params } } }
      : {};
  switch (entry.kind) {
    case 'note':
      return { ...base, kind: 'note', code: entry.code, params: { ...entry.params } };
    case 'http':
      return {
        ...base,
        kind: 'http',
        durationMs: entry.durationMs,
        purpose: entry.purpose,
        method: entry.method,
        url: entry.url,
        ...(entry.connectMs === undefined ? {} : { connectMs: entry.connectMs }),
        requestBytes: entry.requestBody.length,
        ...(entry.status === undefined ? {} : { status: entry.status }),
        ...(entry.responseBody === undefined ? {} : { responseBytes: entry.responseBody.length }),
        ...error,
      };
    case 'apdu': {
      const sw = statusWord(entry.response);
      return {
        ...base,
        kind: 'apdu',
        durationMs: entry.durationMs,
        purpose: entry.purpose,
        command: command === undefined ? '' : redactedHex(command),
        ...(response === undefined ? {} : { response: redactedHex(response) }),
        ...(sw === undefined ? {} : { statusWord: swText(sw) }),
        ...error,
      };
    }
  }
}

export function statusWord(response: Uint8Array | undefined): number | undefined {
  if (response === undefined || response.length < 2) return undefined;
  return ((response[response.length - 2] ?? 0) << 8) | (response[response.length - 1] ?? 0);
}

// --- APDUs ----------------------------------------------------------------------------------------------------------

/** The command that this entry is the last (or any) block of, and the answer that followed it. */
export function apduDetail(
  entries: readonly RedactedTraceEntry[],
  at: number,
): Pick<TraceDetail, 'request' | 'response'> {
  const command = entries[at];
  if (!isApdu(command)) return { request: [], response: [] };
  const chain = chainAt(entries, at);
  const end = chain.blocks.at(-1) ?? command;
  const es10 = isStoreData(end);
  const context = { command: end.entry.command, selected: selectedBefore(entries, at, end) };
  const sourceOf = (pieces: Parameters<typeof joinedSource>[0]) => {
    const source = joinedSource(pieces);
    return { bytes: source.bytes, top: topOf(sceneOf(source, commandKnowledge)) };
  };
  const request = sourceOf(requestPieces(chain));
  const response = sourceOf(responsePieces(chain));
  return {
    request: [
      ...headerNodes(command),
      ...(es10
        ? es10Nodes(request.bytes, 'request', request.top)
        : commandDataNodes(request.bytes, context, request.top)),
    ],
    response: [
      ...(es10
        ? es10Nodes(response.bytes, 'response', response.top)
        : answerDataNodes(response.bytes, context, response.top)),
      ...statusNodes(command),
    ],
  };
}

/** How far back the SELECT of the file that is read is looked for. */
const longestLookBack = 64;

/** The file that was selected last on the channel of a READ, as `2FE2`. */
function selectedBefore(
  entries: readonly RedactedTraceEntry[],
  at: number,
  { entry }: ApduEntry,
): string | undefined {
  if (entry.command[1] !== 0xb0 && entry.command[1] !== 0xb2) return undefined;
  const here = entries[at];
  const channel = isApdu(here) ? channelOfEntry(here) : 0;
  for (let i = at - 1; i >= Math.max(0, at - longestLookBack); i--) {
    const one = entries[i];
    if (!isApdu(one) || channelOfEntry(one) !== channel || one.entry.command[1] !== 0xa4) continue;
    const [piece] = requestPieces({ blocks: [one], answers: [] });
    const id = piece?.shown.bytes.subarray(Math.max(piece.from, piece.to - 2), piece.to);
    return id?.length === 2 ? redactedHex({ bytes: id, secret: [] }) : undefined;
  }
  return undefined;
}

function headerNodes({ seq, command }: ApduEntry): TraceNode[] {
  if (command === undefined || command.bytes.length === 0) return [];
  const piece = { shown: command, seq, part: 'request', from: 0, to: command.bytes.length } as const;
  const source = joinedSource([piece]);
  return [commandHeader(source.bytes, topOf(sceneOf(source)))];
}

function statusNodes({ seq, response }: ApduEntry): TraceNode[] {
  if (response === undefined || response.bytes.length < 2) return [];
  const { length } = response.bytes;
  const source = joinedSource([{ shown: response, seq, part: 'response', from: length - 2, to: length }]);
  // Places are those of the exchange: two bytes behind the data.
  return [statusWordNode(source.bytes, topOf(sceneOf(source)))];
}

// --- HTTP -----------------------------------------------------------------------------------------------------------

export function httpDetail(
  entry: HttpExchange,
  { seq, requestBody, responseBody }: RedactedTraceEntry,
): Pick<TraceDetail, 'request' | 'response' | 'requestText' | 'responseText'> {
  const section = httpSection(entry.purpose);
  const nodesOf = (body: typeof requestBody, part: 'request' | 'response'): TraceNode[] =>
    body === undefined
      ? []
      : bodyNodes({
          shown: body,
          text: redactedText(body),
          seq,
          part,
          section,
          decode: (text) => redactedBase64(body, text),
        });
  return {
    request: [...httpHeaders(entry.requestHeaders), ...nodesOf(requestBody, 'request')],
    response: [...httpHeaders(entry.responseHeaders ?? []), ...nodesOf(responseBody, 'response')],
    ...(requestBody === undefined ? {} : { requestText: redactedText(requestBody) }),
    ...(responseBody === undefined ? {} : { responseText: redactedText(responseBody) }),
  };
}

function httpHeaders(headers: readonly (readonly [string, string])[]): TraceNode[] {
  if (headers.length === 0) return [];
  return [{ ...labelOf(say('headers')), children: headers.map(([label, value]) => ({ label, value })) }];
}

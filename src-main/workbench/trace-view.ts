/**
 * A stored trace as a person reads it: lines, and each line opened as a tree. It works on the redacted view of the
 * store, so no secret passes here.
 */

import { concatBytes } from '../../src-shared/bytes.ts';
import type { TraceDetail, TraceLine, TraceNode } from '../../src-shared/model/index.ts';
import type { ApduExchange, HttpExchange } from '../../src-shared/trace.ts';
import { swMeaning, swText } from '../card/apdu.ts';
import { es10FunctionByTag } from '../es10/index.ts';
import * as rsp from '../rsp/index.ts';
import type { OperationStore, Redacted, RedactedTraceEntry } from '../store/port.ts';
import { isRedacted, redactedBase64, redactedHex, redactedText } from '../store/redact.ts';
import {
  describeAs,
  describeBytes,
  leadingTags,
  readHeader,
  readTlv,
  type Schema,
  type ShowBytes,
  tagText,
} from '../tlv/index.ts';

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
      out.push({ label: '…', value: `${nodes.length - at} more` });
      break;
    }
    budget.left -= 1;
    out.push(node.children === undefined ? node : { ...node, children: limited(node.children, budget) });
  }
  return out;
}

function lineOf({ seq, entry, command, response }: RedactedTraceEntry): TraceLine {
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

function statusWord(response: Uint8Array | undefined): number | undefined {
  if (response === undefined || response.length < 2) return undefined;
  return ((response[response.length - 2] ?? 0) << 8) | (response[response.length - 1] ?? 0);
}

// --- APDUs ----------------------------------------------------------------------------------------------------------

type ApduEntry = RedactedTraceEntry & { readonly entry: ApduExchange };

const isApdu = (one: RedactedTraceEntry | undefined): one is ApduEntry => one?.entry.kind === 'apdu';
const insOf = (one: ApduEntry) => one.entry.command[1] ?? 0;
const isStoreData = (one: ApduEntry) => insOf(one) === 0xe2;
const isGetResponse = (one: ApduEntry) => insOf(one) === 0xc0;

/** Parts of redacted payloads put together, with the secret places of the whole. */
function joined(
  parts: readonly { readonly part: Redacted; readonly from: number; readonly to: number }[],
): Redacted {
  const secret: [number, number][] = [];
  let length = 0;
  for (const { part, from, to } of parts) {
    for (const [start, end] of part.secret) {
      const first = Math.max(start, from);
      const last = Math.min(end, to);
      if (first < last) secret.push([length + first - from, length + last - from]);
    }
    length += to - from;
  }
  return { bytes: concatBytes(...parts.map(({ part, from, to }) => part.bytes.subarray(from, to))), secret };
}

function commandData(one: ApduEntry): { part: Redacted; from: number; to: number } | undefined {
  const { command } = one;
  const length = command?.bytes[4];
  if (command === undefined || length === undefined || command.bytes.length < 5 + length || length === 0)
    return undefined;
  return { part: command, from: 5, to: 5 + length };
}

/** The command that this entry is the last (or any) block of, and the answer that followed it. */
function apduDetail(
  entries: readonly RedactedTraceEntry[],
  at: number,
): Pick<TraceDetail, 'request' | 'response'> {
  const apdus = entries.filter(isApdu);
  const here = apdus.indexOf(entries[at] as ApduEntry);
  let last = here;
  while (last > 0 && isGetResponse(apdus[last] as ApduEntry)) last -= 1;
  while (last + 1 < apdus.length && isBlockOf(apdus[last], apdus[last + 1])) last += 1;
  let first = last;
  while (first > 0 && isBlockOf(apdus[first - 1], apdus[first])) first -= 1;
  const blocks = apdus.slice(first, last + 1);
  const answers = [apdus[last], ...followers(apdus, last)].filter(isApdu);
  const request = joined(blocks.flatMap((one) => commandData(one) ?? []));
  const response = joined(
    answers.flatMap(({ response: part }) =>
      part === undefined || part.bytes.length <= 2 ? [] : [{ part, from: 0, to: part.bytes.length - 2 }],
    ),
  );
  const command = apdus[here] as ApduEntry;
  const end = apdus[last] as ApduEntry;
  return {
    request: [headerNode(command), ...payloadNodes(request, isStoreData(end), 'request')],
    response: [...payloadNodes(response, isStoreData(end), 'response'), ...statusNodes(command)],
  };
}

/** Whether `next` continues the STORE DATA of `one`: not the last block yet, and the block numbers follow. */
function isBlockOf(one: ApduEntry | undefined, next: ApduEntry | undefined): boolean {
  if (one === undefined || next === undefined || !isStoreData(one) || !isStoreData(next)) return false;
  const [, , p1, block] = one.entry.command;
  return p1 === 0x11 && next.entry.command[3] === ((block ?? 0) + 1) % 256;
}

function followers(apdus: readonly ApduEntry[], last: number): ApduEntry[] {
  const out: ApduEntry[] = [];
  for (let i = last + 1; i < apdus.length; i++) {
    const one = apdus[i];
    if (one === undefined || !isGetResponse(one)) break;
    out.push(one);
  }
  return out;
}

function headerNode(one: ApduEntry): TraceNode {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3] = one.entry.command;
  const hex = (byte: number) => byte.toString(16).padStart(2, '0').toUpperCase();
  const header = `CLA ${hex(cla)}  INS ${hex(ins)}  P1 ${hex(p1)}  P2 ${hex(p2)}${p3 === undefined ? '' : `  P3 ${hex(p3)}`}`;
  return { label: 'header', value: header };
}

function statusNodes(one: ApduEntry): TraceNode[] {
  const sw = statusWord(one.entry.response);
  return sw === undefined ? [] : [{ label: 'SW', value: swMeaning(sw), hex: swText(sw) }];
}

function showing(part: Redacted): ShowBytes {
  return (view) => {
    const from = view.byteOffset - part.bytes.byteOffset;
    const to = from + view.length;
    const secret = isRedacted(part, from, to);
    return { hex: redactedHex(part, from, to), ...(secret ? { secret } : {}) };
  };
}

function payloadNodes(part: Redacted, isEs10: boolean, side: 'request' | 'response'): TraceNode[] {
  if (part.bytes.length === 0) return [];
  const show = showing(part);
  const segment = isEs10 && side === 'request' ? segmentNode(part.bytes, show) : undefined;
  if (segment !== undefined) return [segment];
  const fn = isEs10 ? functionOf(part.bytes) : undefined;
  if (fn === undefined) return describeBytes(part.bytes, 'data', show);
  return describeAs(fn[side] as Schema<unknown>, part.bytes, fn.name, show);
}

function functionOf(bytes: Uint8Array) {
  try {
    return es10FunctionByTag(readTlv(bytes).tag);
  } catch {
    return undefined;
  }
}

/**
 * The segment of a bound profile package that begins something (SGP.22 v2.5 §2.5.5): a header that announces more than
 * follows, and the first part of what it announces. Undefined for what is no such segment.
 */
function segmentNode(bytes: Uint8Array, show: ShowBytes): TraceNode | undefined {
  const { definition } = rsp.BoundProfilePackage;
  if (definition.kind !== 'sequence') return undefined;
  try {
    const { tag, length, valueAt } = readHeader(bytes, 0, 'segment');
    const rest = bytes.subarray(valueAt);
    const whole = tag === definition.tag;
    const field = definition.fields.find((one) => leadingTags(one.definition)?.includes(tag));
    if (rest.length >= length || !(whole || field)) return undefined;
    const [first] = definition.fields;
    return {
      label: whole ? 'boundProfilePackage' : (field?.name ?? tagText(tag)),
      tag: tagText(tag),
      value: `${length} bytes, over several segments`,
      children:
        whole && first !== undefined
          ? describeAs({ definition: first.definition }, rest, first.name, show)
          : describeBytes(rest, 'data', show),
    };
  } catch {
    return undefined;
  }
}

// --- HTTP -----------------------------------------------------------------------------------------------------------

/** What the base64 members of ES9+ bodies hold (SGP.22 v2.5 §6.5.2). */
const members: Readonly<Record<string, Schema<unknown>>> = {
  euiccInfo1: rsp.EUICCInfo1,
  serverSigned1: rsp.ServerSigned1,
  authenticateServerResponse: rsp.AuthenticateServerResponse,
  profileMetadata: rsp.StoreMetadataRequest,
  smdpSigned2: rsp.SmdpSigned2,
  prepareDownloadResponse: rsp.PrepareDownloadResponse,
  boundProfilePackage: rsp.BoundProfilePackage,
  pendingNotification: rsp.PendingNotification,
  cancelSessionResponse: rsp.CancelSessionResponse,
};

function httpDetail(
  entry: HttpExchange,
  { requestBody, responseBody }: RedactedTraceEntry,
): Pick<TraceDetail, 'request' | 'response' | 'requestText' | 'responseText'> {
  return {
    request: [...headerNodes(entry.requestHeaders), ...bodyNodes(requestBody)],
    response: [...headerNodes(entry.responseHeaders ?? []), ...bodyNodes(responseBody)],
    ...(requestBody === undefined ? {} : { requestText: redactedText(requestBody) }),
    ...(responseBody === undefined ? {} : { responseText: redactedText(responseBody) }),
  };
}

function headerNodes(headers: readonly (readonly [string, string])[]): TraceNode[] {
  if (headers.length === 0) return [];
  return [{ label: 'headers', children: headers.map(([label, value]) => ({ label, value })) }];
}

function bodyNodes(body: Redacted | undefined): TraceNode[] {
  if (body === undefined || body.bytes.length === 0) return [];
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body.bytes));
  } catch {
    return [{ label: 'body', value: redactedText(body).slice(0, 4096) }];
  }
  return [jsonNode('body', json, body, 0, { left: mostNodes })];
}

/** How deep objects in objects are opened. */
const deepestJson = 16;

/** `budget`: nodes that will be shown; of what comes after them nothing is decoded. */
function jsonNode(
  label: string,
  value: unknown,
  body: Redacted,
  depth: number,
  budget: { left: number },
): TraceNode {
  budget.left -= 1;
  if (typeof value === 'object' && value !== null) {
    if (depth === deepestJson) return { label, value: '…' };
    return {
      label,
      children: Object.entries(value).map(([name, one]) => jsonNode(name, one, body, depth + 1, budget)),
    };
  }
  if (typeof value !== 'string' || budget.left < 0) return { label, value: String(value) };
  const schema = members[label];
  const part = schema === undefined && value.length < 40 ? undefined : redactedBase64(body, value);
  if (part === undefined || part.bytes.length === 0) return { label, value };
  const show = showing(part);
  const nodes =
    schema === undefined
      ? describeBytes(part.bytes, label, show)
      : describeAs(schema, part.bytes, label, show);
  const [node, second] = nodes;
  // Several one after the other are shown all.
  return node === undefined || second !== undefined ? { label, children: nodes } : { ...node, label };
}

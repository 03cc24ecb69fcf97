/** What a fault does to an answer (see `faults/ports.ts`). Faults in what is signed are made where it is signed. */

import type { ServerFault } from '../faults/ports.ts';
import type { Delivery, RspResponse } from './http.ts';

function httpAnswer(fault: Extract<ServerFault, { kind: 'http' }>): RspResponse {
  const { status, body = '', contentType, headers = {} } = fault;
  const type = contentType === undefined ? {} : { 'Content-Type': contentType };
  return { status, headers: { ...type, ...headers }, body: new TextEncoder().encode(body) };
}

/** An answer that is given in place of the function; undefined where the function is to run. */
export function answerInstead(fault: ServerFault): RspResponse | undefined {
  const nothing = { status: 503, headers: {}, body: new Uint8Array() };
  switch (fault.kind) {
    case 'http':
      return fault.when === 'after' ? undefined : httpAnswer(fault);
    case 'reset':
      return fault.when === 'before' ? { ...nothing, delivery: { kind: 'reset' } } : undefined;
    case 'hang':
      return fault.when === 'after' ? undefined : { ...nothing, delivery: { kind: 'hang' } };
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withField(json: unknown, path: readonly string[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const { [first]: inner, ...others } = isRecord(json) ? json : {};
  const changed = rest.length === 0 ? value : withField(inner, rest, value);
  return changed === undefined ? others : { ...others, [first]: changed };
}

/** The answer's JSON as the fault wants it. A name with dots goes into the objects of the answer. */
export function damageJson(json: unknown, fault: ServerFault | undefined): unknown {
  return fault?.kind === 'field' ? withField(json, fault.name.split('.'), fault.value) : json;
}

function deliveryOf(fault: ServerFault): Delivery | undefined {
  if (fault.kind === 'reset') return { kind: 'reset', afterBytes: fault.afterBytes ?? 0 };
  if (fault.kind === 'truncate') return { kind: 'truncate', bytes: fault.bytes };
  if (fault.kind === 'hang') return { kind: 'hang' };
  if (fault.kind !== 'slow') return undefined;
  const { delayMs = 0, bytesPerSecond } = fault;
  return { kind: 'slow', delayMs, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) };
}

/** The whole answer as the fault wants it. */
export function damageResponse(response: RspResponse, fault: ServerFault | undefined): RspResponse {
  if (fault === undefined) return response;
  if (fault.kind === 'http') return httpAnswer(fault);
  if (fault.kind === 'garbage') return { ...response, body: new TextEncoder().encode('<html>}{') };
  const delivery = deliveryOf(fault);
  return delivery === undefined ? response : { ...response, delivery };
}

/** Bytes that differ from the given ones in one bit, in the middle of them. */
export function damageBytes(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const at = out.length >> 1;
  out[at] = (out[at] ?? 0) ^ 1;
  return out;
}

/** Exchanges, and the view of a trace that is made of them. */

import { createRedactor } from '../../src-main/store/redact.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { type TraceNode, traceDetail, traceLine } from '../../src-shared/model/index.ts';
import type { HttpExchange, TraceEntry } from '../../src-shared/trace.ts';

export const bytes = (hex: string) => fromHex(hex.replaceAll(' ', ''));
export const utf8 = (text: string) => new TextEncoder().encode(text);
export const gone: ErrorData = { code: 'card_removed', params: { reader: 'Reader 0' } };

/** An exchange; without a response the card was pulled out. */
export function apdu(command: string, response?: string, purpose = 'ES10b.Test'): TraceEntry {
  const base = { kind: 'apdu', startedAt: 1_000, durationMs: 2, purpose, command: bytes(command) } as const;
  return response === undefined ? { ...base, error: gone } : { ...base, response: bytes(response) };
}

export function http(change: Partial<HttpExchange>): TraceEntry {
  return {
    kind: 'http',
    startedAt: 1_000,
    durationMs: 2,
    purpose: 'ES9+.Test',
    method: 'POST',
    url: 'https://smdp.example.com/gsma/rsp2/es9plus/test',
    requestHeaders: [['content-type', 'application/json']],
    requestBody: new Uint8Array(0),
    ...change,
  };
}

/** The view of a trace; whatever it shows has the form that the API promises. */
export function viewOf(entries: readonly TraceEntry[], secrets: readonly Secret[] = []) {
  const stored = entries.map((entry, i) => ({ seq: i + 1, entry }));
  const redacted = createRedactor({ secrets }).trace(stored);
  const view = createTraceView({
    redactedTrace: (_, after, limit) => redacted.filter(({ seq }) => seq > after).slice(0, limit),
  });
  return {
    lines: () => view.list(1, 0, 1000).map((line) => traceLine.parse(line)),
    get(seq: number) {
      const detail = view.get(1, seq);
      if (detail === undefined) throw new Error(`no entry ${seq}`);
      return traceDetail.parse(detail);
    },
    view,
  };
}

/** Without sections, places, remarks and what other languages are made of, which have tests of their own. */
export function plain({
  section: _,
  places: __,
  remarks: ___,
  words: ____,
  ownLabel: _____,
  ...node
}: TraceNode): TraceNode {
  return node.children === undefined ? node : { ...node, children: node.children.map(plain) };
}

/** Everything but the first node, which repeats the command's header, and the last, which is the status word. */
export const payload = (nodes: readonly TraceNode[]) =>
  nodes.filter(({ label }) => label !== 'header' && label !== 'SW').map(plain);

export const labels = (nodes: readonly TraceNode[] | undefined) => (nodes ?? []).map(({ label }) => label);

export function count(nodes: readonly TraceNode[] | undefined): number {
  return (nodes ?? []).reduce((sum, { children }) => sum + 1 + count(children), 0);
}

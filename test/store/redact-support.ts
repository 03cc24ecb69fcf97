/** Exchanges with secrets in them, and everything that could be shown of them. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { RedactedTraceEntry } from '../../src-main/store/port.ts';
import { createRedactor, redactedHex, redactedText } from '../../src-main/store/redact.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import type { HttpExchange, TraceEntry } from '../../src-shared/trace.ts';
import { matchingId } from './fixtures.ts';

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? new Uint8Array(0)).toString();
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
export const known: Secret[] = [{ kind: 'matching_id', value: matchingId }];

export function tlv(tag: string, ...values: (Uint8Array | string)[]): Uint8Array {
  const value = concatBytes(...values.map((each) => (typeof each === 'string' ? utf8(each) : each)));
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concatBytes(fromHex(tag), Uint8Array.from(size), value);
}

export function apdu(command: Uint8Array, response: Uint8Array): TraceEntry {
  return { kind: 'apdu', startedAt: 1, durationMs: 1, purpose: 'ES10b.X', command, response };
}

export const http = (change: Partial<HttpExchange>): TraceEntry => ({
  kind: 'http',
  startedAt: 1,
  durationMs: 1,
  purpose: 'ES9+.X',
  method: 'POST',
  url: 'https://smdp.example.com/gsma/rsp2/es9plus/authenticateClient',
  requestHeaders: [['content-type', 'application/json']],
  requestBody: new Uint8Array(0),
  ...change,
});

/** Cuts at the given sizes, the last one over and over. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[out.length % sizes.length] ?? 255;
    out.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

/** STORE DATA blocks with a payload, then GET RESPONSE chunks with another. */
export function exchange(payload: Uint8Array, answer: Uint8Array, sizes: readonly number[]): TraceEntry[] {
  const blocks = cut(payload, sizes);
  const chunks = cut(answer, sizes);
  const more = Uint8Array.of(0x61, 0x00);
  const ok = Uint8Array.of(0x90, 0x00);
  return [
    ...blocks.map((block, i) => {
      const last = i === blocks.length - 1;
      const head = Uint8Array.of(0x81, 0xe2, last ? 0x91 : 0x11, i, block.length);
      return apdu(concatBytes(head, block), last && chunks.length > 0 ? more : ok);
    }),
    ...chunks.map((chunk, i) =>
      apdu(
        Uint8Array.of(0x81, 0xc0, 0, 0, chunk.length),
        concatBytes(chunk, i === chunks.length - 1 ? ok : more),
      ),
    ),
  ];
}

export function redact(
  entries: readonly TraceEntry[],
  secrets: readonly Secret[] = [],
  transactionIds: string[] = [],
) {
  const stored = entries.map((entry, i) => ({ seq: i + 1, entry }));
  return createRedactor({ secrets, transactionIds }).trace(stored);
}

export const commandData = (entries: readonly RedactedTraceEntry[]) =>
  concatBytes(
    ...entries.map(({ entry }) =>
      entry.kind === 'apdu' && entry.command[1] === 0xe2 ? entry.command.subarray(5) : new Uint8Array(0),
    ),
  );
export const responseData = (entries: readonly RedactedTraceEntry[]) =>
  concatBytes(
    ...entries.map(({ entry }) =>
      entry.kind === 'apdu' ? (entry.response ?? new Uint8Array(2)).subarray(0, -2) : new Uint8Array(0),
    ),
  );

/** Everything that a view could show of it, in every writing. */
export function shown(entries: readonly RedactedTraceEntry[]): string {
  const parts = entries.flatMap((each) => [each.command, each.response, each.requestBody, each.responseBody]);
  return [
    JSON.stringify(
      entries.map(({ entry }) => ({ ...entry, command: 0, response: 0, requestBody: 0, responseBody: 0 })),
    ),
    ...parts
      .filter((part) => part !== undefined)
      .flatMap((part) => [
        redactedText(part),
        redactedHex(part),
        Buffer.from(part.bytes).toString('latin1'),
        Buffer.from(part.bytes).toString('base64'),
        // What any base64 in it says.
        ...[
          ...Buffer.from(part.bytes)
            .toString('latin1')
            .matchAll(/[A-Za-z0-9+/_-]{6,}/g),
        ].map(([run]) => Buffer.from(run, 'base64').toString('latin1')),
      ]),
    Buffer.from(commandData(entries)).toString('latin1'),
    Buffer.from(responseData(entries)).toString('latin1'),
    toHex(commandData(entries)),
    toHex(responseData(entries)),
  ].join('\n');
}

export function expectHidden(output: string, secret: Uint8Array): void {
  expect(output).not.toContain(Buffer.from(secret).toString('latin1'));
  expect(output.toUpperCase()).not.toContain(toHex(secret));
  for (const offset of [0, 1, 2]) {
    const encoded = base64(concatBytes(new Uint8Array(offset), secret));
    const inner = encoded.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + secret.length)) / 6));
    expect(output).not.toContain(inner);
  }
}

/** Characters that no filler, header or hexadecimal digit of the rest makes by chance; some give + and / in base64. */
export const secretText = fc
  .array(fc.constantFrom(...'GHJKLMNPQRSTUVWXYZ-~>?ghjkmnpqrstuvwxyz'), { minLength: 4, maxLength: 60 })
  .map((chars) => chars.join(''));
export const filler = fc.uint8Array({ maxLength: 700 }).map((bytes) => bytes.map((byte) => byte & 0x0f));
export const sizes = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 8 });

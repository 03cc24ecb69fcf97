/** Redaction of what lpac and osmo-smdpp really said to each other (recorded elsewhere; see shared/vectors). */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRedactor, redactedHex, redactedText } from '../../src-main/store/redact.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';

const folder = new URL('../../../shared/vectors/traces/', import.meta.url);
const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('apdu'), c: z.string(), r: z.string() }),
  z.object({ kind: z.literal('http-req'), method: z.string(), url: z.string(), body: z.string() }),
  z.object({ kind: z.literal('http-res'), status: z.number(), body: z.string() }),
]);

/** A recording as trace entries; a response is made an exchange of its own. */
function recording(name: string): TraceEntry[] {
  const out: TraceEntry[] = [];
  const common = { startedAt: 0, durationMs: 0, purpose: 'x' };
  for (const text of readFileSync(new URL(name, folder), 'utf8').trim().split('\n')) {
    const parsed = line.safeParse(JSON.parse(text));
    if (!parsed.success) continue; // power-on, and what the recorder says of itself
    const it = parsed.data;
    if (it.kind === 'apdu')
      out.push({ kind: 'apdu', ...common, command: fromHex(it.c), response: fromHex(it.r) });
    else
      out.push({
        kind: 'http',
        ...common,
        method: it.kind === 'http-req' ? it.method : 'POST',
        url: it.kind === 'http-req' ? it.url : '/',
        requestHeaders: [],
        requestBody: Buffer.from(it.body),
      });
  }
  return out;
}

describe.skipIf(!existsSync(folder))('a recorded download (vectors/traces)', () => {
  it.each([
    // Matching id, file, where it travels: in the command, in the response, in the body.
    ['TS48V1-A-UNIQUE', '01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl'],
    ['NO-SUCH', '21-profile-download-NO-SUCH-rc255.jsonl'],
  ])('does not show its matching id %s, known or not', (matchingId, name) => {
    const entries = recording(name).map((entry, i) => ({ seq: i + 1, entry }));
    const hex = toHex(Buffer.from(matchingId));
    const apdus = (list: readonly { entry: TraceEntry }[]) =>
      list
        .map(({ entry }) =>
          entry.kind === 'apdu' ? `${toHex(entry.command)}/${toHex(entry.response ?? new Uint8Array())}` : '',
        )
        .join(' ');
    expect(apdus(entries)).toContain(hex);

    for (const secrets of [[], [{ kind: 'matching_id' as const, value: matchingId }]]) {
      const redacted = createRedactor({ secrets }).trace(entries);
      expect(apdus(redacted)).not.toContain(hex);
      expect(apdus(redacted)).toContain(
        `80${toHex(Uint8Array.of(matchingId.length))}${'2A'.repeat(matchingId.length)}`,
      );
      let decoded = '';
      let placeholders = 0;
      for (const each of redacted) {
        for (const part of [each.command, each.response])
          placeholders += part === undefined ? 0 : redactedHex(part).split('XX').length - 1;
        const text = each.requestBody ? redactedText(each.requestBody) : '';
        decoded += text;
        for (const [, value = ''] of Buffer.from(each.requestBody?.bytes ?? '')
          .toString()
          .matchAll(/"([A-Za-z0-9+/=]+)"/g))
          decoded += Buffer.from(value, 'base64').toString('latin1');
      }
      expect(decoded).toContain('authenticateServerResponse');
      expect(decoded).not.toContain(matchingId);
      // Request and response, and nothing else but what names the profile alike.
      expect(placeholders % matchingId.length).toBe(0);
      expect(placeholders).toBeGreaterThanOrEqual(2 * matchingId.length);
      expect(placeholders).toBeLessThanOrEqual(4 * matchingId.length);
    }
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRedactor,
  isRedacted,
  redactedBase64,
  redactedHex,
  redactedText,
} from '../../src-main/store/redact.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { confirmationCode, download, matchingId, testStore } from './fixtures.ts';
import {
  apdu,
  base64,
  commandData,
  exchange,
  expectHidden,
  filler,
  http,
  known,
  redact,
  responseData,
  secretText,
  shown,
  sizes,
  text,
  tlv,
  utf8,
} from './redact-support.ts';

describe('a secret that is known', () => {
  it('is never visible in APDUs, wherever it is cut, and all else stays', () => {
    fc.assert(
      fc.property(secretText, filler, filler, sizes, (secret, before, after, cuts) => {
        const payload = concatBytes(before, utf8(secret), after);
        const entries = exchange(payload, payload, cuts);
        const redacted = redact(entries, [{ kind: 'matching_id', value: secret }]);
        expectHidden(shown(redacted), utf8(secret));
        const stars = concatBytes(before, utf8('*'.repeat(secret.length)), after);
        expect(commandData(redacted)).toEqual(stars);
        expect(responseData(redacted)).toEqual(stars);
        const hex = redacted.map(({ command }) => (command ? redactedHex(command) : '')).join('');
        expect(hex.split('XX')).toHaveLength(secret.length + 1);
        expect(hex).toHaveLength(
          2 * entries.reduce((n, e) => n + (e.kind === 'apdu' ? e.command.length : 0), 0),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is never visible in bodies: as it is, as hexadecimal, within base64, with escapes', () => {
    const prefix = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((byte) => byte & 0x0f));
    fc.assert(
      fc.property(secretText, prefix, prefix, fc.nat(), (secret, before, after, where) => {
        const inside = concatBytes(before, utf8(secret), after);
        const escaped = [...secret]
          .map((char, i) =>
            (where >> (i % 20)) & 1 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
          )
          .join('');
        const body =
          `{"a":"${base64(inside)}","b":"said ${secret}.","c":"${toHex(utf8(secret))}","d":"${escaped}",` +
          `"e":"${Buffer.from(inside).toString('base64url')}","f":${JSON.stringify(JSON.stringify({ g: secret }))},"h":1}`;
        const [entry] = redact(
          [
            http({
              requestBody: utf8(body),
              responseBody: utf8(body.slice(0, -3)),
              url: `https://a/?q=x${secret}`,
            }),
          ],
          [{ kind: 'matching_id', value: secret }],
        );
        if (entry?.requestBody === undefined) throw new Error('no body');
        expectHidden(shown([entry]), utf8(secret));
        expect(entry.requestBody.bytes).toHaveLength(utf8(body).length);
        expect(redactedText(entry.requestBody)).toHaveLength(body.length);
        const parsed = JSON.parse(text(entry.requestBody.bytes));
        const stars = concatBytes(before, utf8('*'.repeat(secret.length)), after);
        expect(new Uint8Array(Buffer.from(parsed.a, 'base64'))).toEqual(stars);
        expect(new Uint8Array(Buffer.from(parsed.e, 'base64url'))).toEqual(stars);
        expect(parsed.b).toBe(`said ${'*'.repeat(secret.length)}.`);
        expect(parsed.d).toMatch(/^\*+$/);
        expect(parsed.h).toBe(1);
        const view = redactedBase64(entry.requestBody, parsed.a);
        expect(view?.secret).toEqual([[before.length, before.length + secret.length]]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves a trace that holds none exactly as it was', () => {
    const strings = fc.array(fc.oneof(fc.string(), fc.base64String()));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), sizes, strings, (payload, cuts, values) => {
        const body = utf8(JSON.stringify(values));
        const entries = [
          ...exchange(payload, payload, cuts),
          http({ requestBody: body, responseBody: body }),
        ];
        const other: Secret[] = [{ kind: 'matching_id', value: 'a value of some length that is not there' }];
        expect(redact(entries, other).map(({ entry }) => entry)).toEqual(entries);
      }),
    );
  });

  it('is hidden in a block that was sent twice, and in a sequence that broke off', () => {
    const blocks = exchange(concatBytes(new Uint8Array(20), utf8(matchingId)), new Uint8Array(0), [26]);
    const [first, second] = blocks;
    if (first === undefined || second === undefined) throw new Error('two blocks');
    const again = redact([first, first, second], known);
    expect(again.map(({ command }) => command && redactedHex(command).match(/(XX)*$/)?.[0].length)).toEqual([
      12, 12, 20,
    ]);
    // Only one half was ever sent, or recorded.
    for (const half of [first, second])
      expectHidden(shown(redact([half], known)), utf8(matchingId).subarray(0, 6));
    expect(shown(redact([second], known))).not.toContain(matchingId.slice(6));
  });

  it('is hidden in a block that was sent twice also where it only just begins there', () => {
    const payload = tlv('BF38', tlv('A0', tlv('80', matchingId), tlv('A1', tlv('80', '12345678'))));
    // Three bytes of the value in the second block, too few to be told from chance.
    const [first, second, ...rest] = exchange(payload, new Uint8Array(0), [4, 6]);
    if (first === undefined || second === undefined) throw new Error('two blocks');
    for (const secrets of [known, []]) {
      const entries = redact([first, second, second, ...rest], secrets);
      expect(entries.map(({ command }) => command && redactedHex(command, 5).replace(/[^X]/g, ''))).toEqual(
        [0, 3, 3, 4, 6, 3, 0, 0, 0].map((count) => 'XX'.repeat(count)),
      );
    }
  });

  it('is never visible in base64 that stands in no JSON string, at any place of it', () => {
    fc.assert(
      fc.property(
        secretText,
        filler,
        filler,
        fc.constantFrom('base64', 'base64url'),
        (secret, before, after, alphabet) => {
          const encoded = Buffer.from(concatBytes(before, utf8(secret), after)).toString(
            alphabet as 'base64',
          );
          const redactor = createRedactor({ secrets: [{ kind: 'token', value: secret }] });
          const out = redactor.text(`<p>${encoded}</p>`);
          expect(out).toHaveLength(encoded.length + 7);
          const around = out.slice(3, -4).replaceAll('*', 'A');
          expectHidden(Buffer.from(around, 'base64').toString('latin1'), utf8(secret));
          // Not one bit of it: the characters that it shares with its neighbours are gone too.
          const first = Math.floor((8 * before.length) / 6);
          const last = Math.ceil((8 * (before.length + secret.length)) / 6);
          expect(out.slice(3 + first, 3 + last)).toBe('*'.repeat(last - first));
        },
      ),
    );
  });

  it('is hidden in headers, errors, notes and whole texts', () => {
    const redactor = createRedactor({
      secrets: [{ kind: 'activation_code', value: `LPA:1$a.b$${matchingId}$1.2$1` }],
    });
    expect(redactor.text(`code 1$a.b$${matchingId}$`)).toBe(`code 1$a.b$${'*'.repeat(16)}$`);
    expect(redactor.text(matchingId.toLowerCase())).toBe('*'.repeat(16));
    expect(redactor.text('')).toBe('');
    const entries = redact(
      [
        { kind: 'note', startedAt: 1, code: 'x', params: { a: `<${matchingId}>`, b: 3 } },
        http({
          responseHeaders: [['location', `/orders/${matchingId.replace('-', '%2D')}`]],
          error: { code: 'timed_out', params: { what: matchingId, seconds: 1 } },
        }),
      ],
      known,
    );
    expect(entries[0]?.entry).toMatchObject({ params: { a: `<${'*'.repeat(16)}>`, b: 3 } });
    expect(entries[1]?.entry).toMatchObject({
      responseHeaders: [['location', `/orders/${'*'.repeat(18)}`]],
      error: { params: { what: '*'.repeat(16), seconds: 1 } },
    });
  });

  it('is hidden in what the server says about it', () => {
    const said = `{"header":{"functionExecutionStatus":{"status":"Failed","statusCodeData":{"subjectCode":"8.2.6","reasonCode":"3.8","message":"Matching ID ${matchingId} refused"}}}}`;
    const [entry] = redact([http({ responseBody: utf8(said) })], known);
    expect(text(entry?.responseBody?.bytes)).toBe(said.replace(matchingId, '*'.repeat(16)));
  });

  it('is found where it has been put into the request as a confirmation code, by its hashes', () => {
    const transactionId = 'A1B2C3D4E5F60718';
    const inner = createHash('sha256').update(confirmationCode).digest();
    const hashCc = createHash('sha256').update(inner).update(fromHex(transactionId)).digest();
    const body = utf8(JSON.stringify({ x: base64(concatBytes(new Uint8Array(5), hashCc)), y: toHex(inner) }));
    const secrets: Secret[] = [{ kind: 'confirmation_code', value: confirmationCode }];
    const redacted = redact(
      [...exchange(concatBytes(fromHex('3003'), hashCc), inner, [19]), http({ requestBody: body })],
      secrets,
      [transactionId],
    );
    expectHidden(shown(redacted), hashCc);
    expectHidden(shown(redacted), inner);
  });
});

describe('the redactor', () => {
  it('takes whatever a peer sends, at its length', () => {
    const bytes = fc.uint8Array({ maxLength: 80 });
    const nasty = fc.oneof(
      bytes,
      fc.string({ unit: fc.constantFrom('"', '\\', '{', ':', 'u', '0', '%', 'A', '=', 'é') }).map(utf8),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(nasty, nasty), { maxLength: 6 }), (pairs) => {
        const entries = pairs.flatMap(([a, b]) => [apdu(a, b), http({ requestBody: a, responseBody: b })]);
        for (const [i, { entry }] of redact(entries, known).entries()) {
          const given = entries[i];
          if (entry.kind === 'apdu' && given?.kind === 'apdu') {
            expect(entry.command).toHaveLength(given.command.length);
            expect(entry.response).toHaveLength(given.response?.length ?? 0);
          }
          if (entry.kind === 'http' && given?.kind === 'http')
            expect(entry.responseBody).toHaveLength(given.responseBody?.length ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives hexadecimal of any part', () => {
    const part = {
      bytes: fromHex('002A2A332A55'),
      secret: [
        [1, 3],
        [4, 5],
      ] as const,
    };
    expect(redactedHex(part)).toBe('00XXXX33XX55');
    expect(redactedHex(part, 2, 5)).toBe('XX33XX');
    expect(redactedHex(part, 3, 4)).toBe('33');
    expect(isRedacted(part, 3, 4)).toBe(false);
    expect(isRedacted(part, 3, 5)).toBe(true);
  });
});

describe('the store', () => {
  it('shows a trace without the secrets of its operation, also those that came later', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    for (const entry of exchange(utf8(`..${matchingId}..LATER-9`), new Uint8Array(0), [9]))
      store.appendTrace(id, entry);
    const whole = () => shown(store.redactedTrace(id, 0, 99));
    expectHidden(whole(), utf8(matchingId));
    expect(text(commandData(store.redactedTrace(id, 0, 99)))).toBe(`..${'*'.repeat(16)}..LATER-9`);
    store.addSecret(id, { kind: 'matching_id', value: 'LATER-9' });
    expect(text(commandData(store.redactedTrace(id, 0, 99)))).toBe(`..${'*'.repeat(16)}..*******`);
    store.appendTrace(id, { kind: 'note', startedAt: 1, code: 'x', params: { a: 'LATER-9' } });
    expect(store.redactedTrace(id, 3, 99)).toMatchObject([{ seq: 4, entry: { params: { a: '*******' } } }]);
    expect(store.redactedTrace(id, 1, 2).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(store.getRedactedTrace(id, 4)?.seq).toBe(4);
    expect(store.getRedactedTrace(id, 5)).toBeUndefined();
    expect(store.redactedTrace(id, 4, 9)).toEqual([]);
  });

  it('hides secrets in errors and remarks before it writes them', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    const params = { what: `${matchingId}!`, seconds: 3 };
    const failed = store.enterStatus(id, 'failed', 2, {
      error: { code: 'timed_out', params },
      remarks: [{ code: 'x', params }],
    });
    const hidden = { what: `${'*'.repeat(16)}!`, seconds: 3 };
    expect(failed).toMatchObject({ error: { params: hidden }, remarks: [{ params: hidden }] });
    expect(store.patchOperation(id, 3, { error: { code: 'timed_out', params } }).error?.params).toEqual(
      hidden,
    );
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RedactedTraceEntry } from '../../src-main/store/port.ts';
import {
  createRedactor,
  isRedacted,
  redactedBase64,
  redactedHex,
  redactedText,
} from '../../src-main/store/redact.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import type { HttpExchange, TraceEntry } from '../../src-shared/trace.ts';
import { confirmationCode, download, matchingId, testStore } from './fixtures.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? new Uint8Array(0)).toString();
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const known: Secret[] = [{ kind: 'matching_id', value: matchingId }];

function tlv(tag: string, ...values: (Uint8Array | string)[]): Uint8Array {
  const value = concatBytes(...values.map((each) => (typeof each === 'string' ? utf8(each) : each)));
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concatBytes(fromHex(tag), Uint8Array.from(size), value);
}

function apdu(command: Uint8Array, response: Uint8Array): TraceEntry {
  return { kind: 'apdu', startedAt: 1, durationMs: 1, purpose: 'ES10b.X', command, response };
}

const http = (change: Partial<HttpExchange>): TraceEntry => ({
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
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[out.length % sizes.length] ?? 255;
    out.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

/** STORE DATA blocks with a payload, then GET RESPONSE chunks with another. */
function exchange(payload: Uint8Array, answer: Uint8Array, sizes: readonly number[]): TraceEntry[] {
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

function redact(
  entries: readonly TraceEntry[],
  secrets: readonly Secret[] = [],
  transactionIds: string[] = [],
) {
  const stored = entries.map((entry, i) => ({ seq: i + 1, entry }));
  return createRedactor({ secrets, transactionIds }).trace(stored);
}

const commandData = (entries: readonly RedactedTraceEntry[]) =>
  concatBytes(
    ...entries.map(({ entry }) =>
      entry.kind === 'apdu' && entry.command[1] === 0xe2 ? entry.command.subarray(5) : new Uint8Array(0),
    ),
  );
const responseData = (entries: readonly RedactedTraceEntry[]) =>
  concatBytes(
    ...entries.map(({ entry }) =>
      entry.kind === 'apdu' ? (entry.response ?? new Uint8Array(2)).subarray(0, -2) : new Uint8Array(0),
    ),
  );

/** Everything that a view could show of it, in every writing. */
function shown(entries: readonly RedactedTraceEntry[]): string {
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

function expectHidden(output: string, secret: Uint8Array): void {
  expect(output).not.toContain(Buffer.from(secret).toString('latin1'));
  expect(output.toUpperCase()).not.toContain(toHex(secret));
  for (const offset of [0, 1, 2]) {
    const encoded = base64(concatBytes(new Uint8Array(offset), secret));
    const inner = encoded.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + secret.length)) / 6));
    expect(output).not.toContain(inner);
  }
}

/** Characters that no filler, header or hexadecimal digit of the rest makes by chance; some give + and / in base64. */
const secretText = fc
  .array(fc.constantFrom(...'GHJKLMNPQRSTUVWXYZ-~>?ghjkmnpqrstuvwxyz'), { minLength: 4, maxLength: 60 })
  .map((chars) => chars.join(''));
const filler = fc.uint8Array({ maxLength: 700 }).map((bytes) => bytes.map((byte) => byte & 0x0f));
const sizes = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 8 });

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

describe('a secret at its place', () => {
  const deviceInfo = tlv('A1', tlv('80', '12345678'));
  const request = tlv(
    'BF38',
    tlv('30', tlv('80', 'transaction')),
    tlv('5F37', new Uint8Array(64)),
    tlv('04', new Uint8Array(20)),
    tlv('30', new Uint8Array(300)),
    tlv('A0', tlv('80', matchingId), deviceInfo),
  );
  const signed1 = tlv(
    '30',
    tlv('80', 'transaction'),
    tlv('83', 'smdp.example.com'),
    tlv('84', new Uint8Array(16)),
    tlv('BF22', new Uint8Array(150)),
    tlv('A0', tlv('80', matchingId), deviceInfo),
  );
  const response = tlv('BF38', tlv('A0', signed1, tlv('5F37', new Uint8Array(64))));

  it('is hidden in AuthenticateServer without being known, however it is cut, also as one character', () => {
    for (const size of [1, 7, 120, 255]) {
      const entries = redact(exchange(request, response, [size]));
      expectHidden(shown(entries), utf8(matchingId));
      expect(text(commandData(entries))).toContain('*'.repeat(16));
      expect(commandData(entries)).toHaveLength(request.length);
      expect(shown(entries)).toContain('smdp.example.com');
    }
    const short = tlv('BF38', tlv('A0', tlv('80', 'Q')));
    expect(toHex(commandData(redact(exchange(short, short, [3]))))).toBe(toHex(short).replace(/51$/, '2A'));
  });

  it('is hidden in the body of AuthenticateClient and the response of the card, each alone', () => {
    const body = utf8(JSON.stringify({ authenticateServerResponse: base64(response) }));
    expectHidden(shown(redact([http({ requestBody: body })])), utf8(matchingId));
    expectHidden(shown(redact(exchange(fromHex('BF3800'), response, [90]))), utf8(matchingId));
  });

  it('is then hidden everywhere else', () => {
    const entries = redact([
      http({ responseBody: utf8(`no ${matchingId}`) }),
      ...exchange(request, response, [100]),
      http({ requestBody: utf8(JSON.stringify({ authenticateServerResponse: base64(response) })) }),
    ]);
    expectHidden(shown(entries), utf8(matchingId));
    expect(text(entries[0]?.responseBody?.bytes)).toBe(`no ${'*'.repeat(16)}`);
  });

  it('is hidden in a payload that breaks off within it', () => {
    const [first] = exchange(tlv('BF38', tlv('A0', tlv('80', matchingId))), new Uint8Array(0), [10]);
    if (first === undefined) throw new Error('no block');
    const [entry] = redact([first]);
    expect(entry?.command && redactedHex(entry.command)).toBe('81E211000ABF3814A0128010XXXXXX');
  });

  it('is hidden in a payload that begins after another has broken off', () => {
    const [broken] = exchange(tlv('BF36', new Uint8Array(900)), new Uint8Array(0), [100]);
    if (broken === undefined) throw new Error('no block');
    expectHidden(shown(redact([broken, ...exchange(request, new Uint8Array(0), [100])])), utf8(matchingId));
  });

  it('is hidden as hashCc of PrepareDownload, both ways', () => {
    const hash = new Uint8Array(32).map((_, i) => 0x60 + i);
    const prepare = tlv('BF21', tlv('30', tlv('80', 'x')), tlv('5F37', 'y'), tlv('04', hash), tlv('30', 'z'));
    const prepared = tlv(
      'BF21',
      tlv('A0', tlv('30', tlv('80', 'x'), tlv('5F49', 'k'), tlv('04', hash)), tlv('5F37', 'y')),
    );
    const body = utf8(JSON.stringify({ prepareDownloadResponse: base64(prepared) }));
    const entries = redact([...exchange(prepare, prepared, [30]), http({ requestBody: body })]);
    expectHidden(shown(entries), hash);
    expect(toHex(commandData(entries))).toBe(toHex(prepare).replace(toHex(hash), '2A'.repeat(32)));
    for (const alone of [
      exchange(prepare, new Uint8Array(0), [30]),
      exchange(fromHex('BF2100'), prepared, [30]),
      [http({ requestBody: body })],
    ])
      expectHidden(shown(redact(alone)), hash);
  });

  it.each([
    [
      'a JSON member',
      '{"matchingId":"AB","confirmationCode":1234,"x":"y"}',
      '{"matchingId":"**","confirmationCode":****,"x":"y"}',
    ],
    ['one with spaces and escapes', '{ "event\\u0049d" :\n "A\\"B" }', '{ "event\\u0049d" :\n "****" }'],
    ['one that is broken off', '{"access_token":"abc', '{"access_token":"***'],
    [
      'one within a text',
      '{"x":"{\\"activationCode\\":\\"AB\\"}"}',
      '{"x":"{\\"activationCode\\":\\"**\\"}"}',
    ],
    ['nothing else', '{"statusCode":"AB","subjectCode":"8.1"}', '{"statusCode":"AB","subjectCode":"8.1"}'],
  ])('is hidden in %s', (_, body, expected) => {
    const [entry] = redact([http({ responseBody: utf8(body) })]);
    expect(entry?.responseBody && redactedText(entry.responseBody)).toBe(expected);
    if (body.endsWith('}')) expect(() => JSON.parse(text(entry?.responseBody?.bytes))).not.toThrow();
  });

  it('is hidden in headers, forms and addresses', () => {
    const [entry] = redact([
      http({
        url: 'https://user:pass@a.example/x?api_key=K1&page=2#token=T',
        requestHeaders: [
          ['Authorization', 'Bearer abc.def'],
          ['Cookie', 'a=b'],
          ['X-API-Key', 'k'],
          ['X-Admin-Protocol', 'gsma/rsp/v2.5.0'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
        requestBody: utf8('client_secret=xyz&page=3'),
      }),
    ]);
    expect(entry?.entry).toMatchObject({
      url: 'https://*********@a.example/x?api_key=**&page=2#token=*',
      requestHeaders: [
        ['Authorization', 'Bearer *******'],
        ['Cookie', '***'],
        ['X-API-Key', '*'],
        ['X-Admin-Protocol', 'gsma/rsp/v2.5.0'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
    });
    expect(text(entry?.requestBody?.bytes)).toBe('client_secret=***&page=3');
  });

  it('shows nothing of a body that cannot be searched', () => {
    const [entry] = redact([
      http({ responseHeaders: [['Content-Encoding', 'gzip']], responseBody: fromHex('1F8B0800') }),
    ]);
    expect(entry?.responseBody && redactedHex(entry.responseBody)).toBe('XXXXXXXX');
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

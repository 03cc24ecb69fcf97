import { describe, expect, it } from 'vitest';
import { redactedHex, redactedText } from '../../src-main/store/redact.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { matchingId } from './fixtures.ts';
import {
  base64,
  commandData,
  exchange,
  expectHidden,
  http,
  redact,
  shown,
  text,
  tlv,
  utf8,
} from './redact-support.ts';

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

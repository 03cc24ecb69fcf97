import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src-shared/bytes.ts';
import { bytes, count, http, labels, payload, utf8, viewOf } from './trace-support.ts';

describe('HTTP', () => {
  const info1 = 'BF20 0F 82 03 020202 A9 04 04 02 0102 AA 04 04 02 0304'
    .replaceAll(' ', '')
    .replace('BF200F', 'BF2011');
  const body = (value: unknown) => utf8(JSON.stringify(value));
  const base64 = (hex: string) => Buffer.from(bytes(hex)).toString('base64');

  it('bodies are trees: members of ES9+ by the names of their declarations, other base64 by its tags', () => {
    const { get } = viewOf([
      http({
        requestHeaders: [['x-admin-protocol', 'gsma/rsp/v2.2.0']],
        requestBody: body({
          euiccInfo1: base64(info1),
          smdpAddress: 'smdp.example.com',
          header: { functionExecutionStatus: { status: 'Executed-Success' } },
          list: [1, true, null],
          other: base64(`301E${'0403010203'.repeat(6)}`),
        }),
        status: 200,
        responseHeaders: [['content-type', 'application/json']],
        responseBody: body({ transactionId: 'AABB' }),
      }),
    ]);
    const { request, response, requestText, responseText } = get(1);
    expect(request[0]).toEqual({
      label: 'headers',
      ownLabel: true,
      children: [{ label: 'x-admin-protocol', value: 'gsma/rsp/v2.2.0' }],
    });
    expect(request[1]?.children).toMatchObject([
      {
        label: 'euiccInfo1',
        tag: 'BF20',
        children: [
          { label: 'svn' },
          { label: 'euiccCiPKIdListForVerification' },
          { label: 'euiccCiPKIdListForSigning' },
        ],
      },
      { label: 'smdpAddress', value: 'smdp.example.com' },
      { label: 'header', children: [{ children: [{ label: 'status', value: 'Executed-Success' }] }] },
      {
        label: 'list',
        children: [
          { label: '0', value: '1' },
          { label: '1', value: 'true' },
          { label: '2', value: 'null' },
        ],
      },
      { label: 'other', tag: '30', children: Array(6).fill({ label: '04', hex: '010203' }) },
    ]);
    expect(payload(response)[1]).toEqual({
      label: 'body',
      children: [{ label: 'transactionId', value: 'AABB' }],
    });
    expect(response[1]?.children?.[0]?.places).toEqual([{ seq: 1, part: 'response', from: 18, to: 22 }]);
    expect(requestText).toContain('"smdpAddress":"smdp.example.com"');
    expect(responseText).toBe('{"transactionId":"AABB"}');
  });

  it('secrets are secret in the tree and in the text: by name, and within base64', () => {
    // AuthenticateServerResponse with a matching id in euiccSigned1.ctxParams1.
    const id = toHex(utf8('QX7-SECRET-ID'));
    const signed = 'BF38 1C A01A 3018 8001AA A013 A011 800D'.replaceAll(' ', '');
    const { get, lines } = viewOf(
      [
        http({
          url: 'https://smdp.example.com/x?matchingId=QX7-SECRET-ID',
          requestHeaders: [['authorization', 'Bearer QX7-SECRET-ID']],
          requestBody: body({
            matchingId: 'QX7-SECRET-ID',
            authenticateServerResponse: base64(`${signed}${id}`),
          }),
          responseBody: body({ said: `no profile for QX7-SECRET-ID` }),
        }),
      ],
      [{ kind: 'matching_id', value: 'QX7-SECRET-ID' }],
    );
    const all = JSON.stringify([get(1), lines()]);
    expect(all).not.toContain('QX7');
    expect(all.toUpperCase()).not.toContain(id);
    expect(all).not.toContain(base64(`00${id}`).slice(2, 12));
    expect(all).not.toContain(base64(id).slice(0, 12));
    expect(all).toContain('no profile for *************');
    expect(all).toContain('XX'.repeat(13));
    expect(all).toContain('"secret":true');
  });

  it('several values in one member are shown all', () => {
    const { get } = viewOf([
      http({
        requestBody: body({
          boundProfilePackage: base64(
            '8601018601028601038601048601058601068601078601088601098601100000',
          ).slice(0, 40),
        }),
      }),
    ]);
    const [member] = get(1).request[1]?.children ?? [];
    expect(member).toMatchObject({ label: 'boundProfilePackage' });
    expect(labels(member?.children)).toEqual(Array(10).fill('86'));
  });

  it('bodies that are no JSON are shown as text, empty ones not at all', () => {
    const { get } = viewOf([
      http({ responseBody: utf8('<html>502 Bad Gateway</html>'), status: 502 }),
      http({ responseBody: utf8('{"broken": "of') }),
      http({ responseBody: Uint8Array.of(0xff, 0xfe, 0x7b) }),
    ]);
    expect(get(1).response).toMatchObject([{ label: 'body', value: '<html>502 Bad Gateway</html>' }]);
    expect(get(2).response).toMatchObject([{ label: 'body', value: '{"broken": "of' }]);
    expect(get(3).response).toMatchObject([{ label: 'body' }]);
    expect(get(1).request).toMatchObject([{ label: 'headers' }]);
  });

  it('hostile bodies: endless nesting, endless lists, strange names, escapes, half base64', () => {
    const deep = 200_000;
    const bodies = [
      '['.repeat(deep) + ']'.repeat(deep),
      `${'{"a":'.repeat(deep)}0${'}'.repeat(deep)}`,
      JSON.stringify(Array(100_000).fill(0)),
      `{"boundProfilePackage":"${base64('0400'.repeat(30_000))}"}`,
      JSON.stringify({ list: Array(3_000).fill(base64('0400'.repeat(20))) }),
    ];
    for (const text of bodies) {
      const { response } = viewOf([http({ responseBody: utf8(text) })]).get(1);
      expect(count(response)).toBeLessThan(5_100);
    }
    const long = viewOf([http({ responseBody: utf8(JSON.stringify(Array(100_000).fill(0))) })]).get(1);
    expect(long.response[0]?.children?.at(-1)).toMatchObject({ label: '…', value: '95001 more' });

    const odd = {
      __proto__: null,
      constructor: '1',
      'a\u0000b': 'x\uD800',
      '': [],
      half: `${'A'.repeat(43)}=`,
    };
    const { response } = viewOf([
      http({ responseBody: utf8(`{"__proto__":{"polluted":1},${JSON.stringify(odd).slice(1)}`) }),
      http({ responseBody: utf8('{"euiccInfo1":"vyAR\\u0067g=="}') }),
    ]).get(1);
    expect(labels(response[0]?.children)).toEqual(['__proto__', 'constructor', 'a\u0000b', '', 'half']);
    expect({}).not.toHaveProperty('polluted');
  });

  it('any body is shown somehow', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        const [line] = viewOf([http({ responseBody: utf8(text) })]).lines();
        const { responseText } = viewOf([http({ responseBody: utf8(text) })]).get(1);
        expect(line).toMatchObject({ responseBytes: utf8(text).length });
        expect(utf8(responseText ?? '').length).toBe(utf8(text).length);
      }),
      { numRuns: 200 },
    );
  });
});

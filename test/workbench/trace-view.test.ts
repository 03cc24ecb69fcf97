import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeAs, knowledge, plainSource, sceneOf, topOf } from '../../src-main/decode/index.ts';
import { es10FunctionByTag } from '../../src-main/es10/index.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { readTlv, type Schema } from '../../src-main/tlv/index.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { tlv } from '../store/redact-support.ts';
import { describeWithVectors, readRecording, recordedCalls } from '../support/vectors.ts';
import { apdu, bytes, gone, http, labels, payload, plain, utf8, viewOf } from './trace-support.ts';

describe('lines', () => {
  it('say of each exchange what went and what came, and of each error what it was', () => {
    const { lines } = viewOf([
      apdu('80AA0000', '9000', 'TERMINAL CAPABILITY'),
      apdu('81E2910003BF2E00', '6115'),
      apdu('81E29100', undefined),
      http({ status: 200, responseBody: utf8('{}'), requestBody: utf8('abc') }),
      http({ error: { code: 'timed_out', params: { what: 'ES9+.Test', seconds: 5 } } }),
      { kind: 'note', startedAt: 7, code: 'protocol_fallback', params: { to: 'T=0' } },
    ]);
    expect(lines()).toMatchObject([
      { seq: 1, kind: 'apdu', purpose: 'TERMINAL CAPABILITY', command: '80AA0000', statusWord: '9000' },
      { seq: 2, response: '6115', statusWord: '6115' },
      { seq: 3, command: '81E29100', error: gone },
      { seq: 4, kind: 'http', method: 'POST', status: 200, requestBytes: 3, responseBytes: 2 },
      { seq: 5, kind: 'http', requestBytes: 0, error: { code: 'timed_out' } },
      { seq: 6, kind: 'note', startedAt: 7, code: 'protocol_fallback', params: { to: 'T=0' } },
    ]);
    expect(lines()[2]).not.toHaveProperty('response');
    expect(lines()[4]).not.toHaveProperty('status');
  });

  it('opened without an answer show what was asked; a note has nothing to open; what is not there is not there', () => {
    const { get, view } = viewOf([
      apdu('81E2910003BF2E00', undefined),
      { kind: 'note', startedAt: 7, code: 'x', params: {} },
      http({ error: gone, requestBody: utf8('{"transactionId":"00"}') }),
    ]);
    expect(get(1)).toMatchObject({ line: { error: gone }, response: [] });
    expect(payload(get(1).request)).toMatchObject([{ label: 'ES10b.GetEUICCChallenge', tag: 'BF2E' }]);
    expect(get(2)).toMatchObject({ line: { kind: 'note' }, request: [], response: [] });
    expect(get(3)).toMatchObject({ response: [], requestText: '{"transactionId":"00"}' });
    expect(get(3)).not.toHaveProperty('responseText');
    expect(view.get(1, 4)).toBeUndefined();
  });
});

describe('STORE DATA', () => {
  // SetNickname (BF29): ICCID, and a nickname of 30 letters.
  const whole = `BF29 2C 5A0A98940000000000000071 901E${'41'.repeat(30)}`.replaceAll(' ', '');
  const blocks = [whole.slice(0, 40), whole.slice(40, 80), whole.slice(80)].map((block, i, all) => {
    const length = (block.length / 2).toString(16).padStart(2, '0');
    return `81E2${i === all.length - 1 ? '91' : '11'}0${i}${length}${block}`;
  });
  const [one = '', two = '', three = ''] = blocks;

  it('in blocks is put together again from any of its lines, with what lies between them', () => {
    const { get } = viewOf([
      apdu('81E2910003BF2E00', '9000'),
      apdu(one, '9000'),
      { kind: 'note', startedAt: 1, code: 'x', params: {} },
      apdu(two, '9000'),
      http({}),
      apdu(three, '6105'),
      apdu('81C0000005', 'BF29 03 8001 6101'),
      apdu('81C0000001', '009000'),
      apdu('81E2910003BF2E00', '9000'),
    ]);
    for (const seq of [2, 4, 6, 7, 8]) {
      const { request, response } = get(seq);
      expect(payload(request)).toEqual([
        {
          label: 'ES10c.SetNickname',
          tag: 'BF29',
          children: [
            expect.objectContaining({ label: 'iccid', value: '89490000000000000017' }),
            expect.objectContaining({ label: 'profileNickname', value: 'A'.repeat(30) }),
          ],
        },
      ]);
      expect(payload(response)).toMatchObject([
        { label: 'ES10c.SetNickname', children: [{ label: 'setNicknameResult', value: 'ok (0)' }] },
      ]);
    }
    expect(get(6).request[0]).toMatchObject({
      label: 'header',
      value: 'STORE DATA: CLA 81  INS E2  P1 91  P2 02  P3 07',
    });
    expect(get(6).response.at(-1)).toMatchObject({ label: 'SW', hex: '6105' });
    expect(labels(payload(get(1).request))).toEqual(['ES10b.GetEUICCChallenge']);
    expect(payload(get(1).response)).toEqual([]);
    expect(labels(payload(get(9).request))).toEqual(['ES10b.GetEUICCChallenge']);
  });

  it('that breaks off shows the blocks that there are', () => {
    const { get } = viewOf([apdu(one, '9000'), apdu(two, undefined), apdu('81E2910003BF2E00', '9000')]);
    for (const seq of [1, 2])
      expect(payload(get(seq).request)).toEqual([{ label: 'ES10c.SetNickname', hex: whole.slice(0, 80) }]);
    expect(labels(payload(get(3).request))).toEqual(['ES10b.GetEUICCChallenge']);
  });

  it('with a last block of another command behind it is not mixed with that', () => {
    const { get } = viewOf([apdu(one, '9000'), apdu(three, '9000')]);
    expect(payload(get(1).request)).toEqual([{ label: 'ES10c.SetNickname', hex: whole.slice(0, 40) }]);
    expect(payload(get(2).request)).toEqual([{ label: 'data', hex: whole.slice(80) }]);
  });

  it('shows secrets as secret, also where blocks cut them', () => {
    const letters: Secret = { kind: 'token', value: 'A'.repeat(30) };
    const { get, lines } = viewOf([apdu(one, '9000'), apdu(two, '9000'), apdu(three, '9000')], [letters]);
    for (const seq of [1, 2, 3]) {
      const [fn] = payload(get(seq).request);
      expect(fn?.children?.[1]).toMatchObject({
        label: 'profileNickname',
        hex: 'XX'.repeat(30),
        secret: true,
      });
      expect(fn?.children?.[0]?.secret).toBeUndefined();
      expect(JSON.stringify([get(seq), lines()])).not.toMatch(/4141|AAAA/);
    }
  });
});

describe('segments of a bound profile package', () => {
  const channel = `BF23 30 820101 8001AA A609 800188 810110 8401FF 5F4903040506 5F370407080910`.replaceAll(
    ' ',
    '',
  );
  const initialise = channel.replace(
    'BF2330',
    `BF23${(channel.length / 2 - 3).toString(16).padStart(2, '0')}`,
  );
  const segment = (data: string) =>
    `81E29100${(data.replaceAll(' ', '').length / 2).toString(16).padStart(2, '0')}${data}`;

  it('that open something are shown with what they announce, the others as they are', () => {
    const { get } = viewOf([
      apdu(segment(`BF368203E8${initialise}`), '9000'),
      apdu(segment('A0 20 87 04 01020304'), '9000'),
      apdu(segment('A1 60'), '9000'),
      apdu(segment('88 04 01020304'), '9000'),
      apdu(segment('A3 820300'), '9000'),
      apdu(segment('86 04 05060708'), '9000'),
    ]);
    expect(payload(get(1).request)).toMatchObject([
      {
        label: 'boundProfilePackage',
        tag: 'BF36',
        value: '1000 bytes, over several segments',
        children: [
          {
            label: 'initialiseSecureChannelRequest',
            tag: 'BF23',
            children: [
              { label: 'remoteOpId', value: 'installBoundProfilePackage (1)' },
              { label: 'transactionId', hex: 'AA' },
              { label: 'controlRefTemplate' },
              { label: 'smdpOtpk' },
              { label: 'smdpSign' },
            ],
          },
        ],
      },
    ]);
    expect(payload(get(2).request)).toEqual([
      {
        label: 'firstSequenceOf87',
        tag: 'A0',
        value: '32 bytes, over several segments',
        children: [{ label: '87', tag: '87', value: 'encrypted, 4 bytes with the MAC', hex: '01020304' }],
      },
    ]);
    expect(payload(get(3).request)).toMatchObject([{ label: 'sequenceOf88', children: [] }]);
    expect(payload(get(4).request)).toEqual([{ label: '88', tag: '88', hex: '01020304' }]);
    expect(payload(get(5).request)).toMatchObject([
      { label: 'sequenceOf86', value: '768 bytes, over several segments' },
    ]);
    expect(payload(get(6).request)).toMatchObject([{ label: '86', tag: '86', hex: '05060708' }]);
  });

  it('each stand for themselves, and the last one is answered with the result', () => {
    const result = toHex(
      tlv(
        'BF37',
        tlv(
          'BF27',
          tlv('80', bytes('AA')),
          tlv('BF2F'),
          tlv('06'),
          tlv('A2', tlv('A1', bytes('800105810103'))),
        ),
        tlv('5F37', bytes('00')),
      ),
    );
    const length = toHex(Uint8Array.of(result.length / 2));
    const { get } = viewOf([
      apdu('81E2110004 86080102', '9000'),
      apdu('81E2910106 030405060708', '9000'),
      apdu('81E2910003 860101', `61${length}`),
      apdu(`81C00000${length}`, `${result}9000`),
    ]);
    for (const seq of [1, 2])
      expect(payload(get(seq).request)).toMatchObject([{ label: '86', tag: '86', hex: '0102030405060708' }]);
    expect(payload(get(3).request)).toMatchObject([{ label: '86', tag: '86', hex: '01' }]);
    expect(payload(get(3).response)).toMatchObject([
      {
        label: 'ES10b.LoadBoundProfilePackage',
        tag: 'BF37',
        children: [{ label: 'profileInstallationResultData' }, {}],
      },
    ]);
    expect(payload(get(4).response)).toEqual(payload(get(3).response));
  });
});

describe('other commands', () => {
  it('FETCH and TERMINAL RESPONSE are shown by their names', () => {
    const { get } = viewOf([
      apdu('801200000D', 'D00B 8103012501 8202 8182 0500 9000', 'FETCH'),
      apdu('801400000C 810301250182028281830100', '9000', 'TERMINAL RESPONSE'),
    ]);
    expect(payload(get(1).request)).toEqual([]);
    expect(payload(get(1).response)).toMatchObject([
      { label: 'proactiveCommand', tag: 'D0', value: 'SET UP MENU' },
    ]);
    expect(payload(get(2).request)).toEqual([
      { label: 'commandDetails', tag: '81', value: 'SET UP MENU', hex: '012501' },
      { label: 'deviceIdentities', tag: '82', value: 'terminal → UICC', hex: '8281' },
      { label: 'result', tag: '83', value: 'performed successfully', hex: '00' },
    ]);
  });

  it('SELECT and its GET RESPONSE belong together, MANAGE CHANNEL stands alone', () => {
    const { get } = viewOf([
      apdu('0070000001', '019000'),
      apdu('01A4040010 A0000005591010FFFFFFFF8900000100', '6104'),
      apdu('01C0000004', '6F028400 9000'),
      apdu('01C0000004', '6C02'),
    ]);
    expect(payload(get(1).response)).toEqual([{ label: 'channel', value: 'channel 1', hex: '01' }]);
    for (const seq of [2, 3, 4]) {
      expect(payload(get(seq).request)).toEqual([
        { label: 'aid', value: 'ISD-R', hex: 'A0000005591010FFFFFFFF8900000100' },
      ]);
      expect(payload(get(seq).response)).toEqual([
        { label: 'fciTemplate', tag: '6F', children: [{ label: 'dfName', tag: '84', hex: '' }] },
      ]);
    }
  });

  it('any bytes are shown somehow, from any line', () => {
    const some = fc.uint8Array({ maxLength: 40 });
    const header = fc.constantFrom('81E21100', '81E29101', '81C00000', '80120000', '00A40400', '');
    const entry = fc.record({ header, data: some, response: fc.option(some) });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (given) => {
        const { get, lines } = viewOf(
          given.map(({ header: start, data, response }) =>
            apdu(
              start + toHex(Uint8Array.of(data.length)) + toHex(data),
              response === null ? undefined : toHex(response),
            ),
          ),
        );
        expect(lines()).toHaveLength(given.length);
        for (const index of given.keys()) expect(get(index + 1).line.seq).toBe(index + 1);
      }),
      { numRuns: 200 },
    );
  });
});

/** As the view shows a download: its matching id is secret by its place, and then (as a profile's name) everywhere. */
function masked(json: string): string {
  const id = 'TS48V1-A-UNIQUE';
  const hex = toHex(utf8(id));
  return json.replaceAll(
    `"value":"${id}","hex":"${hex}"`,
    `"value":"${'*'.repeat(id.length)}","hex":"${'XX'.repeat(id.length)}","secret":true`,
  );
}

describeWithVectors(
  'recorded sessions of another LPA',
  () => {
    const names = ['01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl', '03-profile-list-rc0.jsonl'];

    it.each(names)('%s: every STORE DATA line opens the whole command and the whole answer', (name) => {
      const { apdus } = readRecording(name);
      const asShown = name.includes('download') ? masked : (json: string) => json;
      const calls = recordedCalls(apdus);
      const { get } = viewOf(apdus.map(({ command, response }) => apdu(toHex(command), toHex(response))));
      const shown: [request: string, response: string][] = [];
      for (const [index, { command }] of apdus.entries()) {
        // The last block of each command.
        if (command[1] !== 0xe2 || command[2] !== 0x91) continue;
        const { request, response } = get(index + 1);
        shown.push([JSON.stringify(payload(request)), JSON.stringify(payload(response))]);
      }
      expect(shown).toHaveLength(calls.length);
      expect(calls.length).toBeGreaterThan(0);
      let functions = 0;
      for (const [index, call] of calls.entries()) {
        const fn = functionOf(call.request);
        if (fn === undefined) continue;
        functions += 1;
        const tree = (schema: unknown, whole: Uint8Array) =>
          whole.length === 0
            ? []
            : describeAs(
                schema as Schema<unknown>,
                whole,
                fn.name,
                topOf(sceneOf(plainSource(whole), knowledge)),
              ).map(plain);
        expect(shown[index]?.[0]).toBe(asShown(JSON.stringify(tree(fn.request, call.request))));
        expect(shown[index]?.[1]).toBe(asShown(JSON.stringify(tree(fn.response, call.response))));
      }
      expect(functions).toBeGreaterThan(0);
    });

    function functionOf(request: Uint8Array) {
      try {
        return es10FunctionByTag(readTlv(request).tag);
      } catch {
        return undefined;
      }
    }
  },
  'traces/01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl',
);

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeInput } from '../../src-main/decode/index.ts';
import { buildTrustAnchor, toPem } from '../../src-main/es9/certificate.ts';
import { fieldCis } from '../../src-main/es9/field-ci.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { decodedInput, decodeRemarkCode, type TraceNode } from '../../src-shared/model/index.ts';
import { decodeRemarkText, decodeRemarkTexts } from '../../src-shared/texts.ts';
import { describeWithVectors, readRecording } from '../support/vectors.ts';

const all = (nodes: readonly TraceNode[]): TraceNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
const find = (nodes: readonly TraceNode[], label: string) => all(nodes).find((node) => node.label === label);

describe('what it is is found out', () => {
  const ci = buildTrustAnchor(fieldCis[2] ?? expect.fail('no CI'));
  it.each([
    ['00A4040010A0000005591010FFFFFFFF8900000100', 'command', 'command APDU, SELECT'],
    ['80AA000 00AA9088100820101830107', 'command', 'command APDU, TERMINAL CAPABILITY'],
    ['0070000001', 'command', 'command APDU, MANAGE CHANNEL'],
    ['81E2910003BF2E00', 'command', 'command APDU, STORE DATA'],
    ['00 C0 00 00 15', 'command', 'command APDU, GET RESPONSE'],
    ['6A82', 'response', 'response APDU, file or application not found'],
    ['6115', 'response', 'response APDU, more data available: 21 bytes'],
    ['9113', 'response', 'response APDU, normal ending, with a proactive command of 19 bytes'],
    ['BF31038001 059000', 'response', 'response APDU, normal ending'],
    ['BF2D00', 'es10_request', 'ES10c.GetProfilesInfo, request'],
    ['BF2D02A000', 'es10_response', 'ES10c.GetProfilesInfo, response'],
    ['BF3E035C015A', 'es10_request', 'ES10c.GetEID, request'],
    ['vz4DXAFa', 'es10_request', 'ES10c.GetEID, request'],
    ['0xBF 0x3E:03,5C;01-5A', 'es10_request', 'ES10c.GetEID, request'],
    ['0x BF 3E 03 5C 01 5A', 'es10_request', 'ES10c.GetEID, request'],
    ['{ 0xBF, 0x3E, 0x03, 0x5C, 0x01, 0x5A }', 'es10_request', 'ES10c.GetEID, request'],
    ['\\xBF\\x3E\\x03\\x5C\\x01\\x5A', 'es10_request', 'ES10c.GetEID, request'],
    ['> BF3E035C015A', 'es10_request', 'ES10c.GetEID, request'],
    ['BF228201008103020301', 'unknown', 'ES10b.GetEUICCInfo2, cut short'],
    ['62048202412 1'.replace(' ', ''), 'tlv', 'answer to SELECT'],
    ['6F048202 4121', 'tlv', 'answer to SELECT'],
    ['D009810301250182028182', 'tlv', 'proactive command'],
    ['E3005A00', 'tlv', '2 TLVs'],
    [toPem(ci), 'certificate', 'certificate'],
    [toHex(ci), 'certificate', 'certificate'],
    [Buffer.from(ci).toString('base64'), 'certificate', 'certificate'],
    ['89049032123451234512345678901235', 'eid', 'EID'],
    ['8949 0000 0000 0000 017', 'iccid', 'ICCID'],
    ['LPA:1$smdp.example.com$ABC-DEF', 'activation_code', 'activation code'],
    ['{"transactionId":"00"}', 'json', 'JSON'],
    ['0000', 'unknown', 'bytes of no known kind'],
  ])('%s', (text, kind, title) => {
    expect(decodedInput.parse(decodeInput(text))).toMatchObject({ kind, title });
  });

  it.each(['', '   ', 'hello world!', 'BF2!'])('and what it is not: "%s"', (text) => {
    expect(() => decodeInput(text)).toThrow(expect.objectContaining({ code: 'decode_input_unknown' }));
  });

  it('of an answer that was cut, what is whole and how much is missing', () => {
    expect(decodeInput('BF2282010081030203018203').nodes).toMatchObject([
      {
        label: 'ES10b.GetEUICCInfo2',
        tag: 'BF22',
        remarks: [{ code: 'length_wrong', params: { announced: 256, found: 7 } }],
        children: [{ tag: '81', hex: '020301' }, { hex: '8203' }],
      },
    ]);
  });

  it('of an activation code, what is odd about it as a sentence, and nothing where nothing is', () => {
    const odd = decodeInput('1$smdp.example.com$ABC').nodes.find(({ label }) => label === 'remarks');
    expect(odd?.value).toBe('The prefix LPA: is missing. The code is accepted without it.');
    expect(decodeInput('LPA:1$smdp.example.com$ABC').nodes.some(({ label }) => label === 'remarks')).toBe(
      false,
    );
  });

  it('more than 1 MiB is refused, whatever it is written in', () => {
    const large = '04'.repeat(1024 * 1024 + 1);
    for (const text of [large, `{"a":"${large}"}`, 'z'.repeat(4 * 1024 * 1024)])
      expect(() => decodeInput(text)).toThrow(expect.objectContaining({ code: 'decode_input_too_large' }));
  });
});

describe('values in words', () => {
  it('a header says class, channel, instruction and parameters', () => {
    const { nodes } = decodeInput('81E2910003BF2E00');
    expect(nodes[0]).toMatchObject({
      label: 'header',
      section: 'SGP.22 v2.5 §5.7.2; GlobalPlatform Card Specification §11.11',
      children: [
        { label: 'CLA', value: 'ETSI or GlobalPlatform, channel 1, no secure messaging', hex: '81' },
        { label: 'INS', value: 'STORE DATA' },
        { label: 'P1', value: 'last block, BER-TLV, may answer with data' },
        { label: 'P2', value: 'block 0' },
        { label: 'Lc', value: '3 bytes' },
      ],
    });
    expect(nodes[1]).toMatchObject({ label: 'ES10b.GetEUICCChallenge', section: 'SGP.22 v2.5 §5.7.7' });
    const cla = (byte: string) => decodeInput(`${byte}A40000023F00`).nodes[0]?.children?.[0]?.value;
    expect(cla('0C')).toBe('ISO 7816-4, channel 0, secure messaging');
    expect(cla('45')).toBe('ISO 7816-4, channel 9, no secure messaging');
    expect(cla('A0')).toBe('GSM (3GPP TS 51.011), channel 0');
    expect(decodeInput('00A4000C023F00').nodes[1]).toMatchObject({ label: 'file', value: 'MF' });
    expect(decodeInput('00A40804047FFF6F07').nodes[1]?.value).toBe('the present ADF / EF.IMSI');
  });

  // ETSI TS 102 221 §11.1.1.4.3: 78 DF, 21 shareable; §11.1.1.4.9: 05 activated.
  it('an FCP says what a file is', () => {
    const { nodes } = decodeInput('621B8202782183023F00A509800171830400018D088A01058B032F0601');
    expect(nodes[0]).toMatchObject({ label: 'fcpTemplate', section: 'ETSI TS 102 221 §11.1.1.3' });
    expect(find(nodes, 'fileDescriptor')?.value).toBe('DF or ADF, shareable');
    expect(find(nodes, 'fileIdentifier')?.value).toBe('MF');
    expect(find(nodes, 'availableMemory')?.value).toBe('101640 bytes');
    expect(find(nodes, 'lifeCycleStatus')?.value).toBe('operational, activated');
  });

  it('a certificate says whose it is, whose key it has and how long it is good', () => {
    const ci = buildTrustAnchor(fieldCis[2] ?? expect.fail('no CI'));
    const [node] = decodeInput(toHex(ci)).nodes;
    expect(node?.value).toBe(
      'O=GSM Association, CN=GSM Association - RSP2 Root CI1; issued by itself; valid until 2052-02-21 23:59:59 UTC',
    );
    expect(find(node?.children ?? [], 'notBefore')?.children?.[0]?.value).toBe('2017-02-22 00:00:00 UTC');
    expect(find(node?.children ?? [], 'subjectPublicKeyInfo')?.children?.[0]?.value).toBe('EC public key');
    expect(find(node?.children ?? [], 'subjectPublicKey')?.value).toBe('point, uncompressed, 65 bytes');
    expect(
      all(node?.children ?? []).some(({ value }) => value?.startsWith('2.5.29.14 (subjectKeyIdentifier)')),
    ).toBe(true);
    for (const one of all([node ?? expect.fail('no node')])) expect(one.section).toContain('RFC 5280');
  });

  it('numbers of telecommunications are read', () => {
    const info = 'E3195A0A98940000000000000071B70B800362F210810141820142';
    const { nodes } = decodeInput(info);
    expect(find(nodes, 'mccMnc')?.value).toBe('MCC 262 MNC 01');
    expect(find(nodes, 'iccid')?.value).toBe('89490000000000000017');
    const eid = decodeInput('BF3E125A1089049032123451234512345678901235').nodes;
    expect(find(eid, 'eidValue')).toMatchObject({ value: '89049032123451234512345678901235' });
    expect(find(eid, 'eidValue')).not.toHaveProperty('remarks');
    // 5A is the EID of a card, and the ICCID of a profile.
    expect(find(decodeInput('BF3E035C015A').nodes, 'tagList')?.value).toBe('eidValue');
    expect(find(decodeInput('BF2D055C035A9F70').nodes, 'tagList')?.value).toBe('iccid, profileState');
    const wrong = decodeInput('BF3E125A1089049032123451234512345678901236').nodes;
    expect(find(wrong, 'eidValue')?.remarks).toEqual([{ code: 'check_digits_wrong', params: {} }]);
    const key = decodeInput('BF200F8203020500A900AA060404AABBCCDD').nodes;
    expect(find(key, 'svn')?.value).toBe('2.5.0');
    const known = decodeInput(
      `BF201F 8203020500 A900 AA1604 14 ${'81370F5125D0B1D408D4C3B232E6D25E795BEBFB'}`,
    ).nodes;
    expect(all(known).map(({ value }) => value)).toContain('GSM Association - RSP2 Root CI1');
  });

  it('a result of the profile installation opens what the card says of the profile elements', () => {
    const wrap = (tag: string, ...parts: string[]) => {
      const value = parts.join('');
      return `${tag}${(value.length / 2).toString(16).padStart(2, '0')}${value}`;
    };
    const status = wrap('30', '800104', '810102');
    const sima = wrap('30', wrap('A0', status), '8100');
    const error = wrap('A1', '800105', '81010C', wrap('82', sima));
    const { title, nodes } = decodeInput(wrap('BF27', '8001AA', 'BF2F00', '0600', wrap('A2', error)));
    expect(title).toBe('profileInstallationResultData');
    expect(find(nodes, 'errorReason')?.value).toBe('installFailedDueToPEProcessingError (12)');
    expect(find(nodes, 'status')).toMatchObject({ value: 'not-enough-memory (4)', hex: '04' });
    expect(find(nodes, 'status')?.section).toContain('TCA eUICC Profile Package');
  });
});

describe('what is wrong is remarked on', () => {
  const remarksOf = (text: string) =>
    all(decodeInput(text).nodes).flatMap(({ label, remarks }) =>
      (remarks ?? []).map((one) => [label, one.code]),
    );
  it.each([
    ['BF3104808101 05', [['enableResult', 'length_not_minimal']]],
    ['BF310380010599', [['trailing', 'trailing_bytes']]],
    ['BF31068001058901FF', [['89', 'tag_unknown']]],
    ['BF300400000000', [['ES10b.RemoveNotificationFromList', 'not_tlv']]],
    ['E3069F700101 9500', [['profileClass', 'value_invalid']]],
    ['E304 9000 9000', [['profileNickname', 'field_repeated']]],
    ['E308 9000 5A0198 9F7000', [['iccid', 'field_out_of_order']]],
    ['BF29 00', [['ES10c.SetNickname', 'field_missing']]],
  ])('%s', (text, wanted) => {
    expect(remarksOf(text)).toEqual(expect.arrayContaining(wanted));
  });

  it('and every remark has words', () => {
    expect(Object.keys(decodeRemarkTexts).sort()).toEqual([...decodeRemarkCode.options].sort());
    expect(decodeRemarkText({ code: 'tag_unknown', params: { tag: '89' } })).toBe(
      'Tag 89 has no meaning here',
    );
  });
});

describe('any text', () => {
  it('is decoded or refused, and nothing is lost or made up', () => {
    const check = (hex: string) => {
      const { hex: given, nodes, kind } = decodedInput.parse(decodeInput(hex));
      if (given === '') return;
      expect(given).toBe(hex.toUpperCase());
      const covered = new Set<number>();
      for (const { places = [], hex: shown, children } of all(nodes)) {
        for (const { from, to } of places) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(given.length / 2);
          for (let i = from; i < to; i++) covered.add(i);
        }
        const [only, second] = places;
        if (only !== undefined && second === undefined && shown !== undefined && children === undefined)
          expect(given.slice(2 * only.from, 2 * only.to).endsWith(shown)).toBe(true);
      }
      expect([kind, covered.size]).toEqual([kind, given.length / 2]);
    };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 120 }), (bytes) => check(toHex(bytes))),
      { numRuns: 500 },
    );
    const begin = fc.constantFrom(
      '30',
      'BF',
      '81E29100',
      '00A40400',
      'A0',
      '62',
      'D0',
      'BF36',
      'E3',
      '3082',
      'BF38',
    );
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 80 }), (start, bytes) => {
        const length = toHex(Uint8Array.of(bytes.length));
        check(start + length + toHex(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('of any characters ends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.base64String()), (text) => {
        try {
          expect(decodedInput.safeParse(decodeInput(text)).success).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'WorkbenchError' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that is hostile has few nodes: empty elements, nesting without end', () => {
    for (const hex of ['0500'.repeat(500_000), 'BF2D'.repeat(10_000), '30800000'.repeat(1000)])
      expect(all(decodeInput(hex).nodes).length).toBeLessThan(25_000);
    let nested = '';
    for (let i = 0; i < 60; i++) nested = `30${toHex(Uint8Array.of(nested.length / 2))}${nested}`;
    expect(all(decodeInput(nested).nodes).length).toBeLessThan(100);
  });
});

describeWithVectors(
  'recorded sessions of another LPA',
  () => {
    it('every command and every answer of a download is known, with nothing to remark on', () => {
      const { apdus } = readRecording('01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl');
      for (const { command } of apdus) expect(decodeInput(toHex(command)).kind).toBe('command');
    });
  },
  'traces/01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl',
);

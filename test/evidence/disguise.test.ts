/** Values that go over the borders of APDUs, in whatever writing, are replaced in each place by the same. */

import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disguise, readerSerials } from '../../src-main/evidence/disguise/disguise.ts';
import { isLabHost } from '../../src-main/evidence/disguise/places.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { iccidToBytes } from '../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import {
  base64,
  commandData,
  exchange,
  filler,
  http,
  responseData,
  sizes,
  tlv,
  utf8,
} from '../store/redact-support.ts';
import { benchEid, benchPki } from '../support/operation-bench.ts';

const eid = '89049032123451234512345678901235';
const iccid = '8949000000000000017';
const matchingId = 'QXZ7-SECRET-ID';
const host = 'smdp.lab.test';

function disguised(entries: readonly TraceEntry[], secrets: readonly Secret[] = [], record: object = {}) {
  return disguise({
    trace: entries.map((entry, at) => ({ seq: at + 1, entry })),
    record,
    secrets,
    transactionIds: [],
    nicknames: [],
    readerNames: [],
    hosts: ['smdp.company.com'],
    key: new Uint8Array(32).fill(7),
    keepIds: false,
  });
}

const known: Secret[] = [{ kind: 'matching_id', value: matchingId }];

describe('a disguised trace', () => {
  test('has values of equal length, alike in commands, answers, JSON and texts, wherever blocks are cut', () => {
    fc.assert(
      fc.property(filler, filler, sizes, (before, after, cuts) => {
        const payload = tlv(
          'BF38',
          before,
          fromHex('5A10'),
          fromHex(eid),
          tlv('80', matchingId),
          tlv('83', host),
          after,
        );
        const answer = tlv('BF2D', after, fromHex('5A0A'), iccidToBytes(iccid), before, utf8(eid));
        const body = JSON.stringify({
          authenticateServerResponse: base64(answer),
          pendingNotification: base64(payload),
          message: `EID ${eid}, ${matchingId} at ${host}`,
        });
        const entries = [
          ...exchange(payload, answer, cuts),
          http({ requestBody: utf8(body), url: `https://${host}/x` }),
        ];
        const record = { eid, iccid, activationCode: `LPA:1$${host}$${matchingId}` };
        const { trace, record: told } = disguised(entries, known, record);
        const made = told as typeof record;
        const [, newHost = '', newId = ''] = made.activationCode.split('$');
        expect(made.eid).not.toBe(eid);
        const command = commandData(trace);
        const response = responseData(trace);
        // As they were, with each value in its place replaced.
        const swap = (hex: string) =>
          hex
            .replaceAll(eid, made.eid)
            .replaceAll(toHex(utf8(eid)), toHex(utf8(made.eid)))
            .replaceAll(toHex(iccidToBytes(iccid)), toHex(iccidToBytes(made.iccid)))
            .replaceAll(toHex(utf8(matchingId)), toHex(utf8(newId)))
            .replaceAll(toHex(utf8(host)), toHex(utf8(newHost)));
        expect(toHex(command)).toBe(swap(toHex(payload)));
        expect(toHex(response)).toBe(swap(toHex(answer)));
        const last = trace.at(-1)?.entry;
        if (last?.kind !== 'http') throw new Error('no HTTP');
        const parsed = JSON.parse(Buffer.from(last.requestBody).toString()) as Record<string, string>;
        expect(parsed['authenticateServerResponse']).toBe(base64(response));
        expect(parsed['pendingNotification']).toBe(base64(command));
        expect(parsed['message']).toBe(`EID ${made.eid}, ${newId} at ${newHost}`);
        expect(last.url).toBe(`https://${newHost}/x`);
      }),
    );
  });

  test('a value that is cut off keeps its beginning hidden', () => {
    const answer = concatBytes(
      tlv('BF2D', fromHex('5A0A'), iccidToBytes(iccid)),
      utf8(matchingId).slice(0, 8),
    );
    const { trace } = disguised(exchange(tlv('BF2D', 'x'), answer, [255]), known);
    const response = Buffer.from(responseData(trace));
    expect(response.includes(matchingId.slice(0, 8))).toBe(false);
    expect(response).toHaveLength(answer.length);
  });

  test('the profile in a package is zeros, at the server and on its way to the card, and its form stays', () => {
    const metadata = tlv('BF25', fromHex('5A0A'), iccidToBytes(iccid), tlv('91', 'Carrier'));
    // ICCID over the border of two segments.
    const parts = [metadata.subarray(0, 9), metadata.subarray(9)].map((part) =>
      tlv('88', part, new Uint8Array(8).fill(0xcc)),
    );
    const keys = tlv('87', new Uint8Array(24).fill(0xaa));
    const profile = tlv('86', new Uint8Array(40).fill(0xbb));
    const bpp = tlv('BF36', tlv('BF23', 'y'), tlv('A0', keys), tlv('A1', ...parts), tlv('A3', profile));
    const segments = [tlv('A0', keys), ...parts, profile];
    const entries = [
      ...segments.flatMap((segment) => exchange(segment, new Uint8Array(0), [16])),
      http({ responseBody: utf8(JSON.stringify({ boundProfilePackage: base64(bpp) })) }),
    ];
    const { trace, record, hidden } = disguised(entries, [], { iccid });
    const sent = toHex(commandData(trace));
    const last = trace.at(-1)?.entry;
    if (last?.kind !== 'http') throw new Error('no HTTP');
    const { boundProfilePackage } = JSON.parse(Buffer.from(last.responseBody ?? '').toString()) as Record<
      string,
      string
    >;
    const given = toHex(Buffer.from(boundProfilePackage ?? '', 'base64'));
    for (const hex of [sent, given]) {
      expect(hex).not.toContain('AAAA');
      expect(hex).not.toContain('BBBB');
      expect(hex).toContain('CCCCCCCC');
    }
    const made = toHex(iccidToBytes((record as { iccid: string }).iccid));
    const metadataOf = (hex: string) =>
      [...hex.matchAll(/88..(.*?)CCCCCCCCCCCCCCCC/g)].map(([, part]) => part).join('');
    expect(metadataOf(sent)).toContain(made);
    expect(metadataOf(given)).toBe(metadataOf(sent));
    expect(given).toHaveLength(toHex(bpp).length);
    expect(hidden.find(({ kind }) => kind === 'profile_data')?.places).toBeGreaterThan(0);
  });

  test('marks what it has hidden, where it is', () => {
    const payload = tlv('BF3E', fromHex('5A10'), fromHex(eid));
    const { trace } = disguised(exchange(payload, new Uint8Array(0), [255]));
    expect(trace[0]?.hidden.command).toEqual([[10, 26, 'eid']]);
  });

  test('names of JSON and words of a specification are nobody\u2019s data', () => {
    const secrets: Secret[] = [{ kind: 'matching_id', value: 'status' }];
    const body = utf8('{"status":"Executed-Success","message":"status","list":[true,null,12]}');
    const { trace } = disguised([http({ responseBody: body })], secrets, {
      status: 'status',
      note: 'status',
    });
    const last = trace[0]?.entry;
    const text = last?.kind === 'http' ? Buffer.from(last.responseBody ?? '').toString() : '';
    expect(text).toMatch(/^\{"status":"Executed-Success","message":"[a-z]{6}","list":\[true,null,12\]\}$/);
    expect(text).not.toContain('"message":"status"');
  });

  test('the certificate of an eUICC says nothing of it any more, that of the EUM and its structure stay', () => {
    const { euicc, eum } = benchPki();
    const [own, issuer] = [euicc.certificate.der, eum.certificate.der];
    const answer = tlv(
      'BF38',
      tlv('A0', tlv('30', 'x'), tlv('5F37', new Uint8Array(64).fill(9)), own, issuer),
    );
    const { trace } = disguised(exchange(tlv('BF38', 'y'), answer, [120]));
    const made = responseData(trace);
    const at = Buffer.from(answer).indexOf(own);
    const [before, after] = [
      new X509Certificate(own),
      new X509Certificate(made.subarray(at, at + own.length)),
    ];
    expect(after.issuer).toBe(before.issuer);
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.subject).not.toContain(benchEid);
    expect(after.subject).toMatch(/serialNumber=89049032\d{24}/);
    const point = before.publicKey.export({ type: 'spki', format: 'der' }).subarray(-64);
    const keyId = createHash('sha1')
      .update(Buffer.concat([Buffer.from([4]), point]))
      .digest();
    for (const bytes of [point, keyId, Buffer.alloc(64, 9)]) {
      expect(Buffer.from(made).includes(bytes)).toBe(false);
    }
    expect(Buffer.from(own).includes(keyId)).toBe(true);
    expect(Buffer.from(made).includes(Buffer.from(issuer))).toBe(true);
  });

  test('a code of the letters of base64 is hidden, and so is what a base64 text says', () => {
    const secrets: Secret[] = [
      { kind: 'matching_id', value: 'MATCHINGID123456' },
      { kind: 'confirmation_code', value: '12' },
    ];
    const body = utf8(
      JSON.stringify({ a: 'MATCHINGID123456', b: base64(utf8(`EID ${eid}`)), c: 'MATCHINGID123456/x' }),
    );
    const record = { request: { confirmationCode: '12' }, confirmationCodes: ['12'] };
    const made = disguised([http({ responseBody: body })], secrets, record);
    const entry = made.trace[0]?.entry;
    const text = entry?.kind === 'http' ? Buffer.from(entry.responseBody ?? '').toString() : '';
    expect(text).not.toContain('MATCHINGID');
    const { b } = JSON.parse(text) as { b: string };
    expect(Buffer.from(b, 'base64').toString()).toMatch(/^EID 89049032\d{24}$/);
    expect(Buffer.from(b, 'base64').toString()).not.toContain(eid);
    const told = made.record as typeof record;
    expect(told.request.confirmationCode).not.toBe('12');
    expect(told.confirmationCodes).toEqual([told.request.confirmationCode]);
  });

  test('hosts that were named are replaced, others on the Internet stay', () => {
    const { trace } = disguised([
      http({ url: 'https://smdp.company.com/x', requestBody: utf8('{"a":"smdp.gsma.com"}') }),
    ]);
    const [entry] = trace;
    const text = entry?.entry.kind === 'http' ? entry.entry.url + Buffer.from(entry.entry.requestBody) : '';
    expect(text).toMatch(/^https:\/\/[a-z]{4}\.[a-z]{7}\.com\/x\{"a":"smdp\.gsma\.com"\}$/);
    expect(text).not.toContain('company');
  });

  test('secrets of headers, addresses and members go by their names', () => {
    const { trace } = disguised([
      http({
        url: 'https://user:pass@smdp.example.com/x?token=abcdef12',
        requestHeaders: [['Authorization', 'Bearer s3cr3t-t0ken']],
        requestBody: utf8('{"confirmationCode":"123","eventId":"AB","pin":"0000"}'),
      }),
    ]);
    const shown =
      JSON.stringify(trace) +
      (trace[0]?.entry.kind === 'http' ? Buffer.from(trace[0].entry.requestBody).toString() : '');
    for (const secret of ['user:pass', 'abcdef12', 's3cr3t-t0ken', '"123"', '"AB"', '"0000"'])
      expect(shown).not.toContain(secret);
    expect(shown).toContain('smdp.example.com');
  });
});

test('only names of a lab are taken for such', () => {
  for (const name of ['smdp.simulated.test', '10.0.0.7', 'dp.corp', 'x.home.arpa'])
    expect(isLabHost(name)).toBe(true);
  for (const name of ['smdp.gsma.com', 'localhost!', 'a..test', '', 'example.com', 'test'])
    expect(isLabHost(name)).toBe(false);
});

test('serial numbers in the names of readers', () => {
  expect(readerSerials('Gemalto PC Twin Reader (70D7E2EE) 00 00')).toContain('70D7E2EE');
  expect(
    readerSerials('Identiv uTrust 3700 F CL Reader [uTrust 3700 F CL Reader] (55041731201209) 00 00'),
  ).toEqual(expect.arrayContaining(['55041731201209']));
  expect(readerSerials('ACS ACR39U ICC Reader 00 00')).toEqual([]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreMetadataRequest } from '../../../src-main/rsp/index.ts';
import { encodeImsi, encodeMccMnc, swappedDigits } from '../../../src-main/simulator/profile/digits.ts';
import {
  buildProfilePackage,
  drawIcon,
  encodePng,
  parseProfilePackage,
  sampleProfiles,
  withLuhn,
  writeSampleProfiles,
} from '../../../src-main/simulator/profile/index.ts';
import { loadOffers } from '../../../src-main/simulator/smdp/index.ts';
import { checkNesting, decode, encode, readTlvs } from '../../../src-main/tlv/index.ts';
import { toHex } from '../../../src-shared/bytes.ts';

describe('digits', () => {
  it('have the check digits of real cards', () => {
    expect(withLuhn('7992739871')).toBe('79927398713');
    expect(withLuhn('894944999999999000')).toHaveLength(19);
  });
  it('are coded as files hold them', () => {
    expect(toHex(encodeMccMnc('246', '81'))).toBe('42F618');
    expect(toHex(encodeMccMnc('310', '410'))).toBe('130014');
    expect(toHex(encodeImsi('001010123456063'))).toBe('080910101032540636');
    expect(toHex(swappedDigits('8949449999999990023', 10))).toBe('989444999999990920F3');
  });
});

describe('buildProfilePackage', () => {
  const base = {
    iccid: withLuhn('899990100000000001'),
    imsi: '001010000000001',
    mcc: '001',
    mnc: '01',
    serviceProviderName: 'Bench',
    profileType: 'Bench profile',
  };

  it('makes a package that the strict reader takes, for any length of operator data', () => {
    const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 60_000, max: 70_000 }));
    fc.assert(
      fc.property(lengths, (length) => {
        const upp = buildProfilePackage({ ...base, operatorData: new Uint8Array(length) });
        const { header, elements } = parseProfilePackage(upp);
        expect(header.iccid).toBe(base.iccid);
        expect(elements.at(-1)?.name).toBe('end');
        checkNesting(upp);
      }),
      { numRuns: 20 },
    );
  });

  it('has the elements of a real one', () => {
    const { header, elements } = parseProfilePackage(buildProfilePackage(base));
    expect(elements.map((element) => element.name)).toEqual([
      'header',
      'mf',
      'pukCodes',
      'pinCodes',
      'cd',
      'telecom',
      'usim',
      'opt-usim',
      'pinCodes',
      'akaParameter',
      'end',
    ]);
    expect(header).toMatchObject({
      majorVersion: 2,
      profileType: 'Bench profile',
      mandatoryServices: ['usim', 'milenage'],
      mandatoryGfsteList: expect.arrayContaining(['2.23.143.1.2.1', '2.23.143.1.2.4']),
    });
  });

  it('puts the ICCID into EF ICCID and the IMSI into EF IMSI', () => {
    const { elements } = parseProfilePackage(buildProfilePackage(base));
    const hex = (name: string) => toHex(elements.find((one) => one.name === name)?.raw ?? new Uint8Array());
    expect(hex('mf')).toContain(`830A${toHex(swappedDigits(base.iccid, 10))}`);
    expect(hex('usim')).toContain(`8309${toHex(encodeImsi(base.imsi))}`);
  });

  it('refuses what is no ICCID', () => {
    expect(() => buildProfilePackage({ ...base, iccid: '123' })).toThrow(RangeError);
  });
});

describe('icons', () => {
  it('are PNG pictures that hold what was drawn', () => {
    const png = encodePng(4, 2, [0xff0000, 0x00ff00], (x, y) => (x + y) % 3);
    const chunks: Record<string, Buffer> = {};
    const bytes = Buffer.from(png);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    for (let at = 8; at < bytes.length; ) {
      const length = bytes.readUInt32BE(at);
      chunks[bytes.subarray(at + 4, at + 8).toString()] = bytes.subarray(at + 8, at + 8 + length);
      at += 12 + length;
    }
    expect(Object.keys(chunks)).toEqual(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
    expect([...inflateSync(chunks['IDAT'] ?? Buffer.alloc(0))]).toEqual([0, 0, 1, 2, 0, 0, 1, 2, 0, 1]);
  });

  it.each(['waves', 'rings', 'peaks', 'kite', 'beacon', 'grid'] as const)(
    '%s fits into the metadata',
    (motif) => {
      expect(drawIcon(motif, 0x102030, 0xffffff).length).toBeLessThanOrEqual(1024);
    },
  );
});

describe('the samples', () => {
  const offers = sampleProfiles('smdp.bench.example');

  it('are well-formed, and no two share an ICCID or a matching id', () => {
    const iccids = offers.map((offer) => parseProfilePackage(offer.upp).header.iccid);
    expect(iccids).toEqual(offers.map((offer) => offer.metadata.iccid));
    expect(new Set(iccids).size).toBe(offers.length);
    expect(new Set(offers.map((offer) => offer.matchingId)).size).toBe(offers.length);
    for (const iccid of iccids) expect(withLuhn(iccid.slice(0, -1))).toBe(iccid);
    for (const { matchingId } of offers) expect(matchingId).toMatch(/^[A-Z0-9-]+$/);
    for (const { metadata } of offers)
      expect(decode(StoreMetadataRequest, encode(StoreMetadataRequest, metadata), 'm')).toEqual(metadata);
  });

  it('cover what a bench wants to show', () => {
    expect(offers[0]?.confirmationCode).toBeUndefined();
    expect(offers.some((offer) => offer.confirmationCode !== undefined)).toBe(true);
    expect(offers.some((offer) => offer.metadata.profileClass === 'test')).toBe(true);
    expect(offers.flatMap((offer) => offer.metadata.profilePolicyRules ?? [])).toEqual(['ppr2', 'ppr1']);
    const large = offers.map((offer) => offer.upp.length).sort((a, b) => b - a);
    expect(large[0]).toBeGreaterThan(11_500);
    expect(large[1]).toBeLessThan(3000);
  });

  it('are the same every time', () => {
    expect(sampleProfiles('smdp.bench.example')).toEqual(offers);
  });

  it('come back from a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'samples-'));
    try {
      writeSampleProfiles(folder, 'smdp.bench.example');
      const { offers: loaded, skipped } = loadOffers(folder, 'smdp.bench.example');
      expect(skipped).toEqual([]);
      const byName = (list: typeof offers) => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(byName([...loaded])).toEqual(byName(offers));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('hold metadata in the order of the ASN.1', () => {
    for (const { metadata } of offers) {
      const tags = readTlvs(readTlvs(encode(StoreMetadataRequest, metadata))[0]?.value ?? new Uint8Array());
      const order = [0x5a, 0x91, 0x92, 0x93, 0x94, 0x95, 0xb6, 0xb7, 0x99];
      const positions = tags.map((one) => order.indexOf(one.tag));
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(positions).not.toContain(-1);
    }
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rspCapabilityNames, uiccCapabilityNames } from '../../src-main/rsp/info.ts';
import { atrFacts } from '../../src-shared/atr.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { profileSize, profilesThatFit, usualProfileBytes } from '../../src-shared/card-memory.ts';
import { hasEidCheckDigits } from '../../src-shared/eid.ts';
import { eidParts, eumName } from '../../src-shared/eum.ts';
import { laterCapability, laterFields } from '../../src-shared/later-info.ts';
import type { CardReading } from '../../src-shared/model/index.ts';
import { cardText } from '../../src-shared/texts.ts';

describe('the parts of an EID', () => {
  // EIDs that others published: the eUICC of SGP.26, and those of pySim's tests.
  const published = [
    ['89049032123451234512345678901235', 'Giesecke+Devrient'],
    ['89086030202200000022000023022943', 'Eastcompeace'],
    ['89044045116727494800000004479366', 'Kigen'],
    ['89041030081106202526200000027839', 'STMicroelectronics'],
  ] as const;

  it.each(published)('%s has check digits that fit, and is of %s', (eid, manufacturer) => {
    expect(hasEidCheckDigits(eid)).toBe(true);
    expect(eumName(eid)).toBe(manufacturer);
  });

  it('of SGP.02 §2.2.2, of the eUICC of SGP.26', () => {
    expect(
      eidParts('89049032123451234512345678901235').map(({ part, digits }) => `${part} ${digits}`),
    ).toEqual([
      'industry 89',
      'country 049',
      'issuer 032',
      'version 12345',
      'issuerInformation 12345',
      'individual 123456789012',
      'check 35',
    ]);
  });

  it('are all of it, whatever it begins with; a manufacturer that is not known has no name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{32}$/), (eid) => {
        const parts = eidParts(eid);
        expect(parts.map(({ digits }) => digits).join('')).toBe(eid);
        expect(parts.at(-1)).toEqual({ part: 'check', digits: eid.slice(30) });
        if (!eid.startsWith('89')) expect(eumName(eid)).toBeUndefined();
      }),
    );
    expect(eumName('89001012012341234012345678901224')).toBeUndefined();
  });

  it('fit no more where one digit is another, or two neighbours have changed places', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...published),
        fc.nat(31),
        fc.integer({ min: 1, max: 9 }),
        ([eid], at, by) => {
          const other = [...eid];
          other[at] = String((Number(other[at]) + by) % 10);
          expect(hasEidCheckDigits(other.join(''))).toBe(false);
          const turned = [...eid];
          [turned[at], turned[(at + 1) % 32]] = [turned[(at + 1) % 32] ?? '', turned[at] ?? ''];
          if (at < 31) expect(hasEidCheckDigits(turned.join(''))).toBe(turned.join('') === eid);
        },
      ),
    );
  });
});

describe('an answer to reset in facts', () => {
  // ATRs of others' tests and card lists, with what those say of them.
  it.each([
    [
      '3B9F96801FC78031E073FE211B674A4C753034054BE9',
      {
        convention: 'direct',
        protocols: [0],
        cyclesPerBit: 16,
        clockMHz: 5,
        classes: ['A', 'B', 'C'],
        clockStop: 'either',
        historical: '8031E073FE211B674A4C753034054B',
        selection: ['fullName', 'partialName'],
        logicalChannels: 4,
        text: 'gJLu04',
        check: 'fits',
      },
    ],
    ['3B9F96801FC78031E073FE211B64416332008290 00D1', { check: 'fits', protocols: [0], text: 'dAc2' }],
    [
      '3B9F96801FC38031E073FE211BB3E2027E830F900082',
      { clockStop: 'either', classes: ['A', 'B'], check: 'fits' },
    ],
    ['3BB718008131FE6553504B32349000 5A', { protocols: [1], historical: '53504B32349000', check: 'fits' }],
    [
      '3F6725002120000F789000',
      { convention: 'inverse', protocols: [0], historical: '2120000F789000', check: 'absent' },
    ],
    ['3B02 3602', { protocols: [0], historical: '3602', cyclesPerBit: 372, check: 'absent' }],
    ['3B10 16', { historical: '', cyclesPerBit: 372 / 32 }],
    ['3B90 16 01 87', { protocols: [1], check: 'fits' }],
    [
      '3BDC18FF8191FE1FC38073C8211366050363510002 50',
      {
        protocols: [1],
        historical: '8073C82113660503635100 02'.replace(' ', ''),
        logicalChannels: 4,
        classes: ['A', 'B'],
      },
    ],
  ] as const)('%s', (hex, facts) => {
    expect(atrFacts(hex.replaceAll(' ', ''))).toMatchObject(facts);
  });

  it('names a check byte that is wrong or missing, and what stands behind the end', () => {
    const good = '3B9F96801FC78031E073FE211B674A4C753034054BE9';
    expect(atrFacts(`${good.slice(0, -2)}A9`)?.check).toBe('wrong');
    expect(atrFacts(good.slice(0, -2))?.check).toBe('missing');
    expect(atrFacts(`${good}55`)).toMatchObject({ check: 'fits', surplus: '55' });
    for (const none of ['', '3B', '3C00', '3B9F96', 'xyz', '3B0']) expect(atrFacts(none)).toBeUndefined();
  });

  it('is made of any bytes without an end that throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 45 }), (bytes) => {
        const hex = toHex(Uint8Array.from([0x3b, ...bytes]));
        const facts = atrFacts(hex);
        if (facts !== undefined) expect(hex).toContain(facts.historical);
      }),
    );
  });
});

const vectors = resolve(import.meta.dirname, '../../../shared/vectors/cards/omnikey-info.log');
describe.skipIf(!existsSync(vectors))('the recorded test card (skipped where the vectors are absent)', () => {
  it('has an EID whose check digits fit', () => {
    const eid = /5A10([0-9A-F]{32})/i.exec(readFileSync(vectors, 'utf8').replaceAll(' ', ''))?.[1];
    expect(eid).toBeDefined();
    expect(hasEidCheckDigits(eid ?? '')).toBe(true);
  });
});

describe('what a card says of itself', () => {
  it('has words for every ability that SGP.22 names', () => {
    const meanings = Object.keys(cardText.capabilities.meanings);
    const named = [...uiccCapabilityNames, ...rspCapabilityNames].filter((name) => !name.startsWith('rfu'));
    expect(named.filter((name) => !meanings.includes(name))).toEqual([]);
    const later = [26, 27, 28, 29, 30, 31].map((bit) => laterCapability('uiccCapabilities', `bit${bit}`));
    for (const name of [...later, laterCapability('rspCapabilities', 'bit5')])
      expect(meanings).toContain(name);
    expect(laterCapability('rspCapabilities', 'bit26')).toBe('bit26');
  });

  it('names the fields of later versions, and keeps what it cannot read', () => {
    expect(
      laterFields(['8D020560', '8E0454657374', 'AF0A04030302020403030301', '92020102', '8D0205']),
    ).toEqual({
      treProperties: ['isIntegrated', 'usesRemoteMemory'],
      treProductReference: 'Test',
      additionalProfilePackageVersions: ['3.2.2', '3.3.1'],
      unnamed: ['92020102', '8D0205'],
    });
  });
});

describe('how many profiles fit', () => {
  const eid = '89049032123451234512345678901235';
  const reading = (at: number, profiles: number, free: number, infoAt = at): CardReading => ({
    id: at,
    eid,
    firstSeenAt: at,
    lastSeenAt: at,
    infoAt,
    operationId: at,
    freeNonVolatileMemory: free,
    profiles,
    notifications: 0,
  });

  it('is told by what profiles took on this card, else by the usual size', () => {
    expect(profileSize([])).toEqual({ bytes: usualProfileBytes, measured: 0 });
    expect(profileSize([reading(3, 3, 210_000), reading(2, 1, 290_000), reading(1, 0, 320_000)])).toEqual({
      bytes: 40_000,
      measured: 2,
    });
    // Profiles went, and memory that was not read anew.
    expect(profileSize([reading(2, 0, 320_000), reading(1, 1, 290_000)]).measured).toBe(0);
    expect(profileSize([reading(2, 2, 320_000, 1), reading(1, 1, 320_000)]).measured).toBe(0);
  });

  it('is never more than the memory holds, and one more would not fit', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.integer({ min: 1, max: 500_000 }), (free, bytes) => {
        const fit = profilesThatFit(free, { bytes, measured: 1 });
        expect(fit * bytes).toBeLessThanOrEqual(free);
        expect((fit + 1) * bytes).toBeGreaterThan(free);
      }),
    );
  });
});

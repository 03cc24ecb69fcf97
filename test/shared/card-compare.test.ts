import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCards, contentOf } from '../../src-shared/card-compare.ts';
import {
  type CardContent,
  type ComparisonRow,
  cardComparison,
  cardContent,
} from '../../src-shared/model/index.ts';

const eid = '89049032123451234512345678901235';
const name = fc.string({ maxLength: 8, unit: 'binary' });
const words = fc.uniqueArray(name, { maxLength: 4 });
const rule = fc.constantFrom('pprUpdateControl', 'ppr1', 'ppr2');
const owner = fc.record(
  { mcc: fc.constantFrom('262', 'EEE'), mnc: fc.constantFrom('01', 'EEE'), gid1: fc.constant('A1') },
  { requiredKeys: ['mcc', 'mnc'] },
);
const content: fc.Arbitrary<CardContent> = fc
  .record({
    info: fc.record(
      {
        svn: name,
        firmwareVersion: name,
        freeNonVolatileMemory: fc.nat(),
        uiccCapabilities: words,
        rspCapabilities: words,
        ciKeyIdsForVerification: fc.constantFrom([], ['AA'], ['AA', 'BB']),
        ciKeyIdsForSigning: fc.constantFrom([], ['AA']),
        defaultSmdpAddress: name,
        forbiddenProfilePolicyRules: fc.uniqueArray(rule),
        rulesAuthorisationTable: fc.array(
          fc.record({
            policyRules: fc.uniqueArray(rule),
            allowedOperators: fc.array(owner, { maxLength: 2 }),
            consentRequired: fc.boolean(),
          }),
          { maxLength: 2 },
        ),
      },
      {
        requiredKeys: [
          'svn',
          'uiccCapabilities',
          'rspCapabilities',
          'ciKeyIdsForVerification',
          'ciKeyIdsForSigning',
        ],
      },
    ),
    profiles: fc.array(
      fc.record(
        {
          iccid: fc.constantFrom('8949449999999990023', '8949449999999990031', ''),
          state: fc.constantFrom('enabled' as const, 'disabled' as const),
          nickname: name,
          policyRules: fc.uniqueArray(rule),
          owner,
        },
        { requiredKeys: ['iccid'] },
      ),
      { maxLength: 4 },
    ),
    notifications: fc.uniqueArray(
      fc.record({ sequenceNumber: fc.nat(9), event: fc.constantFrom('install', 'delete'), address: name }),
      { selector: ({ sequenceNumber }) => sequenceNumber },
    ),
    quirks: words,
  })
  .map((made) => cardContent.parse(made));

describe('the comparison of cards', () => {
  it('finds nothing between a card and itself', () => {
    fc.assert(
      fc.property(content, (one) => {
        const rows = compareCards({ eid, content: one }, { eid, content: structuredClone(one) });
        expect(rows.filter(({ equal }) => !equal)).toEqual([]);
        expect(rows.length).toBeGreaterThanOrEqual(1 + one.profiles.length);
      }),
    );
  });

  it('finds the same from either side, with the sides exchanged', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const key = ({
          section,
          field,
          item = '',
        }: {
          section: string;
          field: string;
          item?: string | undefined;
        }) => JSON.stringify([section, field, item]);
        const turned = compareCards({ eid, content: b }, { eid, content: a }).map(
          ({ a, b, ...row }): ComparisonRow => ({
            ...row,
            ...(b === undefined ? {} : { a: b }),
            ...(a === undefined ? {} : { b: a }),
          }),
        );
        // Not as a language sorts: there are characters that are none to it, and two names would be the same.
        const sorted = (rows: ReturnType<typeof compareCards>) =>
          rows.toSorted((x, y) => (key(x) < key(y) ? -1 : 1));
        expect(sorted(turned)).toEqual(sorted(compareCards({ eid, content: a }, { eid, content: b })));
      }),
    );
  });

  it('tells whether two cards are the same, each thing once, the differences first', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const rows = compareCards({ eid, content: a }, { eid, content: b });
        const side = { eid, simulated: true, seenAt: 1 };
        expect(cardComparison.safeParse({ a: side, b: side, rows, differences: 0 }).success).toBe(true);
        const places = rows.map(({ section, field, item }) => JSON.stringify([section, field, item]));
        expect(new Set(places).size).toBe(places.length);
        const firstEqual = rows.findIndex(({ equal }) => equal);
        if (firstEqual !== -1) expect(rows.slice(firstEqual).every(({ equal }) => equal)).toBe(true);
        for (const row of rows) expect(row.equal).toBe(row.a === row.b);
      }),
    );
  });

  it('says of a profile that only one side has no more than its name', () => {
    const base = contentOf({ profiles: [], notifications: [], quirks: [] });
    const profile = { iccid: '8949449999999990023', state: 'enabled', profileName: 'One' } as const;
    const rows = compareCards({ eid, content: { ...base, profiles: [profile] } }, { eid, content: base });
    expect(rows).toEqual([
      { section: 'profiles', field: 'profile', item: profile.iccid, a: 'One', equal: false },
      { section: 'identity', field: 'eid', a: eid, b: eid, equal: true },
    ]);
  });
});

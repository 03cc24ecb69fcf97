/** An SM-DP+ with an offer for each case, and eUICCs that come to it. */

import { generatePki, type Identity, issueEuicc } from '../../../src-main/simulator/pki/index.ts';
import type { ProfileOffer } from '../../../src-main/simulator/profile/index.ts';
import {
  createSmdp,
  memoryStore,
  type Smdp,
  type SmdpLogEntry,
  type SmdpOptions,
} from '../../../src-main/simulator/smdp/index.ts';
import { encodeTlv } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import { expectJson, FakeEuicc, seeded } from './fake-euicc.ts';

export const start = Date.UTC(2026, 10, 22);
const firstClock = { now: () => start };
export const clock = { now: () => bench.now };
export const eid = '89049032000001000000000000000055';
export const otherEid = '89049032000001000000000000000152';
export const day = 24 * 60 * 60 * 1000;
export const pki = generatePki({
  clock: firstClock,
  entropy: seeded('pki'),
  eid,
  smdpAddress: 'smdp.bench.example',
});
export const stranger = generatePki({
  clock: firstClock,
  entropy: seeded('stranger'),
  eid,
  smdpAddress: 'smdp.bench.example',
});
export const other = issueEuicc(pki, { clock: firstClock, entropy: seeded('other'), eid: otherEid });

/** A certificate of the bench's EUM that ended years ago: it was issued as if the EUM's own were older. */
export function expiredEuicc(): Identity {
  const past = { now: () => start - 40 * 365 * day };
  const old = generatePki({ clock: past, entropy: seeded('old'), eid, smdpAddress: 'x.example' });
  const certificate = { ...old.eum.certificate, subject: pki.eum.certificate.subject };
  const older = { ...pki, eum: { ...pki.eum, certificate } };
  return issueEuicc(older, { clock: past, entropy: seeded('expired'), eid });
}

/** A package that is small or as large as wanted: its one element beside header and end is filler. */
function makeUpp(iccid: string, services = '8100', filler = 10): Uint8Array {
  const header = encodeTlv(
    0xa0,
    fromHex('800103810103'),
    encodeTlv(0x83, fromHex(iccid.padEnd(20, 'F'))),
    encodeTlv(0xa5, fromHex(services)),
    fromHex('A600'),
  );
  const element = encodeTlv(
    0xa9,
    fromHex('A003810101'),
    encodeTlv(0x81, fromHex('2A03')),
    encodeTlv(0x82, new Uint8Array(filler)),
  );
  return concatBytes(header, element, fromHex('AA05A003810102'));
}

function offer(matchingId: string, change: Partial<ProfileOffer> = {}): ProfileOffer {
  const iccid = '8944010000000000001';
  return {
    name: matchingId,
    matchingId,
    upp: makeUpp(iccid),
    metadata: { iccid, serviceProviderName: 'Bench', profileName: matchingId },
    ...change,
  };
}

export const offers: ProfileOffer[] = [
  offer('PLAIN'),
  offer('CODE', { confirmationCode: '1234' }),
  offer('LARGE', {
    upp: makeUpp('8944010000000000001', '8100', 12_000),
    protection: 'profileKeys',
    metadata: {
      iccid: '8944010000000000001',
      serviceProviderName: 'Bench',
      profileName: 'with a large icon',
      iconType: 'png',
      icon: new Uint8Array(1024).fill(7),
    },
  }),
  offer('TWICE', { maxInstallations: 2 }),
  offer('FIXED', { rebinding: false }),
  offer('RESERVED', { eid: otherEid }),
  offer('UNRELEASED', { initialState: 'confirmed' }),
  offer('GONE', { initialState: 'unavailable' }),
  offer('EXPIRED', { expiresAt: start - 1 }),
  offer('FEW', { maxDownloads: 1 }),
  offer('NEEDS-CSIM', { upp: makeUpp('8944010000000000001', '8300') }),
  offer('RULES', {
    metadata: {
      iccid: '8944010000000000001',
      serviceProviderName: 'Bench',
      profileName: 'no disabling',
      profilePolicyRules: ['ppr1'],
    },
  }),
];

export function make(change: Partial<SmdpOptions> = {}): Smdp {
  return createSmdp({
    pki,
    clock,
    entropy: seeded('smdp'),
    store: memoryStore(),
    address: 'smdp.bench.example',
    profiles: offers,
    log: (entry) => bench.log.push(entry),
    ...change,
  });
}
/** What a test changes: the time, the SM-DP+, and what it logged. */
export const bench = { now: start, log: [] as SmdpLogEntry[], smdp: make() };

export const euiccOf = (change: Partial<ConstructorParameters<typeof FakeEuicc>[0]> = {}) =>
  new FakeEuicc({ pki, smdp: bench.smdp, ...change });
export const stateOf = (matchingId: string) =>
  bench.smdp.orders().find((one) => one.matchingId === matchingId)?.state;

/** An eUICC that has been through AuthenticateClient. */
export function authenticated(
  matchingId: string,
  change: Partial<ConstructorParameters<typeof FakeEuicc>[0]> = {},
) {
  const euicc = euiccOf(change);
  expectJson(euicc.initiate());
  return { euicc, answer: euicc.authenticate(matchingId) };
}

/** A new SM-DP+ at the beginning of time, for every test. */
export function prepareBench(): void {
  bench.now = start;
  bench.log = [];
  bench.smdp = make();
}

/** The profiles of the simulated bench, by operators that do not exist, on networks reserved for tests (MCC 001, 999). */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64 } from '../../../src-shared/bytes.ts';
import { replaceFile } from '../../files/replace-file.ts';
import type { StoreMetadataRequest } from '../../rsp/index.ts';
import { type BuildProfileOptions, buildProfilePackage, milenageTestKey, testAlgorithmKey } from './build.ts';
import { encodeMccMnc, withLuhn } from './digits.ts';
import { drawIcon, type IconMotif } from './icon.ts';
import type { ProfileOffer } from './offer.ts';

interface Sample {
  /** Numbered, so that a folder lists them in this order. */
  readonly name: string;
  readonly matchingId: string;
  readonly operator: string;
  readonly profileName: string;
  readonly profileClass: 'operational' | 'test';
  readonly mcc: string;
  readonly mnc: string;
  readonly icon: readonly [motif: IconMotif, background: number, foreground: number];
  readonly notify: readonly ('Install' | 'Enable' | 'Disable' | 'Delete')[];
  readonly policyRules?: readonly ('ppr1' | 'ppr2')[];
  readonly operatorDataLength?: number;
  readonly offer?: Partial<ProfileOffer>;
}

const samples: readonly Sample[] = [
  {
    name: '1-nordlicht',
    matchingId: 'NORDLICHT-ONE-TIME-1',
    operator: 'Nordlicht Mobil',
    profileName: 'Nordlicht Basis',
    profileClass: 'operational',
    mcc: '001',
    mnc: '01',
    icon: ['waves', 0x0b3954, 0x7fffd4],
    notify: ['Install', 'Enable', 'Disable', 'Delete'],
  },
  {
    name: '2-tidewater',
    matchingId: 'TIDEWATER-WITH-CODE-1',
    operator: 'Tidewater Telecom',
    profileName: 'Tidewater Prepaid (with confirmation code)',
    profileClass: 'operational',
    mcc: '999',
    mnc: '70',
    icon: ['rings', 0x14532d, 0xbbf7d0],
    notify: ['Enable', 'Disable', 'Delete'],
    offer: { confirmationCode: '4711', maxInstallations: 10 },
  },
  {
    name: '3-montagne',
    matchingId: 'MONTAGNE-TWELVE-KB-1',
    operator: 'Montagne Sans Fil',
    profileName: 'Montagne Large (12 kB, profile keys)',
    profileClass: 'operational',
    mcc: '999',
    mnc: '99',
    icon: ['peaks', 0x7c2d12, 0xfed7aa],
    notify: ['Enable', 'Disable', 'Delete'],
    operatorDataLength: 10_600,
    offer: { protection: 'profileKeys', maxInstallations: 10 },
  },
  {
    name: '4-kite-fleet',
    matchingId: 'KITE-NO-DELETE-1',
    operator: 'Kite Wireless',
    profileName: 'Kite Fleet (PPR2: no deletion)',
    profileClass: 'operational',
    mcc: '999',
    mnc: '123',
    icon: ['kite', 0x4c1d95, 0xddd6fe],
    notify: ['Enable', 'Disable'],
    policyRules: ['ppr2'],
    offer: { maxInstallations: 10 },
  },
  {
    name: '5-kite-locked',
    matchingId: 'KITE-NO-DISABLE-1',
    operator: 'Kite Wireless',
    profileName: 'Kite Locked (PPR1: no disabling)',
    profileClass: 'operational',
    mcc: '999',
    mnc: '123',
    icon: ['kite', 0x831843, 0xfbcfe8],
    notify: ['Enable'],
    policyRules: ['ppr1'],
    offer: { maxInstallations: 10 },
  },
  {
    name: '6-testnetz',
    matchingId: 'TESTNETZ-TEST-CLASS-1',
    operator: 'Testnetz',
    profileName: 'Testnetz (test profile)',
    profileClass: 'test',
    mcc: '001',
    mnc: '01',
    icon: ['grid', 0x1f2937, 0xfde047],
    notify: ['Delete'],
    offer: { maxInstallations: 10 },
  },
];

/** One that nobody has a code for: it is ordered for a card, which finds it at its SM-DS. */
const eventSample: Sample = {
  name: '7-harbour',
  matchingId: 'HARBOUR-BY-EVENT-1',
  operator: 'Harbour Link',
  profileName: 'Harbour Link (waits at the SM-DS)',
  profileClass: 'operational',
  mcc: '999',
  mnc: '42',
  icon: ['rings', 0x134e4a, 0x99f6e4],
  notify: ['Install', 'Enable', 'Disable', 'Delete'],
  offer: { initialState: 'available' },
};

/** By which its order is found, and by which ES2+ knows it. */
export const eventSampleName = eventSample.name;
export const eventSampleType = eventSample.operator;

/** Reproducible bytes that do not compress, as an operator's applications would be. */
function filler(seed: string, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0, i = 0; at < length; at += 32, i++)
    out.set(
      createHash('sha256')
        .update(`${seed}/${i}`)
        .digest()
        .subarray(0, length - at),
      at,
    );
  return out;
}

function identityOf(sample: Sample, index: number): Pick<BuildProfileOptions, 'iccid' | 'imsi' | 'msisdn'> {
  const serial = String(index + 1).padStart(2, '0');
  return {
    // 89, a country code that is not assigned, the issuer, the account number, the check digit.
    iccid: withLuhn(`89999${serial}00000000${serial}0`),
    imsi: `${sample.mcc}${sample.mnc}`.padEnd(13, '0') + serial,
    msisdn: `99900000000${serial}`,
  };
}

function metadataOf(sample: Sample, iccid: string, address: string): StoreMetadataRequest {
  const [motif, background, foreground] = sample.icon;
  return {
    iccid,
    serviceProviderName: sample.operator,
    profileName: sample.profileName,
    iconType: 'png',
    icon: drawIcon(motif, background, foreground),
    profileClass: sample.profileClass,
    notificationConfigurationInfo: [
      {
        profileManagementOperation: sample.notify.map((event) => `notification${event}` as const),
        notificationAddress: address,
      },
    ],
    profileOwner: { mccMnc: encodeMccMnc(sample.mcc, sample.mnc) },
    ...(sample.policyRules === undefined ? {} : { profilePolicyRules: sample.policyRules }),
  };
}

/**
 * Six profiles to play with. The first needs no confirmation code and works once; the second wants one.
 * @param address the SM-DP+'s address, to which the cards will send their notifications
 */
export function sampleProfiles(address: string): ProfileOffer[] {
  return samples.map((sample, index) => offerOf(sample, index, address));
}

/** A profile of the library as `NAME.der` and what `NAME.json` says of it. */
export interface LibraryPackage {
  readonly profile: string;
  readonly upp: Uint8Array;
  readonly metadata: ReturnType<typeof metadataFile>;
}

/**
 * Every profile of the library, or the one of that name, under the ICCID and IMSI of that serial number.
 * @param address the SM-DP+'s, to which the cards will send their notifications
 */
export function libraryPackages(address: string, serial = 1, name?: string): LibraryPackage[] {
  return [...samples, eventSample].flatMap((sample, index) => {
    if (name !== undefined && name !== sample.name) return [];
    const number = String(serial).padStart(7, '0');
    const { upp, metadata } = offerOf(sample, index, address, {
      // 89, a country code that is not assigned, the issuer, the account number, the check digit.
      iccid: withLuhn(`899996000${String(serial).padStart(9, '0')}`),
      imsi: `${sample.mcc}${sample.mnc}`.padEnd(8, '0') + number,
      msisdn: `9990000${number}`,
    });
    return [{ profile: sample.name, upp, metadata: metadataFile(sample, metadata, address) }];
  });
}

/** What NAME.json says of a sample's metadata. */
function metadataFile(sample: Sample, metadata: StoreMetadataRequest, address: string) {
  return {
    serviceProviderName: metadata.serviceProviderName,
    profileName: metadata.profileName,
    profileClass: sample.profileClass,
    icon: { type: 'png' as const, data: toBase64(metadata.icon ?? new Uint8Array()) },
    owner: { mcc: sample.mcc, mnc: sample.mnc },
    notifications: [
      {
        events: sample.notify.map((event) => event.toLowerCase() as Lowercase<typeof event>),
        address,
      },
    ],
    policyRules: sample.policyRules === undefined ? undefined : [...sample.policyRules],
  };
}

function offerOf(
  sample: Sample,
  index: number,
  address: string,
  identity = identityOf(sample, index),
): ProfileOffer {
  const { name, matchingId, operator, operatorDataLength } = sample;
  const upp = buildProfilePackage({
    ...identity,
    mcc: sample.mcc,
    mnc: sample.mnc,
    serviceProviderName: operator.slice(0, 16),
    profileType: operator,
    authentication: sample.profileClass === 'test' ? testAlgorithmKey : milenageTestKey,
    gid1: Uint8Array.of(0xa0 + index),
    ...(operatorDataLength === undefined ? {} : { operatorData: filler(name, operatorDataLength) }),
  });
  return { name, matchingId, upp, metadata: metadataOf(sample, identity.iccid, address), ...sample.offer };
}

/**
 * Writes the samples into a folder as NAME.der and NAME.json, as `loadOffers` reads them.
 * @param options.event one more, which has to be ordered (ES2+) before it can be downloaded
 * @param options.codes false: without matching ids and confirmation codes, which then come from elsewhere
 */
export function writeSampleProfiles(
  folder: string,
  address: string,
  options: { readonly event?: boolean; readonly codes?: boolean } = {},
): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, sample] of [...samples, ...(options.event ? [eventSample] : [])].entries()) {
    const offer = offerOf(sample, index, address);
    const { name, upp, matchingId, confirmationCode, maxInstallations, protection, metadata } = offer;
    const file = {
      ...(options.codes === false ? {} : { matchingId, confirmationCode }),
      maxInstallations,
      protection,
      initialState: offer.initialState,
      metadata: metadataFile(sample, metadata, address),
    };
    writeFileSync(join(folder, `${name}.der`), upp);
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
  }
}

/** What a sample is downloaded with. */
export interface SampleCode {
  readonly matchingId: string;
  readonly confirmationCode?: string;
}

/** The matching id and confirmation code of a sample by its name; undefined where it is none. */
export function sampleCode(name: string): SampleCode | undefined {
  const sample = [...samples, eventSample].find((one) => one.name === name);
  if (sample === undefined) return undefined;
  const { confirmationCode } = sample.offer ?? {};
  return { matchingId: sample.matchingId, ...(confirmationCode === undefined ? {} : { confirmationCode }) };
}

/** Takes the samples' own matching ids and confirmation codes out of a folder that was written with them. */
export function removeSampleCodes(folder: string): void {
  for (const { name, matchingId, offer } of [...samples, eventSample]) {
    const path = join(folder, `${name}.json`);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    let file: Record<string, unknown>;
    try {
      file = JSON.parse(text) as Record<string, unknown>;
    } catch {
      // Somebody is at work on it; what is wrong with it is told when it is read as a profile.
      continue;
    }
    if (file?.['matchingId'] !== matchingId) continue;
    delete file['matchingId'];
    if (file['confirmationCode'] === offer?.confirmationCode) delete file['confirmationCode'];
    replaceFile(path, `${JSON.stringify(file, undefined, 2)}\n`, 'nothing');
  }
}

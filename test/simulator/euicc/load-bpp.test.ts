import { describe, expect, test } from 'vitest';
import {
  agreeKey,
  deriveSessionKeys,
  MAX_SEGMENT,
  openScp03t,
  protectSegments,
  protectTlv,
} from '../../../src-main/simulator/crypto/index.ts';
import { es8Functions } from '../../../src-main/simulator/euicc/index.ts';
import type { BindingInput } from '../../../src-main/simulator/smdp/index.ts';
import { encodeTlv, readSingleTlv, readTlvs } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import {
  type DownloadOptions,
  defaultMetadata,
  download,
  insertedCard,
  type Metadata,
  smallPackage,
  type TestCard,
} from './bench.ts';

import { basic, failureOf, flip, upp } from './outcomes.ts';

/** Puts another ISC request into the package, signed anew where `sign` says how. */
function changeIsc(bpp: Uint8Array, tag: number, value: Uint8Array): Uint8Array {
  const [isc, ...parts] = readTlvs(readSingleTlv(bpp).value);
  const fields = readTlvs(isc?.value ?? new Uint8Array(0));
  const changed = fields.map((one) => (one.tag === tag ? encodeTlv(tag, value) : one.raw));
  return encodeTlv(0xbf36, encodeTlv(0xbf23, ...changed), ...parts.map((one) => one.raw));
}

/** Puts other items into the part with the tag. */
function changePart(bpp: Uint8Array, tag: number, change: (items: Uint8Array) => Uint8Array): Uint8Array {
  const parts = readTlvs(readSingleTlv(bpp).value);
  return encodeTlv(
    0xbf36,
    ...parts.map((part) => (part.tag === tag ? encodeTlv(tag, change(part.value)) : part.raw)),
  );
}

const retagged = (items: Uint8Array, tag: number) =>
  concatBytes(...readTlvs(items).map((item) => encodeTlv(tag, item.value)));

const profileKeys = {
  macChainingValue: new Uint8Array(16).fill(1),
  sEnc: new Uint8Array(16).fill(2),
  sMac: new Uint8Array(16).fill(3),
};

/** The package with a ReplaceSessionKeys of these bytes, protected as it should be. */
function withKeys(bpp: Uint8Array, input: BindingInput, command: Uint8Array): Uint8Array {
  const keys = deriveSessionKeys({
    sharedSecret: agreeKey(input.smdpOneTimeKey, input.euiccOtpk),
    keyType: 0x88,
    keyLength: 16,
    hostId: input.hostId,
    eid: fromHex(input.eid),
  });
  const configured = protectSegments(openScp03t(keys), 0x87, fromHex('BF2400'), MAX_SEGMENT);
  const { state } = protectSegments(configured.state, 0x88, input.storeMetadata, MAX_SEGMENT);
  const [isc, a0, a1, a3] = readTlvs(readSingleTlv(bpp).value).map((part) => part.raw);
  const none = new Uint8Array(0);
  const a2 = encodeTlv(0xa2, ...protectSegments(state, 0x87, command, MAX_SEGMENT).tlvs);
  return encodeTlv(0xbf36, isc ?? none, a0 ?? none, a1 ?? none, a2, a3 ?? none);
}

const ownMetadata = (change: Partial<Metadata>): DownloadOptions => ({
  ...basic,
  metadata: { ...defaultMetadata, ...change },
});
const owner = { mccMnc: fromHex('62F210') };

describe('ES10b.LoadBoundProfilePackage ends with', () => {
  const zeroKey = openScp03t({
    macChainingValue: new Uint8Array(16),
    sEnc: new Uint8Array(16),
    sMac: new Uint8Array(16),
  });
  const cases: [string, DownloadOptions, string][] = [
    [
      'a wrong signature of InitialiseSecureChannel',
      { ...basic, tamperBpp: (bpp) => flip(bpp, 0x5f37) },
      'initialiseSecureChannel/invalidSignature',
    ],
    [
      'another transaction',
      { ...basic, tamperBpp: (bpp) => changeIsc(bpp, 0x80, new Uint8Array(16)) },
      'initialiseSecureChannel/invalidTransactionId',
    ],
    [
      'an unknown remote operation',
      { ...basic, tamperBpp: (bpp) => changeIsc(bpp, 0x82, fromHex('02')) },
      'initialiseSecureChannel/unsupportedRemoteOperationType',
    ],
    [
      'another key type',
      { ...basic, tamperBpp: (bpp) => changeIsc(bpp, 0xa6, fromHex('800180810110840101')) },
      'initialiseSecureChannel/unsupportedCrtValues',
    ],
    [
      'a host id that is missing',
      { ...basic, tamperBpp: (bpp) => changeIsc(bpp, 0xa6, fromHex('800188810110')) },
      'initialiseSecureChannel/incorrectInputValues',
    ],
    [
      'a wrong MAC of ConfigureISDP',
      { ...basic, tamperBpp: (bpp) => flip(bpp, 0x87) },
      'configureISDP/scp03tSecurityError',
    ],
    [
      'a damaged ciphertext',
      { ...basic, tamperBpp: (bpp) => flip(bpp, 0x87, 12) },
      'configureISDP/scp03tSecurityError',
    ],
    [
      'a wrong MAC of StoreMetadata',
      { ...basic, tamperBpp: (bpp) => flip(bpp, 0x88) },
      'storeMetadata/scp03tSecurityError',
    ],
    [
      'changed metadata',
      { ...basic, tamperBpp: (bpp) => flip(bpp, 0x88, 20) },
      'storeMetadata/scp03tSecurityError',
    ],
    [
      'a wrong MAC of the profile',
      { ...basic, tamperBpp: (bpp) => flip(bpp, 0x86) },
      'loadProfileElements/scp03tSecurityError',
    ],
    ['parts in another order', { ...basic, tamperBpp: swapParts }, 'configureISDP/scp03tStructureError'],
    [
      'a protected TLV too short for a MAC',
      { ...basic, tamperBpp: (bpp) => replaceFirst87(bpp, fromHex('870401020304')) },
      'configureISDP/scp03tStructureError',
    ],
    [
      'keys that are not the card’s',
      { ...basic, tamperBpp: (bpp) => replaceFirst87(bpp, protectTlv(zeroKey, 0x87, fromHex('BF2400')).tlv) },
      'configureISDP/scp03tSecurityError',
    ],
    [
      'a ConfigureISDP that is none',
      { ...basic, bind: { configureIsdp: fromHex('BF2500') } },
      'configureISDP/incorrectInputValues',
    ],
    [
      'a ConfigureISDP over 128 bytes',
      { ...basic, bind: { configureIsdp: longConfigureIsdp() } },
      'configureISDP/incorrectInputValues',
    ],
    [
      'metadata that is none',
      { ...basic, bind: { storeMetadata: fromHex('BF2503910141') } },
      'storeMetadata/incorrectInputValues',
    ],
    [
      'an icon without its type',
      ownMetadata({ icon: new Uint8Array(3) }),
      'storeMetadata/incorrectInputValues',
    ],
    [
      'another ICCID in the header',
      ownMetadata({ iccid: '8900012345678901235' }),
      'loadProfileElements/installFailedDueToDataMismatch',
    ],
    [
      'a package that is none',
      { ...basic, upp: new TextEncoder().encode('the-uicc-profile-fixture') },
      'loadProfileElements/installFailedDueToPEProcessingError',
    ],
    [
      'a package without end',
      { ...basic, upp: upp.subarray(0, upp.length - 9) },
      'loadProfileElements/installFailedDueToPEProcessingError',
    ],
    [
      'bytes after the end',
      { ...basic, upp: concatBytes(upp, fromHex('AA07A0058000810164')) },
      'loadProfileElements/installFailedDueToPEProcessingError',
    ],
    [
      'a mandated element that the card does not know',
      { ...basic, upp: smallPackage(defaultMetadata.iccid, fromHex('BF5007A0058000810105')) },
      'loadProfileElements/installFailedDueToPEProcessingError',
    ],
    [
      'an item of another kind',
      { ...basic, tamperBpp: (bpp) => changePart(bpp, 0xa1, (part) => retagged(part, 0x87)) },
      'storeMetadata/scp03tStructureError',
    ],
    [
      'keys that are none',
      { ...basic, tamperBpp: (bpp, input) => withKeys(bpp, input, fromHex('BF2612801000112233')) },
      'replaceSessionKeys/incorrectInputValues',
    ],
    [
      'a wrong MAC',
      {
        ...basic,
        bind: { profileKeys },
        tamperBpp: (bpp) => changePart(bpp, 0xa2, (part) => flip(part, 0x87)),
      },
      'replaceSessionKeys/scp03tSecurityError',
    ],
    [
      'an item too short for a MAC',
      {
        ...basic,
        bind: { profileKeys },
        tamperBpp: (bpp) => changePart(bpp, 0xa2, () => fromHex('870401020304')),
      },
      'replaceSessionKeys/scp03tStructureError',
    ],
    [
      'an item of another kind',
      { ...basic, tamperBpp: (bpp) => changePart(bpp, 0xa3, (part) => retagged(part, 0x88)) },
      'loadProfileElements/scp03tStructureError',
    ],
    ['PPR1 without an owner', ownMetadata({ profilePolicyRules: ['ppr1'] }), 'storeMetadata/pprNotAllowed'],
  ];
  test.each(
    cases.map(([what, options, expected]) => {
      const [command, reason] = expected.split('/');
      const { name } = es8Functions.find((one) => one.command === command) ?? {};
      return { name, reason, what, options, expected };
    }),
  )('$name $reason: $what', async ({ options, expected }) => {
    const bench = await insertedCard();
    const { result } = await download(bench, options);
    expect(failureOf(result)).toBe(expected);
    // Nothing is left but the result, and the session is over.
    expect(await bench.lpa.es10Hex('BF2D00')).toBe('BF2D02A000');
    expect(bench.card.chip.state.notifications).toHaveLength(1);
    expect(bench.card.chip.state.installing).toBeUndefined();
    expect((await bench.lpa.storeData(fromHex(`8610${'00'.repeat(16)}`))).sw).toBe('6985');
    // And the card takes the next one.
    expect(failureOf((await download(bench, { ...basic, seed: 'again' })).result)).toBe('success');
  });

  function swapParts(bpp: Uint8Array): Uint8Array {
    const [isc, first, second, ...rest] = readTlvs(readSingleTlv(bpp).value).map((one) => one.raw);
    const none = new Uint8Array(0);
    return encodeTlv(0xbf36, isc ?? none, second ?? none, first ?? none, ...rest);
  }

  function replaceFirst87(bpp: Uint8Array, tlv: Uint8Array): Uint8Array {
    const [isc, , ...rest] = readTlvs(readSingleTlv(bpp).value).map((one) => one.raw);
    return encodeTlv(0xbf36, isc ?? new Uint8Array(0), encodeTlv(0xa0, tlv), ...rest);
  }

  function longConfigureIsdp(): Uint8Array {
    return encodeTlv(0xbf24, encodeTlv(0xb8, fromHex('8003883701'), encodeTlv(0x81, new Uint8Array(130))));
  }

  test('ES8+.StoreMetadata installFailedDueToIccidAlreadyExistsOnEuicc: the ICCID is there already', async () => {
    const bench = await insertedCard();
    await download(bench, basic);
    expect(failureOf((await download(bench, { ...basic, seed: 'two' })).result)).toBe(
      'storeMetadata/installFailedDueToIccidAlreadyExistsOnEuicc',
    );
    expect(bench.card.chip.state.profiles).toHaveLength(1);
  });

  test('ES8+.LoadProfileElements installFailedDueToInsufficientMemoryForProfile: too little memory', async () => {
    const small = await insertedCard({ config: { nonVolatileMemory: 100 } });
    expect(failureOf((await download(small, basic)).result)).toBe(
      'loadProfileElements/installFailedDueToInsufficientMemoryForProfile',
    );
    expect(small.card.chip.freeMemory).toBe(100);
  });

  test('ES8+.StoreMetadata installFailedDueToInsufficientMemoryForProfile: as many profiles as the card takes', async () => {
    const few = await insertedCard({ config: { maxProfiles: 0 } });
    expect(failureOf((await download(few, basic)).result)).toBe(
      'storeMetadata/installFailedDueToInsufficientMemoryForProfile',
    );
  });

  test('ES8+.StoreMetadata unsupportedProfileClass: a test profile where there is no support', async () => {
    const plain = await insertedCard({ config: { rspCapability: [] } });
    expect(failureOf((await download(plain, ownMetadata({ profileClass: 'test' }))).result)).toBe(
      'storeMetadata/unsupportedProfileClass',
    );
  });

  test('ES8+.LoadProfileElements installFailedDueToPEProcessingError: a version or service that the card has not', async () => {
    const old = await insertedCard({ config: { profileVersion: '1.0.0' } });
    expect(failureOf((await download(old, basic)).result)).toBe(
      'loadProfileElements/installFailedDueToPEProcessingError',
    );
    const bare = await insertedCard({ config: { uiccCapability: [] } });
    expect(failureOf((await download(bare, basic)).result)).toBe(
      'loadProfileElements/installFailedDueToPEProcessingError',
    );
  });

  test('ES8+.LoadProfileElements testProfileInstallFailedDueToInvalidNaaKey: a test profile with a key of a network', async () => {
    const aka = (algorithm: number, key: string) =>
      encodeTlv(
        0xa4,
        fromHex('A0058000810105'),
        encodeTlv(
          0xa1,
          encodeTlv(
            0xa1,
            encodeTlv(0x80, Uint8Array.of(algorithm)),
            fromHex('810102'),
            encodeTlv(0x82, fromHex(key)),
            encodeTlv(0x83, new Uint8Array(16)),
          ),
        ),
      );
    const outcome = async (element: Uint8Array, profileClass: Metadata['profileClass'], check = true) => {
      const bench = await insertedCard({ config: { checkTestProfileKeys: check } });
      const upp = smallPackage(defaultMetadata.iccid, element);
      const metadata = { ...defaultMetadata, ...(profileClass === undefined ? {} : { profileClass }) };
      return failureOf((await download(bench, { upp, metadata })).result);
    };
    const network = '465B5CE8B199B49FAA5F0A2EE238A6BC';
    const refused = 'loadProfileElements/testProfileInstallFailedDueToInvalidNaaKey';
    expect(await outcome(aka(1, network), 'test')).toBe(refused);
    expect(await outcome(aka(2, `${network}${network}`), 'test')).toBe(refused);
    expect(await outcome(aka(1, `${'00'.repeat(14)}0100`), 'test')).toBe(refused);
    expect(await outcome(aka(1, `${'00'.repeat(15)}7F`), 'test')).toBe('success');
    expect(await outcome(aka(3, network), 'test')).toBe('success');
    expect(await outcome(aka(1, network), undefined)).toBe('success');
    expect(await outcome(aka(1, network), 'test', false)).toBe('success');
    expect(await outcome(encodeTlv(0xa4, fromHex('A0058000810105A1020500')), 'test')).toBe('success');
  });
});

describe('policy rules at installation', () => {
  const withRules = (rules: Metadata['profilePolicyRules'], mccMnc = owner.mccMnc): DownloadOptions => ({
    ...ownMetadata({
      profileOwner: { mccMnc },
      ...(rules === undefined ? {} : { profilePolicyRules: rules }),
    }),
  });
  const outcome = async (bench: TestCard, options: DownloadOptions) =>
    failureOf((await download(bench, options)).result);

  test('a rule that the authorisation table gives to the owner is let in', async () => {
    expect(await outcome(await insertedCard(), withRules(['ppr1', 'ppr2']))).toBe('success');
  });

  test('the table tells operators, and digits that stand for any', async () => {
    const rat = [
      { pprIds: ['ppr2' as const], allowedOperators: [{ mccMnc: '62F2E0' }], consentRequired: false },
    ];
    expect(await outcome(await insertedCard({ config: { rat } }), withRules(['ppr2']))).toBe('success');
    expect(
      await outcome(await insertedCard({ config: { rat } }), withRules(['ppr2'], fromHex('62F310'))),
    ).toBe('storeMetadata/pprNotAllowed');
    expect(await outcome(await insertedCard({ config: { rat } }), withRules(['ppr1']))).toBe(
      'storeMetadata/pprNotAllowed',
    );
    expect(await outcome(await insertedCard({ config: { rat: [] } }), withRules(['ppr2']))).toBe(
      'storeMetadata/pprNotAllowed',
    );
  });

  test('ES8+.StoreMetadata pprNotAllowed: a rule that the card forbids is not let in, whatever the table says', async () => {
    const bench = await insertedCard({ config: { forbiddenProfilePolicyRules: ['ppr1'] } });
    expect(await outcome(bench, withRules(['ppr1']))).toBe('storeMetadata/pprNotAllowed');
    expect(await outcome(bench, { ...withRules(['ppr2']), seed: 'two' })).toBe('success');
  });

  test('ES8+.StoreMetadata pprNotAllowed: PPR1 beside an operational profile', async () => {
    const bench = await insertedCard();
    await download(bench, {
      upp: smallPackage('8999900000000000001'),
      metadata: { ...defaultMetadata, iccid: '8999900000000000001' },
      seed: 'one',
    });
    expect(await outcome(bench, withRules(['ppr1']))).toBe('storeMetadata/pprNotAllowed');
  });
});

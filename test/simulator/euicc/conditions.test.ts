/** Each error of ES10a, ES10c and of notifications, brought about by the condition that its section names. */

import { beforeEach, describe, expect, test } from 'vitest';
import type { EuiccConfigInput } from '../../../src-main/simulator/euicc/index.ts';
import { encodeTlv } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { insertedCard, type TestCard } from './bench.ts';
import { aid, byIccid, first, owner, profileCalls, second, stranger, third } from './calls.ts';

let bench: TestCard;
const { result, enable, disable, remove, nickname, install, stateOf, operations } = profileCalls(() => bench);
const reset = { operational: 'BF340482020780', test: 'BF340482020640', address: 'BF340482020520' };

/** The same card with other settings. */
async function withSettings(config: EuiccConfigInput): Promise<void> {
  bench = await insertedCard({ store: bench.store, config });
}

/** A profile with a toolkit menu is enabled, and its menu waits to be set up. */
async function beginToolkitSession(): Promise<void> {
  await withSettings({ toolkitMenu: true });
  expect(await enable(byIccid(first))).toBe('00');
  expect(await bench.lpa.apdu('8010000001FF')).toMatch(/^91/);
}

async function endToolkitSession(): Promise<void> {
  const length = (await bench.lpa.apdu('80F2000C')).slice(-2);
  expect(await bench.lpa.apdu(`80120000${length}`)).toMatch(/^D0..8103012500.*9000$/);
  expect(await bench.lpa.apdu('801400000C810301250002028281830100')).toBe('9000');
}

beforeEach(async () => {
  bench = await insertedCard();
});

describe('ES10c.EnableProfile', () => {
  test('ES10c.EnableProfile iccidOrAidNotFound: no profile has the ICCID, or the AID', async () => {
    await install(first);
    expect(await enable(byIccid(stranger))).toBe('01');
    expect(await enable(aid('0099'))).toBe('01');
  });

  test('ES10c.EnableProfile profileNotInDisabledState: it is enabled already', async () => {
    await install(first);
    await enable(byIccid(first));
    expect(await enable(byIccid(first))).toBe('02');
    expect(await enable(aid('0011'), true)).toBe('02');
  });

  test('ES10c.EnableProfile disallowedByPolicy: PPR1 keeps the enabled profile enabled', async () => {
    await install(first, { profilePolicyRules: ['ppr1'], profileOwner: owner });
    await install(second);
    await enable(byIccid(first));
    expect(await enable(byIccid(second))).toBe('03');
    expect(stateOf(first)).toBe('enabled');
  });

  test('ES10c.EnableProfile: a test profile takes the place of one with PPR1, and gives it back', async () => {
    await install(first, { profilePolicyRules: ['ppr1'], profileOwner: owner });
    await install(second, { profileClass: 'test' });
    await enable(byIccid(first));
    expect(await enable(byIccid(second))).toBe('00');
    expect([stateOf(first), stateOf(second)]).toEqual(['disabled', 'enabled']);
    expect(await disable(byIccid(second))).toBe('00');
    expect([stateOf(first), stateOf(second)]).toEqual(['enabled', 'disabled']);
  });

  test('ES10c.EnableProfile wrongProfileReenabling: after a test profile only the operational one before it', async () => {
    await install(first);
    await install(second);
    await install(third, { profileClass: 'test' });
    await enable(byIccid(first));
    await enable(byIccid(third));
    expect(await enable(byIccid(second))).toBe('04');
    expect(await enable(byIccid(first))).toBe('00');
  });

  test('ES10c.EnableProfile: from test profile to test profile the way back stays the same', async () => {
    await install(first);
    await install(second, { profileClass: 'test' });
    await install(third, { profileClass: 'test' });
    await enable(byIccid(first));
    await enable(byIccid(second));
    expect(await enable(byIccid(third))).toBe('00');
    expect(await disable(byIccid(third))).toBe('00');
    expect(stateOf(first)).toBe('enabled');
  });

  test('ES10c.EnableProfile catBusy: a proactive session is under way, with and without refresh', async () => {
    await install(first);
    await install(second);
    await beginToolkitSession();
    expect(await enable(byIccid(second))).toBe('05');
    expect(await enable(byIccid(second), true)).toBe('05');
    await endToolkitSession();
    expect(await enable(byIccid(second))).toBe('00');
  });

  test('ES10c.EnableProfile undefinedError: the card knows no switch without a refresh', async () => {
    await install(first);
    await withSettings({ supportsNoRefresh: false });
    expect(await enable(byIccid(first))).toBe('7F');
    expect(await enable(byIccid(first), true)).toBe('00');
  });

  test('ES10c.EnableProfile: at most one profile is ever enabled', async () => {
    for (const iccid of [first, second, third]) await install(iccid);
    for (const iccid of [first, second, third, second, first]) {
      expect(await enable(byIccid(iccid))).toBe('00');
      const { profiles } = bench.card.chip.state;
      expect(profiles.filter((one) => one.state === 'enabled')).toHaveLength(1);
      expect(stateOf(iccid)).toBe('enabled');
    }
  });

  test('ES10c.EnableProfile: what was selected of the profile before is not there any more', async () => {
    await install(first);
    await install(second);
    await enable(byIccid(first));
    expect(await bench.lpa.apdu('00A4000C022FE2')).toBe('9000');
    await enable(byIccid(second));
    expect(await bench.lpa.apdu('00B000000A')).toBe('6986');
    expect(await bench.lpa.apdu('00A4000C022FE2')).toBe('9000');
    expect(await bench.lpa.apdu('00B000000A')).toBe(`${byIccid(second).slice(4)}9000`);
  });
});

describe('ES10c.DisableProfile', () => {
  test('ES10c.DisableProfile iccidOrAidNotFound: no profile has the ICCID, or the AID', async () => {
    await install(first);
    expect(await disable(byIccid(stranger))).toBe('01');
    expect(await disable(aid('0012'))).toBe('01');
  });

  test('ES10c.DisableProfile profileNotInEnabledState: it is disabled already', async () => {
    await install(first);
    expect(await disable(byIccid(first))).toBe('02');
  });

  test('ES10c.DisableProfile disallowedByPolicy: PPR1', async () => {
    await install(first, { profilePolicyRules: ['ppr1'], profileOwner: owner });
    await enable(byIccid(first));
    expect(await disable(byIccid(first))).toBe('03');
  });

  test('ES10c.DisableProfile catBusy: a proactive session is under way', async () => {
    await install(first);
    await beginToolkitSession();
    expect(await disable(byIccid(first))).toBe('05');
    await endToolkitSession();
    expect(await disable(byIccid(first), true)).toBe('00');
  });

  test('ES10c.DisableProfile undefinedError: the card knows no switch without a refresh', async () => {
    await install(first);
    await enable(byIccid(first));
    await withSettings({ supportsNoRefresh: false });
    expect(await disable(byIccid(first))).toBe('7F');
  });

  test('ES10c.DisableProfile: a test profile’s refresh brings the operational profile back', async () => {
    await install(first);
    await install(second, { profileClass: 'test' });
    await enable(byIccid(first));
    await enable(byIccid(second), true);
    await bench.card.reset();
    await bench.lpa.open();
    expect(await disable(byIccid(second), true)).toBe('00');
    await bench.card.reset();
    expect([stateOf(first), stateOf(second)]).toEqual(['enabled', 'disabled']);
    expect(operations().slice(2)).toEqual(['Enable', 'Disable', 'Enable', 'Disable', 'Enable']);
  });
});

describe('ES10c.DeleteProfile', () => {
  test('ES10c.DeleteProfile iccidOrAidNotFound: no profile has the ICCID, or the AID', async () => {
    expect(await remove(byIccid(first))).toBe('01');
    expect(await remove(aid('0011'))).toBe('01');
  });

  test('ES10c.DeleteProfile profileNotInDisabledState: it is enabled', async () => {
    await install(first);
    await enable(byIccid(first));
    expect(await remove(byIccid(first))).toBe('02');
  });

  test('ES10c.DeleteProfile disallowedByPolicy: PPR2', async () => {
    await install(first, { profilePolicyRules: ['ppr2'], profileOwner: owner });
    expect(await remove(byIccid(first))).toBe('03');
  });

  test('ES10c.DeleteProfile: the operational profile that a test profile would give its place back to', async () => {
    await install(first);
    await install(second, { profileClass: 'test' });
    await enable(byIccid(first));
    await enable(byIccid(second));
    expect(await remove(byIccid(first))).toBe('00');
    expect(await disable(byIccid(second))).toBe('00');
    expect(bench.card.chip.state.profiles.some((one) => one.state === 'enabled')).toBe(false);
  });
});

describe('ES10c.eUICCMemoryReset', () => {
  test('ES10c.eUICCMemoryReset nothingToDelete: neither a profile nor an address that the options name', async () => {
    for (const option of Object.values(reset)) expect(await result(option)).toBe('01');
    await install(first);
    expect(await result(reset.test)).toBe('01');
    expect(await result(reset.address)).toBe('01');
  });

  test('ES10c.eUICCMemoryReset catBusy: the enabled profile would go, and a proactive session is under way', async () => {
    await install(first);
    await install(second, { profileClass: 'test' });
    await beginToolkitSession();
    expect(await result(reset.operational)).toBe('05');
    expect(stateOf(first)).toBe('enabled');
    // A reset that leaves the enabled profile alone needs no refresh.
    expect(await result(reset.test)).toBe('00');
    await endToolkitSession();
    expect(await result(reset.operational)).toBe('00');
  });

  test('ES10c.eUICCMemoryReset: exactly what each option names goes, with its notifications', async () => {
    const preloaded = '8999900000000000043';
    const config: EuiccConfigInput = {
      defaultDpAddress: 'first.example',
      preloadedProfiles: [
        { iccid: preloaded, profileClass: 'test', notificationAddress: 'preloaded.example' },
        { iccid: '8999900000000000050', profileClass: 'provisioning' },
      ],
    };
    bench = await insertedCard({ config });
    await install(first, { profilePolicyRules: ['ppr2'], profileOwner: owner });
    await install(third, { profileClass: 'test' });
    expect(await bench.lpa.es10Hex('BF3F0780056C2E747374')).toBe('BF3F03800100');
    const left = () => bench.card.chip.state.profiles.map((one) => one.profileClass);
    expect(await result(reset.test)).toBe('00');
    expect(left()).toEqual(['test', 'provisioning', 'operational']);
    expect(await result(reset.address)).toBe('00');
    expect(bench.card.chip.state.defaultDpAddress).toBe('first.example');
    expect(await result(reset.operational)).toBe('00');
    expect(left()).toEqual(['test', 'provisioning']);
    expect(operations()).toEqual(['Install', 'Install', 'Delete', 'Delete']);
    // A preloaded test profile can still be deleted by itself.
    expect(await remove(byIccid(preloaded))).toBe('00');
    expect(bench.card.chip.state.notifications.at(-1)?.address).toBe('preloaded.example');
  });

  test('ES10c.eUICCMemoryReset: an enabled test profile that goes takes the way back with it', async () => {
    await install(first);
    await install(second, { profileClass: 'test' });
    await enable(byIccid(first));
    await enable(byIccid(second));
    expect(await result(reset.test)).toBe('00');
    await bench.card.reset();
    await bench.lpa.open();
    await install(second, { profileClass: 'test' });
    expect(await enable(byIccid(second))).toBe('00');
    expect(await disable(byIccid(second))).toBe('00');
    expect(stateOf(first)).toBe('disabled');
  });

  test('ES10c.eUICCMemoryReset: all options at once', async () => {
    await install(first);
    await install(second, { profileClass: 'test' });
    await bench.lpa.es10('BF3F0780056C2E747374');
    expect(await result('BF3404820205E0')).toBe('00');
    expect(bench.card.chip.state.profiles).toEqual([]);
    expect(bench.card.chip.state.defaultDpAddress).toBeUndefined();
  });
});

describe('ES10c.SetNickname', () => {
  test('ES10c.SetNickname iccidNotFound: no profile has the ICCID', async () => {
    expect(await nickname(first, 'x')).toBe('01');
  });

  test('ES10c.SetNickname undefinedError: more than 64 characters', async () => {
    await install(first);
    expect(await nickname(first, 'ü'.repeat(65))).toBe('7F');
    expect(await nickname(first, '😀'.repeat(64))).toBe('00');
  });
});

describe('ES10c.GetProfilesInfo', () => {
  test('ES10c.GetProfilesInfo incorrectInputValues: a tag list or criteria that are none', async () => {
    expect(await bench.lpa.es10Hex('BF2D045C029F80')).toBe('BF2D03810101');
    expect(await bench.lpa.es10Hex('BF2D05A003800101')).toBe('BF2D03810101');
  });

  test('ES10c.GetProfilesInfo: provisioning profiles are found by their class', async () => {
    bench = await insertedCard({
      config: { preloadedProfiles: [{ iccid: third, profileClass: 'provisioning', enabled: true }] },
    });
    await install(first);
    const found = await bench.lpa.es10Hex('BF2D0BA0039501015C045A9F7095');
    expect(found).toBe(
      toHex(encodeTlv(0xbf2d, encodeTlv(0xa0, encodeTlv(0xe3, fromHex(`${byIccid(third)}9F700101950101`))))),
    );
  });
});

describe('notifications', () => {
  const list = (events: string) => bench.lpa.es10Hex(`BF2804 8102${events}`.replace(' ', ''));
  const count = (answer: string) => answer.split('BF2F').length - 1;

  test('ES10b.RetrieveNotificationsList noResultAvailable: nothing is found, on a card that says so', async () => {
    expect(await bench.lpa.es10Hex('BF2B05A003800107')).toBe('BF2B02A000');
    await withSettings({ noNotificationFound: 'noResultAvailable' });
    expect(await bench.lpa.es10Hex('BF2B05A003800107')).toBe('BF2B03810101');
    expect(await bench.lpa.es10Hex('BF2B00')).toBe('BF2B03810101');
  });

  test('ES10b.RemoveNotificationFromList nothingToDelete: no notification has the number', async () => {
    await install(first);
    expect(await bench.lpa.es10Hex('BF3003800102')).toBe('BF3003800101');
    expect(await bench.lpa.es10Hex('BF3003800101')).toBe('BF3003800100');
    expect(await bench.lpa.es10Hex('BF3003800101')).toBe('BF3003800101');
  });

  test('ES10b.ListNotification: by one event, by several, by none, and all', async () => {
    await install(first);
    await enable(byIccid(first));
    await disable(byIccid(first));
    await remove(byIccid(first));
    // notificationInstall(0), Enable(1), Disable(2), Delete(3)
    for (const [bits, found] of [
      ['0780', 1],
      ['0640', 1],
      ['0520', 1],
      ['0410', 1],
      ['04F0', 4],
      ['0450', 2],
      ['0400', 0],
    ] as const)
      expect(count(await list(bits))).toBe(found);
    expect(count(await bench.lpa.es10Hex('BF2800'))).toBe(4);
    expect(count(await bench.lpa.es10Hex('BF2B06A00481020450'))).toBe(2);
    expect(count(await bench.lpa.es10Hex('BF2B00'))).toBe(4);
  });

  test('ES10b.RetrieveNotificationsList: nothing for an event that the profile does not tell of', async () => {
    await install(first, {
      notificationConfigurationInfo: [
        {
          profileManagementOperation: ['notificationDisable', 'notificationDelete'],
          notificationAddress: 'a.example',
        },
      ],
    });
    await enable(byIccid(first));
    await disable(byIccid(first));
    await remove(byIccid(first));
    expect(operations()).toEqual(['Install', 'Disable', 'Delete']);
    const addresses = bench.card.chip.state.notifications.map((one) => one.address);
    expect(addresses).toEqual(['smdp.test.example', 'a.example', 'a.example']);
  });
});

describe('ES10a', () => {
  test('ES10a.GetEuiccConfiguredAddresses: the addresses of the settings', async () => {
    bench = await insertedCard({ config: { defaultDpAddress: 'd.example', rootDsAddress: 's.example' } });
    expect(await bench.lpa.es10Hex('BF3C00')).toBe('BF3C168009642E6578616D706C658109732E6578616D706C65');
  });

  test('ES10a.SetDefaultDpAddress undefinedError: longer than a name can be', async () => {
    const long = encodeTlv(0xbf3f, encodeTlv(0x80, new TextEncoder().encode('a'.repeat(256))));
    expect(await bench.lpa.es10Hex(toHex(long))).toBe('BF3F0380017F');
  });

  test('ES10a.SetDefaultDpAddress: an empty one deletes it, for good', async () => {
    bench = await insertedCard({ config: { defaultDpAddress: 'd.example' } });
    expect(await bench.lpa.es10Hex('BF3F028000')).toBe('BF3F03800100');
    await withSettings({ defaultDpAddress: 'd.example' });
    expect(await bench.lpa.es10Hex('BF3C00')).not.toContain('8009');
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { RetrieveNotificationsListResponse } from '../../../src-main/rsp/index.ts';
import { verify } from '../../../src-main/simulator/crypto/index.ts';
import { parseCertificate } from '../../../src-main/simulator/pki/index.ts';
import { decode, encodeTlv } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { insertedCard, type TestCard } from './bench.ts';
import { aid, byIccid, first, owner, profileCalls, second } from './calls.ts';

let bench: TestCard;
const { result, identifier, enable, disable, remove, nickname, install, stateOf, operations } = profileCalls(
  () => bench,
);

beforeEach(async () => {
  bench = await insertedCard();
  await install(first);
  await install(second);
});

describe('ES10c.EnableProfile and DisableProfile', () => {
  test('without refresh act at once, with notifications for both profiles', async () => {
    expect(await enable(byIccid(first))).toBe('00');
    expect(stateOf(first)).toBe('enabled');
    expect(await enable(aid('0012'))).toBe('00');
    expect([stateOf(first), stateOf(second)]).toEqual(['disabled', 'enabled']);
    expect(await disable(byIccid(second))).toBe('00');
    expect(operations()).toEqual(['Install', 'Install', 'Enable', 'Disable', 'Enable', 'Disable']);
  });

  test('refuse what is not there, or there already', async () => {
    expect(await enable(byIccid('8999900000000000027'))).toBe('01');
    expect(await disable(aid('0099'))).toBe('01');
    expect(await disable(byIccid(first))).toBe('02');
    await enable(byIccid(first));
    expect(await enable(byIccid(first))).toBe('02');
    expect(await remove(byIccid(first))).toBe('02');
  });

  describe('with refresh', () => {
    test('announce it with 91xx, and switch when the terminal has refreshed', async () => {
      const { lpa } = bench;
      const answer = await lpa.apdu(`81E2910014BF3111${identifier(byIccid(first))}8101FF`);
      expect(answer).toBe('6106');
      expect(await lpa.apdu('81C0000006')).toBe('BF3103800100910B');
      expect(stateOf(first)).toBe('disabled');
      // Too early: the switch waits for the refresh.
      expect(await lpa.apdu('81E2910003BF2D00')).toBe('6985');
      expect(await lpa.apdu('81E2910003BF2E00')).toBe('6985');
      expect(await lpa.apdu('80F2000C')).toBe('910B');
      expect(await lpa.apdu('801200000A')).toBe('6C0B');
      expect(await lpa.apdu('801200000B')).toBe('D0098103010104820281829000');
      expect(await lpa.apdu('801200000B')).toBe('6985');
      expect(await lpa.apdu('81E2910003BF2D00')).toBe('6985');
      expect(await lpa.apdu('801400000C810301010402028281830100')).toBe('9000');
      expect(stateOf(first)).toBe('enabled');
      expect(operations()).toContain('Enable');
      expect(await lpa.es10Hex('BF2D00')).toContain('9F700101');
    });

    test('switch at the next reset where nobody refreshes, also when the card is another process by then', async () => {
      expect(await enable(byIccid(first), true)).toBe('00');
      bench = await insertedCard({ store: bench.store });
      expect(stateOf(first)).toBe('enabled');
      expect(await disable(byIccid(first), true)).toBe('00');
      await bench.card.reset();
      expect(stateOf(first)).toBe('disabled');
      expect(operations().slice(2)).toEqual(['Enable', 'Disable']);
    });

    test('a terminal that could not refresh leaves the switch to the reset', async () => {
      await enable(byIccid(first), true);
      await bench.lpa.apdu('801200000B');
      expect(await bench.lpa.apdu('8014000003030121')).toBe('9000');
      expect(stateOf(first)).toBe('disabled');
      await bench.card.reset();
      expect(stateOf(first)).toBe('enabled');
    });

    test('are refused with catBusy while a proactive command is under way', async () => {
      await enable(byIccid(first));
      // A memory reset of the enabled profile asks for a refresh and leaves the ISD-R usable.
      await install('8999900000000000035', { profileClass: 'test' });
      expect(await result('BF340482020780')).toBe('00');
      expect(await enable(byIccid('8999900000000000035'), true)).toBe('05');
      expect(await enable(byIccid('8999900000000000035'), false)).toBe('05');
      await bench.lpa.apdu('801200000B');
      expect(await bench.lpa.apdu('801400000C810301010402028281830100')).toBe('9000');
      expect(await enable(byIccid('8999900000000000035'))).toBe('00');
      expect(await disable(byIccid('8999900000000000035'), true)).toBe('00');
    });

    test('the mode of the refresh can be set', async () => {
      const other = await insertedCard({
        store: bench.store,
        config: { refresh: 'euiccProfileStateChange' },
      });
      bench = other;
      await enable(byIccid(first), true);
      expect(await other.lpa.apdu('801200000B')).toBe('D0098103010109820281829000');
    });
  });

  test('a card that wants a refresh refuses without', async () => {
    bench = await insertedCard({ store: bench.store, config: { supportsNoRefresh: false } });
    expect(await enable(byIccid(first))).toBe('7F');
    expect(await enable(byIccid(first), true)).toBe('00');
  });

  test('PPR1 keeps its profile enabled, PPR2 keeps it on the card', async () => {
    bench = await insertedCard();
    await install(first, { profilePolicyRules: ['ppr1', 'ppr2'], profileOwner: owner });
    await install(second);
    expect(await enable(byIccid(first))).toBe('00');
    expect(await disable(byIccid(first))).toBe('03');
    expect(await enable(byIccid(second))).toBe('03');
    bench = await insertedCard();
    await install(first, { profilePolicyRules: ['ppr2'], profileOwner: owner });
    expect(await remove(byIccid(first))).toBe('03');
    expect(await result('BF340482020780')).toBe('00');
    expect(stateOf(first)).toBeUndefined();
  });

  test('a test profile gives its place back to the operational one before it', async () => {
    await install('8999900000000000035', { profileClass: 'test' });
    await enable(byIccid(first));
    expect(await enable(byIccid('8999900000000000035'))).toBe('00');
    expect(await enable(byIccid(second))).toBe('04');
    expect(await disable(byIccid('8999900000000000035'))).toBe('00');
    expect(stateOf(first)).toBe('enabled');
    await enable(byIccid('8999900000000000035'));
    expect(await enable(byIccid(first))).toBe('00');
    expect(await enable(byIccid(second))).toBe('00');
  });
});

describe('ES10c.DeleteProfile and eUICCMemoryReset', () => {
  test('delete a disabled profile, with a notification and its memory given back', async () => {
    const free = bench.card.chip.freeMemory;
    expect(await remove(byIccid(first))).toBe('00');
    expect(await remove(byIccid(first))).toBe('01');
    expect(bench.card.chip.freeMemory).toBeGreaterThan(free);
    expect(operations().at(-1)).toBe('Delete');
    // The AID is free for the next one.
    await install('8999900000000000035');
    expect(await bench.lpa.es10Hex('BF2D00')).toContain(aid('0011'));
  });

  test('the reset deletes what its options say', async () => {
    await install('8999900000000000035', { profileClass: 'test' });
    expect(await result('BF340482020640')).toBe('00');
    expect(bench.card.chip.state.profiles).toHaveLength(2);
    expect(await result('BF340482020640')).toBe('01');
    await bench.lpa.es10('BF3F0780056C2E747374');
    expect(await result('BF340482020520')).toBe('00');
    expect(bench.card.chip.state.defaultDpAddress).toBeUndefined();
    await enable(byIccid(first));
    expect(await result('BF340482020780')).toBe('00');
    expect(bench.card.chip.state.profiles).toEqual([]);
    expect(operations().filter((one) => one === 'Delete')).toHaveLength(3);
    expect(await bench.lpa.apdu('80F2000C')).toBe('910B');
  });
});

describe('ES10c.SetNickname', () => {
  test('ES10c.SetNickname: sets, replaces and removes it, within its limits', async () => {
    expect(await nickname(first, 'Größe 日本')).toBe('00');
    expect(await bench.lpa.es10Hex('BF2D00')).toContain(toHex(encodeTlv(0x90, Buffer.from('Größe 日本'))));
    expect(await nickname(first, 'x'.repeat(65))).toBe('7F');
    expect(await nickname(first, 'x'.repeat(64))).toBe('00');
    expect(await nickname(first, '')).toBe('00');
    expect(await bench.lpa.es10Hex('BF2D00')).not.toContain('9040');
    expect(await nickname('8999900000000000027', 'x')).toBe('01');
  });
});

describe('ES10c.GetProfilesInfo', () => {
  const search = async (criteria: string, tags = '') =>
    (
      await bench.lpa.es10Hex(toHex(encodeTlv(0xbf2d, encodeTlv(0xa0, fromHex(criteria)), fromHex(tags))))
    ).split('E3').length - 1;

  test('finds by ICCID, AID and class', async () => {
    await install('8999900000000000035', { profileClass: 'test' });
    expect(await search(byIccid(first), '5C015A')).toBe(1);
    expect(await search(aid('0012'), '5C015A')).toBe(1);
    expect(await search('950102', '5C015A')).toBe(2);
    expect(await search('950100', '5C015A')).toBe(1);
    expect(await search(byIccid('8999900000000000027'), '5C015A')).toBe(0);
  });

  test('gives the tags that are asked for, and faults a list that is none', async () => {
    expect(await bench.lpa.es10Hex('BF2D045C025A92')).toBe(
      toHex(
        encodeTlv(
          0xbf2d,
          encodeTlv(
            0xa0,
            ...[first, second].map((iccid) =>
              encodeTlv(0xe3, fromHex(byIccid(iccid)), encodeTlv(0x92, Buffer.from('TS.48'))),
            ),
          ),
        ),
      ),
    );
    expect(await bench.lpa.es10Hex('BF2D055C03B69F70')).toContain('B6');
    expect(await bench.lpa.es10Hex('BF2D045C029F80')).toBe('BF2D03810101');
    expect(await bench.lpa.es10Hex('BF2D03A10100')).toBe(await bench.lpa.es10Hex('BF2D00'));
    expect(await bench.lpa.es10Hex('BF2D05A003950109')).toBe('BF2D02A000');
  });
});

describe('notifications', () => {
  test('ES10b.RemoveNotificationFromList: listed, found by number and event, signed, and removed once', async () => {
    await enable(byIccid(first));
    await disable(byIccid(first));
    const { lpa } = bench;
    expect(await lpa.es10Hex('BF280481020640')).toMatch(/^BF28..A0..BF2F..800103/);
    const found = decode(RetrieveNotificationsListResponse, await lpa.es10('BF2B06A00481020520'), 'list');
    if (!('notificationList' in found)) throw new Error('no list');
    const [one] = found.notificationList;
    if (one === undefined || !('otherSignedNotification' in one.value)) throw new Error('no notification');
    const { tbsOtherNotification, euiccNotificationSignature, euiccCertificate } =
      one.value.otherSignedNotification;
    expect(tbsOtherNotification.value.seqNumber).toBe(4);
    const key = parseCertificate(euiccCertificate).publicKey;
    expect(verify(key, tbsOtherNotification.raw, euiccNotificationSignature)).toBe(true);
    expect(await lpa.es10Hex('BF3003800104')).toBe('BF3003800100');
    expect(await lpa.es10Hex('BF3003800104')).toBe('BF3003800101');
    expect(await lpa.es10Hex('BF2B05A003800104')).toBe('BF2B02A000');
    expect(await lpa.es10Hex('BF2B05A003800103')).toMatch(/^BF2B82/);
  });

  test('go to every address that the profile names for the event', async () => {
    const to = (event: 'notificationInstall' | 'notificationEnable', notificationAddress: string) => ({
      profileManagementOperation: [event],
      notificationAddress,
    });
    await install('8999900000000000035', {
      notificationConfigurationInfo: [
        to('notificationInstall', 'a.example'),
        to('notificationInstall', 'smdp.test.example'),
        to('notificationEnable', 'b.example'),
        to('notificationEnable', 'c.example'),
      ],
    });
    await enable(byIccid('8999900000000000035'));
    await disable(byIccid('8999900000000000035'));
    const after = bench.card.chip.state.notifications.slice(2).map((one) => [one.operation, one.address]);
    expect(after).toEqual([
      ['notificationInstall', 'smdp.test.example'],
      ['notificationInstall', 'a.example'],
      ['notificationEnable', 'b.example'],
      ['notificationEnable', 'c.example'],
    ]);
  });

  test('the oldest makes room where the card is full', async () => {
    bench = await insertedCard({ store: bench.store, config: { maxNotifications: 2 } });
    await enable(byIccid(first));
    expect(bench.card.chip.state.notifications.map((one) => one.seqNumber)).toEqual([2, 3]);
  });
});

describe('ES10a', () => {
  test('keeps a default SM-DP+ address, and forgets it', async () => {
    const { lpa } = bench;
    expect(await lpa.es10Hex('BF3C00')).not.toMatch(/^BF3C..80/);
    expect(await lpa.es10Hex('BF3F078005612E747374')).toBe('BF3F03800100');
    expect(await lpa.es10Hex('BF3C00')).toMatch(/^BF3C..8005612E747374/);
    expect(await lpa.es10Hex('BF3F028000')).toBe('BF3F03800100');
    expect(await lpa.es10Hex('BF3C00')).not.toMatch(/^BF3C..80/);
    const long = toHex(encodeTlv(0xbf3f, encodeTlv(0x80, Buffer.from('a'.repeat(256)))));
    expect(await lpa.es10Hex(long)).toBe('BF3F0380017F');
  });
});

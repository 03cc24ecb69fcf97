import { describe, expect, test } from 'vitest';
import { protocolsOf } from '../../../src-main/simulator/sim-reader.ts';
import { toHex } from '../../../src-shared/bytes.ts';
import { defaultMetadata, download, insertedCard, prepare, smallPackage, testPki } from './bench.ts';

const isdr = 'A0000005591010FFFFFFFF8900000100';
const fci = '6F1F8410A0000005591010FFFFFFFF8900000100A5049F6501FFE00582030205009000';

async function bare(config: NonNullable<Parameters<typeof insertedCard>[0]>['config'] = {}) {
  const { lpa, card } = await insertedCard({ open: false, config });
  return { card, send: (command: string) => lpa.apdu(command) };
}

describe('the answer to reset', () => {
  test.each([
    ['T=0', ['T=0']],
    ['T=1', ['T=1']],
    ['T=0,T=1', ['T=0', 'T=1']],
  ])('for %s offers it, with a check byte that fits', async (atr, protocols) => {
    const { card } = await bare({ atr });
    expect(card.atr[0]).toBe(0x3b);
    expect(protocolsOf(card.atr)).toEqual(protocols);
    expect(card.atr.subarray(1).reduce((all, byte) => all ^ byte, 0)).toBe(0);
    expect(card.atr.length).toBeLessThanOrEqual(33);
  });

  test('can be given as bytes', async () => {
    expect(toHex((await bare({ atr: '3B00' })).card.atr)).toBe('3B00');
  });
});

describe('commands that are none get', () => {
  test.each([
    ['', '6700'],
    ['00', '6700'],
    ['00A404', '6700'],
    ['00A4040010A000', '6700'],
    ['00A404000000', '6700'],
    ['00A4040002A0000000', '6700'],
    ['FFA4040000', '6E00'],
    ['20A4040000', '6E00'],
    ['04A4040000', '6882'],
    ['60A4040000', '6882'],
    ['10A4040000', '6884'],
    ['50A4040000', '6884'],
    ['01A4040000', '6881'],
    ['4FA4040000', '6881'],
    ['0099000000', '6D00'],
    ['8099000000', '6D00'],
    ['00E2910003BF2E00', '6E00'],
    ['80A4000000', '6E00'],
    ['80E2910003BF2E00', '6D00'],
    ['00A4080000', '6A86'],
    ['00A40401023F00', '6A86'],
    ['00A40400023F00', '6700'],
    ['00A4000C023F00', '6A82'],
    ['00A4040007A0000000871002', '6A82'],
    ['00B0000000', '6986'],
    ['00C0000000', '6985'],
    ['00C0010000', '6A86'],
    ['0070800000', '6A86'],
    ['0070800100', '6881'],
    ['0070000000', '019000'],
    ['0070000002', '6C01'],
    ['00700000', '6700'],
    ['0070010001', '6A86'],
    ['8012000000', '6985'],
    ['8014000003810101', '6985'],
    ['8010000000', '6700'],
    ['80F2030000', '6A86'],
    ['80F2000200', '6A86'],
  ])('%s: %s', async (command, expected) => {
    const { send } = await bare();
    expect(await send(command)).toBe(expected);
  });
});

describe('SELECT and STATUS', () => {
  test('give the FCI of the ISD-R, with Le at once and without by GET RESPONSE', async () => {
    const { send } = await bare();
    expect(await send(`00A4040010${isdr}00`)).toBe(fci);
    expect(await send(`00A4040010${isdr}`)).toBe('6121');
    expect(await send('00C0000022')).toBe('6C21');
    expect(await send('00C0000010')).toBe(`${fci.slice(0, 32)}6111`);
    expect(await send('00C0000011')).toBe(fci.slice(32));
    expect(await send('00C0000011')).toBe('6985');
    expect(await send(`00A4040C10${isdr}`)).toBe('9000');
    expect(await send('00A4040005A00000055900')).toBe(fci);
    expect(await send('80F2000000')).toBe(fci);
    expect(await send('80F2000100')).toBe(`8410${isdr}9000`);
    expect(await send('80F2000C')).toBe('9000');
  });

  test('a card of the T=0 kind always wants GET RESPONSE', async () => {
    const { send } = await bare({ responseStyle: 'getResponse' });
    expect(await send(`00A4040010${isdr}00`)).toBe('6121');
    expect(await send('00C0000000')).toBe(fci);
  });

  test('another command in between forgets what GET RESPONSE would have fetched', async () => {
    const { send } = await bare();
    await send(`00A4040010${isdr}`);
    expect(await send('80F2000C')).toBe('9000');
    expect(await send('00C0000021')).toBe('6985');
  });
});

describe('logical channels', () => {
  test('are opened, closed and told apart, those from 4 on too', async () => {
    const { send } = await bare({ maxChannels: 5 });
    for (const number of ['01', '02', '03', '04', '05'])
      expect(await send('0070000001')).toBe(`${number}9000`);
    expect(await send('0070000001')).toBe('6A81');
    // Channel 4 is class 40, channel 5 is class 41; the proprietary classes are C0 and C1.
    expect(await send(`41A4040010${isdr}00`)).toBe(fci);
    expect(await send('C0E2910006BF3E035C015A00')).toBe('6D00');
    expect(await send('C1E2910006BF3E035C015A')).toBe('6115');
    expect(await send('C1C0000000')).toMatch(/^BF3E125A10\d{32}9000$/);
    expect(await send('0070800200')).toBe('9000');
    expect(await send('02A4040000')).toBe('6881');
    expect(await send('00700002')).toBe('9000');
    expect(await send('00700002')).toBe('6881');
    expect(await send('00700006')).toBe('6881');
    expect(await send('00700014')).toBe('6A86');
  });

  test('a reset closes them', async () => {
    const { card, send } = await bare();
    await send('0070000001');
    await card.reset();
    expect(await send('01A4040000')).toBe('6881');
    expect(await send('0070000001')).toBe('019000');
  });

  test('closing the channel of an installation ends it with a result, and selecting anew does too', async () => {
    for (const leave of ['0070800100', `01A4040010${isdr}`]) {
      const bench = await insertedCard();
      const { segments } = await prepare(bench, {
        upp: smallPackage(defaultMetadata.iccid),
        metadata: defaultMetadata,
      });
      for (const segment of segments?.slice(0, 3) ?? []) await bench.lpa.es10(segment);
      expect(bench.card.chip.state.installing).toBeDefined();
      await bench.lpa.apdu(leave);
      expect(bench.card.chip.state.notifications).toHaveLength(1);
      expect(bench.card.chip.state.installing).toBeUndefined();
    }
  });
});

describe('STORE DATA', () => {
  const getEid = 'BF3E035C015A';

  test('puts blocks together, numbered from 00, on each channel by itself', async () => {
    const { send } = await bare();
    await send('0070000001');
    for (const channel of ['0', '1']) await send(`0${channel}A4040010${isdr}`);
    expect(await send(`80E2110003${getEid.slice(0, 6)}`)).toBe('9000');
    expect(await send(`81E2110002${getEid.slice(0, 4)}`)).toBe('9000');
    expect(await send(`80E2910103${getEid.slice(6)}00`)).toMatch(/^BF3E125A10\d{32}9000$/);
    expect(await send(`81E2910104${getEid.slice(4)}00`)).toMatch(/^BF3E125A10\d{32}9000$/);
  });

  test.each([
    ['80E2110103BF3E03', '6A86'],
    ['80E2900003BF3E03', '6A86'],
    ['80E21100', '6700'],
    ['80E2910003BF4400', '6A88'],
    ['80E2910003BF2E01', '6A80'],
    ['80E2910004BF2E0000', '6A80'],
    ['80E291000100', '6A80'],
    ['80E2910006BF3E035C014F', '6A80'],
    ['80E2910002A100', '6985'],
    ['80E2910003BF3600', '6985'],
  ])('%s: %s', async (command, expected) => {
    const { send } = await bare();
    await send(`00A4040010${isdr}`);
    expect(await send(command)).toBe(expected);
  });

  test('a block out of turn forgets those before it', async () => {
    const { send } = await bare();
    await send(`00A4040010${isdr}`);
    await send(`80E2110003${getEid.slice(0, 6)}`);
    expect(await send(`80E2910203${getEid.slice(6)}`)).toBe('6A86');
    expect(await send(`80E2910103${getEid.slice(6)}`)).toBe('6A86');
    expect(await send(`80E2910006${getEid}`)).toBe('6115');
  });

  test('a command that is too long is refused', async () => {
    const { send } = await bare({ maxCommandLength: 300 });
    await send(`00A4040010${isdr}`);
    expect(await send(`80E21100C8${'BF'.repeat(200)}`)).toBe('9000');
    expect(await send(`80E21101C8${'BF'.repeat(200)}`)).toBe('6A84');
    expect(await send(`80E2910006${getEid}`)).toBe('6115');
  });

  test('an answer of more than 256 bytes comes in pieces', async () => {
    const bench = await insertedCard();
    const metadata = { ...defaultMetadata, iconType: 'png' as const, icon: new Uint8Array(600).fill(7) };
    await download(bench, { upp: smallPackage(metadata.iccid), metadata });
    const { lpa } = bench;
    const first = await lpa.apdu('81E2910003BF2D0000');
    expect(first).toHaveLength(2 * 258);
    expect(first.slice(-4)).toBe('6100');
    const second = await lpa.apdu('81C0000000');
    expect(second.slice(-4)).toMatch(/^61/);
    const third = await lpa.apdu(`81C00000${second.slice(-2)}`);
    expect(third.slice(-4)).toBe('9000');
    const whole = first.slice(0, -4) + second.slice(0, -4) + third.slice(0, -4);
    expect(whole).toContain(`94820258${'07'.repeat(600)}`);
  });
});

describe('the enabled profile', () => {
  test('shows its ICCID and USIM, and nothing while none is enabled', async () => {
    const bench = await insertedCard();
    await download(bench, { upp: smallPackage(defaultMetadata.iccid), metadata: defaultMetadata });
    const { lpa } = bench;
    expect(await lpa.apdu('00A4000C023F00')).toBe('6A82');
    await lpa.es10('BF3111A00C5A0A98001032547698103214810100');
    expect(await lpa.apdu('00A40004023F0000')).toMatch(/^62.*9000$/);
    expect(await lpa.apdu('00A4000C022FE2')).toBe('9000');
    expect(await lpa.apdu('00B000000A')).toBe('980010325476981032149000');
    expect(await lpa.apdu('00B000000B')).toBe('6C0A');
    expect(await lpa.apdu('00B0000A00')).toBe('6B00');
    expect(await lpa.apdu('00B0810000')).toBe('6A86');
    expect(await lpa.apdu('00A4000C026F07')).toBe('6A82');
    expect(testPki().euicc.certificate.subject.serialNumber).toBe(bench.card.chip.eid);
  });
});

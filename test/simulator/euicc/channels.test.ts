/** A session or an installation on one logical channel, and functions on another. */

import { beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  authenticate,
  CardError,
  defaultMetadata,
  insertedCard,
  prepare,
  type TestCard,
  TestLpa,
} from './bench.ts';
import { byIccid, first, profileCalls, second } from './calls.ts';
import { authenticateErrorOf, basic, downloadErrorOf, failureOf } from './outcomes.ts';

let bench: TestCard;
/** The same card, driven over a second channel. */
let beside: TestCard;
let segments: readonly Uint8Array[];

const here = profileCalls(() => bench);
const there = profileCalls(() => beside);

async function besideOf(one: TestCard): Promise<TestCard> {
  const lpa = new TestLpa(one.card);
  await lpa.open();
  return { ...one, lpa };
}

/** Sends segments from `from` on. Gives the outcome. */
async function load(from: number, to = segments.length): Promise<unknown> {
  for (const segment of segments.slice(from, to)) {
    const answer = await bench.lpa.es10(segment);
    if (answer.length > 0) return failureOf(answer);
  }
  return undefined;
}

const outcomes = () => bench.card.chip.state.notifications.map((one) => one.operation.slice(12));

beforeEach(async () => {
  bench = await insertedCard();
  await here.install(first);
  beside = await besideOf(bench);
  segments = (await prepare(bench, basic)).segments ?? [];
});

describe('while a package is being loaded on one channel', () => {
  const middle = 3;
  beforeEach(async () => {
    expect(await load(0, middle)).toBeUndefined();
  });

  test('functions on another do their work, and the installation comes to its end', async () => {
    expect(await beside.lpa.es10Hex('BF3E035C015A')).toMatch(/^BF3E125A10/);
    expect(await beside.lpa.es10Hex('BF2D00')).toContain(byIccid(first));
    expect(await there.nickname(first, 'beside')).toBe('00');
    expect(await there.enable(byIccid(first))).toBe('00');
    expect(await there.disable(byIccid(first))).toBe('00');
    expect(await there.remove(byIccid(first))).toBe('00');
    expect(await load(middle)).toBe('success');
    expect(outcomes()).toEqual(['Install', 'Enable', 'Disable', 'Delete', 'Install']);
    expect(bench.card.chip.state.profiles).toHaveLength(1);
  });

  test('functions on the same channel do theirs between two segments', async () => {
    expect(await here.nickname(first, 'between')).toBe('00');
    expect(await load(middle)).toBe('success');
  });

  test('a memory reset on another leaves it alone', async () => {
    expect(await there.result('BF340482020780')).toBe('00');
    expect(await load(middle)).toBe('success');
    expect(bench.card.chip.state.profiles.map((one) => one.iccid)).toEqual([
      byIccid(defaultMetadata.iccid).slice(4),
    ]);
  });

  test('a segment that is cut off in the middle of its TLV does not swallow the functions after it', async () => {
    const next = segments[middle] ?? new Uint8Array(0);
    expect(await bench.lpa.es10Hex(toHex(next.subarray(0, 9)))).toBe('');
    expect(await bench.lpa.es10Hex('BF3E035C015A')).toMatch(/^BF3E125A10/);
    // The rest of it may still come.
    expect(await bench.lpa.es10Hex(toHex(next.subarray(9)))).toBe('');
    expect(await load(middle + 1, middle + 2)).toBeUndefined();
    const last = segments[middle + 2] ?? new Uint8Array(0);
    expect(await bench.lpa.es10Hex(toHex(last.subarray(0, 9)))).toBe('');
    expect(await bench.lpa.es10Hex('BF2E00')).toMatch(/^BF2E128010/);
    expect(bench.card.chip.state.installing).toBeUndefined();
  });

  test('segments and packages on another are refused, and the installation goes on', async () => {
    const next = segments[middle] ?? new Uint8Array(0);
    expect((await beside.lpa.storeData(next)).sw).toBe('6985');
    expect((await beside.lpa.storeData(segments[0] ?? new Uint8Array(0))).sw).toBe('6985');
    expect(await load(middle)).toBe('success');
  });

  test('a new session on another ends it, with a result that says so', async () => {
    await beside.lpa.es10('BF2E00');
    const next = segments[middle] ?? new Uint8Array(0);
    expect((await bench.lpa.storeData(next)).sw).toBe('6985');
    const [, result] = bench.card.chip.state.notifications;
    expect(failureOf(fromHex(result && 'result' in result.content ? result.content.result : ''))).toBe(
      'loadProfileElements/installFailedDueToInterruption',
    );
  });

  test('closing the other channel, or selecting there, is nothing to it', async () => {
    await beside.lpa.apdu(`0${beside.lpa.channel}A40400054F4F4F4F4F`);
    await beside.lpa.apdu('0070800200');
    await beside.lpa.open();
    expect(await load(middle)).toBe('success');
  });

  test('a switch with refresh on another holds it up until the terminal has refreshed', async () => {
    expect(await there.enable(byIccid(first), true)).toBe('00');
    const next = segments[middle] ?? new Uint8Array(0);
    expect((await bench.lpa.storeData(next)).sw).toBe('6985');
    await bench.lpa.apdu('801200000B');
    expect(await bench.lpa.apdu('801400000C810301010402028281830100')).toBe('9000');
    expect(await load(middle)).toBe('success');
    expect(here.stateOf(first)).toBe('enabled');
  });
});

describe('a session', () => {
  test('is the card’s: begun on one channel it goes on on another', async () => {
    let request = new Uint8Array(0);
    const taken = await prepare(bench, {
      ...basic,
      seed: 'two',
      tamperPrepare: (one) => {
        request = Uint8Array.from(one);
        return one;
      },
    });
    expect(downloadErrorOf(taken.prepared)).toBe('ok');
    expect(downloadErrorOf(await beside.lpa.es10(request))).toBe('ok');
  });

  test('is ended by a challenge that another channel asks for', async () => {
    let request = new Uint8Array(0);
    await authenticate(bench, {
      ...basic,
      tamperAuthenticate: (one) => {
        request = Uint8Array.from(one);
        return one;
      },
    });
    await beside.lpa.es10('BF2E00');
    expect(authenticateErrorOf(await bench.lpa.es10(request))).toBe('euiccChallengeMismatch');
  });
});

describe('STORE DATA', () => {
  test('blocks of one command on each channel do not mix, even with those of a package', async () => {
    const whole = segments[0] ?? new Uint8Array(0);
    const half = whole.length >> 1;
    const block = (lpa: TestLpa, last: boolean, number: number, bytes: Uint8Array) =>
      lpa.apdu(
        Buffer.from([0x80 | lpa.channel, 0xe2, last ? 0x91 : 0x11, number, bytes.length, ...bytes]).toString(
          'hex',
        ),
      );
    const eid = fromHex('BF3E035C015A');
    expect(await block(bench.lpa, false, 0, whole.subarray(0, half))).toBe('9000');
    expect(await block(beside.lpa, false, 0, eid.subarray(0, 4))).toBe('9000');
    expect(await block(bench.lpa, true, 1, whole.subarray(half))).toBe('9000');
    expect(await block(beside.lpa, true, 1, eid.subarray(4))).toBe('6115');
    expect(await load(1)).toBe('success');
  });

  test('blocks that are left behind when the ISD-R is selected anew are forgotten', async () => {
    await beside.lpa.apdu('82E2110003BF3E03');
    await beside.lpa.apdu('02A4040C10A0000005591010FFFFFFFF8900000100');
    expect(await beside.lpa.apdu('82E29101035C015A')).toBe('6A86');
  });

  test('a command of more than 256 blocks cannot be', async () => {
    const card = await insertedCard({ config: { maxCommandLength: 65535 } });
    for (let number = 0; number < 256; number++)
      expect(await card.lpa.apdu(`81E211${number.toString(16).padStart(2, '0')}0101`)).toBe('9000');
    // 00 again is the first block of another command.
    expect(await card.lpa.apdu('81E2910006BF3E035C015A')).toBe('6115');
  });

  test('a switch that waits for its refresh refuses every function on every channel', async () => {
    expect(await here.enable(byIccid(first), true)).toBe('00');
    for (const lpa of [bench.lpa, beside.lpa])
      for (const request of ['BF2E00', 'BF2D00', 'BF3E035C015A'])
        await expect(lpa.es10(request)).rejects.toBeInstanceOf(CardError);
    expect(await there.stateOf(second)).toBeUndefined();
    await bench.card.reset();
    expect(here.stateOf(first)).toBe('enabled');
  });
});

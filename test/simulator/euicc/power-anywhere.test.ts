/** Power that goes at any APDU and at any write: the card is as before or as after, never in between. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryStateStore, type StateStore } from '../../../src-main/simulator/euicc/index.ts';
import { type CardState, cardStateSchema } from '../../../src-main/simulator/euicc/state.ts';
import { encodeTlv } from '../../../src-main/tlv/index.ts';
import { fromHex } from '../../../src-shared/bytes.ts';
import {
  CardError,
  defaultMetadata,
  download,
  insertedCard,
  smallPackage,
  type TestCard,
  TestLpa,
} from './bench.ts';
import { byIccid, first, profileCalls, second, third } from './calls.ts';

class PowerCut extends Error {}

/** Where the power goes: before an APDU, or at a write, which then is done or is not. */
type Cut = { readonly apdu: number } | { readonly write: number; readonly done: boolean };

function cuttingStore(inner: StateStore, cut: Cut): StateStore & { writes: number } {
  const store = {
    writes: 0,
    load: () => inner.load(),
    save(text: string) {
      if (!('write' in cut) || store.writes++ !== cut.write) return inner.save(text);
      if (cut.done) inner.save(text);
      throw new PowerCut();
    },
  };
  return store;
}

/** The same card, driven until the power goes. */
function cuttingBench(bench: TestCard, cut: Cut): TestCard & { apdus: () => number } {
  const { card } = bench;
  let sent = 0;
  const lpa = new TestLpa(
    {
      atr: card.atr,
      powerOn: () => card.powerOn(),
      powerOff: () => card.powerOff(),
      reset: () => card.reset(),
      async transmit(command) {
        if ('apdu' in cut && sent === cut.apdu) throw new PowerCut();
        sent++;
        return card.transmit(command);
      },
    },
    255,
  );
  lpa.channel = bench.lpa.channel;
  return { ...bench, lpa, apdus: () => sent };
}

let downloads = 0;
const steps = {
  download: (bench: TestCard, iccid: string) =>
    download(bench, {
      upp: smallPackage(iccid, encodeTlv(0xa9, fromHex('A0058000810105'), new Uint8Array(0))),
      metadata: { ...defaultMetadata, iccid, ...(iccid === third ? { profileClass: 'test' as const } : {}) },
      seed: `anywhere ${downloads++}`,
    }),
  enable: (bench: TestCard, iccid: string) => profileCalls(() => bench).enable(byIccid(iccid)),
  async enableWithRefresh(bench: TestCard, iccid: string) {
    if ((await profileCalls(() => bench).enable(byIccid(iccid), true)) !== '00') return;
    await bench.lpa.apdu('801200000B');
    const refreshed = await bench.lpa.apdu('801400000C810301010402028281830100');
    if (refreshed !== '9000') throw new CardError(refreshed);
  },
  disable: (bench: TestCard, iccid: string) => profileCalls(() => bench).disable(byIccid(iccid)),
  delete: (bench: TestCard, iccid: string) => profileCalls(() => bench).remove(byIccid(iccid)),
  nickname: (bench: TestCard, iccid: string) => profileCalls(() => bench).nickname(iccid, 'name'),
  async memoryReset(bench: TestCard) {
    await bench.lpa.es10('BF3404820205E0');
    await bench.card.reset();
    await bench.lpa.open();
  },
  address: (bench: TestCard) => bench.lpa.es10('BF3F0780056C2E747374'),
} as const;
type Step = readonly [keyof typeof steps, string];

/** Performs steps until the power goes, and puts the card in again. */
async function run(script: readonly Step[], cut: Cut) {
  const inner = createMemoryStateStore();
  const store = cuttingStore(inner, cut);
  const bench = cuttingBench(await insertedCard({ store }), cut);
  let complete = true;
  try {
    for (const [step, iccid] of script) await steps[step](bench, iccid);
  } catch (error) {
    const lost = error instanceof PowerCut || (error instanceof CardError && error.sw === '6581');
    if (!lost) throw error;
    complete = false;
  }
  await bench.card.powerOff();
  const again = await insertedCard({ store: inner });
  return { again, complete, apdus: bench.apdus(), writes: store.writes };
}

/** Whether a notification tells of a profile that was installed. */
const tellsOfInstall = (one: CardState['notifications'][number]) =>
  'result' in one.content && /BF27.*A2..A0/.test(one.content.result);

/** What must hold of a card whatever happened to it: no event without its notification, nothing half done. */
function checkWhole(state: CardState): void {
  cardStateSchema.parse(JSON.parse(JSON.stringify(state)));
  expect(state.installing).toBeUndefined();
  expect(state.pendingSwitch).toBeUndefined();
  const { profiles, notifications } = state;
  expect(profiles.filter((one) => one.state === 'enabled').length).toBeLessThanOrEqual(1);
  for (const key of ['iccid', 'isdpAid'] as const)
    expect(new Set(profiles.map((one) => one[key])).size).toBe(profiles.length);
  const numbers = notifications.map((one) => one.seqNumber);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(state.nextSeqNumber).toBe(numbers.length + 1);
  const installs = notifications.filter(tellsOfInstall).length;
  const deletions = notifications.filter((one) => one.operation === 'notificationDelete').length;
  expect(installs - deletions).toBe(profiles.length);
  for (const profile of profiles) {
    const own = notifications.filter((one) => one.iccid === profile.iccid);
    const since = own.slice(own.findLastIndex(tellsOfInstall));
    const count = (operation: string) => since.filter((one) => one.operation === operation).length;
    const balance = count('notificationEnable') - count('notificationDisable');
    expect(balance).toBe(profile.state === 'enabled' ? 1 : 0);
    expect(profile.size).toBeGreaterThan(0);
  }
}

async function checkUsable(again: TestCard): Promise<void> {
  await steps.memoryReset(again).catch(() => {});
  const { profiles } = again.card.chip.state;
  expect(profiles).toEqual([]);
  await steps.download(again, second);
  expect(again.card.chip.state.profiles).toHaveLength(1);
}

const script: readonly Step[] = [
  ['download', first],
  ['enable', first],
  ['nickname', first],
  ['download', third],
  ['enableWithRefresh', third],
  ['disable', third],
  ['delete', third],
  ['address', first],
  ['disable', first],
  ['delete', first],
  ['download', second],
  ['enable', second],
  ['memoryReset', second],
];

describe('power that goes', () => {
  test('before each APDU of a card’s life leaves it whole', async () => {
    const { apdus: last, again } = await run(script, { apdu: -1 });
    checkWhole(again.card.chip.state);
    expect(last).toBeGreaterThan(60);
    for (let apdu = 0; apdu < last; apdu++) {
      const { again: card, complete } = await run(script, { apdu });
      expect(complete).toBe(false);
      checkWhole(card.card.chip.state);
    }
  });

  test('at each write of a card’s life leaves it whole, and usable', async () => {
    const { writes: last } = await run(script, { write: -1, done: true });
    expect(last).toBeGreaterThan(15);
    for (let write = 0; write < last; write++) {
      for (const done of [false, true]) {
        const { again } = await run(script, { write, done });
        checkWhole(again.card.chip.state);
        await checkUsable(again);
      }
    }
  });

  test('anywhere in any course of events leaves it whole', async () => {
    const step = fc.tuple(
      fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
      fc.constantFrom(first, second, third),
    );
    const cut = fc.oneof(
      fc.record({ apdu: fc.nat(120) }),
      fc.record({ write: fc.nat(24), done: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), cut, async (course, where) => {
        const { again } = await run(course, where);
        checkWhole(again.card.chip.state);
      }),
      { numRuns: 200, seed: 22_5 },
    );
  });
});

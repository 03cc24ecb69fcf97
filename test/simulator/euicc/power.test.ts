import { describe, expect, test } from 'vitest';
import { createMemoryStateStore, type StateStore } from '../../../src-main/simulator/euicc/index.ts';
import { cardStateSchema } from '../../../src-main/simulator/euicc/state.ts';
import { encodeTlv } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import {
  type DownloadOptions,
  defaultMetadata,
  download,
  insertedCard,
  prepare,
  smallPackage,
  stillClock,
  TestLpa,
} from './bench.ts';

/** A package of some segments. */
const filler = encodeTlv(0xa9, fromHex('A0058000810105'), encodeTlv(0x04, new Uint8Array(900)));
const options: DownloadOptions = {
  upp: smallPackage(defaultMetadata.iccid, filler),
  metadata: defaultMetadata,
  bind: { maxSegment: 300 },
};

class PowerCut extends Error {}

/** Downloads until the power goes before the APDU of that number. Gives whether it came to its end. */
async function downloadUntil(
  bench: Awaited<ReturnType<typeof insertedCard>>,
  apdus: number,
): Promise<boolean> {
  let left = apdus;
  const { card } = bench;
  const lpa = new TestLpa(
    {
      atr: card.atr,
      powerOn: () => card.powerOn(),
      powerOff: () => card.powerOff(),
      reset: () => card.reset(),
      transmit: async (command) => {
        if (left-- === 0) throw new PowerCut();
        return card.transmit(command);
      },
    },
    255,
  );
  lpa.channel = bench.lpa.channel;
  try {
    await download({ ...bench, lpa }, options);
    return true;
  } catch (error) {
    if (error instanceof PowerCut) return false;
    throw error;
  }
}

function savedState(store: StateStore) {
  return cardStateSchema.parse(JSON.parse(store.load() ?? 'null'));
}

describe('loss of power', () => {
  test('at every APDU of a download leaves no half profile', async () => {
    let complete = false;
    let interrupted = 0;
    for (let apdus = 0; !complete; apdus++) {
      const store = createMemoryStateStore();
      const bench = await insertedCard({ store });
      complete = await downloadUntil(bench, apdus);
      await bench.card.powerOff();
      const again = await insertedCard({ store });
      const { profiles, notifications, installing, nextSeqNumber } = again.card.chip.state;
      expect(installing).toBeUndefined();
      if (complete) expect(profiles).toHaveLength(1);
      expect(profiles.length).toBeLessThanOrEqual(1);
      expect(notifications.length).toBeLessThanOrEqual(1);
      expect(nextSeqNumber).toBe(notifications.length + 1);
      if (profiles.length === 1) expect(notifications).toHaveLength(1);
      else if (notifications.length === 1) interrupted++;
      if (profiles.length === 0) {
        await download(again, { ...options, seed: 'retry' });
        expect(again.card.chip.state.profiles).toHaveLength(1);
      }
    }
    // Between InitialiseSecureChannel and the end an interruption is reported.
    expect(interrupted).toBeGreaterThan(5);
  });

  test('ES8+.LoadProfileElements installFailedDueToInterruption: reported once, with its reason, or not at all where the card does not report', async () => {
    for (const reportInterruption of [true, false]) {
      const store = createMemoryStateStore();
      const bench = await insertedCard({ store, config: { reportInterruption } });
      await downloadUntil(bench, 24);
      await bench.card.reset();
      await bench.card.reset();
      const results = bench.card.chip.state.notifications.map((one) =>
        'result' in one.content ? one.content.result : '',
      );
      expect(results.length).toBe(reportInterruption ? 1 : 0);
      // errorResult: loadProfileElements(5), installFailedDueToInterruption(11)
      if (reportInterruption) expect(results[0]).toMatch(/A208A10680010581010B5F37/);
    }
  });

  test('a new session in the middle of an installation reports the interruption too', async () => {
    const bench = await insertedCard();
    await downloadUntil(bench, 24);
    expect(bench.card.chip.state.installing).toBeDefined();
    await download(bench, { ...options, seed: 'second' });
    const { notifications, profiles, installing } = bench.card.chip.state;
    expect(notifications).toHaveLength(2);
    expect(profiles).toHaveLength(1);
    expect(installing).toBeUndefined();
  });

  test('a session that is cancelled in the middle leaves no result', async () => {
    const bench = await insertedCard();
    const { segments = [], transactionId } = await prepare(bench, options);
    for (const segment of segments.slice(0, 4)) await bench.lpa.es10(segment);
    const request = encodeTlv(0xbf41, encodeTlv(0x80, transactionId), fromHex('810105'));
    expect(toHex(await bench.lpa.es10(request))).toMatch(/^BF41..A0/);
    await bench.card.reset();
    expect(bench.card.chip.state.notifications).toEqual([]);
    expect(bench.card.chip.state.installing).toBeUndefined();
  });

  test('in the middle of a command rejects it, and what it would have done has happened or not', async () => {
    let release: (() => void) | undefined;
    const clock: Clock = {
      ...stillClock,
      sleep: (_, signal) =>
        new Promise((resolve, reject) => {
          release = resolve;
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const bench = await insertedCard({ open: false });
    const slow = await insertedCard({
      open: false,
      store: bench.store,
      clock,
      config: { apduDelay: { fixedMs: 10, perByteMs: 0 } },
    });
    const waiting = slow.card.transmit(fromHex('0070000001'));
    waiting.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    await slow.card.powerOff();
    await expect(waiting).rejects.toMatchObject({ code: 'simulated_card_off' });
    await expect(slow.card.transmit(fromHex('0070000001'))).rejects.toMatchObject({
      code: 'simulated_card_off',
    });
    expect(release).toBeDefined();
  });
});

describe('a store that fails', () => {
  function failingStore(inner: StateStore): StateStore & { failures: number; torn: boolean } {
    const store = {
      failures: 0,
      torn: false,
      load: () => inner.load(),
      save(text: string) {
        if (store.failures > 0) {
          store.failures--;
          // Power that goes after the rename: the state is there, the answer is not.
          if (store.torn) inner.save(text);
          throw new Error('the disk is full');
        }
        inner.save(text);
      },
    };
    return store;
  }

  test('is answered with 6581, and the card goes on with what it had', async () => {
    const store = failingStore(createMemoryStateStore());
    const bench = await insertedCard({ store });
    await download(bench, options);
    const before = savedState(store);
    store.failures = 1;
    expect((await bench.lpa.storeData(fromHex('BF3111A00C5A0A98001032547698103214810100'))).sw).toBe('6581');
    expect(bench.card.chip.state).toEqual(before);
    expect(savedState(store)).toEqual(before);
    expect(await bench.lpa.es10Hex('BF3111A00C5A0A98001032547698103214810100')).toBe('BF3103800100');
  });

  test('at a reset leaves what waited for it to the next one', async () => {
    const store = failingStore(createMemoryStateStore());
    const bench = await insertedCard({ store });
    await download(bench, options);
    await bench.lpa.es10('BF3111A00C5A0A980010325476981032148101FF');
    store.failures = 1;
    await bench.card.reset();
    expect(bench.card.chip.state.profiles[0]?.state).toBe('disabled');
    await bench.card.reset();
    expect(bench.card.chip.state.profiles[0]?.state).toBe('enabled');
  });

  test('at any write of a download leaves the card whole', async () => {
    for (const torn of [false, true]) {
      for (let write = 0; write < 3; write++) {
        const store = failingStore(createMemoryStateStore());
        const bench = await insertedCard({ store });
        let writes = 0;
        const { save } = store;
        store.save = (text) => {
          if (writes++ === write) {
            store.failures = 1;
            store.torn = torn;
          }
          save(text);
        };
        await expect(download(bench, options)).rejects.toMatchObject({ sw: '6581' });
        const again = await insertedCard({ store });
        const { profiles, notifications } = again.card.chip.state;
        expect(profiles.length <= notifications.length || notifications.length === 0).toBe(true);
        if (profiles.length === 0) {
          await download(again, { ...options, seed: 'retry' });
          expect(again.card.chip.state.profiles).toHaveLength(1);
        }
      }
    }
  });
});

test('sequence numbers never repeat, whatever happens in between', async () => {
  const store = createMemoryStateStore();
  const seen: number[] = [];
  const iccid = '5A0A98001032547698103214';
  let bench = await insertedCard({ store });
  const note = async () => {
    for (const one of bench.card.chip.state.notifications) {
      if (!seen.includes(one.seqNumber)) seen.push(one.seqNumber);
      await bench.lpa.es10(encodeTlv(0xbf30, encodeTlv(0x80, Uint8Array.of(one.seqNumber))));
    }
  };
  for (let round = 0; round < 4; round++) {
    await download(bench, { ...options, seed: `round ${round}` });
    await note();
    await bench.lpa.es10(`BF3111A00C${iccid}8101FF`);
    bench = await insertedCard({ store });
    await bench.lpa.es10(`BF3211A00C${iccid}810100`);
    await note();
    await downloadUntil(bench, 20);
    bench = await insertedCard({ store });
    await bench.lpa.es10(`BF330C${iccid}`);
    await note();
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(16);
});

/**
 * The suite that every implementation of the CardReader port passes. The bench that `setup` makes puts echo cards
 * (test/support/echo-card.ts) into readers as a hand would.
 */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  CardConnection,
  CardPresence,
  ReaderProvider,
  ReaderSnapshot,
} from '../../src-main/card/port.ts';
import { equalBytes } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { needs } from '../summary/needs.ts';
import { count, ECHO_ATR, echo, fill, parseCount, wait } from '../support/echo-card.ts';

export interface ReaderBench {
  /** A fresh provider, which the suite closes. */
  readonly provider: ReaderProvider;
  /** Another one over the same readers, as another program would have it. */
  readonly other: ReaderProvider;
  /** Readers that are there and empty; at least two. */
  readonly readerNames: readonly [string, string, ...string[]];
  /** Whether its connections have `transmitAll`. */
  readonly takesChains: boolean;
  /** Puts a new echo card in; `mute` one that does not answer to reset. Resolves when the reader has noticed. */
  insert(readerName: string, card?: { readonly mute?: boolean }): Promise<void>;
  /** Takes out what is in. */
  remove(readerName: string): Promise<void>;
  /** Leaves the readers empty. */
  dispose(): Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.of(...values);
const data = bytes(0xca, 0xfe);
const ok = bytes(0xca, 0xfe, 0x90, 0x00);

/** The code that a promise rejects with; anything but a WorkbenchError is a failure of its own. */
async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof WorkbenchError) return error.code;
    throw error;
  }
  return 'resolved';
}

function presenceOf(snapshot: ReaderSnapshot | undefined, name: string): CardPresence | undefined {
  return snapshot?.readers.find((reader) => reader.name === name)?.presence;
}

/** Asks again until it is so; a service notices cards by looking now and then. */
async function eventually(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const until = performance.now() + 8000; ; ) {
    if (await check()) return;
    if (performance.now() > until) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs the suite. `missing` says why it cannot be run here. */
export function readerConformance(name: string, setup: () => Promise<ReaderBench>, missing?: string): void {
  describe(`the CardReader port: ${name}`, needs(missing), () => {
    let bench: ReaderBench;
    let provider: ReaderProvider;
    let first: string;
    let second: string;

    beforeEach(async () => {
      bench = await setup();
      provider = bench.provider;
      [first, second] = bench.readerNames;
    });
    afterEach(async () => {
      await provider.close();
      await bench.other.close();
      await bench.dispose();
    });

    const insert = async (readerName: string) => {
      await bench.insert(readerName);
      await eventually(
        async () => presenceOf(await provider.snapshot(), readerName) === 'present',
        'the card',
      );
    };
    const connected = async (readerName: string): Promise<CardConnection> => {
      await insert(readerName);
      return provider.connect(readerName);
    };

    test('lists readers, and the card with its ATR', async () => {
      const empty = await provider.snapshot();
      expect(empty.status).toEqual({ available: true });
      expect(presenceOf(empty, first)).toBe('empty');
      expect(presenceOf(empty, second)).toBe('empty');
      await insert(first);
      const full = await provider.snapshot();
      const reader = full.readers.find((one) => one.name === first);
      expect(reader?.atr && equalBytes(reader.atr, ECHO_ATR)).toBe(true);
      expect(presenceOf(full, second)).toBe('empty');
    });

    test('watches: the present state once, then every change, nothing after the end', async () => {
      const seen: ReaderSnapshot[] = [];
      const stop = provider.watch((snapshot) => seen.push(snapshot));
      await eventually(() => seen.length > 0, 'the present state');
      expect(presenceOf(seen[0], first)).toBe('empty');
      await bench.insert(first);
      await eventually(() => presenceOf(seen.at(-1), first) === 'present', 'the insertion');
      await bench.remove(first);
      await eventually(() => presenceOf(seen.at(-1), first) === 'empty', 'the removal');
      const late: ReaderSnapshot[] = [];
      const stopLate = provider.watch((snapshot) => late.push(snapshot));
      await eventually(() => late.length > 0, "a second watcher's present state");
      stop();
      stopLate();
      const total = seen.length + late.length;
      await insert(first);
      expect(seen.length + late.length).toBe(total);
    });

    test('a card that is held is in use, and free again afterwards', async () => {
      let last: ReaderSnapshot | undefined;
      const stop = provider.watch((snapshot) => {
        last = snapshot;
      });
      const connection = await connected(first);
      expect(presenceOf(await provider.snapshot(), first)).toBe('in_use');
      await eventually(() => presenceOf(last, first) === 'in_use', 'the watcher’s notice');
      await connection.disconnect('leave');
      await eventually(() => presenceOf(last, first) === 'present', 'the watcher’s second notice');
      stop();
    });

    test('exchanges short and extended APDUs as they are', async () => {
      const connection = await connected(first);
      expect(connection.readerName).toBe(first);
      expect(connection.notes).toEqual([]);
      expect(['T=0', 'T=1']).toContain(connection.protocol);
      expect(equalBytes(connection.atr, ECHO_ATR)).toBe(true);
      expect(await connection.transmit(echo(data))).toEqual(ok);
      expect(await connection.transmit(bytes(0x80, 0xff, 0, 0))).toEqual(bytes(0x6d, 0x00));
      const long = Uint8Array.from({ length: 3000 }, (_, i) => i & 0xff);
      expect((await connection.transmit(echo(long))).subarray(0, -2)).toEqual(long);
      expect((await connection.transmit(fill(60_000))).length).toBe(60_002);
    });

    test('serves calls in the order in which they come', async () => {
      const connection = await connected(first);
      const ended: number[] = [];
      await Promise.all(
        [40, 1, 20].map(async (ms, i) => {
          await connection.transmit(wait(ms));
          ended.push(i);
        }),
      );
      expect(ended).toEqual([0, 1, 2]);
    });

    test('sends a chain while it is answered with 9000 and nothing else', async () => {
      const connection = await connected(first);
      expect(connection.transmitAll !== undefined).toBe(bench.takesChains);
      if (connection.transmitAll === undefined) return;
      const plain = echo(new Uint8Array(0));
      const before = parseCount(await connection.transmit(count())).commands;
      const { answers, error } = await connection.transmitAll([plain, wait(30), plain, echo(data), plain]);
      expect(error).toBeUndefined();
      expect(answers.map(({ response }) => response)).toEqual([
        ...[0, 0, 0].map(() => bytes(0x90, 0x00)),
        ok,
      ]);
      expect(answers[1]?.durationMs).toBeGreaterThanOrEqual(29);
      expect(parseCount(await connection.transmit(count())).commands).toBe(before + 5);

      const sending = connection.transmitAll([plain, wait(5000), plain]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await bench.remove(first);
      const broken = await sending;
      expect(broken.answers.map(({ response }) => response)).toEqual([bytes(0x90, 0x00)]);
      expect(broken.error?.code).toBe('card_removed');
      expect(
        (await connection.transmitAll([plain]).catch((thrown: unknown) => ({ error: thrown }))).error,
      ).toMatchObject({
        code: 'card_removed',
      });
    });

    test('a slow card holds up neither another card nor the watcher', async () => {
      const slow = await connected(first);
      const quick = await connected(second);
      const order: string[] = [];
      const waiting = slow.transmit(wait(1500)).then(() => order.push('slow'));
      for (let i = 0; i < 20; i++) await quick.transmit(echo(data));
      order.push('quick');
      await provider.snapshot();
      order.push('snapshot');
      await waiting;
      expect(order).toEqual(['quick', 'snapshot', 'slow']);
    });

    test('resets warm and cold, and keeps the connection to itself', async () => {
      const connection = await connected(first);
      await connection.transmit(echo(data));
      const before = parseCount(await connection.transmit(count()));
      await connection.reset('warm');
      const warm = parseCount(await connection.transmit(count()));
      expect(warm).toEqual({ powerOns: before.powerOns, resets: before.resets + 1, commands: 1 });
      await connection.reset('cold');
      const cold = parseCount(await connection.transmit(count()));
      expect(cold.powerOns).toBeGreaterThan(before.powerOns);
      expect(cold.commands).toBe(1);
      expect(await codeOf(bench.other.connect(first))).toBe('reader_busy');
    });

    test('disconnecting with reset resets the card; leaving it does not', async () => {
      const one = await connected(first);
      await one.transmit(echo(data));
      await one.disconnect('leave');
      const two = await provider.connect(first);
      const left = parseCount(await two.transmit(count()));
      expect(left.commands).toBe(2);
      await two.disconnect('reset');
      const three = await provider.connect(first);
      expect(parseCount(await three.transmit(count())).commands).toBe(1);
    });

    test('holds the card alone, and gives it to the next one afterwards', async () => {
      const connection = await connected(first);
      expect(await codeOf(provider.connect(first))).toBe('reader_busy');
      expect(await codeOf(bench.other.connect(first))).toBe('reader_busy');
      await connection.disconnect('leave');
      await connection.disconnect('reset');
      const next = await bench.other.connect(first);
      expect(await next.transmit(echo(data))).toEqual(ok);
      expect(await codeOf(provider.connect(first))).toBe('reader_busy');
    });

    test('names what prevents a connection', async () => {
      expect(await codeOf(provider.connect('no such reader'))).toBe('reader_not_found');
      expect(await codeOf(provider.connect(first))).toBe('card_absent');
      await bench.insert(second, { mute: true });
      await eventually(async () => presenceOf(await provider.snapshot(), second) === 'mute', 'the mute card');
      expect(await codeOf(provider.connect(second))).toBe('card_unresponsive');
    });

    test('a cancelled connection leaves the card free', async () => {
      await insert(first);
      expect(await codeOf(provider.connect(first, { signal: AbortSignal.abort() }))).toBe('cancelled');
      const controller = new AbortController();
      const connecting = codeOf(provider.connect(first, { signal: controller.signal }));
      controller.abort();
      expect(await connecting).toBe('cancelled');
      await eventually(async () => (await codeOf(bench.other.connect(first))) === 'resolved', 'the release');
    });

    test('a card taken out in mid-command ends the connection, and a new one can be made', async () => {
      const connection = await connected(first);
      const waiting = codeOf(connection.transmit(wait(5000)));
      const queued = codeOf(connection.transmit(echo(data)));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await bench.remove(first);
      expect(await waiting).toBe('card_removed');
      expect(await queued).toBe('card_removed');
      expect(await codeOf(connection.transmit(echo(data)))).toBe('card_removed');
      expect(await codeOf(connection.reset('cold'))).toBe('card_removed');
      await connection.disconnect('reset');
      const again = await connected(first);
      expect(await again.transmit(echo(data))).toEqual(ok);
    });

    test('a card that was changed between two commands is noticed before the next is sent', async () => {
      const connection = await connected(first);
      await connection.transmit(echo(data));
      await bench.remove(first);
      await eventually(async () => presenceOf(await provider.snapshot(), first) === 'empty', 'the removal');
      await bench.insert(first);
      expect(await codeOf(connection.transmit(echo(data)))).toBe('card_removed');
      await connection.disconnect('leave');
      const again = await connected(first);
      expect(parseCount(await again.transmit(count())).commands).toBe(1);
    });

    test('the provider’s end ends connections and watchers', async () => {
      const seen: ReaderSnapshot[] = [];
      provider.watch((snapshot) => seen.push(snapshot));
      const connection = await connected(first);
      await provider.close();
      const total = seen.length;
      expect(await codeOf(connection.transmit(echo(data)))).not.toBe('resolved');
      const next = await bench.other.connect(first);
      expect(await next.transmit(echo(data))).toEqual(ok);
      expect(seen.length).toBe(total);
    });
  });
}

/** What could not be delivered is tried again by itself: at its time, where its card is, in a reader that is idle. */

import { afterEach, expect, it } from 'vitest';
import type { NotificationRow } from '../../src-main/store/port.ts';
import { type Courier, createCourier } from '../../src-main/workbench/courier.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Reader } from '../../src-shared/model/index.ts';
import { handClock } from './support.ts';

const eid = '89049032000001000000000000000055';
const minute = 60_000;

let courier: Courier;
afterEach(() => courier.close());

function row(more: Partial<NotificationRow> = {}): NotificationRow {
  return {
    eid,
    sequenceNumber: 7,
    event: 'install',
    address: 'a.example',
    attempts: 1,
    state: 'waiting',
    seenAt: 0,
    nextAttemptAt: 10 * minute,
    ...more,
  };
}

function start(first: NotificationRow[]) {
  const clock = handClock();
  const sent: number[] = [];
  const state = {
    clock,
    sent,
    rows: first,
    failure: undefined as WorkbenchError | undefined,
    reader: { id: 'sim:0', kind: 'simulator', index: 0, name: 'r', presence: 'present', eid } as Reader,
    /** What becomes of the notifications when they are sent. */
    outcome: (): NotificationRow[] => [],
    /** Lets time pass in steps, with everything that follows from each. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 1000) {
        clock.forward(1000);
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
  courier = createCourier({
    store: {
      listNotifications() {
        if (state.failure !== undefined) throw state.failure;
        return state.rows;
      },
    },
    clock,
    readers: () => [state.reader],
    send: async () => {
      sent.push(Math.floor(clock.now() / minute));
      state.rows = state.outcome();
    },
  });
  return state;
}

it('sends at the time that was stored, and not before', async () => {
  const bench = start([row()]);
  courier.wake();
  await bench.pass(9 * minute);
  expect(bench.sent).toEqual([]);
  await bench.pass(3 * minute);
  expect(bench.sent).toEqual([10]);
});

it('goes on with the pause that the last attempt has stored', async () => {
  const bench = start([row({ nextAttemptAt: 0 })]);
  bench.outcome = () => [row({ nextAttemptAt: bench.clock.now() + 5 * minute })];
  courier.wake();
  await bench.pass(20 * minute);
  expect(bench.sent).toEqual([0, 5, 10, 15]);
});

it('waits for the card, and for whoever works with it', async () => {
  const bench = start([row({ nextAttemptAt: 0 })]);
  const { reader } = bench;
  for (const away of [
    { ...reader, operationId: 3 },
    { ...reader, presence: 'empty' as const },
    { ...reader, eid: undefined },
  ]) {
    bench.reader = away as Reader;
    courier.wake();
    await bench.pass(2 * minute);
  }
  expect(bench.sent).toEqual([]);
  bench.reader = reader;
  courier.wake();
  await bench.pass(minute);
  expect(bench.sent).toHaveLength(1);
});

it('leaves a card alone for a while that does not let itself be served', async () => {
  const bench = start([row({ nextAttemptAt: 0 })]);
  bench.outcome = () => bench.rows;
  courier.wake();
  await bench.pass(12 * minute);
  expect(bench.sent).toEqual([0, 5, 10]);
});

it('goes on by itself when a store that could not be read can be read again', async () => {
  const bench = start([row({ nextAttemptAt: 0 })]);
  bench.failure = new WorkbenchError('store_failed', { reason: 'SQLITE_IOERR' });
  courier.wake();
  await bench.pass(minute);
  bench.failure = undefined;
  await bench.pass(10 * minute);
  expect(bench.sent).toEqual([5]);
});

it('sends nothing of what nobody has tried here, and nothing when it is closed', async () => {
  const { nextAttemptAt: _, ...untried } = row({ attempts: 0 });
  const bench = start([untried]);
  courier.wake();
  await bench.pass(5 * minute);
  bench.rows = [row({ nextAttemptAt: 0 })];
  courier.close();
  courier.wake();
  await bench.pass(5 * minute);
  expect(bench.sent).toEqual([]);
});

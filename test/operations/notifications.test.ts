/** Notifications: delivered in order, tried again later, removed only when their server has taken them (SGP.22 v2.5 §3.5). */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backOff, isOutOfReach, nextDue, plan } from '../../src-main/operations/notification-schedule.ts';
import type { NotificationRow } from '../../src-main/store/port.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';
const readerId = 'sim:0';
const profile = { iccid };
let bench: OperationBench;
/** Addresses that were tried, in order. */
let tried: string[] = [];
/** What an address answers with; nothing: 204. */
const answers = new Map<string, () => WorkbenchError | undefined>();

beforeEach(async () => {
  answers.clear();
  bench = await startOperationBench({
    profiles: [
      offer('ONE', iccid, {
        metadata: {
          notifications: ['a.example', 'b.example'].map((address) => ({
            events: ['enable', 'disable'],
            address,
          })),
        },
      }),
    ],
  });
  await bench.run({ kind: 'download', readerId, acceptProfile: true, activationCode: codeFor('ONE') });
  tried = [];
  bench.es9 = (client) => ({
    ...client,
    handleNotification: async (address) => {
      tried.push(address);
      const error = answers.get(address)?.();
      if (error !== undefined) throw error;
    },
  });
});
afterEach(() => bench.close());

const host = 'a.example';
const unreachable = () => new WorkbenchError('es9_unreachable', { host, reason: 'ENETUNREACH' });
const refusal = () => new WorkbenchError('es9_status', { subjectCode: '8.1', reasonCode: '6.1' });
const change = (kind: 'enable' | 'disable') => bench.run({ kind, readerId, profile });
const send = (more: Record<string, unknown> = {}) =>
  bench.run({ kind: 'send_notifications', readerId, ...more });
const waiting = async () => (await bench.workbench.call('cards.list', {}))[0]?.notifications ?? [];
const rows = () => {
  const [card] = bench.store.listCards();
  return bench.store.listNotifications(card?.eid ?? '');
};
/** A command of the card is answered with a status word: once, or as often. */
function refuse(tag: number, times = 1): void {
  let left = times;
  bench.reader.fault = async (command, toCard) => {
    const found = command[1] === 0xe2 && ((command[5] ?? 0) << 8) + (command[6] ?? 0) === tag;
    return found && left-- > 0 ? Uint8Array.of(0x69, 0x85) : toCard(command);
  };
}

describe('an address that cannot be reached', () => {
  it('holds back what comes after for itself alone, and all arrive in order at last', async () => {
    answers.set('a.example', unreachable);
    await change('enable');
    expect(tried).toEqual(['a.example', 'b.example']);
    const disabled = await change('disable');
    // The earlier one for a goes first, and the later one is not even tried.
    expect(tried.slice(2)).toEqual(['a.example', 'b.example']);
    expect(disabled.status).toBe('successful');
    expect(disabled.remarks.map((one) => one.code)).toEqual(
      expect.arrayContaining(['notification_kept', 'notification_held_back']),
    );
    expect(await waiting()).toMatchObject([
      { event: 'enable', address: 'a.example', attempts: 2, lastError: { code: 'es9_unreachable' } },
      { event: 'disable', address: 'a.example', attempts: 0 },
    ]);
    const order: number[] = [];
    answers.set('a.example', () => void order.push(order.length));
    expect((await send()).status).toBe('successful');
    expect(await waiting()).toEqual([]);
    expect(order).toHaveLength(2);
  });

  it('is tried again by itself only when its time has come', async () => {
    answers.set('a.example', unreachable);
    await change('enable');
    tried = [];
    expect((await send({ onlyDue: true })).status).toBe('successful');
    expect(tried).toEqual([]);
    const [row] = rows().filter((one) => one.state === 'waiting');
    expect(row?.nextAttemptAt).toBeGreaterThan(Date.now());
    bench.store.setNotification(row?.eid ?? '', row?.sequenceNumber ?? 0, { nextAttemptAt: 1 });
    answers.clear();
    await send({ onlyDue: true });
    expect(tried).toEqual(['a.example']);
    expect(await waiting()).toEqual([]);
  });
});

it('a server that refuses one notification gets the later ones all the same', async () => {
  answers.set('a.example', refusal);
  await change('enable');
  answers.set('a.example', () =>
    tried.filter((one) => one === 'a.example').length === 2 ? refusal() : undefined,
  );
  await change('disable');
  expect(await waiting()).toMatchObject([{ event: 'enable', address: 'a.example', attempts: 2 }]);
});

describe('one that is delivered and cannot be removed', () => {
  it('is remembered as delivered and removed later, without being sent again', async () => {
    answers.set('a.example', unreachable);
    await change('enable');
    answers.clear();
    refuse(0xbf30);
    tried = [];
    const operation = await send();
    expect(operation.error?.code).toBe('status_word');
    expect(operation.remarks.map((one) => one.code)).toEqual(['notification_not_removed']);
    const [left] = await waiting();
    expect(left?.deliveredAt).toBeDefined();
    // Also over an end of the process.
    await bench.crashAndRestart();
    expect((await send()).status).toBe('successful');
    expect(tried).toEqual(['a.example']);
    expect(await waiting()).toEqual([]);
    expect(rows().every((row) => row.state === 'removed')).toBe(true);
  });
});

describe('an engine that looks after its cards', () => {
  /** One notification that is due, on a card in an idle reader of an engine as a window has it. */
  async function dueInWindow(): Promise<void> {
    answers.set('a.example', unreachable);
    await change('enable');
    const [row] = rows().filter((one) => one.state === 'waiting');
    bench.store.setNotification(row?.eid ?? '', row?.sequenceNumber ?? 0, { nextAttemptAt: 1 });
    await bench.workbench.close();
    bench.autoRead = true;
    tried = [];
  }
  const operations = () => bench.workbench.call('operations.list', {});

  it('sends by itself what is due', async () => {
    await dueInWindow();
    answers.clear();
    await bench.crashAndRestart();
    await vi.waitUntil(async () => (await waiting()).length === 0, { timeout: 8_000 });
    expect(tried).toEqual(['a.example']);
    const [sent] = await operations();
    expect(sent).toMatchObject({ kind: 'send_notifications', status: 'successful' });
  });

  it('gives way to whoever wants the reader, and does not count that as an attempt', async () => {
    await dueInWindow();
    const { es9 } = bench;
    bench.es9 = (client) => ({
      ...es9(client),
      handleNotification: (address, _request, signal) => {
        tried.push(address);
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        });
      },
    });
    await bench.crashAndRestart();
    await vi.waitUntil(() => tried.length > 0, { timeout: 8_000 });
    expect((await bench.run({ kind: 'read_card', readerId })).status).toBe('successful');
    const [, sent] = await operations();
    expect(sent).toMatchObject({ kind: 'send_notifications', error: { code: 'cancelled' } });
    expect((await waiting())[0]).toMatchObject({ attempts: 1, nextAttemptAt: 1 });
  });
});

it.each([
  ['give', 0xbf2b, 'notification_kept', []],
  ['remove', 0xbf30, 'notification_not_removed', ['a.example']],
] as const)(
  'one that the card does not %s is put off for longer each time, and not tried for ever',
  async (_what, tag, remark, sent) => {
    answers.set('a.example', unreachable);
    await change('enable');
    answers.clear();
    tried = [];
    refuse(tag, Number.POSITIVE_INFINITY);
    const pauses: number[] = [];
    for (let time = 0; time < 3; time++) {
      const from = Date.now();
      expect((await send()).remarks.map((one) => one.code)).toEqual([remark]);
      const due = nextDue(rows()) ?? 0;
      expect(due).toBeGreaterThan(from);
      pauses.push(due - from);
    }
    expect(tried).toEqual(sent);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses[2]).toBeGreaterThan(2 * (pauses[0] ?? 0));
    bench.reader.fault = (command, toCard) => toCard(command);
    expect((await send()).status).toBe('successful');
    expect(tried).toEqual(['a.example']);
    expect(await waiting()).toEqual([]);
  },
);

describe('the plan of what is sent by itself', () => {
  const row = (sequenceNumber: number, more: Partial<NotificationRow> = {}): NotificationRow => ({
    eid: '',
    sequenceNumber,
    event: 'enable',
    address: 'a.example',
    attempts: 0,
    state: 'waiting',
    seenAt: 0,
    ...more,
  });
  const times = (all: readonly NotificationRow[]) => plan(all).map(({ at }) => at);

  it('leaves alone what nobody has tried here', () => {
    expect(times([row(1), row(2)])).toEqual([undefined, undefined]);
  });

  it('keeps the order of an address, whatever its case, and no other', () => {
    const other = row(3, { address: 'b.example', nextAttemptAt: 5 });
    expect(times([row(2, { address: 'A.example' }), row(1, { nextAttemptAt: 70 }), other])).toEqual([
      70, 70, 5,
    ]);
  });

  it('lets what a server has refused hold back nothing', () => {
    const refused = row(1, { nextAttemptAt: 90, lastError: { code: 'es9_status', params: {} } });
    expect(times([refused, row(2, { nextAttemptAt: 10 })])).toEqual([90, 10]);
  });

  it('lets what the card does not give hold back nothing', () => {
    const kept = row(1, { nextAttemptAt: 90, lastError: { code: 'status_word', params: {} } });
    const silent = { code: 'es9_unreachable', params: { host } };
    expect(times([kept, row(2, { nextAttemptAt: 10, lastError: silent }), row(3)])).toEqual([90, 10, 10]);
  });

  it('removes at once what is delivered, and forgets what is removed', () => {
    expect(times([row(1, { state: 'delivered', deliveredAt: 3 }), row(2, { state: 'removed' })])).toEqual([
      3,
    ]);
  });

  it('pauses for longer each time, up to a day', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 100].map((attempts) => backOff(attempts) / 60_000);
    expect(minutes).toEqual([1, 5, 30, 120, 360, 1440, 1440, 1440]);
  });

  it('takes no answer for out of reach, and an answer for a refusal', () => {
    const http = (status: number) => new WorkbenchError('es9_http_status', { host, status });
    const out = [unreachable(), http(503), new WorkbenchError('tls_expired')];
    const answered = [
      refusal(),
      http(400),
      new WorkbenchError('es9_not_acknowledged'),
      new WorkbenchError('status_word'),
    ];
    expect(out.map(isOutOfReach)).toEqual([true, true, true]);
    expect(answered.map(isOutOfReach)).toEqual([false, false, false, false]);
  });
});

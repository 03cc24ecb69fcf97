/** `simulator card` with fault rules, against a server that speaks as vpcd does. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFaultRule } from '../../../src-main/simulator/faults/index.ts';
import { type CardRun, runCard } from '../../../src-main/simulator/run-card.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';

const selectIsdr = '00A4040010A0000005591010FFFFFFFF8900000100';
const readEid = '80E2910006BF3E035C015A00';

let folder: string;
let server: Server;
let control: AbortController;
/** Pauses that the card has made. */
let pauses: number[];
let lines: string[];
/** Stays of the card that nobody has looked at: it may be back before it is waited for. */
let stays: Socket[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'run-card-faults-'));
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  control = new AbortController();
  pauses = [];
  lines = [];
  stays = [];
  server.on('connection', (socket) => stays.push(socket));
});
afterEach(() => {
  control.abort();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A second is over at once; what is longer (the patience for a greeting) takes its time. */
const clock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => {
    if (ms >= 5000) return systemClock.sleep(ms, signal);
    pauses.push(ms);
    return systemClock.sleep(1, signal);
  },
};

function run(...rules: string[]): Promise<CardRun> {
  return runCard({
    vpcd: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    pkiDir: join(folder, 'pki'),
    stateFile: join(folder, 'card.json'),
    rules: rules.map((one) => parseFaultRule(one)),
    signal: control.signal,
    log: (line) => lines.push(line),
    clock,
  });
}

/** The reader's side of one stay of the card, which has power. */
async function stay() {
  await expect.poll(() => stays.length).toBeGreaterThan(0);
  const [socket] = stays.splice(0, 1) as [Socket];
  const closed = once(socket, 'close').then(() => 'gone');
  const send = (hex: string) => {
    const body = fromHex(hex);
    socket.write(Uint8Array.of(body.length >> 8, body.length & 0xff, ...body));
  };
  const exchange = async (hex: string): Promise<string> => {
    const answered = once(socket, 'data').then(([data]) => toHex((data as Buffer).subarray(2)));
    answered.catch(() => {});
    send(hex);
    return await Promise.race([answered, closed]);
  };
  await exchange('04');
  send('01');
  return { exchange, closed };
}

test('fault removal with a time: the card leaves vpcd and comes back, as after power-on', async () => {
  const ended = run('apdu 2 removal back=3s');
  const first = await stay();
  expect(await first.exchange(selectIsdr)).toBe('6121');
  expect(await first.exchange(readEid)).toBe('gone');
  const second = await stay();
  expect(pauses).toEqual([3000]);
  // Nothing is selected any more.
  expect(await second.exchange(readEid)).toBe('6D00');
  control.abort();
  expect(await ended).toEqual({
    end: 'removed',
    rules: [{ id: 1, rule: 'apdu 2 removal back=3s', seen: 3, done: 1 }],
  });
});

test('fault removal without a time: the card is out, and the program ends', async () => {
  const ended = run('apdu 1 removal');
  expect(await (await stay()).exchange(selectIsdr)).toBe('gone');
  expect((await ended).end).toBe('removed');
  expect(lines.slice(-2)).toEqual(['A fault takes the card out', 'The card is out']);
});

test('fault power loss, at the contacts and within a function: the card leaves vpcd for as long as pcscd needs to notice', async () => {
  const ended = run('apdu 1 powerLoss', 'ES10c.GetEID powerLoss times=1');
  expect(await (await stay()).exchange(selectIsdr)).toBe('gone');
  const second = await stay();
  expect(pauses).toEqual([1000]);
  expect(await second.exchange(selectIsdr)).toBe('6121');
  expect(await second.exchange(readEid)).toBe('gone');
  const third = await stay();
  await third.exchange(selectIsdr);
  expect(await third.exchange(readEid)).toMatch(/^BF3E.*9000$/);
  control.abort();
  expect((await ended).rules.map((one) => one.done)).toEqual([1, 1]);
});

test('fault status word: at the contacts of the card in vpcd', async () => {
  void run('apdu ES10c.GetEID sw=6985');
  const { exchange } = await stay();
  await exchange(selectIsdr);
  expect(await exchange(readEid)).toBe('6985');
});

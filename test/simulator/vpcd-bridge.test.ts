/** The bridge against a server that speaks as vpcd does; with the real vpcd it runs in test/card. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VirtualCard } from '../../src-main/simulator/virtual-card.ts';
import { connectVpcd } from '../../src-main/simulator/vpcd-bridge.ts';
import { concatBytes, toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { ECHO_ATR } from '../support/echo-card.ts';

const OFF = 0;
const ON = 1;
const RESET = 2;
const ATR = 4;

let server: Server;
let port: number;
let accepted: Promise<Socket>;
/** What happened to the card, in order. */
let log: string[];

beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  accepted = once(server, 'connection').then(([socket]) => socket as Socket);
  log = [];
});
afterEach(async () => {
  accepted.then(
    (socket) => socket.destroy(),
    () => {},
  );
  server.close();
});

function card(parts: Partial<VirtualCard> = {}): VirtualCard {
  const note = (what: string) => async () => {
    log.push(what);
  };
  return {
    atr: ECHO_ATR,
    powerOn: note('on'),
    powerOff: note('off'),
    reset: note('reset'),
    transmit: async (command) => {
      log.push(toHex(command));
      return concatBytes(command, Uint8Array.of(0x90, 0x00));
    },
    ...parts,
  };
}

function message(...content: number[] | [Uint8Array]): Uint8Array {
  const body = content[0] instanceof Uint8Array ? content[0] : Uint8Array.from(content as number[]);
  return concatBytes(Uint8Array.of(body.length >> 8, body.length & 0xff), body);
}

/** Reads the next message that the card sent. */
async function answer(socket: Socket): Promise<string> {
  for (;;) {
    const head = socket.read(2) as Uint8Array | null;
    if (head === null) {
      await once(socket, 'readable');
      continue;
    }
    const length = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
    for (;;) {
      const body = socket.read(length) as Uint8Array | null;
      if (body !== null) return toHex(body);
      await once(socket, 'readable');
    }
  }
}

async function insert(inserted: VirtualCard, signal?: AbortSignal) {
  const connecting = connectVpcd({ host: '127.0.0.1', port, card: inserted, ...(signal ? { signal } : {}) });
  const socket = await accepted;
  socket.write(message(ATR));
  expect(await answer(socket)).toBe(toHex(ECHO_ATR));
  return { bridge: await connecting, socket };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: unknown) => toWorkbenchError(error).code,
  );

test('obeys orders in silence, and answers commands', async () => {
  const { bridge, socket } = await insert(card());
  socket.write(message(ON));
  socket.write(message(0x80, 0x01, 0x00, 0x00));
  expect(await answer(socket)).toBe('800100009000');
  socket.write(message(RESET));
  // pcscd turns a card on that is on already, for a cold reset.
  socket.write(message(ON));
  socket.write(message(OFF));
  socket.write(message(OFF));
  socket.write(message(RESET));
  socket.write(message(ATR));
  expect(await answer(socket)).toBe(toHex(ECHO_ATR));
  expect(log).toEqual(['on', '80010000', 'reset', 'off', 'on', 'off', 'on']);
  await bridge.remove();
  expect(log.at(-1)).toBe('off');
  expect(await bridge.ended).toBe('removed');
});

test('takes messages as the network cuts them', async () => {
  const { bridge, socket } = await insert(card());
  socket.setNoDelay(true);
  const stream = concatBytes(message(ON), message(0x80, 1, 2, 3), message(0x80, 4, 5, 6));
  for (const byte of stream) {
    socket.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await answer(socket)).toBe('800102039000');
  expect(await answer(socket)).toBe('800405069000');
  await bridge.remove();
});

test('a command of 65,535 bytes', async () => {
  const seen: number[] = [];
  const { bridge, socket } = await insert(
    card({
      transmit: async (command) => {
        seen.push(command.length);
        return Uint8Array.of(0x90, 0x00);
      },
    }),
  );
  socket.write(message(new Uint8Array(65_535)));
  expect(await answer(socket)).toBe('9000');
  expect(seen).toEqual([65_535]);
  await bridge.remove();
});

test('the reader’s end takes the power away at once, also in mid-command', async () => {
  const { bridge, socket } = await insert(card({ transmit: () => new Promise(() => {}) }));
  socket.write(message(ON));
  socket.write(message(0x80, 0x01, 0x00, 0x00));
  socket.end();
  expect(await bridge.ended).toBe('reader_gone');
  expect(log).toEqual(['on', 'off']);
});

test('a signal takes the card out', async () => {
  const controller = new AbortController();
  const { bridge, socket } = await insert(card(), controller.signal);
  const closed = once(socket.resume(), 'close');
  controller.abort();
  await closed;
  expect(await bridge.ended).toBe('removed');
});

test('a card that throws is taken out, with a named error', async () => {
  const { bridge, socket } = await insert(
    card({ transmit: () => Promise.reject(new Error('no such state')) }),
  );
  const closed = once(socket.resume(), 'close');
  socket.write(message(ON));
  socket.write(message(0x80, 0x01, 0x00, 0x00));
  const error = await bridge.ended.catch(toWorkbenchError);
  expect(error).toMatchObject({ code: 'virtual_card_failed', params: { reason: 'no such state' } });
  await closed;
  expect(log).toEqual(['on', 'off']);
  await bridge.remove();
});

test('nothing listens', async () => {
  server.close();
  await once(server, 'close');
  const error = await connectVpcd({ host: '127.0.0.1', port, card: card() }).catch(toWorkbenchError);
  expect(error).toMatchObject({ code: 'vpcd_unreachable', params: { port, reason: 'ECONNREFUSED' } });
});

test('what listens says nothing, as vpcd does with a card in it already', async () => {
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
  expect(await codeOf(connectVpcd({ host: '127.0.0.1', port, card: card(), clock }))).toBe('vpcd_silent');
});

test('what listens hangs up', async () => {
  accepted.then((socket) => socket.destroy());
  expect(await codeOf(connectVpcd({ host: '127.0.0.1', port, card: card() }))).toBe('vpcd_silent');
});

test('cancelled before and while it waits', async () => {
  const options = { host: '127.0.0.1', port, card: card() };
  expect(await codeOf(connectVpcd({ ...options, signal: AbortSignal.abort() }))).toBe('cancelled');
  const controller = new AbortController();
  const connecting = codeOf(connectVpcd({ ...options, signal: controller.signal }));
  await accepted;
  controller.abort();
  expect(await connecting).toBe('cancelled');
});

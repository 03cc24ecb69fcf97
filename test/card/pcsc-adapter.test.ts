/** What no virtual reader can be made to do: the adapter over a PC/SC binding that answers as told. */

import {
  type Card,
  type CardProtocol,
  type Context,
  type PcscError,
  ReaderStateFlag,
} from '@euicc-workbench/pcsclite';
import { expect, test } from 'vitest';
import type { PcscBinding } from '../../src-main/card/pcsc-binding.ts';
import { createPcscReaders } from '../../src-main/card/pcsc-reader.ts';
import type { ReaderSnapshot } from '../../src-main/card/port.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { ECHO_ATR } from '../support/echo-card.ts';

const SPECIFIC = 0x40;
const ABSENT = 0x02;

function failure(code: string, name = 'SCardConnect'): PcscError {
  return Object.assign(new Error(`${name}: ${code}`), { code, value: 0x80100000, function: name });
}

/** A clock that a test's waiting moves. */
function fakeClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    monotonic: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      // The patience with which an end or a first answer is waited for must not run out by itself.
      if (ms < 2000) slept.push(ms);
      else return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      now += ms;
      return Promise.resolve();
    },
  };
}

function fakeCard(parts: Partial<Card> = {}): Card & { readonly ended: string[] } {
  const ended: string[] = [];
  return {
    ended,
    readerName: 'R',
    protocol: 'T=0',
    transmit: async () => Uint8Array.of(0x90, 0x00),
    transmitAll: async (commands) => ({
      answers: commands.map(() => ({ response: Uint8Array.of(0x90, 0x00), durationMs: 1 })),
    }),
    control: async () => new Uint8Array(0),
    getAttribute: async () => new Uint8Array(0),
    status: async () => ({ readerName: 'R', state: SPECIFIC, protocol: 'T=0', atr: ECHO_ATR }),
    beginTransaction: async () => {},
    endTransaction: async () => {},
    reconnect: async () => {},
    disconnect: async (disposition) => {
      ended.push(disposition ?? 'leave');
    },
    abandon: () => {
      ended.push('abandoned');
    },
    ...parts,
  };
}

type Connect = (protocols: readonly CardProtocol[]) => Promise<Card>;

function setup(connect: Connect, parts: Partial<PcscBinding> = {}) {
  const clock = fakeClock();
  const offers: string[] = [];
  const binding: PcscBinding = {
    availability: () => ({ available: true }),
    openContext: () => Promise.reject(failure('SCARD_E_NO_SERVICE', 'SCardEstablishContext')),
    connect: (_reader, options) => {
      offers.push(`${options.shareMode} ${options.protocols.join('|')}`);
      return connect(options.protocols);
    },
    ...parts,
  };
  return { provider: createPcscReaders({ clock, binding }), clock, offers };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: unknown) => toWorkbenchError(error).code,
  );

test.each(['SCARD_E_PROTO_MISMATCH', 'SCARD_W_UNRESPONSIVE_CARD'])(
  'a card that refuses both protocols at once (%s) is offered each alone',
  async (refusal) => {
    const { provider, offers } = setup(async (protocols) => {
      if (protocols.length > 1) throw failure(refusal);
      return fakeCard();
    });
    const connection = await provider.connect('R');
    expect(offers).toEqual(['exclusive T=0|T=1', 'exclusive T=0']);
    expect(connection.notes).toEqual(['protocol_fallback']);
    expect(connection.protocol).toBe('T=0');
  },
);

test('a reset after a fall-back offers only what was accepted', async () => {
  const resets: unknown[] = [];
  const { provider } = setup(async (protocols) => {
    if (protocols.length > 1) throw failure('SCARD_E_PROTO_MISMATCH');
    return fakeCard({
      reconnect: async (options) => {
        resets.push(options);
      },
    });
  });
  const connection = await provider.connect('R');
  await connection.reset('cold');
  await connection.reset('warm');
  expect(resets).toEqual([
    { shareMode: 'exclusive', protocols: ['T=0'], initialization: 'unpower' },
    { shareMode: 'exclusive', protocols: ['T=0'], initialization: 'reset' },
  ]);
});

test('a card that refuses every protocol', async () => {
  const { provider, offers } = setup(() => Promise.reject(failure('SCARD_E_PROTO_MISMATCH')));
  expect(await codeOf(provider.connect('R'))).toBe('protocol_mismatch');
  expect(offers.length).toBe(3);
});

test('a card with neither T=0 nor T=1 is let go', async () => {
  const card = fakeCard({ protocol: 'raw' });
  const { provider } = setup(async () => card);
  expect(await codeOf(provider.connect('R'))).toBe('protocol_mismatch');
  expect(card.ended).toEqual(['leave']);
});

test('a busy reader is asked again for a moment, by the injected clock', async () => {
  let refusals = 2;
  const { provider, clock } = setup(async () => {
    if (refusals-- > 0) throw failure('SCARD_E_SHARING_VIOLATION');
    return fakeCard();
  });
  expect(await codeOf(provider.connect('R'))).toBe('resolved');
  expect(clock.slept).toEqual([50, 100]);
  const busy = setup(() => Promise.reject(failure('SCARD_E_SHARING_VIOLATION')));
  expect(await codeOf(busy.provider.connect('R'))).toBe('reader_busy');
  expect(busy.offers.length).toBe(4);
});

test.each([
  ['SCARD_E_NO_SMARTCARD', 'card_absent'],
  ['SCARD_W_REMOVED_CARD', 'card_absent'],
  ['SCARD_W_UNPOWERED_CARD', 'card_unpowered'],
  ['SCARD_E_UNKNOWN_READER', 'reader_not_found'],
  ['SCARD_E_READER_UNAVAILABLE', 'reader_not_found'],
  ['SCARD_E_NO_SERVICE', 'pcsc_service_stopped'],
  ['SCARD_E_SERVICE_STOPPED', 'pcsc_service_stopped'],
  ['PCSC_LIBRARY_UNAVAILABLE', 'pcsc_unavailable'],
  ['PCSC_ADDON_UNAVAILABLE', 'pcsc_unavailable'],
  ['SCARD_W_SECURITY_VIOLATION', 'pcsc_unavailable'],
  ['SCARD_E_NOT_TRANSACTED', 'reader_failed'],
  ['SCARD_UNKNOWN_ERROR', 'reader_failed'],
])('connect: %s is %s', async (literal, code) => {
  const { provider } = setup(() => Promise.reject(failure(literal)));
  expect(await codeOf(provider.connect('R'))).toBe(code);
});

test.each([
  ['SCARD_W_REMOVED_CARD', 'card_removed'],
  ['SCARD_W_RESET_CARD', 'card_reset'],
  ['SCARD_E_READER_UNAVAILABLE', 'reader_unplugged'],
  ['SCARD_E_UNKNOWN_READER', 'reader_unplugged'],
  ['SCARD_E_INVALID_HANDLE', 'pcsc_service_stopped'],
])('transmit: %s is %s, and the end of the connection', async (literal, code) => {
  let sent = 0;
  const card = fakeCard({
    transmit: () => {
      sent += 1;
      return Promise.reject(failure(literal, 'SCardTransmit'));
    },
  });
  const { provider } = setup(async () => card);
  const connection = await provider.connect('R');
  expect(await codeOf(connection.transmit(Uint8Array.of(0)))).toBe(code);
  expect(await codeOf(connection.transmit(Uint8Array.of(0)))).toBe(code);
  expect(sent).toBe(1);
  await connection.disconnect('reset');
  expect(card.ended).toEqual(['reset']);
});

test('an exchange that fails with the card still there is the reader’s fault, and the connection lives', async () => {
  let failing = true;
  const { provider, clock } = setup(async () =>
    fakeCard({
      transmit: async () => {
        if (failing) throw failure('SCARD_E_NOT_TRANSACTED', 'SCardTransmit');
        return Uint8Array.of(0x90, 0x00);
      },
    }),
  );
  const connection = await provider.connect('R');
  const error = await connection.transmit(Uint8Array.of(0)).catch(toWorkbenchError);
  expect(error).toMatchObject({
    code: 'reader_failed',
    params: { reader: 'R', reason: 'SCardTransmit: SCARD_E_NOT_TRANSACTED' },
  });
  // It was watched for a removal that the service had not noticed yet.
  expect(clock.monotonic()).toBeGreaterThanOrEqual(1200);
  failing = false;
  expect(await connection.transmit(Uint8Array.of(0))).toEqual(Uint8Array.of(0x90, 0x00));
});

test('an exchange that fails since the card has gone says so, though the service notices late', async () => {
  let looks = 0;
  const { provider } = setup(async () =>
    fakeCard({
      transmit: () => Promise.reject(failure('SCARD_E_NOT_TRANSACTED', 'SCardTransmit')),
      status: async () => {
        looks += 1;
        return { readerName: 'R', state: looks < 5 ? SPECIFIC : ABSENT, protocol: 'T=0', atr: ECHO_ATR };
      },
    }),
  );
  const connection = await provider.connect('R');
  expect(await codeOf(connection.transmit(Uint8Array.of(0)))).toBe('card_removed');
});

test('a response too short for a status word is handed on where the card is still there', async () => {
  const { provider } = setup(async () => fakeCard({ transmit: async () => Uint8Array.of(0x90) }));
  const connection = await provider.connect('R');
  expect(await connection.transmit(Uint8Array.of(0))).toEqual(Uint8Array.of(0x90));
});

test('a chain that breaks off keeps the answers that came, and names why it did', async () => {
  const answer = { response: Uint8Array.of(0x90, 0x00), durationMs: 1 };
  const error = failure('SCARD_W_REMOVED_CARD', 'SCardTransmit');
  const { provider } = setup(async () =>
    fakeCard({ transmitAll: async () => ({ answers: [answer], error }) }),
  );
  const connection = await provider.connect('R');
  const commands = [Uint8Array.of(0), Uint8Array.of(1)];
  expect(await connection.transmitAll?.(commands)).toMatchObject({
    answers: [answer],
    error: { code: 'card_removed' },
  });
  expect(await codeOf(connection.transmitAll?.(commands) ?? Promise.resolve())).toBe('card_removed');

  // A driver that reports success and nothing else: the card may have gone with it.
  let state = SPECIFIC;
  const short = setup(async () =>
    fakeCard({
      transmitAll: async () => ({ answers: [answer, { response: new Uint8Array(0), durationMs: 1 }] }),
      status: async () => ({ readerName: 'R', state, protocol: 'T=0', atr: ECHO_ATR }),
    }),
  );
  const other = await short.provider.connect('R');
  expect((await other.transmitAll?.(commands))?.answers).toHaveLength(2);
  state = ABSENT;
  expect(await other.transmitAll?.(commands)).toMatchObject({
    answers: [answer],
    error: { code: 'card_removed' },
  });

  const failing = setup(async () => fakeCard({ transmitAll: () => Promise.reject(error) }));
  const third = await failing.provider.connect('R');
  expect(await third.transmitAll?.(commands)).toMatchObject({ answers: [], error: { code: 'card_removed' } });
});

test('a chain may take a little longer for each block, and not as long as the slowest command', async () => {
  const never = new Promise<never>(() => {});
  let now = 0;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
  const binding: PcscBinding = {
    availability: () => ({ available: true }),
    openContext: () => never,
    connect: async () => fakeCard({ transmitAll: () => never, disconnect: () => never }),
  };
  const connection = await createPcscReaders({ clock, binding }).connect('R');
  const commands = [0, 1, 2].map((value) => Uint8Array.of(value));
  expect(await connection.transmitAll?.(commands)).toMatchObject({
    answers: [],
    error: { code: 'reader_failed', params: { reason: 'no answer within 200 s' } },
  });
  expect(now).toBe(200_000);
});

test('a connection that comes after it was cancelled is ended', async () => {
  const card = fakeCard();
  let arrive: (card: Card) => void = () => {};
  const { provider } = setup(
    () =>
      new Promise((resolve) => {
        arrive = resolve;
      }),
  );
  const controller = new AbortController();
  const connecting = codeOf(provider.connect('R', { signal: controller.signal }));
  controller.abort();
  expect(await connecting).toBe('cancelled');
  arrive(card);
  await new Promise((resolve) => setImmediate(resolve));
  expect(card.ended).toEqual(['leave']);
});

test('a command that is never answered ends by name, and the connection with it', async () => {
  const never = new Promise<never>(() => {});
  const card = fakeCard({ transmit: () => never, disconnect: () => never });
  let now = 0;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
  const binding: PcscBinding = {
    availability: () => ({ available: true }),
    openContext: () => never,
    connect: async () => card,
  };
  const connection = await createPcscReaders({ clock, binding }).connect('R');
  await expect(connection.transmit(Uint8Array.of(0))).rejects.toMatchObject({
    code: 'reader_failed',
    params: { reason: 'no answer within 180 s' },
  });
  expect(now).toBe(180_000);
  expect(await codeOf(connection.transmit(Uint8Array.of(0)))).toBe('reader_failed');
  await connection.disconnect('leave');
  expect(card.ended).toEqual(['abandoned']);
});

test('a card that never answers is given up when the provider closes', async () => {
  const never = new Promise<never>(() => {});
  const card = fakeCard({ disconnect: () => never });
  let now = 0;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
  const binding: PcscBinding = {
    availability: () => ({ available: true }),
    openContext: () => never,
    connect: async () => card,
  };
  const provider = createPcscReaders({ clock, binding });
  await provider.connect('R');
  await provider.close();
  expect(card.ended).toEqual(['abandoned']);
  expect(now).toBeGreaterThan(0);
});

test('a service that takes the connection and says nothing is told of, and does not hold up the end', async () => {
  const never = new Promise<never>(() => {});
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} };
  const binding: PcscBinding = {
    availability: () => ({ available: true }),
    openContext: () => never,
    connect: () => never,
  };
  const provider = createPcscReaders({ clock, binding });
  const told = await new Promise<ReaderSnapshot>((resolve) => provider.watch(resolve));
  expect(told).toMatchObject({
    status: { available: false, error: { code: 'pcsc_service_stopped' } },
    readers: [],
  });
  await provider.close();
});

test('without the addon, snapshot and watch say why, and nothing is tried again', async () => {
  const missing = failure('PCSC_ADDON_UNAVAILABLE', '');
  let opened = 0;
  const { provider, clock } = setup(() => Promise.reject(missing), {
    openContext: () => {
      opened += 1;
      return Promise.reject(missing);
    },
  });
  const { status } = await provider.snapshot();
  expect(status).toMatchObject({ available: false, error: { code: 'pcsc_unavailable' } });
  const seen: ReaderSnapshot[] = [];
  provider.watch((snapshot) => seen.push(snapshot));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen.length).toBe(1);
  expect(opened).toBe(2);
  expect(clock.slept).toEqual([]);
  // Who comes later is told too.
  provider.watch((snapshot) => seen.push(snapshot));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen.length).toBe(2);
  await provider.close();
});

test('a refresh that comes while the states are read makes no reader vanish, and they are read again', async () => {
  const cancelled = () => failure('SCARD_E_CANCELLED', 'SCardGetStatusChange');
  const states = [ReaderStateFlag.EMPTY, ReaderStateFlag.PRESENT];
  let opened = 0;
  let readings = 0;
  let cancelWait: ((error: Error) => void) | undefined;
  let onWait: () => void = () => {};
  const context: Context = {
    isValid: async () => true,
    listReaders: async () => ['R'],
    getStatusChange(readers, options) {
      if (options?.timeoutMs !== 0)
        return new Promise((_, reject) => {
          cancelWait = reject;
          onWait();
        });
      readings += 1;
      // The second reading is the one that a refresh hits.
      if (readings === 2) return Promise.reject(cancelled());
      const eventState = states[readings === 1 ? 0 : 1] ?? 0;
      return Promise.resolve(readers.map(({ name }) => ({ name, eventState, atr: ECHO_ATR })));
    },
    cancel: () => cancelWait?.(cancelled()),
    close: async () => {},
    abandon: () => {},
  };
  const { provider, clock } = setup(async () => fakeCard(), {
    openContext: async () => {
      opened += 1;
      return context;
    },
  });
  const seen: string[] = [];
  const untilWaiting = () =>
    new Promise<void>((resolve) => {
      onWait = resolve;
    });
  const first = untilWaiting();
  provider.watch(({ status, readers }) =>
    seen.push(`${status.available} ${readers.map(({ name, presence }) => `${name} ${presence}`).join()}`),
  );
  await first;
  const second = untilWaiting();
  // Taking a card and letting it go have the states read again.
  await (await provider.connect('R')).disconnect('leave');
  await second;
  expect(seen).toEqual(['true R empty', 'true R present']);
  expect({ opened, readings }).toEqual({ opened: 1, readings: 3 });
  expect(clock.slept.filter((ms) => ms === 100)).toEqual([]);
  const closed = provider.close();
  cancelWait?.(cancelled());
  await closed;
});

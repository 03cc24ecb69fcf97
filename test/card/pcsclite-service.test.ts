/** What the native package offers beyond what the adapter uses, on a real pcscd. */

import * as pcsclite from '@euicc-workbench/pcsclite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../summary/needs.ts';
import { ECHO_ATR, echo, wait } from '../support/echo-card.ts';
import { openPcscd, type Pcscd, pcscMissing, type VirtualReader } from '../support/pcscd.ts';

/** What vpcd knows the ATR by; readers of the field also by Attribute.ATR_STRING. */
const TAG_IFD_ATR = 0x0303;
const { CHANGED, UNAWARE, PRESENT } = pcsclite.ReaderStateFlag;
const command = echo(Uint8Array.of(1, 2, 3));
const shared = { shareMode: 'shared', protocols: ['T=0', 'T=1'] } as const;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: pcsclite.PcscError) => error.code,
  );

describe('the native package and pcscd', needs(pcscMissing()), () => {
  let pcscd: Pcscd;
  let reader: VirtualReader;
  let empty: VirtualReader;

  beforeAll(async () => {
    pcscd = await openPcscd();
    pcscd.attach();
    [reader, empty] = pcscd.readers as [VirtualReader, VirtualReader];
    await pcscd.insert(reader);
    await present();
  });
  afterAll(() => pcscd?.close());

  async function present(): Promise<void> {
    const context = await pcsclite.openContext();
    while (((await stateOf(context)) & PRESENT) === 0) await pause(20);
    await context.close();
  }

  async function stateOf(context: pcsclite.Context): Promise<number> {
    const [event] = await context.getStatusChange([{ name: reader.name, currentState: UNAWARE }]);
    return (event?.eventState ?? 0) & ~CHANGED;
  }

  test('status, attributes and what the reader does not know', async () => {
    const card = await pcsclite.connect(reader.name, shared);
    const status = await card.status();
    expect(status.readerName).toBe(reader.name);
    expect(status.atr).toEqual(ECHO_ATR);
    expect(status.protocol).toBe(card.protocol);
    expect(status.state & pcsclite.CardStateFlag.PRESENT).not.toBe(0);
    expect(await card.getAttribute(TAG_IFD_ATR)).toEqual(ECHO_ATR);
    await expect(card.getAttribute(pcsclite.Attribute.VENDOR_NAME)).rejects.toMatchObject({
      code: 'SCARD_E_UNSUPPORTED_FEATURE',
      value: 0x8010001f,
      function: 'SCardGetAttrib',
    });
    expect(await codeOf(card.control(pcsclite.controlCode(1)))).toMatch(/^SCARD_E_/);
    await card.disconnect();
    expect(await codeOf(card.status())).toBe('SCARD_E_INVALID_HANDLE');
  });

  test('a transaction keeps others out until it ends', async () => {
    const [one, two] = await Promise.all([
      pcsclite.connect(reader.name, shared),
      pcsclite.connect(reader.name, shared),
    ]);
    const order: string[] = [];
    await one.beginTransaction();
    const waiting = two.transmit(command, { transaction: true }).then(() => order.push('two'));
    await pause(150);
    await one.transmit(command).then(() => order.push('one'));
    await one.endTransaction('leave');
    await waiting;
    expect(order).toEqual(['one', 'two']);

    await one.beginTransaction();
    await one.endTransaction('reset');
    expect(await codeOf(two.transmit(command))).toBe('SCARD_W_RESET_CARD');
    await two.reconnect({ ...shared, initialization: 'leave' });
    expect((await two.transmit(command)).length).toBe(5);
    await Promise.all([one.disconnect(), two.disconnect()]);
  });

  test('an empty reader is reached directly, without a protocol', async () => {
    const card = await pcsclite.connect(empty.name, { shareMode: 'direct', protocols: [] });
    expect(card.protocol).toBe('undefined');
    await card.disconnect();
  });

  test('an abandoned card rejects at once, and is reset and free when it has answered', async () => {
    const card = await pcsclite.connect(reader.name, { ...shared, shareMode: 'exclusive' });
    const order: string[] = [];
    const slow = codeOf(card.transmit(wait(700))).then((code) => order.push(code));
    await pause(100);
    card.abandon();
    await slow;
    order.push(await codeOf(pcsclite.connect(reader.name, shared)));
    expect(order).toEqual(['SCARD_E_CANCELLED', 'SCARD_E_SHARING_VIOLATION']);
    for (;;) {
      const again = await pcsclite.connect(reader.name, shared).catch(() => undefined);
      if (again === undefined) continue;
      await again.disconnect();
      break;
    }
  });

  test('of a chain that is abandoned no further command is sent', async () => {
    const card = await pcsclite.connect(reader.name, { ...shared, shareMode: 'exclusive' });
    const sending = codeOf(card.transmitAll([wait(300), wait(30_000), wait(30_000)]));
    await pause(100);
    card.abandon();
    expect(await sending).toBe('SCARD_E_CANCELLED');
    const from = performance.now();
    for (;;) {
      const again = await pcsclite.connect(reader.name, shared).catch(() => undefined);
      if (again === undefined) continue;
      await again.disconnect();
      break;
    }
    expect(performance.now() - from).toBeLessThan(20_000);
  });

  test('a wait ends with its timeout, and with a cancel whenever that comes', async () => {
    const context = await pcsclite.openContext();
    const currentState = await stateOf(context);
    const query = [{ name: reader.name, currentState }];
    expect(await codeOf(context.getStatusChange(query, { timeoutMs: 50 }))).toBe('SCARD_E_TIMEOUT');
    for (let i = 0; i < 200; i++) {
      const waits = [context.getStatusChange(query), context.getStatusChange(query)].map(codeOf);
      // Before the wait has begun, while it begins, and after.
      if (i % 3 === 1) await new Promise((done) => setImmediate(done));
      if (i % 3 === 2) await pause(2);
      context.cancel();
      expect(await Promise.all(waits)).toEqual(['SCARD_E_CANCELLED', 'SCARD_E_CANCELLED']);
      // A cancel is over with what it cancelled: the wait that follows upon it runs until its own time.
      expect(await codeOf(context.getStatusChange(query, { timeoutMs: 2 }))).toBe('SCARD_E_TIMEOUT');
    }
    const waiting = codeOf(context.getStatusChange(query));
    await context.close();
    expect(await waiting).toBe('SCARD_E_CANCELLED');
  });

  test('a context dies with the service, and a new one is to be had', async () => {
    const context = await pcsclite.openContext();
    expect(await context.isValid()).toBe(true);
    const waiting = context.getStatusChange([{ name: pcsclite.PNP_NOTIFICATION, currentState: 0 }]);
    const failed = codeOf(waiting);
    await pause(50);
    await pcscd.stop();
    expect(await failed).toMatch(/^SCARD_[EF]_/);
    expect(await codeOf(pcsclite.openContext())).toBe('SCARD_E_NO_SERVICE');
    await pcscd.start();
    expect(await codeOf(context.listReaders())).toBe('SCARD_E_NO_SERVICE');
    await context.close();
    const next = await pcsclite.openContext();
    expect(await next.listReaders()).toEqual(pcscd.readers.map((one) => one.name));
    const stranger = next.getStatusChange([{ name: 'no such reader', currentState: UNAWARE }]);
    expect(await codeOf(stranger)).toBe('SCARD_E_UNKNOWN_READER');
    await next.close();
  });
});

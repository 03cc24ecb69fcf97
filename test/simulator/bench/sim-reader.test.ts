import { describe, expect, test } from 'vitest';
import { FaultRules, parseFaultRule } from '../../../src-main/simulator/faults/index.ts';
import { createSimulatedReaders, protocolsOf } from '../../../src-main/simulator/sim-reader.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemEntropy } from '../../../src-shared/system-ports.ts';
import { readerConformance } from '../../card/reader-conformance.ts';
import { createEchoCard, ECHO_ATR, ECHO_ATR_T0, ECHO_ATR_T1, echo } from '../../support/echo-card.ts';

readerConformance('the simulated reader', async () => {
  const names = ['Simulated reader 0', 'Simulated reader 1'] as const;
  const readers = createSimulatedReaders({ cards: [{}, {}] });
  return {
    provider: readers,
    other: readers.attach(),
    readerNames: names,
    takesChains: false,
    insert: (name, card) => readers.insert(name, card?.mute ? 'mute' : createEchoCard()),
    remove: (name) => readers.remove(name),
    dispose: async () => {
      for (const name of names) await readers.remove(name);
    },
  };
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'resolved';
  } catch (error) {
    if (error instanceof WorkbenchError) return error.code;
    throw error;
  }
}

describe('what only the simulated reader has', () => {
  const name = 'Simulated reader 0';

  test('a reader that is unplugged ends its connections, and can be plugged in again', async () => {
    const readers = createSimulatedReaders({ cards: [{ card: createEchoCard() }] });
    const connection = await readers.connect(name);
    await readers.unplug(name);
    expect(await codeOf(connection.transmit(echo(Uint8Array.of(1))))).toBe('reader_unplugged');
    expect((await readers.snapshot()).readers).toEqual([]);
    expect(await codeOf(readers.connect(name))).toBe('reader_not_found');
    readers.plug(name, createEchoCard());
    expect(await codeOf(readers.connect(name))).toBe('resolved');
  });

  test('protocols are those of the ATR', async () => {
    expect(protocolsOf(ECHO_ATR)).toEqual(['T=0', 'T=1']);
    expect(protocolsOf(ECHO_ATR_T0)).toEqual(['T=0']);
    expect(protocolsOf(ECHO_ATR_T1)).toEqual(['T=1']);
    const readers = createSimulatedReaders({ cards: [{ card: createEchoCard({ atr: ECHO_ATR_T0 }) }] });
    expect(await codeOf(readers.connect(name, { protocols: ['T=1'] }))).toBe('protocol_mismatch');
    const connection = await readers.connect(name);
    expect(connection.protocol).toBe('T=0');
  });

  test('a card that cannot start is mute', async () => {
    const broken = { ...createEchoCard(), powerOn: () => Promise.reject(new Error('damaged')) };
    const readers = createSimulatedReaders({ cards: [{ card: broken }] });
    expect(await codeOf(readers.connect(name))).toBe('card_unresponsive');
    expect((await readers.snapshot()).readers[0]?.presence).toBe('mute');
  });

  /** A reader whose card obeys one fault rule. */
  function faulty(rule: string, patienceMs = 10_000) {
    const rules = new FaultRules({ entropy: systemEntropy, rules: [parseFaultRule(rule)] });
    const faults = rules.forCard({ eid: '89049032000001000000000000000055', reader: 'sim:0' });
    return createSimulatedReaders({ cards: [{ card: createEchoCard(), faults }], patienceMs });
  }
  const presence = async (readers: ReturnType<typeof faulty>) =>
    (await readers.snapshot()).readers[0]?.presence;
  const command = echo(Uint8Array.of(1));

  test('fault removal: the card is out, and stays out', async () => {
    const readers = faulty('apdu 2 removal');
    const connection = await readers.connect(name);
    expect(await codeOf(connection.transmit(command))).toBe('resolved');
    expect(await codeOf(connection.transmit(command))).toBe('card_removed');
    expect(await presence(readers)).toBe('empty');
    expect(await codeOf(readers.connect(name))).toBe('card_absent');
  });

  test('fault removal with a time: the card comes back and works', async () => {
    const readers = faulty('apdu 1 removal=after back=10ms');
    const connection = await readers.connect(name);
    expect(await codeOf(connection.transmit(command))).toBe('card_removed');
    expect(await presence(readers)).toBe('empty');
    await expect.poll(() => presence(readers)).toBe('present');
    expect(await codeOf((await readers.connect(name)).transmit(command))).toBe('resolved');
    await readers.close();
  });

  test('fault removal: a card that comes back finds another one in its place, or no reader', async () => {
    for (const change of ['insert', 'unplug'] as const) {
      const readers = faulty('apdu 1 removal back=5ms');
      const connection = await readers.connect(name);
      await codeOf(connection.transmit(command));
      if (change === 'insert') await readers.insert(name, 'mute');
      else await readers.unplug(name);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await presence(readers)).toBe(change === 'insert' ? 'mute' : undefined);
    }
  });

  test('fault power loss: the reader reports it, and goes on with the card as it is after power-on', async () => {
    const readers = faulty('apdu 1 powerLoss');
    const connection = await readers.connect(name);
    expect(await codeOf(connection.transmit(command))).toBe('reader_failed');
    expect(await codeOf(connection.transmit(command))).toBe('resolved');
  });

  test('fault mute: the reader gives the card up in its time, and a new connection has it again', async () => {
    const readers = faulty('apdu 1 mute', 20);
    const connection = await readers.connect(name);
    await expect(connection.transmit(command)).rejects.toThrow(/no answer of the card within 0.02 s/);
    expect(await codeOf(connection.transmit(command))).toBe('reader_failed');
    expect(await codeOf(readers.connect(name))).toBe('reader_busy');
    await connection.disconnect('leave');
    expect(await codeOf((await readers.connect(name)).transmit(command))).toBe('resolved');
  });
});

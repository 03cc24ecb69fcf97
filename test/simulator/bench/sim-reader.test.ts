import { describe, expect, test } from 'vitest';
import { createSimulatedReaders, protocolsOf } from '../../../src-main/simulator/sim-reader.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
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
});

import { describe, expect, it } from 'vitest';
import type { ReaderProvider, ReaderSnapshot, ReaderState } from '../../src-main/card/port.ts';
import { createReaderRegistry } from '../../src-main/workbench/readers.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { reader as readerSchema } from '../../src-shared/model/index.ts';

const eid = '89049032123451234512345678901235';
const atrs = { a: fromHex('3B9F96801FC7'), b: fromHex('3B9F95801FC3') };

/** A reader of a provider: with card `a` or `b`, or without one. */
function state(name: string, card?: 'a' | 'b', presence: ReaderState['presence'] = 'present'): ReaderState {
  return card === undefined ? { name, presence: 'empty' } : { name, presence, atr: atrs[card] };
}

/** A provider whose readers the test names. */
class TestProvider implements ReaderProvider {
  readonly kind: ReaderProvider['kind'];
  #listener: ((snapshot: ReaderSnapshot) => void) | undefined;

  constructor(kind: ReaderProvider['kind']) {
    this.kind = kind;
  }

  tell(...readers: ReaderState[]): void {
    this.#listener?.({ status: { available: true }, readers });
  }

  gone(): void {
    this.#listener?.({
      status: { available: false, error: { code: 'pcsc_service_stopped', params: {} } },
      readers: [],
    });
  }

  get watched(): boolean {
    return this.#listener !== undefined;
  }

  watch(listener: (snapshot: ReaderSnapshot) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
    };
  }

  snapshot = () => Promise.reject(new Error('not asked for'));
  connect = () => Promise.reject(new Error('not asked for'));
  close = async () => {};
}

function setUp() {
  const pcsc = new TestProvider('pcsc');
  const simulator = new TestProvider('simulator');
  /** Readers into which a card was put, in order, since the last look. */
  const cards: string[] = [];
  const left: [id: string, what: string][] = [];
  let changes = 0;
  const registry = createReaderRegistry([pcsc, simulator], {
    onChange: () => {
      changes += 1;
    },
    onCard: (id) => cards.push(id),
    onLeft: (...one) => left.push(one),
  });
  registry.start();
  return {
    pcsc,
    simulator,
    registry,
    ids: () => registry.list().map(({ id }) => id),
    row: (id: string) => registry.list().find((one) => one.id === id),
    cards: () => cards.splice(0),
    left: () => left.splice(0),
    changes: () => {
      const count = changes;
      changes = 0;
      return count;
    },
  };
}

describe('the list of readers', () => {
  it('is that of all providers, in their order, each as the API says it', () => {
    const { pcsc, simulator, registry, cards } = setUp();
    simulator.tell(state('Simulated reader 0', 'a', 'in_use'), state('Simulated reader 1'));
    pcsc.tell(state('Omnikey 00 00', 'b'), { name: 'Gemalto 01 00', presence: 'mute' });
    expect(registry.list().map((one) => readerSchema.parse(one))).toEqual([
      {
        id: 'pcsc:Omnikey 00 00',
        kind: 'pcsc',
        index: 0,
        name: 'Omnikey 00 00',
        presence: 'present',
        atr: '3B9F95801FC3',
      },
      { id: 'pcsc:Gemalto 01 00', kind: 'pcsc', index: 1, name: 'Gemalto 01 00', presence: 'mute' },
      {
        id: 'sim:0',
        kind: 'simulator',
        index: 2,
        name: 'Simulated reader 0',
        presence: 'in_use',
        atr: '3B9F96801FC7',
      },
      { id: 'sim:1', kind: 'simulator', index: 3, name: 'Simulated reader 1', presence: 'empty' },
    ]);
    expect(cards()).toEqual(['sim:0', 'pcsc:Omnikey 00 00']);
  });

  it('is ready when every provider has spoken, and no longer watches when it is closed', async () => {
    const { pcsc, simulator, registry } = setUp();
    let ready = false;
    const waiting = registry.ready().then(() => {
      ready = true;
    });
    pcsc.tell();
    await Promise.resolve();
    expect(ready).toBe(false);
    simulator.tell();
    await waiting;
    registry.close();
    expect([pcsc.watched, simulator.watched]).toEqual([false, false]);
  });

  it('finds a reader for an operation, and names one that is not there', () => {
    const { simulator, registry } = setUp();
    simulator.tell(state('Simulated reader 0'));
    expect(registry.find('sim:0')).toEqual({
      id: 'sim:0',
      name: 'Simulated reader 0',
      simulated: true,
      provider: simulator,
    });
    expect(() => registry.find('sim:1')).toThrowError(
      new WorkbenchError('reader_not_found', { reader: 'sim:1' }),
    );
  });
});

describe('hot plug', () => {
  it('readers come and go; the ids of the others stay, and one that is back has its own again', () => {
    const { pcsc, simulator, registry, ids, cards } = setUp();
    const [zero, one] = [state('Simulated reader 0', 'a'), state('Simulated reader 1', 'b')];
    simulator.tell(zero, one);
    pcsc.tell(state('Omnikey', 'a'));
    registry.setEid('sim:1', eid);
    cards();
    simulator.tell(one);
    expect(ids()).toEqual(['pcsc:Omnikey', 'sim:1']);
    expect(registry.find('sim:1').name).toBe('Simulated reader 1');
    expect(registry.readerOfCard(eid)).toBe('sim:1');
    expect(() => registry.find('sim:0')).toThrow();
    expect(cards()).toEqual([]);
    simulator.tell(one, state('Another'), zero);
    expect(ids()).toEqual(['pcsc:Omnikey', 'sim:1', 'sim:2', 'sim:0']);
    expect(cards()).toEqual(['sim:0']);
    pcsc.tell(state('Gemalto'), state('Omnikey', 'a'));
    expect(ids().slice(0, 2)).toEqual(['pcsc:Gemalto', 'pcsc:Omnikey']);
    expect(cards()).toEqual([]);
  });

  it('a card that is taken out takes its EID along; each that is put in is told once', () => {
    const { simulator, registry, row, cards, changes } = setUp();
    const tell = (card?: 'a' | 'b', presence?: ReaderState['presence']) =>
      simulator.tell(state('Simulated reader 0', card, presence));
    tell();
    expect(cards()).toEqual([]);
    tell('a');
    expect(cards()).toEqual(['sim:0']);
    registry.setEid('sim:0', eid);
    changes();
    tell('a', 'in_use');
    tell('a');
    expect(cards()).toEqual([]);
    expect(row('sim:0')).toMatchObject({ eid });
    expect(changes()).toBe(2);
    tell();
    expect(row('sim:0')).not.toHaveProperty('eid');
    expect(registry.readerOfCard(eid)).toBeUndefined();
    tell('a');
    expect(cards()).toEqual(['sim:0']);
    registry.setEid('sim:0', eid);
    // Swapped so fast that nobody saw it empty.
    tell('b');
    expect(cards()).toEqual(['sim:0']);
    expect(row('sim:0')).not.toHaveProperty('eid');
  });

  it('an EID is in one reader: in the one where it was read last', () => {
    const { simulator, registry, row } = setUp();
    simulator.tell(state('Simulated reader 0', 'a'), state('Simulated reader 1', 'a'));
    registry.setEid('sim:0', eid);
    registry.setEid('sim:1', eid);
    expect(row('sim:0')).not.toHaveProperty('eid');
    expect(registry.readerOfCard(eid)).toBe('sim:1');
    registry.setEid('nowhere', eid);
    expect(registry.readerOfCard(eid)).toBe('sim:1');
  });
});

describe('while an operation holds a reader', () => {
  function held() {
    const bench = setUp();
    const tell = (card?: 'a' | 'b', presence?: ReaderState['presence']) =>
      bench.simulator.tell(state('Simulated reader 0', card, presence));
    tell('a');
    bench.registry.setOperation('sim:0', 7);
    bench.registry.setEid('sim:0', eid);
    bench.cards();
    return { ...bench, tell, release: () => bench.registry.setOperation('sim:0', undefined) };
  }

  it('it is shown, and a card that is reset and flickers is the same card', () => {
    const { registry, tell, release, row, cards } = held();
    expect(registry.operationOf('sim:0')).toBe(7);
    expect(row('sim:0')).toMatchObject({ operationId: 7, eid });
    tell('a', 'in_use');
    tell('a', 'mute');
    tell('a', 'unavailable');
    tell('a', 'in_use');
    release();
    tell('a');
    expect(row('sim:0')).toMatchObject({ eid });
    expect(row('sim:0')).not.toHaveProperty('operationId');
    expect(cards()).toEqual([]);
  });

  it('a card that is swapped is told when the operation ends, and the EID is not said of it', () => {
    const { registry, tell, release, row, cards } = held();
    tell();
    // Of the same make: its ATR tells nothing.
    tell('a');
    registry.setEid('sim:0', eid);
    expect(cards()).toEqual([]);
    expect(row('sim:0')).not.toHaveProperty('eid');
    release();
    expect(cards()).toEqual(['sim:0']);
    expect(registry.readerOfCard(eid)).toBeUndefined();
    registry.setEid('sim:0', eid);
    expect(registry.readerOfCard(eid)).toBe('sim:0');
  });

  it('a card of another kind is told when the operation ends', () => {
    const { tell, release, row, cards } = held();
    tell('b');
    release();
    expect(cards()).toEqual(['sim:0']);
    expect(row('sim:0')).not.toHaveProperty('eid');
  });

  it('a card that is taken out and not put back is gone when the operation ends', () => {
    const { tell, release, row, cards, left } = held();
    tell();
    expect(left()).toEqual([['sim:0', 'card_removed']]);
    release();
    expect(cards()).toEqual([]);
    expect(row('sim:0')).toMatchObject({ presence: 'empty' });
    expect(row('sim:0')).not.toHaveProperty('eid');
  });

  it('a reader that is unplugged is still found by its operation, and forgotten afterwards', () => {
    const { simulator, registry, release, ids, left } = held();
    simulator.tell();
    expect(left()).toEqual([['sim:0', 'reader_unplugged']]);
    expect(ids()).toEqual([]);
    expect(registry.find('sim:0').name).toBe('Simulated reader 0');
    expect(registry.operationOf('sim:0')).toBe(7);
    release();
    expect(() => registry.find('sim:0')).toThrow();
    release();
  });

  it('a reader that is unplugged and back may hold another card', () => {
    const { simulator, tell, release, row, cards } = held();
    simulator.tell();
    tell('a');
    release();
    expect(cards()).toEqual(['sim:0']);
    expect(row('sim:0')).not.toHaveProperty('eid');
  });
});

describe('a provider', () => {
  it('that is gone has no readers and says why; when it is back its cards are new', () => {
    const { pcsc, simulator, registry, ids, cards } = setUp();
    simulator.tell(state('Simulated reader 0', 'a'));
    pcsc.tell(state('Omnikey', 'b'));
    registry.setEid('pcsc:Omnikey', eid);
    cards();
    pcsc.gone();
    expect(ids()).toEqual(['sim:0']);
    expect(registry.snapshotOf('pcsc')?.status).toMatchObject({ error: { code: 'pcsc_service_stopped' } });
    expect(registry.readerOfCard(eid)).toBeUndefined();
    expect(cards()).toEqual([]);
    pcsc.tell(state('Omnikey', 'b'));
    expect(ids()).toEqual(['pcsc:Omnikey', 'sim:0']);
    expect(registry.snapshotOf('pcsc')?.status).toEqual({ available: true });
    expect(cards()).toEqual(['pcsc:Omnikey']);
  });

  it('that is gone and back in the midst of an operation: its card is looked at anew', () => {
    const { pcsc, simulator, registry, cards } = setUp();
    simulator.tell();
    pcsc.tell(state('Omnikey', 'b'));
    registry.setOperation('pcsc:Omnikey', 3);
    registry.setEid('pcsc:Omnikey', eid);
    cards();
    pcsc.gone();
    pcsc.tell(state('Omnikey', 'b'));
    expect(registry.operationOf('pcsc:Omnikey')).toBe(3);
    registry.setOperation('pcsc:Omnikey', undefined);
    expect(cards()).toEqual(['pcsc:Omnikey']);
    expect(registry.readerOfCard(eid)).toBeUndefined();
  });

  it('of which there is none has no snapshot', () => {
    expect(setUp().registry.snapshotOf('simulator')).toBeUndefined();
  });
});

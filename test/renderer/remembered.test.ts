import { describe, expect, test, vi } from 'vitest';
import { ContractClient } from '../../src-renderer/api/contract.ts';
import { keepBench, rememberedBench } from '../../src-renderer/state/remembered.ts';
import { type Snapshot, WorkbenchState } from '../../src-renderer/state/workbench.ts';
import { checked } from '../../src-shared/frame-client.ts';
import type { Card, Reader, SystemInfo } from '../../src-shared/model/index.ts';

const eid = '89049032000001000000000000000171';
const system: SystemInfo = {
  version: '1',
  dataFolder: '/data',
  pcsc: { available: true },
  simulator: { running: true },
  startedAt: 1,
};
const reader: Reader = { id: 'sim:0', kind: 'simulator', index: 0, name: 'One', presence: 'present', eid };
const card: Card = { eid, lastSeenAt: 1, simulated: true, profiles: [], notifications: [], quirks: [] };
const gone: Card = { ...card, eid: '89049032000001000000000000000268' };

class Storage {
  readonly items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** A window that knows `part`, and what makes it keep that now. */
function keeper(storage: Storage) {
  let snapshot: Partial<Snapshot> = { loaded: false, readers: [], cards: new Map() };
  const listeners: (() => void)[] = [];
  const leave: (() => void)[] = [];
  const listen = (listener: () => void) => {
    listeners.push(listener);
    return () => undefined;
  };
  keepBench({ get: () => snapshot as Snapshot, listen }, storage, (listener) => leave.push(listener));
  return {
    change(part: Partial<Snapshot>) {
      snapshot = { ...snapshot, ...part };
      for (const listener of listeners) listener();
    },
    leave: () => leave.forEach((listener) => void listener()),
  };
}

describe('the bench that a window remembers', () => {
  test('is what it saw last: readers at rest, with the cards that are in them', () => {
    const storage = new Storage();
    const window = keeper(storage);
    window.change({
      loaded: true,
      system,
      readers: [{ ...reader, presence: 'in_use', operationId: 7 }],
      cards: new Map([
        [card.eid, card],
        [gone.eid, gone],
      ]),
    });
    expect(rememberedBench(storage)).toBeUndefined();
    window.leave();
    expect(rememberedBench(storage)).toEqual({ system, readers: [reader], cards: [card] });
  });

  test('is kept while the window is open too, in bursts once', () => {
    vi.useFakeTimers();
    try {
      const storage = new Storage();
      const set = vi.spyOn(storage, 'setItem');
      const window = keeper(storage);
      for (let at = 0; at < 100; at++)
        window.change({ loaded: true, system, readers: [{ ...reader, name: `Reader ${at}` }] });
      expect(set).not.toHaveBeenCalled();
      vi.advanceTimersByTime(10_000);
      expect(rememberedBench(storage)?.readers[0]?.name).toBe('Reader 99');
      // Nothing has changed since.
      window.change({});
      vi.advanceTimersByTime(10_000);
      window.leave();
      expect(set).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  test('is not overwritten by a window that has not been told anything, and goes with the last reader', () => {
    const storage = new Storage();
    const first = keeper(storage);
    first.change({ loaded: true, system, readers: [reader] });
    first.leave();
    const second = keeper(storage);
    second.change({ system, readers: [] });
    second.leave();
    expect(rememberedBench(storage)?.readers).toHaveLength(1);
    second.change({ loaded: true });
    second.leave();
    expect(rememberedBench(storage)).toBeUndefined();
  });

  test('is none where what was kept is damaged, of another version, or far too much', () => {
    const kept = { system, readers: [reader], cards: [card] };
    const withText = (text: string) => rememberedBench({ getItem: () => text });
    expect(withText(JSON.stringify(kept))).toEqual(kept);
    for (const text of ['', '{', 'null', '[]', JSON.stringify({ ...kept, readers: [] })])
      expect(withText(text)).toBeUndefined();
    expect(withText(JSON.stringify({ ...kept, readers: [{ ...reader, presence: 'lent' }] }))).toBeUndefined();
    expect(withText(JSON.stringify({ ...kept, cards: Array(100).fill(card) }))).toBeUndefined();
    expect(withText(`${JSON.stringify(kept)}${' '.repeat(1_000_000)}`)).toBeUndefined();
    const failing = () => {
      throw new Error('no right to read');
    };
    expect(rememberedBench({ getItem: failing })).toBeUndefined();
  });

  test('is shown until the engine has told how it is', async () => {
    const answers = { 'system.info': { ...system, version: '2' }, 'readers.list': [] };
    const state = new WorkbenchState(
      {
        api: {
          call: async (name) => (answers[name as keyof typeof answers] ?? []) as never,
          subscribe: () => () => {},
        },
        status: () => ({ state: 'connecting' }),
        onStatus: () => () => {},
        retryNow: () => {},
      },
      { system, readers: [reader], cards: [card] },
    );
    expect(state.get()).toMatchObject({ remembered: true, loaded: false, system, readers: [reader] });
    expect([...state.get().cards.keys()]).toEqual([eid]);
    await state.refresh();
    expect(state.get()).toMatchObject({ remembered: false, loaded: true, readers: [] });
    expect(state.get().system?.version).toBe('2');
    expect(state.get().cards.size).toBe(0);
  });
});

describe('frames that come before the contract is there', () => {
  const idle = globalThis as { requestIdleCallback?: (callback: () => void) => number };

  test('wait for it in their order; one that keeps to none is dropped', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    idle.requestIdleCallback = () => 0;
    try {
      const loading = Promise.withResolvers<typeof checked>();
      const client = new ContractClient(
        () => {},
        () => loading.promise,
      );
      const seen: unknown[] = [];
      client.subscribe((event) => seen.push(event));
      const call = client.call('readers.list', {}).then((readers) => seen.push(readers));
      client.take({ event: { type: 'readers', readers: [reader] } });
      client.take({ event: 'none' });
      client.take({ id: 1, ok: [] });
      await Promise.resolve();
      expect(seen).toEqual([]);
      loading.resolve(checked);
      await call;
      expect(seen).toEqual([{ type: 'readers', readers: [reader] }, []]);
      expect(warned).toHaveBeenCalledOnce();
      // From now on at once.
      client.take({ event: { type: 'readers', readers: [] } });
      expect(seen).toHaveLength(3);
    } finally {
      warned.mockRestore();
      delete idle.requestIdleCallback;
    }
  });

  test('are tried again by the next one where it cannot be loaded', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    idle.requestIdleCallback = () => 0;
    try {
      let attempts = 0;
      const client = new ContractClient(
        () => {},
        async () => {
          attempts++;
          if (attempts === 1) throw new Error('no such file');
          return checked;
        },
      );
      const call = client.call('readers.list', {});
      client.take({ event: { type: 'readers', readers: [] } });
      await vi.waitFor(() => expect(said).toHaveBeenCalledOnce());
      client.take({ id: 1, ok: [reader] });
      expect(await call).toEqual([reader]);
    } finally {
      said.mockRestore();
      delete idle.requestIdleCallback;
    }
  });
});

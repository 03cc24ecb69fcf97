import { describe, expect, test } from 'vitest';
import { WorkbenchState } from '../../src-renderer/state/workbench.ts';
import type { CallName, WorkbenchApi, WorkbenchEvent } from '../../src-shared/api.ts';
import type { Operation } from '../../src-shared/model/index.ts';

const operation = (id: number, part: Partial<Operation> = {}): Operation => ({
  id,
  kind: 'download',
  status: 'download',
  readerId: 'sim:0',
  readerName: 'Simulated reader 0',
  simulated: true,
  createdAt: 1,
  updatedAt: 1,
  reconciliation: { state: 'none' },
  activationCodeUse: 'none',
  remarks: [],
  ...part,
});

/** A window on an engine that has nothing, and tells what it is told to. */
function makeState() {
  let tell: (event: WorkbenchEvent) => void = () => {};
  const api: WorkbenchApi = {
    call: async (name) => {
      if (name === 'operations.ending') return [{ id: 7 }] as never;
      if (name === 'operations.get') return operation(5, { updatedAt: 9 }) as never;
      return [] as never;
    },
    subscribe: (listener) => {
      tell = listener;
      return () => {};
    },
  };
  const state = new WorkbenchState({
    api,
    status: () => ({ state: 'connecting' }),
    onStatus: () => () => {},
    retryNow: () => {},
  });
  return { state, tell: (one: Operation) => tell({ type: 'operation', operation: one }) };
}

describe("the window's copy of the workbench", () => {
  test('what somebody was given never changes; whoever asks again has what came since', () => {
    const { state, tell } = makeState();
    tell(operation(1));
    const given = state.get();
    for (let updatedAt = 2; updatedAt < 100; updatedAt++) tell(operation(1, { updatedAt }));
    tell(operation(2));
    expect([...given.operations.values()]).toEqual([operation(1)]);
    expect(state.get()).not.toBe(given);
    expect([...state.get().operations.keys()]).toEqual([1, 2]);
    expect(state.get().operations.get(1)?.updatedAt).toBe(99);
  });

  test('an event that comes while one answer waits for the others is not undone by it', async () => {
    let tell: (event: WorkbenchEvent) => void = () => {};
    const info = Promise.withResolvers<void>();
    const reader = {
      id: 'sim:0',
      kind: 'simulator',
      index: 0,
      name: 'Simulated reader 0',
      presence: 'present',
    } as const;
    const answers: Partial<Record<CallName, unknown>> = {
      'readers.list': [{ ...reader, operationId: 1 }],
      'operations.list': [operation(1), operation(3)],
      'system.info': { version: '1' },
    };
    const state = new WorkbenchState({
      api: {
        call: async (name) => {
          if (name === 'system.info') await info.promise;
          return (answers[name] ?? []) as never;
        },
        subscribe: (listener) => {
          tell = listener;
          return () => {};
        },
      },
      status: () => ({ state: 'ready' }),
      onStatus: () => () => {},
      retryNow: () => {},
    });
    // The readers are answered, and free again before the window knows of it.
    await Promise.resolve();
    tell({ type: 'readers', readers: [reader] });
    tell({ type: 'operation', operation: operation(1, { status: 'successful', updatedAt: 5 }) });
    info.resolve();
    await expect.poll(() => state.get().loaded).toBe(true);
    expect(state.get().readers).toEqual([reader]);
    expect(state.get().operations.get(1)?.status).toBe('successful');
    expect(state.get().operations.has(3)).toBe(true);
  });

  test('a burst of progress is painted once', async () => {
    const { state, tell } = makeState();
    let painted = 0;
    const once = new Promise<void>((resolve) => {
      state.listen(() => {
        painted++;
        resolve();
      });
    });
    for (let id = 1; id <= 16; id++)
      for (let updatedAt = 1; updatedAt < 20; updatedAt++) tell(operation(id, { updatedAt }));
    await once;
    expect(painted).toBe(1);
    expect(state.get().operations.size).toBe(16);
  });

  test('only what answers with an operation is taken for one', async () => {
    const { state } = makeState();
    await state.call('operations.ending', {});
    expect(state.get().operations.size).toBe(0);
    await state.call('operations.get', { id: 5 });
    expect([...state.get().operations.keys()]).toEqual([5]);
  });
});

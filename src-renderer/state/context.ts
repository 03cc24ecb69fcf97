import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { CallInput, CallName, CallOutput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import type { Snapshot, WorkbenchState } from './workbench.ts';

export const WorkbenchContext = createContext<WorkbenchState | undefined>(undefined);

export function useWorkbench(): WorkbenchState {
  const workbench = useContext(WorkbenchContext);
  if (workbench === undefined) throw new Error('no workbench above this component');
  return workbench;
}

/** The window's copy of the workbench; paints again whenever it changes. */
export function useSnapshot(): Snapshot {
  const workbench = useWorkbench();
  return useSyncExternalStore(workbench.listen, workbench.get);
}

/** Whether two objects have the same parts, each by identity. */
export function sameParts<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/**
 * What `select` makes of the window's copy of the workbench. Paints again only where that is something else, as told by `same`:
 * while sixteen readers report progress, most of the window stands still.
 */
export function useSelected<T>(
  select: (snapshot: Snapshot) => T,
  same: (a: T, b: T) => boolean = Object.is,
): T {
  const workbench = useWorkbench();
  const last = useRef<{ readonly value: T } | undefined>(undefined);
  return useSyncExternalStore(workbench.listen, () => {
    const value = select(workbench.get());
    if (last.current === undefined || !same(last.current.value, value)) last.current = { value };
    return last.current.value;
  });
}

export type Loaded<T> =
  | { readonly state: 'loading'; readonly value?: T | undefined }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'error'; readonly error: ErrorData; readonly value?: T | undefined };

/**
 * The answer to a call, asked again whenever `key` changes (the value before stays until the new one is there).
 * Without an input nothing is asked.
 */
export function useCall<N extends CallName>(
  name: N,
  input: CallInput<N> | undefined,
  key: string | number = '',
): Loaded<CallOutput<N>> & { readonly again: () => void } {
  const workbench = useWorkbench();
  const inputKey = input === undefined ? undefined : JSON.stringify(input);
  const [turn, setTurn] = useState(0);
  const [loaded, setLoaded] = useState<{ of: string | undefined; result: Loaded<CallOutput<N>> }>({
    of: undefined,
    result: { state: 'loading' },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` and `turn` are there to ask again
  useEffect(() => {
    if (inputKey === undefined) return;
    let stale = false;
    workbench.call(name, JSON.parse(inputKey) as CallInput<N>).then(
      (value) => {
        if (!stale) setLoaded({ of: inputKey, result: { state: 'ready', value } });
      },
      (thrown: unknown) => {
        const error = toWorkbenchError(thrown).toData();
        if (!stale)
          setLoaded((before) => ({
            of: inputKey,
            result: {
              state: 'error',
              error,
              value: before.of === inputKey ? before.result.value : undefined,
            },
          }));
      },
    );
    return () => {
      stale = true;
    };
  }, [workbench, name, inputKey, key, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const result: Loaded<CallOutput<N>> = loaded.of === inputKey ? loaded.result : { state: 'loading' };
  return useMemo(() => ({ ...result, again }), [result, again]);
}

/** The time now, renewed every `everyMs` while `active`. */
export function useNow(active: boolean, everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [active, everyMs]);
  return now;
}

/** The operation that runs on a reader now. */
export function runningOn(snapshot: Snapshot, readerId: string): Operation | undefined {
  const held = snapshot.readers.find((reader) => reader.id === readerId)?.operationId;
  const byReader = held === undefined ? undefined : snapshot.operations.get(held);
  if (byReader !== undefined && !isFinal(byReader)) return byReader;
  for (const operation of snapshot.operations.values())
    if (operation.readerId === readerId && !isFinal(operation)) return operation;
  return undefined;
}

/** The last value that was not undefined: for what fades out after it is gone. */
export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef<T | undefined>(value);
  if (value !== undefined) last.current = value;
  return last.current;
}

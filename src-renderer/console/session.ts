/** The console of this window: it stays open, with what was sent, while other pages are looked at. */

import { useSyncExternalStore } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { ConsoleAnswer, ConsoleFunction, ConsoleWarning } from '../../src-shared/model/index.ts';
import type { WorkbenchState } from '../state/workbench.ts';

export interface Entry {
  readonly key: number;
  /** What was typed; undefined where it holds a secret. */
  readonly input: string | undefined;
  readonly answer?: ConsoleAnswer;
  readonly error?: ErrorData;
  /** What `help` was asked for: nothing of that goes to the card. */
  readonly help?: readonly ConsoleFunction[];
}

export interface Session {
  readonly state: 'closed' | 'opening' | 'open';
  /** Of the console that is open, or of the last one. */
  readonly operationId?: number;
  readonly readerId?: string;
  /** It was open before, in this window before it was loaded anew, or elsewhere. */
  readonly goneOnWith?: boolean;
  readonly entries: readonly Entry[];
  readonly sending: boolean;
  /** Counts the inputs that were not sent after all, and that whoever typed them has back to correct. */
  readonly givenBack: number;
  /** What wants to be confirmed. */
  readonly asked?: {
    readonly input: string;
    readonly secret: boolean;
    readonly warnings: readonly ConsoleWarning[];
  };
  /** Why it could not be opened. */
  readonly error?: ErrorData;
}

/** Entries that are kept in the window; all of them are in the operation's trace. */
const MOST_ENTRIES = 500;
const MOST_HISTORY = 200;

let session: Session = { state: 'closed', entries: [], sending: false, givenBack: 0 };
/** Inputs without secrets, the newest last. */
const history: string[] = [];
const listeners = new Set<() => void>();
let nextKey = 1;

function set(
  part: Partial<Session>,
  without: readonly ('operationId' | 'goneOnWith' | 'asked' | 'error')[] = [],
): void {
  const next: { -readonly [K in keyof Session]: Session[K] } = { ...session, ...part };
  for (const name of without) delete next[name];
  session = next;
  for (const listener of listeners) listener();
}

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

export const inputHistory = (): readonly string[] => history;

type Calls = Pick<WorkbenchState, 'call'>;

export async function openSession(workbench: Calls, readerId: string): Promise<void> {
  set({ state: 'opening', readerId, entries: [] }, ['error', 'operationId', 'goneOnWith', 'asked']);
  try {
    const { id } = await workbench.call('console.start', { readerId });
    set({ state: 'open', operationId: id });
  } catch (thrown) {
    set({ state: 'closed', error: toWorkbenchError(thrown).toData() });
  }
}

/** Goes on with a console that is open: its reader is held until it ends. */
export function goOnWith(operationId: number, readerId: string): void {
  set({ state: 'open', operationId, readerId, goneOnWith: true, entries: [] }, ['error', 'asked']);
}

export async function closeSession(workbench: Calls): Promise<void> {
  const { operationId } = session;
  set({ state: 'closed' }, ['asked']);
  // One that has ended by itself needs no end.
  if (operationId !== undefined)
    await workbench.call('console.end', { id: operationId }).catch(() => undefined);
}

/** The session has ended without being asked to: idle, or its card is gone. */
export function sessionEnded(): void {
  if (session.state === 'open') set({ state: 'closed', sending: false }, ['asked']);
}

export const clearEntries = (): void => set({ entries: [] });

/** Nothing is sent; what was typed is given back, but for a PIN. */
export function dropQuestion(): void {
  if (session.asked?.secret === false) giveBack();
  set({}, ['asked']);
}

const giveBack = () => set({ givenBack: session.givenBack + 1 });

function add(entry: Omit<Entry, 'key'>): void {
  set({ entries: [...session.entries, { key: nextKey++, ...entry }].slice(-MOST_ENTRIES) });
}

function remember(input: string): void {
  const before = history.indexOf(input);
  if (before >= 0) history.splice(before, 1);
  history.push(input);
  if (history.length > MOST_HISTORY) history.shift();
}

/** `help`, or `help NAME`: answered from the list of functions. */
export function showHelp(input: string, help: readonly ConsoleFunction[]): void {
  remember(input);
  add({ input, help });
}

/** Sends an input; one that wants to be confirmed is asked about first. */
export async function sendInput(workbench: Calls, input: string, confirmed = false): Promise<void> {
  const { operationId: id } = session;
  if (id === undefined || session.state !== 'open' || session.sending) return;
  set({ sending: true }, ['asked']);
  try {
    const answer = await workbench.call('console.send', { id, input, confirmed });
    if (!answer.input.secret) remember(input);
    add({ input: answer.input.secret ? undefined : input, answer });
  } catch (thrown) {
    const error = toWorkbenchError(thrown).toData();
    const about = await workbench.call('console.check', { input }).catch(() => undefined);
    if (error.code === 'console_not_confirmed' && about !== undefined) {
      set({ asked: { input, secret: about.secret, warnings: about.warnings } });
    } else {
      // What was not understood may be a secret that was mistyped: it goes back to where it was typed, and nowhere else.
      const plain = about?.secret === false;
      if (plain) remember(input);
      add({ input: plain ? input : undefined, error });
      if (about?.secret !== true) giveBack();
      if (error.code === 'console_not_open') sessionEnded();
    }
  } finally {
    set({ sending: false });
  }
}

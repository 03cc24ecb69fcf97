import { useSyncExternalStore } from 'react';

/** How a code came to the page. */
export type Origin = 'typed' | 'paste' | 'drop' | 'scanner' | 'camera' | 'clipboard' | 'system';

/** What is about to be started. It is kept while another page is looked at, in this window's memory alone: codes are secrets. */
export interface Draft {
  /** The activation code, as it came. */
  readonly text: string;
  readonly origin: Origin;
  /** Where several came in one go: all of them. */
  readonly codes: readonly string[];
  /** A code of the vault, in place of a text. */
  readonly codeId: number | undefined;
  readonly readerId: string | undefined;
  readonly kind: 'activate' | 'download';
  readonly source: 'vault' | 'code' | 'default' | 'found';
  /** Another number is another code: what was given for the one before does not hold for it. */
  readonly turn: number;
  /** Whether the camera looks for a code. */
  readonly camera: boolean;
  /** Whether the clipboard is to be looked into, once. */
  readonly clipboard: boolean;
}

const empty: Draft = {
  text: '',
  origin: 'typed',
  codes: [],
  codeId: undefined,
  readerId: undefined,
  kind: 'activate',
  source: 'code',
  turn: 0,
  camera: false,
  clipboard: false,
};

let draft = empty;
const listeners = new Set<() => void>();

export function setDraft(change: Partial<Draft>): void {
  draft = { ...draft, ...change };
  for (const listener of listeners) listener();
}

/** Another code, or none. */
function begin(change: Partial<Draft>): void {
  setDraft({
    text: '',
    codes: [],
    codeId: undefined,
    source: 'code',
    camera: false,
    clipboard: false,
    ...change,
    turn: draft.turn + 1,
  });
}

/** Codes that came: the first is taken, the others are offered. */
export function giveCodes(codes: readonly string[], origin: Origin): void {
  const [text = ''] = codes;
  begin({ text, origin, codes: codes.length > 1 ? codes : [] });
}

/** One of those that came in one go. */
export function chooseCode(text: string): void {
  begin({ text, codes: draft.codes });
}

export function giveVaultCode(codeId: number): void {
  begin({ codeId, source: 'vault' });
}

/** Forgets the code that has been started, and goes on with the next of those that came with it. */
export function nextCode(): void {
  giveCodes(
    draft.codes.filter((code) => code !== draft.text),
    draft.origin,
  );
}

/** Nothing of the code is left; reader and what to do afterwards stay as they were chosen. */
export function clearDraft(): void {
  begin({});
}

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const theDraft = (): Draft => draft;

export function useDraft(): Draft {
  return useSyncExternalStore(listen, theDraft);
}

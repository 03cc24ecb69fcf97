import { useSyncExternalStore } from 'react';

/** What can be taken back. */
export interface Undoable {
  /** What was done, as a sentence. */
  readonly what: string;
  /** Takes it back. Rejects where that cannot be done any more. */
  undo(): Promise<void>;
  /** Called where it will not be taken back: the time is over, or the window closes. For what has only been put off. */
  commit?(): void;
  /** How long it can be taken back, milliseconds. Without: as long as the window is open and it is among the last. */
  readonly forMs?: number;
}

export interface Offered extends Undoable {
  readonly id: number;
}

const MOST = 20;

/** What can be undone in this window, the last one first to be taken back. */
export class UndoList {
  #offers: readonly Offered[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #lastId = 0;

  constructor(page?: Pick<Window, 'addEventListener'>) {
    // What was only put off is done before the window goes.
    page?.addEventListener('pagehide', () => this.commitAll());
  }

  readonly get = (): readonly Offered[] => this.#offers;

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  offer(undoable: Undoable): Offered {
    const offered = { ...undoable, id: ++this.#lastId };
    for (const old of this.#offers.slice(0, Math.max(0, this.#offers.length + 1 - MOST)))
      this.#commit(old.id);
    this.#set([...this.#offers, offered]);
    if (undoable.forMs !== undefined)
      this.#timers.set(
        offered.id,
        setTimeout(() => this.#commit(offered.id), undoable.forMs),
      );
    return offered;
  }

  /** Takes back the one that is named, or the last one. What was taken back; undefined where there is nothing. */
  async undo(id?: number): Promise<Offered | undefined> {
    const offered = id === undefined ? this.#offers.at(-1) : this.#offers.find((one) => one.id === id);
    if (offered === undefined) return undefined;
    this.#drop(offered.id);
    await offered.undo();
    return offered;
  }

  commitAll(): void {
    for (const { id } of this.#offers) this.#commit(id);
  }

  #commit(id: number): void {
    const offered = this.#offers.find((one) => one.id === id);
    this.#drop(id);
    offered?.commit?.();
  }

  #drop(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#set(this.#offers.filter((one) => one.id !== id));
  }

  #set(offers: readonly Offered[]): void {
    this.#offers = offers;
    for (const listener of this.#listeners) listener();
  }
}

export const undoList = new UndoList(typeof window === 'undefined' ? undefined : window);

/** What can be undone now; who calls it is painted again when that changes. */
export function useUndoList(): readonly Offered[] {
  return useSyncExternalStore(undoList.listen, undoList.get);
}

/** What was taken from the cards by hand: it can be put back until the bench ends, the last loss of a card first. */

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { BenchCardEntry } from './bench-cards-file.ts';

export type CardLoss =
  /** The card itself; its folder lies aside. */
  | { readonly kind: 'card'; readonly entry: BenchCardEntry }
  /** Something on it: its state (as its file has it) before and after. */
  | { readonly kind: 'state'; readonly before: string | undefined; readonly after: string | undefined };

/** Deleted cards that can be put back, and losses of one card. */
const most = 20;

export class CardLosses {
  readonly #folder: string;
  /** By card, the last one last. */
  readonly #losses = new Map<number, readonly CardLoss[]>();

  /** What a bench that was killed has left aside is taken away. */
  constructor(folder: string) {
    this.#folder = folder;
    this.clear();
  }

  #aside(card: number): string {
    return join(this.#folder, String(card));
  }

  #add(card: number, loss: CardLoss): void {
    this.#losses.set(card, [...(this.#losses.get(card) ?? []), loss].slice(-most));
  }

  /** A card is deleted; its folder is moved aside. */
  deleted(entry: BenchCardEntry, folder: string): void {
    // A card that nobody has used yet has none.
    for (const needed of [folder, this.#folder]) mkdirSync(needed, { recursive: true, mode: 0o700 });
    renameSync(folder, this.#aside(entry.card));
    this.#add(entry.card, { kind: 'card', entry });
    const cards = [...this.#losses].filter(([, losses]) => losses.at(-1)?.kind === 'card');
    for (const [card] of cards.slice(0, -most)) {
      this.#losses.delete(card);
      rmSync(this.#aside(card), { recursive: true, force: true });
    }
  }

  changed(card: number, before: string | undefined, after: string | undefined): void {
    this.#add(card, { kind: 'state', before, after });
  }

  /** The last one. Throws `simulator_card_not_restored` where nothing was taken from the card, or too long ago. */
  of(card: number): CardLoss {
    const loss = this.#losses.get(card)?.at(-1);
    if (loss === undefined) throw notRestored(card, 'nothing that was taken from it is kept');
    return loss;
  }

  /** The folder of a deleted card is back in its place. */
  putBack(card: number, folder: string): void {
    renameSync(this.#aside(card), folder);
    this.done(card);
  }

  /** The last loss of a card is put back: what was lost before it is the last one now. */
  done(card: number): void {
    this.#losses.set(card, (this.#losses.get(card) ?? []).slice(0, -1));
  }

  clear(): void {
    this.#losses.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export function notRestored(card: number, reason: string): WorkbenchError {
  return new WorkbenchError('simulator_card_not_restored', { card, reason });
}

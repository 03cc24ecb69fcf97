/** What was taken from the cards by hand: the last loss of each card can be put back until the bench ends. */

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { BenchCardEntry } from './bench-cards-file.ts';

export type CardLoss =
  /** The card itself; its folder lies aside. */
  | { readonly kind: 'card'; readonly entry: BenchCardEntry }
  /** Something on it: its state (as its file has it) before and after. */
  | { readonly kind: 'state'; readonly before: string | undefined; readonly after: string | undefined };

/** Deleted cards that can be put back. */
const mostCards = 20;

export class CardLosses {
  readonly #folder: string;
  readonly #losses = new Map<number, CardLoss>();

  /** What a bench that was killed has left aside is taken away. */
  constructor(folder: string) {
    this.#folder = folder;
    this.clear();
  }

  #aside(card: number): string {
    return join(this.#folder, String(card));
  }

  /** A card is deleted; its folder is moved aside. */
  deleted(entry: BenchCardEntry, folder: string): void {
    this.#forget(entry.card);
    // A card that nobody has used yet has none.
    for (const needed of [folder, this.#folder]) mkdirSync(needed, { recursive: true, mode: 0o700 });
    renameSync(folder, this.#aside(entry.card));
    this.#losses.set(entry.card, { kind: 'card', entry });
    const cards = [...this.#losses].filter(([, { kind }]) => kind === 'card');
    for (const [card] of cards.slice(0, -mostCards)) this.#forget(card);
  }

  changed(card: number, before: string | undefined, after: string | undefined): void {
    this.#losses.set(card, { kind: 'state', before, after });
  }

  /** Throws `simulator_card_not_restored` where nothing was taken from the card, or too long ago. */
  of(card: number): CardLoss {
    const loss = this.#losses.get(card);
    if (loss === undefined) throw notRestored(card, 'nothing that was taken from it is kept');
    return loss;
  }

  /** The folder of a deleted card is back in its place. */
  putBack(card: number, folder: string): void {
    renameSync(this.#aside(card), folder);
    this.#losses.delete(card);
  }

  #forget(card: number): void {
    this.#losses.delete(card);
    rmSync(this.#aside(card), { recursive: true, force: true });
  }

  done(card: number): void {
    this.#losses.delete(card);
  }

  clear(): void {
    this.#losses.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export function notRestored(card: number, reason: string): WorkbenchError {
  return new WorkbenchError('simulator_card_not_restored', { card, reason });
}

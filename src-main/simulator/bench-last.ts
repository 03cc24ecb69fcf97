/**
 * The bench as it was last: its readers, and the cards in them. With it an engine shows them before the worker has come up, which
 * takes a fifth of a second; the worker then says how they really are.
 */

import { z } from 'zod';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { eidText, hexText, simulatedCardNumber, simulatorLimits } from '../../src-shared/model/index.ts';
import { readerNumber } from './bench-cards-file.ts';
import type { CardPlace } from './bench-protocol.ts';
import { readIfThere, stateFile } from './state-file.ts';

/** In the folder of the bench. */
export const benchLastName = 'last.json';

const lastFile = z.object({
  version: z.literal(1),
  readers: z.array(readerNumber).max(simulatorLimits.readers),
  cards: z
    .array(
      z.object({
        card: simulatedCardNumber,
        eid: eidText,
        atr: hexText.max(66),
        home: readerNumber.exactOptional(),
      }),
    )
    .max(simulatorLimits.cards),
  smdpAddress: z.string().min(1).max(255),
});

export interface BenchLast {
  /** Numbers of the readers. */
  readonly readers: readonly number[];
  readonly cards: readonly CardPlace[];
  readonly smdpAddress: string;
}

function textOf({ readers, cards, smdpAddress }: BenchLast): string {
  return JSON.stringify({
    version: 1,
    readers: [...readers],
    cards: cards.map(({ atr, ...rest }) => ({ ...rest, atr: toHex(atr) })),
    smdpAddress,
  } satisfies z.input<typeof lastFile>);
}

export function isSameBench(a: BenchLast, b: BenchLast): boolean {
  return textOf(a) === textOf(b);
}

export interface BenchLastFile {
  /** Undefined where there is none, or none that can be read: then the worker is waited for. */
  load(): BenchLast | undefined;
  /** Writes it where it is otherwise than what is there. What cannot be written is left: the worker says how it is anyhow. */
  save(last: BenchLast): void;
}

export function benchLastFile(path: string): BenchLastFile {
  /** What is there; not looked at again each time something may have changed. */
  let there: string | undefined;
  return {
    load() {
      try {
        const { cards, ...rest } = lastFile.parse(JSON.parse(readIfThere(path) ?? ''));
        return { ...rest, cards: cards.map(({ atr, ...card }) => ({ ...card, atr: fromHex(atr) })) };
      } catch {
        return undefined;
      }
    },
    save(last) {
      try {
        const text = textOf(last);
        there ??= readIfThere(path);
        if (there === text) return;
        stateFile(path).write(text);
        there = text;
      } catch {
        // As it was.
      }
    },
  };
}

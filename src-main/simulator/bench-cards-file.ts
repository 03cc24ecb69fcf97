/** Which cards and readers the bench has: a file beside the states of the cards, written when somebody changes something. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { eidText, hexText, simulatedCardNumber, simulatorLimits } from '../../src-shared/model/index.ts';
import { eidOfCard } from './bench-eid.ts';
import { stateFile } from './state-file.ts';

export const readerNumber = z.int().min(0).max(9999);

const benchCard = z.object({
  card: simulatedCardNumber,
  name: z.string().min(1).max(60),
  eid: eidText,
  /** As they were given; checked again when the card is made of them. */
  settings: z.record(z.string(), z.json()),
  cis: z.union([z.literal('foreign'), z.array(hexText)]).optional(),
  /** The reader that it belongs to. */
  home: readerNumber.optional(),
});
export type BenchCardEntry = z.infer<typeof benchCard>;

const benchFile = z.object({
  version: z.literal(1),
  next: simulatedCardNumber,
  readers: z.array(readerNumber).max(simulatorLimits.readers),
  cards: z.array(benchCard).max(simulatorLimits.cards),
});
export type BenchPlan = z.infer<typeof benchFile>;

export interface BenchPlanFile {
  /** Undefined where nobody has changed anything yet. Throws `simulator_bench_state`. */
  load(): BenchPlan | undefined;
  /** Throws `simulator_bench_state`. */
  save(plan: BenchPlan): void;
}

export function benchPlanFile(path: string): BenchPlanFile {
  const file = stateFile(path);
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (cause) {
      const reason = cause instanceof z.ZodError ? 'it is no list of cards and readers' : String(cause);
      throw new WorkbenchError('simulator_bench_state', { path, reason }, { cause });
    }
  };
  return {
    load: () => guarded(() => file.read((text) => benchFile.parse(JSON.parse(text)))),
    save: (plan) => guarded(() => file.write(JSON.stringify(plan))),
  };
}

/** The first card has the folder's own eUICC certificate, others have one made for them. */
export function firstPlan(options: {
  readonly count: number | undefined;
  readonly folder: string;
  /** EID of the folder's own eUICC certificate. */
  readonly own: string | undefined;
}): BenchPlan {
  const { count = 2, folder, own } = options;
  const numbers = Array.from({ length: count }, (_, index) => index);
  return {
    version: 1,
    next: Math.max(count, ...usedNumbers(join(folder, 'cards')).map((number) => number + 1)),
    readers: numbers,
    cards: numbers.map((card) => ({
      card,
      name: `Card ${card}`,
      eid: (card === 0 ? own : undefined) ?? eidOfCard(card),
      settings: {},
      home: card,
    })),
  };
}

/** Cards that have a folder: of a bench that once had more of them. No other card gets what is there. */
function usedNumbers(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map(Number).filter(Number.isSafeInteger);
}

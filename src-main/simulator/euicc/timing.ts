/**
 * How long a card takes. An APDU has a kind: the ES10 function whose last block it is, or what its instruction is
 * called. Each kind may have a duration of its own, or a row of them as they were recorded from a card.
 */

import { es10Functions } from './functions.ts';

const loading = 'ES10b.LoadBoundProfilePackage';

/** What APDUs are called that end no function. `STORE DATA` is a block that is not the last. */
const instructions: Readonly<Record<number, string>> = {
  112: 'MANAGE CHANNEL',
  164: 'SELECT',
  176: 'READ BINARY',
  192: 'GET RESPONSE',
  226: 'STORE DATA',
  242: 'STATUS',
  170: 'TERMINAL CAPABILITY',
  16: 'TERMINAL PROFILE',
  18: 'FETCH',
  20: 'TERMINAL RESPONSE',
};
const other = 'other';

/** Every kind that an APDU can have. */
export const apduKinds: readonly string[] = [
  ...es10Functions.map(({ name }) => name),
  ...Object.values(instructions),
  other,
];

const functionsByTag = new Map<number, string>(es10Functions.map(({ tag, name }) => [tag, name]));
/** First bytes of what follows the head of a bound profile package: its parts and their items. */
export const segmentTags: ReadonlySet<number> = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0x86, 0x87, 0x88]);

function functionOf(firstBlock: Uint8Array): string | undefined {
  if (segmentTags.has(firstBlock[0] ?? 0)) return loading;
  // Every function has a tag of two bytes.
  return functionsByTag.get(((firstBlock[0] ?? 0) << 8) | (firstBlock[1] ?? 0));
}

/** Tells the kinds of the APDUs of a card, in their order: the blocks of a command are known by the first of them. */
export class ApduKinds {
  readonly #begun = new Map<number, string | undefined>();

  kindOf(command: Uint8Array): string {
    const [cla = 0, ins = 0, p1 = 0, p2 = 0, length = 0] = command;
    const kind = instructions[ins] ?? other;
    if (kind !== 'STORE DATA') return kind;
    if (p2 === 0) this.#begun.set(cla, functionOf(command.subarray(5, 5 + length)));
    return p1 & 0x80 ? (this.#begun.get(cla) ?? kind) : kind;
  }
}

export type Durations = Readonly<Record<string, number | number[]>>;

/** Gives the durations of each kind in turn, and then from the first again. */
export class Timing {
  readonly #durations: Durations;
  readonly #turns = new Map<string, number>();

  constructor(durations: Durations) {
    this.#durations = durations;
  }

  /** Milliseconds; undefined for a kind that has no duration of its own. */
  next(kind: string): number | undefined {
    const own = this.#durations[kind];
    if (own === undefined || typeof own === 'number') return own;
    const turn = this.#turns.get(kind) ?? 0;
    this.#turns.set(kind, turn + 1);
    return own[turn % own.length];
  }
}

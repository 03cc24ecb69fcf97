/** What the cards and servers of the bench were asked of late, for people who look on. Holds no secrets. */

import type { SimulatedExchange } from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { ApduKinds } from './euicc/index.ts';
import type { RspLogEntry } from './rsp-server/index.ts';
import type { VirtualCard } from './virtual-card.ts';

type Entry = Omit<SimulatedExchange, 'number' | 'count'>;

/** Whether two are told as one that happened twice. */
function isSame(a: Entry, b: Entry): boolean {
  return (
    a.side === b.side &&
    a.card === b.card &&
    a.function === b.function &&
    a.outcome === b.outcome &&
    a.sw === b.sw &&
    a.message === b.message &&
    a.reasonCode === b.reasonCode
  );
}

/** The last exchanges, the oldest first. */
export class BenchLog {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onChange: () => void;
  #entries: SimulatedExchange[] = [];
  #number = 0;

  constructor(clock: Pick<Clock, 'now'>, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  list(limit: number): readonly SimulatedExchange[] {
    return this.#entries.slice(-limit);
  }

  /** Adds one, or counts it with the last where it is the same again: a package is loaded in dozens of functions. */
  add(entry: Entry): void {
    const last = this.#entries.at(-1);
    this.#number += 1;
    if (last !== undefined && entry.side === 'card' && isSame(last, entry))
      this.#entries[this.#entries.length - 1] = {
        ...last,
        at: entry.at,
        number: this.#number,
        count: last.count + 1,
      };
    else this.#entries.push({ ...entry, number: this.#number, count: 1 });
    if (this.#entries.length > simulatorLimits.exchanges) this.#entries.shift();
    this.#onChange();
  }

  /** What a server logs. */
  readonly ofServer = (side: 'smdp' | 'smds') => (entry: RspLogEntry) => this.add({ side, ...entry });

  /** The card with its ES10 functions noted as whoever holds the reader meets them. */
  ofCard(number: number, card: VirtualCard): VirtualCard {
    const kinds = new ApduKinds();
    const note = (name: string, rest: Pick<Entry, 'outcome' | 'sw' | 'message'>) =>
      this.add({ side: 'card', card: number, at: this.#clock.now(), function: name, ...rest });
    return {
      atr: card.atr,
      powerOn: () => card.powerOn(),
      powerOff: () => card.powerOff(),
      reset: () => card.reset(),
      async transmit(command) {
        const kind = kinds.kindOf(command);
        const isFunction = kind.startsWith('ES10');
        try {
          const answer = await card.transmit(command);
          const [sw1 = 0, sw2 = 0] = answer.subarray(-2);
          const isFine = sw1 === 0x90 || sw1 === 0x91 || sw1 === 0x61 || (sw1 === 0x6c && !isFunction);
          const sw = ((sw1 << 8) | sw2).toString(16).toUpperCase().padStart(4, '0');
          if (isFunction || !isFine) note(kind, { outcome: isFine ? 'executed' : 'failed', sw });
          return answer;
        } catch (error) {
          note(kind, { outcome: 'refused', message: 'no answer' });
          throw error;
        }
      },
    };
  }
}

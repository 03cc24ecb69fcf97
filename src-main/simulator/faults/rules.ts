/** Fault rules that are in force: they answer the ports of the simulators, and count what they did. */

import { createHash } from 'node:crypto';
import { toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { FaultRuleState } from '../../../src-shared/model/index.ts';
import type { Entropy } from '../../../src-shared/ports.ts';
import { shopFunctions } from './names.ts';
import { maxRules } from './parse.ts';
import type {
  ApduFault,
  ApduFaults,
  ApduOccasion,
  BppFault,
  BppOccasion,
  CardFault,
  CardFaults,
  CardOccasion,
  ServerFault,
  ServerFaults,
  ServerOccasion,
} from './ports.ts';
import { cardFaultFits, type FaultRule, type Layer, type RuleOf, serverFaultPlaces } from './rule-schema.ts';
import { writeRuleText } from './rule-text.ts';

/** What rules know a card by. */
export interface CardName {
  /** 32 digits. */
  readonly eid: string;
  /** Id of the reader that it is in, as `sim:0`; asked for each time. */
  readonly reader?: string | undefined;
}

/** What of a bench rules can name. */
export interface BenchNames {
  readonly cards: readonly { readonly eid: string; readonly reader?: string }[];
  /** Ids, as `sim:0`. */
  readonly readers: readonly string[];
  readonly hasSmds: boolean;
  readonly hasShops: boolean;
}

interface Entry {
  readonly id: number;
  readonly rule: FaultRule;
  readonly entropy: Entropy;
  seen: number;
  done: number;
  /** Matching APDUs of each card, by EID, for rules with a number. */
  readonly seenOfCard: Map<string, number>;
}

/** Hexadecimal digits that an APDU must begin with; `x` is any. */
function beginsWith(command: Uint8Array, pattern: string): boolean {
  const hex = toHex(command.subarray(0, pattern.length / 2));
  return hex.length === pattern.length && [...pattern].every((digit, i) => digit === 'x' || digit === hex[i]);
}

const same = (wanted: string | undefined, found: string | undefined) =>
  wanted === undefined || wanted.toLowerCase() === found?.toLowerCase();

/** Bytes that follow from the seed alone: the same rules then make the same faults. Not for keys. */
export function seededEntropy(seed: string): Entropy {
  let count = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash('sha256').update(`${seed}/${count++}`).digest();
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}

/**
 * The rules of a bench, in their order: the first one whose turn it is makes the fault; each one that an occasion is for
 * counts it. May be changed at any time. The same rules, occasions and entropy give the same faults.
 */
export class FaultRules {
  readonly #entropy: Entropy;
  readonly #entries: Entry[] = [];
  #nextId = 1;

  /** Throws as `add`. */
  constructor(options: { readonly entropy: Entropy; readonly rules?: readonly FaultRule[] }) {
    this.#entropy = options.entropy;
    for (const rule of options.rules ?? []) this.add(rule);
  }

  /** Puts a rule behind the others; its counters begin now. Throws `fault_rules_full`. */
  add(rule: FaultRule): FaultRuleState {
    if (this.#entries.length >= maxRules) throw new WorkbenchError('fault_rules_full', { limit: maxRules });
    const { seed } = rule.when;
    const entropy = seed === undefined ? this.#entropy : seededEntropy(seed);
    const entry: Entry = { id: this.#nextId++, rule, entropy, seen: 0, done: 0, seenOfCard: new Map() };
    this.#entries.push(entry);
    return stateOf(entry);
  }

  /** Takes one rule away, or all of them. Gives those as they ended. Throws `fault_rule_unknown`. */
  clear(id?: number): FaultRuleState[] {
    const gone = this.#entries.filter((one) => id === undefined || one.id === id);
    if (id !== undefined && gone.length === 0) throw new WorkbenchError('fault_rule_unknown', { id });
    const stay = this.#entries.filter((one) => !gone.includes(one));
    this.#entries.splice(0, this.#entries.length, ...stay);
    return gone.map(stateOf);
  }

  /**
   * Why nothing on a bench can meet a rule; undefined where something can. A rule is kept all the same: the card may come, and
   * a function may be called by another program.
   */
  idle(id: number, bench: BenchNames): FaultRuleState['idle'] {
    const { rule } = this.#entries.find((one) => one.id === id) ?? {};
    if (rule === undefined || rule.layer === 'tls') return undefined;
    if (rule.layer === 'server') {
      const { interface: which = '' } = rule.when;
      // ES15 is between two SM-DSs, and a bench has one.
      const silent = [
        'ES15',
        ...(bench.hasSmds ? [] : ['ES11', 'ES12']),
        ...(bench.hasShops ? [] : Object.keys(shopFunctions)),
      ];
      return silent.includes(which) ? 'nobody_calls' : undefined;
    }
    // The workbench loads no CRLs.
    if ('function' in rule.when && rule.when.function === 'ES10b.LoadCRL') return 'nobody_calls';
    const { card, reader } = rule.when;
    const found = bench.cards.find((one) => same(card, one.eid));
    if (card !== undefined && found === undefined) return 'no_such_card';
    if (reader !== undefined && !bench.readers.includes(reader)) return 'no_such_reader';
    if (card !== undefined && reader !== undefined && found?.reader !== reader) return 'card_elsewhere';
    return undefined;
  }

  /** For lists and reports. */
  list(): FaultRuleState[] {
    return this.#entries.map(stateOf);
  }

  /** The rules as one card, and the contacts that it is at, ask them. */
  forCard(card: CardName): CardFaults & ApduFaults {
    const of = (when: { readonly card?: string; readonly reader?: string }) =>
      same(when.card, card.eid) && same(when.reader, card.reader);
    return {
      onFunction: (occasion: CardOccasion): CardFault | undefined =>
        this.#ask(
          'card',
          ({ when, fault }) =>
            of(when) && same(when.function, occasion.function) && cardFaultFits(fault, occasion.function),
        )?.fault,
      onBppCommand: (occasion: BppOccasion): BppFault | undefined =>
        this.#ask(
          'bpp',
          ({ when }) =>
            of(when) &&
            same(when.command, occasion.command) &&
            (when.segment === undefined || when.segment === occasion.index + 1),
        )?.fault,
      onApdu: (occasion: ApduOccasion): ApduFault | undefined =>
        this.#ask(
          'apdu',
          ({ when }) =>
            of(when) &&
            same(when.function, occasion.function) &&
            (when.command === undefined || beginsWith(occasion.command, when.command)),
          card.eid,
        )?.fault,
    };
  }

  /** The rules as the servers ask them. */
  forServers(): ServerFaults {
    return {
      onFunction: (occasion: ServerOccasion): ServerFault | undefined =>
        this.#ask('server', ({ when, fault }) => {
          const places = serverFaultPlaces[fault.kind];
          return (
            same(when.interface, occasion.interface) &&
            same(when.function, occasion.function) &&
            (places === undefined || places.includes(`${occasion.interface}.${occasion.function}`))
          );
        })?.fault,
      onConnection: () => this.#ask('tls', () => true)?.fault.how,
    };
  }

  /** The rule whose turn it is, of those of a layer that are meant. */
  #ask<L extends Layer>(
    layer: L,
    isMeant: (rule: RuleOf<L>) => boolean,
    eid?: string,
  ): RuleOf<L> | undefined {
    let found: RuleOf<L> | undefined;
    for (const entry of this.#entries) {
      if (entry.rule.layer !== layer || !isMeant(entry.rule as RuleOf<L>)) continue;
      entry.seen++;
      const ofCard = (entry.seenOfCard.get(eid ?? '') ?? 0) + 1;
      if (eid !== undefined) entry.seenOfCard.set(eid, ofCard);
      if (found !== undefined || !this.#isTurnOf(entry, ofCard)) continue;
      entry.done++;
      found = entry.rule as RuleOf<L>;
    }
    return found;
  }

  #isTurnOf({ rule, entropy, seen, done }: Entry, seenOfCard: number): boolean {
    const { after = 0, every = 1, times, probability } = rule.when;
    if (rule.layer === 'apdu' && rule.when.number !== undefined && rule.when.number !== seenOfCard)
      return false;
    if (times !== undefined && done >= times) return false;
    if (seen <= after || (seen - after) % every !== 0) return false;
    return probability === undefined || chance(entropy) < probability;
  }
}

/** From 0 to below 1. */
function chance(entropy: Entropy): number {
  const [a = 0, b = 0, c = 0, d = 0] = entropy.bytes(4);
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 2 ** 32;
}

function stateOf({ id, rule, seen, done }: Entry): FaultRuleState {
  return {
    id,
    rule: writeRuleText(rule),
    ...(rule.name === undefined ? {} : { name: rule.name }),
    seen,
    done,
  };
}

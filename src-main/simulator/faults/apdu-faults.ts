/** Faults at the contacts of a card: what comes and goes between it and the reader, and its power. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { readHeader } from '../../tlv/index.ts';
import { es10Functions } from '../euicc/functions.ts';
import type { VirtualCard } from '../virtual-card.ts';
import type { ApduFault, ApduFaults } from './ports.ts';

export interface ApduFaultOptions {
  readonly faults: ApduFaults;
  readonly clock: Pick<Clock, 'sleep'>;
  /** For garbage. */
  readonly entropy: Entropy;
  /**
   * The card is to leave its reader at once, and to come back after `backAfterMs` milliseconds; undefined: it stays out.
   * Whoever has the reader does that, and takes the card's power too. Must not reject.
   */
  readonly onRemoval: (backAfterMs: number | undefined) => Promise<void>;
}

const functionsByTag = new Map<number, string>(es10Functions.map(({ tag, name }) => [tag, name]));
/** First bytes of the segments that follow the head of a bound profile package (SGP.22 v2.5 §2.5.5). */
const segmentTags = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0x86, 0x87, 0x88]);

/** Logical channel of a class byte (ISO/IEC 7816-4 §5.4.1). */
const channelOf = (cla: number) => (cla & 0x40 ? 4 + (cla & 0x0f) : cla & 0x03);

/** The function that begins with a first block; undefined where its tag is none of ES10. */
function functionOf(data: Uint8Array): string | undefined {
  if (segmentTags.has(data[0] ?? 0)) return 'ES10b.LoadBoundProfilePackage';
  try {
    return functionsByTag.get(readHeader(data, 0, 'command').tag);
  } catch {
    return undefined;
  }
}

/** Which ES10 function the commands on each channel belong to. */
class Functions {
  readonly #byChannel = new Map<number, string | undefined>();

  of(command: Uint8Array): string | undefined {
    const [cla = 0, ins, , p2] = command;
    const channel = channelOf(cla);
    const isStoreData = ins === 0xe2;
    // GET RESPONSE fetches the answer of the function before.
    if (!isStoreData && ins !== 0xc0) this.#byChannel.delete(channel);
    if (isStoreData && p2 === 0) this.#byChannel.set(channel, functionOf(command.subarray(5)));
    return this.#byChannel.get(channel);
  }

  forget(): void {
    this.#byChannel.clear();
  }
}

function answerOf(sw: number): Uint8Array {
  return Uint8Array.of(sw >> 8, sw & 0xff);
}

/**
 * The card with faults at its contacts. A command whose answer is lost rejects with `simulated_card_off`: for removal,
 * loss of power, and for a mute card when it loses power at last.
 */
export function withApduFaults(card: VirtualCard, options: ApduFaultOptions): VirtualCard {
  const { faults, clock, entropy } = options;
  const functions = new Functions();
  /** Aborted when the power goes: delays and mute cards end then. */
  let power = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  const losePower = () => {
    power.abort();
    power = new AbortController();
    functions.forget();
  };
  const off = () => new WorkbenchError('simulated_card_off');

  async function lost(fault: Extract<ApduFault, { kind: 'removal' | 'powerLoss' }>): Promise<never> {
    if (fault.kind === 'removal') await options.onRemoval(fault.backAfterMs);
    else {
      losePower();
      await card.powerOff();
      await card.powerOn();
    }
    throw off();
  }

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(ms, signal);
    } catch (cause) {
      if (!signal.aborted) throw cause;
      throw off();
    }
  }

  async function exchange(command: Uint8Array): Promise<Uint8Array> {
    const { signal } = power;
    const name = functions.of(command);
    const fault = faults.onApdu({ command, ...(name === undefined ? {} : { function: name }) });
    switch (fault?.kind) {
      case undefined:
        return card.transmit(command);
      case 'statusWord':
        return answerOf(fault.sw);
      case 'delay':
        await wait(fault.ms, signal);
        return card.transmit(command);
      case 'garbage':
        await card.transmit(command);
        return fault.answer ?? entropy.bytes(16);
      case 'truncate': {
        const answer = await card.transmit(command);
        return answer.slice(0, Math.max(0, answer.length - fault.bytes));
      }
      case 'removal':
      case 'powerLoss':
        if (fault.when === 'after') await card.transmit(command);
        return lost(fault);
      case 'mute':
        return new Promise((_, reject) => {
          if (signal.aborted) reject(off());
          signal.addEventListener('abort', () => reject(off()), { once: true });
        });
    }
  }

  return {
    get atr() {
      return card.atr;
    },
    powerOn: () => card.powerOn(),
    powerOff() {
      losePower();
      return card.powerOff();
    },
    reset() {
      losePower();
      return card.reset();
    },
    /** In turn, as at real contacts; a command that a loss of power overtakes is not carried out. */
    transmit(command) {
      const bytes = command.slice();
      const { signal } = power;
      const answer = last.then(() => {
        if (signal.aborted) throw off();
        return exchange(bytes);
      });
      last = answer.catch(() => {});
      return answer;
    },
  };
}

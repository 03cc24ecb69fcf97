/**
 * A card for testing readers: it knows nothing of eUICCs. Instructions (P1 and P2 are a number of 16 bits, n):
 *
 * - `01` ECHO: the command data back
 * - `02` WAIT: as ECHO, after n milliseconds
 * - `03` COUNT: how often it has been powered on (2 bytes), how often reset since (2), and how many commands came since the last of these (2)
 * - `04` FILL: n bytes
 *
 * Anything else is answered with 6D00.
 */

import type { VirtualCard } from '../../src-main/simulator/virtual-card.ts';
import { concatBytes, fromHex } from '../../src-shared/bytes.ts';

/** T=0 and T=1, historical bytes 'ECHO'. */
export const ECHO_ATR = fromHex('3B8480014543484F04');
/** The same for T=0 alone, and for T=1 alone. */
export const ECHO_ATR_T0 = fromHex('3B044543484F');
export const ECHO_ATR_T1 = fromHex('3B84014543484F84');

export interface EchoCard extends VirtualCard {
  readonly powered: boolean;
}

export interface EchoCardOptions {
  readonly atr?: Uint8Array;
}

export function createEchoCard(options: EchoCardOptions = {}): EchoCard {
  let powerOns = 0;
  let resets = 0;
  let commands = 0;
  let powered = false;
  const ok = fromHex('9000');
  return {
    atr: options.atr ?? ECHO_ATR,
    get powered() {
      return powered;
    },
    async powerOn() {
      powered = true;
      powerOns += 1;
      resets = 0;
      commands = 0;
    },
    async powerOff() {
      powered = false;
    },
    async reset() {
      resets += 1;
      commands = 0;
    },
    async transmit(command) {
      commands += 1;
      const ins = command[1];
      const n = ((command[2] ?? 0) << 8) | (command[3] ?? 0);
      switch (ins) {
        case 0x01:
          return concatBytes(dataOf(command), ok);
        case 0x02:
          await new Promise((resolve) => setTimeout(resolve, n));
          return concatBytes(dataOf(command), ok);
        case 0x03:
          return concatBytes(u16(powerOns), u16(resets), u16(commands), ok);
        case 0x04:
          return concatBytes(
            Uint8Array.from({ length: n }, (_, i) => i & 0xff),
            ok,
          );
        default:
          return fromHex('6D00');
      }
    },
  };
}

function u16(n: number): Uint8Array {
  return Uint8Array.of(n >> 8, n & 0xff);
}

/** The data of a short or extended command; empty where it has none. */
function dataOf(command: Uint8Array): Uint8Array {
  if (command.length <= 5) return new Uint8Array(0);
  if (command[4] !== 0) return command.slice(5, 5 + (command[4] ?? 0));
  return command.slice(7, 7 + (((command[5] ?? 0) << 8) | (command[6] ?? 0)));
}

function command(ins: number, n: number, data: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0x80, ins, n >> 8, n & 0xff);
  if (data.length === 0) return concatBytes(head, Uint8Array.of(0));
  if (data.length <= 255) return concatBytes(head, Uint8Array.of(data.length), data);
  return concatBytes(head, Uint8Array.of(0, data.length >> 8, data.length & 0xff), data);
}

const none = new Uint8Array(0);
export const echo = (data: Uint8Array) => command(0x01, 0, data);
export const wait = (ms: number, data: Uint8Array = none) => command(0x02, ms, data);
export const count = () => command(0x03, 0, none);
export const fill = (length: number) => command(0x04, length, none);

/** What COUNT answered. */
export function parseCount(response: Uint8Array): { powerOns: number; resets: number; commands: number } {
  const at = (i: number) => ((response[i] ?? 0) << 8) | (response[i + 1] ?? 0);
  return { powerOns: at(0), resets: at(2), commands: at(4) };
}

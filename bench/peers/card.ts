/**
 * A process, inside the namespaces of a pcscd, that puts replaying cards into vpcd's readers. Such a card answers what was
 * recorded, in the order of the recording and again from its first command on; it computes nothing.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { VirtualCard } from '../../src-main/simulator/virtual-card.ts';
import { connectVpcd } from '../../src-main/simulator/vpcd-bridge.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { RecordedApdu } from '../lib/recording.ts';
import { servePeer } from './link.ts';

export type CardRequest =
  | {
      readonly do: 'insert';
      readonly host: string;
      readonly port: number;
      readonly atr: Uint8Array;
      readonly apdus: readonly RecordedApdu[];
    }
  /** How long the card at that port takes for each exchange from now on. */
  | { readonly do: 'delay'; readonly port: number; readonly delay: CardDelay }
  /** Answers with the number of APDUs that were served, and of those that were not in the recording. */
  | { readonly do: 'count' };

/** Milliseconds for each exchange, and for each byte of it, command and response. */
export interface CardDelay {
  readonly fixedMs: number;
  readonly perByteMs: number;
}

export interface CardCount {
  readonly served: number;
  readonly unexpected: number;
}

const delays = new Map<number, CardDelay>();
let served = 0;
let unexpected = 0;

function replayingCard(port: number, atr: Uint8Array, apdus: readonly RecordedApdu[]): VirtualCard {
  let at = 0;
  const nothing = async () => {};
  return {
    atr,
    powerOn: nothing,
    powerOff: nothing,
    reset: nothing,
    async transmit(command) {
      const [first] = apdus;
      if (first !== undefined && Buffer.compare(command, first.command) === 0) at = 0;
      const expected = apdus[at];
      const delay = delays.get(port);
      if (delay !== undefined)
        await sleep(delay.fixedMs + delay.perByteMs * (command.length + (expected?.response.length ?? 0)));
      served++;
      if (expected === undefined || Buffer.compare(command, expected.command) !== 0) {
        unexpected++;
        return Uint8Array.of(0x6f, 0x00);
      }
      at++;
      return expected.response;
    },
  };
}

servePeer<CardRequest>(async (request) => {
  switch (request.do) {
    case 'insert':
      // pcscd opens its ports a moment after its socket.
      for (let left = 50; ; left--) {
        try {
          const { host, port, atr, apdus } = request;
          await connectVpcd({ host, port, card: replayingCard(port, atr, apdus) });
          return undefined;
        } catch (error) {
          if (left === 0 || toWorkbenchError(error).code !== 'vpcd_unreachable') throw error;
          await sleep(100);
        }
      }
    case 'delay':
      if (request.delay.fixedMs > 0) delays.set(request.port, request.delay);
      else delays.delete(request.port);
      return undefined;
    case 'count':
      return { served, unexpected } satisfies CardCount;
  }
});

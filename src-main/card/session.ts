import { fromHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { classOnChannel, swText } from './apdu.ts';
import { type CardExchange, statusError } from './exchange.ts';
import type { LearnedQuirk, Quirks } from './quirks.ts';

/**
 * The ISD-R selected on a channel that stays open over all functions of an operation: closing and opening it again
 * in the middle of an installation breaks the installation.
 */
export interface EuiccSession {
  readonly exchange: CardExchange;
  /** 0 is the basic channel. */
  readonly channel: number;
  /** The AID that answered. */
  readonly isdrAid: string;
  /** The FCI of the SELECT. */
  readonly fci: Uint8Array;
  /** What was found out about the card while the session was opened and used. */
  readonly learned: readonly LearnedQuirk[];
  /**
   * Command data to the ISD-R in STORE DATA blocks and its whole answer (SGP.22 v2.5 §5.7.2). The block number begins
   * at 0 each time, as §2.5.5 asks for every segment. A card that answers before the last block has said what it
   * has to say: the blocks behind it are not sent.
   * @throws WorkbenchError status_word, command_too_long and those of CardExchange.send
   */
  storeData(data: Uint8Array, purpose: string): Promise<Uint8Array>;
  /** Closes the channel, as far as the card still listens. Never rejects. */
  close(): Promise<void>;
}

/** Block sizes to fall back to, where a card refuses larger ones before it has taken the first. */
const smallerBlocks = [240, 128, 120, 64] as const;
/** Block numbers are one byte (GlobalPlatform Card Specification §11.11). */
const maxBlocks = 256;
/** Status words by which cards refuse a block for its size. */
const tooLarge = new Set([0x6601, 0x6700]);

/**
 * TERMINAL CAPABILITY, MANAGE CHANNEL, SELECT ISD-R (SGP.22 v2.5 §5.7.1, §3.4.1).
 * @throws WorkbenchError not_an_euicc, and of family `reader`
 */
export async function openEuiccSession(exchange: CardExchange, quirks: Quirks): Promise<EuiccSession> {
  const learned: LearnedQuirk[] = [];
  await terminalCapability(exchange);
  let channel = 0;
  if (!quirks.basicChannel) {
    const opened = await openChannel(exchange);
    if (opened === undefined) learned.push('basic_channel');
    else channel = opened;
  }
  try {
    const selected = await selectIsdr(exchange, channel, quirks.isdrAids);
    if (selected.aid !== quirks.isdrAids[0]) learned.push(`isdr_${selected.aid}`);
    return new Session(exchange, channel, selected, quirks, learned);
  } catch (error) {
    await closeChannel(exchange, channel);
    throw error;
  }
}

/** ETSI TS 102 221 §11.1.19, with tag 83 of SGP.22 v2.5 §5.7.1: local user interface, download and eUICC management. */
async function terminalCapability(exchange: CardExchange): Promise<void> {
  const data = fromHex('A9088100820101830107');
  const { sw } = await exchange.send({ cla: 0x80, ins: 0xaa, p1: 0, p2: 0, data }, 'TERMINAL CAPABILITY');
  // Cards that do not know the command serve an LPA all the same.
  if (sw !== 0x9000) exchange.note('terminal_capability_refused', { sw: swText(sw) });
}

/** Number of the channel, or undefined where the card gives none (DEVIATION: cards that answer 6881 or 6D00). */
async function openChannel(exchange: CardExchange): Promise<number | undefined> {
  const { data, sw } = await exchange.send({ cla: 0, ins: 0x70, p1: 0, p2: 0, le: 1 }, 'MANAGE CHANNEL');
  const channel = data[0];
  if (sw === 0x9000 && channel !== undefined && channel >= 1 && channel <= 19) return channel;
  exchange.note('channel_fallback', { sw: swText(sw) });
  return undefined;
}

async function closeChannel(exchange: CardExchange, channel: number): Promise<void> {
  if (channel === 0) return;
  try {
    await exchange.send({ cla: 0, ins: 0x70, p1: 0x80, p2: channel }, 'MANAGE CHANNEL');
  } catch {
    // The card is gone; so is its channel.
  }
}

async function selectIsdr(
  exchange: CardExchange,
  channel: number,
  aids: readonly string[],
): Promise<{ aid: string; fci: Uint8Array }> {
  let lastSw = 0;
  for (const aid of aids) {
    const command = {
      cla: classOnChannel(0, channel),
      ins: 0xa4,
      p1: 0x04,
      p2: 0x00,
      data: fromHex(aid),
      le: 256,
    };
    const { data, sw } = await exchange.send(command, 'SELECT ISD-R');
    if (sw === 0x9000) return { aid, fci: data };
    lastSw = sw;
  }
  const { readerName } = exchange.connection;
  throw new WorkbenchError('not_an_euicc', {
    reader: readerName,
    tried: `${aids.length} AIDs, last ${swText(lastSw)}`,
  });
}

class Session implements EuiccSession {
  readonly exchange: CardExchange;
  readonly channel: number;
  readonly isdrAid: string;
  readonly fci: Uint8Array;
  readonly learned: LearnedQuirk[];
  #blockSize: number;
  #blockAccepted = false;
  #closed = false;

  constructor(
    exchange: CardExchange,
    channel: number,
    selected: { readonly aid: string; readonly fci: Uint8Array },
    quirks: Quirks,
    learned: LearnedQuirk[],
  ) {
    this.exchange = exchange;
    this.channel = channel;
    this.isdrAid = selected.aid;
    this.fci = selected.fci;
    this.learned = learned;
    this.#blockSize = quirks.blockSize;
  }

  async storeData(data: Uint8Array, purpose: string): Promise<Uint8Array> {
    for (let size = this.#blockSize; ; ) {
      const { response, sw, block } = await this.#sendBlocks(data, size, purpose);
      // A first block that was taken shows what size the card takes, whatever becomes of the rest: it is not to blame
      // for what is refused later, and the card has kept it.
      if (sw === 0x9000 || block > 0) {
        if (size !== this.#blockSize) this.#learnBlockSize(size);
        if (data.length >= size) this.#blockAccepted = true;
      }
      if (sw === 0x9000) return response;
      // Only where the very first full block was refused is it certain that the card kept nothing of the segment.
      const smaller = smallerBlocks.find((one) => one < size && one < data.length);
      if (!tooLarge.has(sw) || this.#blockAccepted || smaller === undefined) throw statusError(purpose, sw);
      this.exchange.note('block_size_fallback', { sw: swText(sw), from: size, to: smaller });
      size = smaller;
    }
  }

  #learnBlockSize(size: number): void {
    this.#blockSize = size;
    const name = /^store_data_block_/;
    const at = this.learned.findIndex((one) => name.test(one));
    if (at >= 0) this.learned.splice(at, 1);
    this.learned.push(`store_data_block_${size}`);
  }

  async #sendBlocks(
    data: Uint8Array,
    size: number,
    purpose: string,
  ): Promise<{ response: Uint8Array; sw: number; block: number }> {
    const cla = classOnChannel(0x80, this.channel);
    const blocks = Math.max(1, Math.ceil(data.length / size));
    if (blocks > maxBlocks)
      throw new WorkbenchError('command_too_long', { function: purpose, length: data.length, block: size });
    const commands = Array.from({ length: blocks }, (_, block) => {
      const last = block === blocks - 1;
      const part = data.subarray(block * size, (block + 1) * size);
      return { cla, ins: 0xe2, p1: last ? 0x91 : 0x11, p2: block, data: part, ...(last ? { le: 256 } : {}) };
    });
    const { data: response, sw, last } = await this.exchange.sendAll(commands, purpose);
    return { response, sw, block: last };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await closeChannel(this.exchange, this.channel);
  }
}

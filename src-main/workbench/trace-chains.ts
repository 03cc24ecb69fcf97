/** Which exchanges belong together: the blocks of one STORE DATA command, and the GET RESPONSEs for its answer. */

import type { ApduExchange } from '../../src-shared/trace.ts';
import { channelOf, layoutOf } from '../decode/index.ts';
import type { Piece } from '../decode/source.ts';
import type { RedactedTraceEntry } from '../store/port.ts';

export type ApduEntry = RedactedTraceEntry & { readonly entry: ApduExchange };

export const isApdu = (one: RedactedTraceEntry | undefined): one is ApduEntry => one?.entry.kind === 'apdu';
const insOf = (one: ApduEntry) => one.entry.command[1] ?? 0;
export const isStoreData = (one: ApduEntry) => insOf(one) === 0xe2;
const isGetResponse = (one: ApduEntry) => insOf(one) === 0xc0;
export const channelOfEntry = (one: ApduEntry) => channelOf(one.entry.command[0] ?? 0);

/** Whether `next` continues the STORE DATA of `one`: not the last block yet, and the block numbers follow. */
function isBlockOf(one: ApduEntry | undefined, next: ApduEntry | undefined): boolean {
  if (one === undefined || next === undefined || !isStoreData(one) || !isStoreData(next)) return false;
  const [, , p1 = 0, block = 0] = one.entry.command;
  return (
    (p1 & 0x80) === 0 &&
    next.entry.command[3] === (block + 1) % 256 &&
    channelOfEntry(one) === channelOfEntry(next)
  );
}

/** A command with its blocks and its answers, in order. */
export interface Chain {
  readonly blocks: readonly ApduEntry[];
  /** The last block and the GET RESPONSEs behind it. */
  readonly answers: readonly ApduEntry[];
}

/** The nearest APDU before (`step` -1) or behind (1) a place; other entries may lie between. */
function neighbour(entries: readonly RedactedTraceEntry[], at: number, step: 1 | -1): number {
  for (let i = at + step; i >= 0 && i < entries.length; i += step) if (isApdu(entries[i])) return i;
  return -1;
}

const apduAt = (entries: readonly RedactedTraceEntry[], at: number): ApduEntry | undefined => {
  const one = entries[at];
  return isApdu(one) ? one : undefined;
};

/** The chain that the APDU at a place of the list is a part of. */
export function chainAt(entries: readonly RedactedTraceEntry[], at: number): Chain {
  const get = (index: number) => apduAt(entries, index);
  let last = at;
  for (let one = get(last); one !== undefined && isGetResponse(one); one = get(last)) {
    const before = neighbour(entries, last, -1);
    if (before < 0) break;
    last = before;
  }
  for (
    let next = neighbour(entries, last, 1);
    isBlockOf(get(last), get(next));
    next = neighbour(entries, last, 1)
  )
    last = next;
  const blocks: ApduEntry[] = [];
  for (let first = last; ; ) {
    const one = get(first);
    if (one !== undefined) blocks.unshift(one);
    const before = neighbour(entries, first, -1);
    if (!isBlockOf(get(before), one)) break;
    first = before;
  }
  const answers = blocks.slice(-1);
  for (let next = neighbour(entries, last, 1); next >= 0; next = neighbour(entries, next, 1)) {
    const one = get(next);
    if (one === undefined || !isGetResponse(one)) break;
    answers.push(one);
  }
  return { blocks, answers };
}

/** The data of the blocks, to be put together. */
export function requestPieces({ blocks }: Chain): Piece[] {
  return blocks.flatMap(({ seq, command }) => {
    const data = command === undefined ? undefined : layoutOf(command.bytes).data;
    if (command === undefined || data === undefined) return [];
    return [{ shown: command, seq, part: 'request' as const, from: data[0], to: data[1] }];
  });
}

/** The data of the answers, status words left out. */
export function responsePieces({ answers }: Chain): Piece[] {
  return answers.flatMap(({ seq, response }) =>
    response === undefined || response.bytes.length <= 2
      ? []
      : [{ shown: response, seq, part: 'response' as const, from: 0, to: response.bytes.length - 2 }],
  );
}

/** Secrets in APDUs, whose logical payloads are spread over blocks (STORE DATA) and chunks (GET RESPONSE). */

import { concatBytes, equalBytes } from '../../src-shared/bytes.ts';
import { markPart, type Part } from './redact-text.ts';
import { isPinInstruction, secretsInTlv } from './secret-places.ts';
import type { Mark, SearchSpace } from './secret-search.ts';

interface Block {
  readonly bytes: Uint8Array;
  readonly marks: Mark[];
}

/** Where the data field of a command lies (ISO 7816-4 §5.1, short and extended); of a malformed one all that follows the header. */
export function dataField(command: Uint8Array): [from: number, to: number] {
  const { length } = command;
  if (length <= 5) return [length, length];
  const lc = command[4] ?? 0;
  if (lc !== 0) return 5 + lc === length || 6 + lc === length ? [5, 5 + lc] : [4, length];
  const extended = ((command[5] ?? 0) << 8) | (command[6] ?? 0);
  return length > 7 && (7 + extended === length || 9 + extended === length) ? [7, 7 + extended] : [4, length];
}

/** Logical channel and instruction: what belongs to one sequence of blocks. */
export function sequenceOf(command: Uint8Array): string {
  const cla = command[0] ?? 0;
  // ISO 7816-4 §5.4.1: further interindustry classes (bit 7) have 4 bits for the channel, the first ones 2.
  const channel = cla & 0x40 ? 4 + (cla & 0x0f) : cla & 0x03;
  return `${channel}/${command[1] ?? 0}`;
}

const storeData = 0xe2;
const getResponse = 0xc0;

/** A logical payload that grows block by block, and the places of secrets in it. */
function markPlaces(blocks: readonly Block[], found: (value: Uint8Array) => void): void {
  const whole = concatBytes(...blocks.map(({ bytes }) => bytes));
  for (const [from, to] of secretsInTlv(whole)) {
    found(whole.subarray(from, to));
    let at = 0;
    for (const { bytes, marks } of blocks) {
      const start = Math.max(0, from - at);
      const end = Math.min(bytes.length, to - at);
      if (start < end) for (const mark of marks) mark(start, end);
      at += bytes.length;
    }
  }
}

/** Marks from `offset` on. */
function shifted(part: Part, offset: number): Mark {
  const mark = markPart(part);
  return (from, to) => mark(offset + from, offset + to);
}

/** Adds the APDUs of an operation, in their order, to the search, and marks at once what their places tell. */
export function scanApdus(
  exchanges: readonly { readonly command: Part; readonly response: Part | undefined }[],
  space: SearchSpace,
  found: (value: Uint8Array) => void,
): void {
  const sequences = new Map<string, { blocks: Block[]; payload: Block[]; header: Uint8Array }>();
  const responses: Block[] = [];
  let response: Block[] = [];

  for (const { command, response: answer } of exchanges) {
    const bytes = command.bytes;
    const [from, to] = dataField(bytes);
    const instruction = bytes[1];
    if (to > from && isPinInstruction(instruction ?? 0)) {
      // Too short to be looked for elsewhere, and of no other place.
      shifted(command, from)(0, to - from);
    } else if (to > from) {
      const key = sequenceOf(bytes);
      const header = bytes.subarray(0, 4);
      const sequence = sequences.get(key) ?? { blocks: [], payload: [], header };
      sequences.set(key, sequence);
      const data = bytes.subarray(from, to);
      const last = sequence.blocks.at(-1);
      if (last !== undefined && equalBytes(sequence.header, header) && equalBytes(last.bytes, data)) {
        // The same block once more, as after 6Cxx: it stands at the same place of the payload.
        last.marks.push(shifted(command, from));
      } else {
        // GlobalPlatform 2.3.1 §11.11: P2 is the number of the block.
        if (instruction !== storeData || bytes[3] === 0) {
          markPlaces(sequence.payload, found);
          sequence.payload = [];
        }
        const block = { bytes: data, marks: [shifted(command, from)] };
        sequence.blocks.push(block);
        sequence.payload.push(block);
      }
      sequence.header = header;
    }
    if (answer === undefined) continue;
    if (instruction !== getResponse) {
      markPlaces(response, found);
      response = [];
    }
    // An answer without a whole status word is no protocol any more; all of it is searched.
    const data = answer.bytes.length >= 2 ? answer.bytes.subarray(0, -2) : answer.bytes;
    if (data.length === 0) continue;
    const block = { bytes: data, marks: [shifted(answer, 0)] };
    response.push(block);
    responses.push(block);
  }
  for (const { payload, blocks } of sequences.values()) {
    markPlaces(payload, found);
    space.addBlocks(blocks);
  }
  markPlaces(response, found);
  space.addBlocks(responses);
}

/** The payloads of an operation's APDUs: STORE DATA blocks put together, and answers with what GET RESPONSE brought. */

import { equalBytes } from '../../../src-shared/bytes.ts';
import type { ApduExchange } from '../../../src-shared/trace.ts';
import { dataField, sequenceOf } from '../../store/redact-apdu.ts';
import { headerAt, isPinInstruction } from '../../store/secret-places.ts';
import { type Piece, pieceOf, Target, View } from './views.ts';

const storeData = 0xe2;
const getResponse = 0xc0;

export interface ApduTargets {
  readonly command: Target;
  readonly response: Target | undefined;
}

export interface ApduViews {
  readonly exchanges: readonly ApduTargets[];
  readonly commands: readonly View[];
  readonly responses: readonly View[];
  /** Commands with a PIN or PUK, which is in no view and overwritten already. */
  readonly pins: number;
}

interface Sequence {
  pieces: { length: number; targets: { target: Target; at: number }[] }[];
  header: Uint8Array;
  data: Uint8Array;
}

/** @param entries all of an operation, in their order */
export function apduViews(entries: readonly ApduExchange[]): ApduViews {
  const commands: View[] = [];
  const responses: View[] = [];
  const sequences = new Map<string, Sequence>();
  let response: Piece[] = [];
  let pins = 0;

  const endCommand = (sequence: Sequence | undefined) => {
    if (sequence !== undefined && sequence.pieces.length > 0) commands.push(new View(sequence.pieces));
  };
  const endResponse = () => {
    if (response.length > 0) responses.push(new View(response));
    response = [];
  };

  const exchanges = entries.map((entry): ApduTargets => {
    const command = new Target(entry.command);
    const answer = entry.response === undefined ? undefined : new Target(entry.response);
    const [from, to] = dataField(entry.command);
    const instruction = entry.command[1];
    if (to > from && isPinInstruction(instruction ?? 0)) {
      command.write(from, new Uint8Array(to - from), 'other_secret');
      pins += 1;
    } else if (to > from) {
      const key = sequenceOf(entry.command);
      const known = sequences.get(key);
      const header = entry.command.subarray(0, 4);
      const data = entry.command.subarray(from, to);
      const last = known?.pieces.at(-1);
      if (
        known !== undefined &&
        last !== undefined &&
        equalBytes(known.header, header) &&
        equalBytes(known.data, data)
      ) {
        // The same block once more, as after 6Cxx: it stands at the same place of the payload.
        last.targets.push({ target: command, at: from });
      } else {
        const piece = { targets: [{ target: command, at: from }], length: to - from };
        // GlobalPlatform 2.3.1 §11.11: P2 is the number of the block.
        if (known === undefined || instruction !== storeData || entry.command[3] === 0) {
          endCommand(known);
          sequences.set(key, { pieces: [piece], header, data });
        } else {
          known.pieces.push(piece);
          known.header = header;
          known.data = data;
        }
      }
    }
    if (answer !== undefined) {
      if (instruction !== getResponse) endResponse();
      const length = entry.response?.length ?? 0;
      response.push(pieceOf(answer, 0, length >= 2 ? length - 2 : length));
    }
    return { command, response: answer };
  });
  for (const sequence of sequences.values()) endCommand(sequence);
  endResponse();
  return { exchanges, commands, responses, pins };
}

/** MAC of a segment 88 (SGP.22 v2.5 §2.5.3). */
const macBytes = 8;

/** The parts of a profile's metadata that are spread over segments 88, in which views and where. */
function metadataPart(view: View, at: number, end: number): Piece[] {
  const header = headerAt(view.whole, at, end);
  if (header?.tag !== 0x88) return [];
  return view.slice(header.valueAt, Math.min(end, header.valueAt + header.length) - macBytes);
}

/**
 * The metadata of a profile as one payload, where it comes in several segments 88: of the packages that are loaded (a
 * command each), and of one as its server gave it (`BF36`).
 */
export function metadataViews(views: readonly View[]): View[] {
  const out: View[] = [];
  let pieces: Piece[] = [];
  let parts = 0;
  const end = () => {
    if (parts > 1) out.push(new View(pieces));
    pieces = [];
    parts = 0;
  };
  const take = (found: readonly Piece[]) => {
    if (found.length === 0) return;
    pieces.push(...found);
    parts++;
  };
  for (const view of views) {
    const { whole } = view;
    if (whole[0] === 0x88) {
      take(metadataPart(view, 0, whole.length));
      continue;
    }
    end();
    if (whole[0] !== 0xbf || whole[1] !== 0x36) continue;
    for (const [from, to] of childrenOf(whole, 0xbf36, 0xa1)) take(metadataPart(view, from, to));
    end();
  }
  end();
  return out;
}

/** Where the items of the part `tag` within the outer TLV begin and end. */
function childrenOf(whole: Uint8Array, outer: number, tag: number): [from: number, to: number][] {
  const out: [number, number][] = [];
  const outside = headerAt(whole, 0, whole.length);
  if (outside?.tag !== outer) return out;
  for (let at = outside.valueAt; at < whole.length; ) {
    const part = headerAt(whole, at, whole.length);
    if (part === undefined) return out;
    const end = Math.min(whole.length, part.valueAt + part.length);
    if (part.tag === tag)
      for (let inner = part.valueAt; inner < end; ) {
        const item = headerAt(whole, inner, end);
        if (item === undefined) break;
        out.push([inner, Math.min(end, item.valueAt + item.length)]);
        inner = item.valueAt + item.length;
      }
    at = end;
  }
  return out;
}

/**
 * A whole trace in columns, so that a hundred thousand exchanges are shown at once. It holds what headers tell and no payload: that
 * is asked for where it is seen (`trace.list`).
 */

import { z } from 'zod';
import { base64Text } from './common.ts';
import { tracedId } from './trace-tools.ts';

export const traceOutlineRequest = z.object({
  operationId: tracedId,
  /** Entries behind this number. */
  after: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(25_000).default(25_000),
});
export type TraceOutlineRequest = z.output<typeof traceOutlineRequest>;

/** What an entry is; numbers of the column `kinds`. */
export const outlineKinds = ['apdu', 'http', 'note'] as const;

/** Columns are little-endian arrays in base64, an element for each entry. */
export const traceOutline = z.object({
  count: z.int(),
  /** False: there is more behind these. */
  complete: z.boolean(),
  /** Int32: numbers within the operation. */
  seqs: base64Text,
  /** Uint8: place in `outlineKinds`. */
  kinds: base64Text,
  /** Float64: milliseconds since 1970. */
  starts: base64Text,
  /** Float32: milliseconds; of a note that a person was waited for, how long that was. */
  durations: base64Text,
  /** Uint16: place in `names`. */
  purposes: base64Text,
  /** Uint16: status word or HTTP status; 0: none. */
  results: base64Text,
  /** Uint32: CLA, INS, P1, P2 of an APDU. */
  heads: base64Text,
  /** Uint32: bytes that went out, and that came back; of HTTP the bodies. */
  sent: base64Text,
  received: base64Text,
  /** Functions, and codes of notes. */
  names: z.array(z.string()),
  /** Of HTTP exchanges, by their place in the columns: method, host, and the part of the duration that the connection took. */
  http: z.array(
    z.object({
      at: z.int(),
      method: z.string(),
      host: z.string(),
      connectMs: z.number().optional(),
    }),
  ),
  /** Places of exchanges that failed themselves, with the code of the error. */
  errors: z.array(z.object({ at: z.int(), code: z.string() })),
});
export type TraceOutline = z.infer<typeof traceOutline>;

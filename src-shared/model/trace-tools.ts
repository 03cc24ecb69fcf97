/** Search in traces, where the time of an operation went, comparison, and what is copied. */

import { z } from 'zod';
import { operationStatus } from './operation.ts';
import { tracePlace } from './trace.ts';

/** An operation, or opened evidence by its number with a minus sign, as `evidence.get` gives it. */
export const tracedId = z.int().refine((id) => id !== 0, 'must not be 0');
const id = tracedId;
const seq = z.int();
const milliseconds = z.number().nonnegative();

// --- search -----------------------------------------------------------------------------------------------------------

export const traceSearch = z.object({
  /** As `parseTraceQuery` reads it. */
  query: z.string().min(1).max(500),
  /** Absent: all operations, the newest first. */
  operationId: id.optional(),
  /** `next` of the page before. To end a search is to ask for no further page. */
  after: z.object({ operationId: id, seq: z.int().nonnegative() }).optional(),
  limit: z.int().min(1).max(500).default(100),
});
export type TraceSearch = z.output<typeof traceSearch>;

export const traceHit = z.object({
  operationId: id,
  seq,
  kind: z.enum(['apdu', 'http', 'note']),
  /** The function, or the code of a note. */
  purpose: z.string(),
  /** Status word or HTTP status. */
  result: z.string().optional(),
  /** What was found, where it has a place of its own. Empty for what the headers tell. */
  places: z.array(tracePlace),
});
export type TraceHit = z.infer<typeof traceHit>;

/** A page comes after a fraction of a second at the latest, full or not. */
export const tracePage = z.object({
  hits: z.array(traceHit),
  /** Where to go on; absent: that was all. */
  next: z.object({ operationId: id, seq: z.int() }).optional(),
  /** Exchanges that this page has looked at, and operations that it has finished. */
  searched: z.object({ exchanges: z.int(), operations: z.int() }),
});
export type TracePage = z.infer<typeof tracePage>;

// --- time ---------------------------------------------------------------------------------------------------------------

/** Milliseconds; together they are the whole. What went on at the same time is counted once: card before server before person. */
export const timeParts = z.object({
  /** The card was at work. */
  card: milliseconds,
  /** Reader and line, by the model of a contact reader (1.07 ms an APDU and 62.3 us a byte); 0 for a simulated reader. */
  wire: milliseconds,
  /** The server was asked and had not answered. */
  server: milliseconds,
  /** Connections were made: names, TCP, TLS. */
  connect: milliseconds,
  /** A question of the operation stood. */
  person: milliseconds,
  /** What remains: the workbench itself. */
  own: milliseconds,
});
export type TimeParts = z.infer<typeof timeParts>;

export const operationTime = z.object({
  operationId: id,
  /** False: it runs still, and the last exchange is the end. */
  ended: z.boolean(),
  totalMs: milliseconds,
  parts: timeParts,
  /** By status, in order. */
  phases: z.array(
    z.object({ status: operationStatus, startedAt: z.number(), totalMs: milliseconds, parts: timeParts }),
  ),
  /** By function, the longest first. */
  functions: z.array(
    z.object({
      kind: z.enum(['apdu', 'http']),
      name: z.string(),
      count: z.int(),
      totalMs: milliseconds,
      longestMs: milliseconds,
      bytesOut: z.int(),
      bytesIn: z.int(),
    }),
  ),
});
export type OperationTime = z.infer<typeof operationTime>;

// --- comparison -----------------------------------------------------------------------------------------------------------

export const traceComparisonRequest = z.object({
  a: id,
  b: id,
  /** Challenges, keys and signatures differ each time: `bytes` leaves payloads out. */
  ignore: z.array(z.enum(['bytes', 'times'])).default(['times']),
  /** Row to begin with, from 0. */
  from: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(1000).default(200),
});
export type TraceComparisonRequest = z.output<typeof traceComparisonRequest>;

const compared = z.object({
  seq,
  durationMs: z.number().optional(),
  /** Status word or HTTP status. */
  result: z.string().optional(),
});
export const traceDifference = z.object({
  what: z.enum(['command', 'response', 'result', 'error', 'time', 'params']),
  /** Of what differs in words: a status word, a time, an error. */
  a: z.string().optional(),
  b: z.string().optional(),
  /** Of bytes: the first place, in bytes of that part. */
  at: z.int().optional(),
  /** Fields of the decoded payload that differ, `serverSigned1.serverChallenge`; the first of them. */
  fields: z.array(z.string()).optional(),
});
export type TraceDifference = z.infer<typeof traceDifference>;
export const traceComparison = z.object({
  /** Nothing differs but what was to be ignored. */
  equal: z.boolean(),
  counts: z.object({
    same: z.int(),
    changed: z.int(),
    onlyA: z.int(),
    onlyB: z.int(),
  }),
  /** The numbers of all rows that differ, from 0, whatever page was asked for; the first of them. */
  differing: z.array(z.int()).max(10_000),
  rows: z.array(
    z.object({
      kind: z.enum(['same', 'changed', 'only_a', 'only_b']),
      /** The function, or the code of a note. */
      purpose: z.string(),
      a: compared.optional(),
      b: compared.optional(),
      differences: z.array(traceDifference),
    }),
  ),
  /** Row of the next page; absent: that was all. */
  next: z.int().optional(),
});
export type TraceComparison = z.infer<typeof traceComparison>;

// --- copying --------------------------------------------------------------------------------------------------------------

export const copyFormat = z.enum(['hex', 'json', 'script', 'opensc', 'gscriptor']);
export type CopyFormat = z.infer<typeof copyFormat>;
export const traceCopyRequest = z.object({
  operationId: id,
  /** These exchanges; absent: all. */
  seqs: z.array(seq).max(200_000).optional(),
  format: copyFormat,
});
export type TraceCopyRequest = z.output<typeof traceCopyRequest>;
export const traceCopy = z.object({ text: z.string(), mediaType: z.string(), fileName: z.string() });
export type TraceCopy = z.infer<typeof traceCopy>;

/** How long records are kept. */

import { z } from 'zod';
import { timestamp } from './common.ts';

const days = z.int().min(1).max(36_500);

/** Null: for ever. Traces go before operations; what is unfinished stays, however old it is. */
export const retentionSettings = z.object({
  /** Days after the end of an operation for which its APDUs and HTTP exchanges are kept. */
  tracesDays: days.nullable(),
  /** Days after its end for which an operation is kept. */
  operationsDays: days.nullable(),
  /** Bytes that the database may have; beyond, the oldest traces go, then the oldest operations. */
  maxBytes: z.int().min(10_000_000).max(1e15).nullable(),
});
export type RetentionSettings = z.infer<typeof retentionSettings>;

/** What one run has removed. */
export const retentionReport = z.object({
  startedAt: timestamp,
  endedAt: timestamp,
  /** Operations whose traces are gone, and operations that are gone. */
  traces: z.int(),
  operations: z.int(),
  /** Bytes of the database before and after, free pages not counted. */
  bytesBefore: z.int(),
  bytesAfter: z.int(),
  /** Bytes that were given back to the disk. */
  givenBack: z.int(),
  /** It was broken off; what it has removed is gone. */
  interrupted: z.boolean(),
});
export type RetentionReport = z.infer<typeof retentionReport>;

/** What a run has done so far. */
export const retentionProgress = z.object({
  /** What it is about: the walk over traces or operations, or giving pages back to the disk. */
  phase: z.enum(['traces', 'operations', 'space']),
  traces: z.int(),
  operations: z.int(),
  bytesBefore: z.int(),
  /** Of the database now. */
  bytes: z.int(),
  /** It was told to end, and will after its part. */
  ending: z.boolean(),
});
export type RetentionProgress = z.infer<typeof retentionProgress>;

/** What a run would remove. Nothing was. */
export const retentionPreview = z.object({
  settings: retentionSettings,
  /** Operations whose traces would go, and operations that would go. */
  traces: z.int(),
  operations: z.int(),
  /** Bytes of the traces that would go; what operations take beside is little. */
  traceBytes: z.int(),
  /** The database would be too large without a single trace: then the oldest operations go, as many as it takes. */
  moreBySize: z.boolean(),
});
export type RetentionPreview = z.infer<typeof retentionPreview>;

export const retentionState = z.object({
  settings: retentionSettings,
  /** Of the database now, free pages not counted. */
  bytes: z.int(),
  /** Of pages that hold nothing. */
  freeBytes: z.int(),
  running: z.boolean(),
  /** Of the run that is under way. */
  progress: retentionProgress.exactOptional(),
  lastRun: retentionReport.exactOptional(),
});
export type RetentionState = z.infer<typeof retentionState>;

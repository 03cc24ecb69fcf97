/** Evidence: one operation in a file (docs/evidence.md), made here, opened anywhere, and run again from its recording. */

import { z } from 'zod';
import { errorData, timestamp } from './common.ts';
import { operationDetail, operationKind, operationStatus } from './operation.ts';

export { evidenceEnding, evidenceMostBytes } from '../evidence-file.ts';

export const evidenceOptions = z.object({
  /** EIDs and ICCIDs stay as they are; everything else that is personal is still replaced. */
  keepIds: z.boolean().default(false),
  /** Further names of the lab's own hosts, which do not show by themselves that they are. */
  hosts: z
    .array(
      z
        .string()
        .min(4)
        .max(253)
        .regex(/^[A-Za-z0-9.-]+$/),
    )
    .max(50)
    .default([]),
  /** A remark of whoever exports, for whoever opens it. It is put into the file as it is, but for what is a secret or personal. */
  note: z.string().max(4000).default(''),
});
export type EvidenceOptions = z.output<typeof evidenceOptions>;

/** What is taken out: in its place stands something of the same length that says nothing of it. */
export const removedKind = z.enum([
  'matching_id',
  'confirmation_code',
  'confirmation_code_hash',
  'token',
  'other_secret',
]);
/** What is replaced by another valid one of its kind, the same one everywhere in the file. */
export const replacedKind = z.enum([
  'eid',
  'iccid',
  'imei',
  'tac',
  'imsi',
  'msisdn',
  'nickname',
  'certificate_serial',
  'reader_serial',
  'host',
]);
/** What is overwritten with zeros and marked, since nothing valid could stand in its place. */
export const zeroedKind = z.enum(['profile_data', 'euicc_public_key', 'euicc_signature']);
export const hiddenKind = z.enum([...removedKind.options, ...replacedKind.options, ...zeroedKind.options]);
export type RemovedKind = z.infer<typeof removedKind>;
export type ReplacedKind = z.infer<typeof replacedKind>;
export type ZeroedKind = z.infer<typeof zeroedKind>;
export type HiddenKind = z.infer<typeof hiddenKind>;

/** How much of a kind was hidden: different values, and places in which they stood. */
export const hiddenCount = z.object({
  kind: hiddenKind,
  values: z.int().nonnegative(),
  places: z.int().nonnegative(),
});
export type HiddenCount = z.infer<typeof hiddenCount>;

export const exchangeCounts = z.object({
  apdus: z.int().nonnegative(),
  http: z.int().nonnegative(),
});
export type ExchangeCounts = z.infer<typeof exchangeCounts>;

/** Why a recording cannot be run again. */
export const notReplayable = z.enum([
  /** It has no exchanges any more: retention has removed them, or it was made without. */
  'no_trace',
  /** Exchanges were lost while it was recorded. */
  'trace_incomplete',
  /** Recorded by a workbench that did not note what card and person did besides. */
  'recorded_before',
  /** What it was started with is not known. */
  'no_request',
  /** What was sent came from a person, input by input, or from the file of another program. */
  'by_hand',
]);
export type NotReplayable = z.infer<typeof notReplayable>;

/** What a file of this operation would hold. */
export const evidencePreview = z.object({
  operationId: z.int(),
  kind: operationKind,
  status: operationStatus,
  exchanges: exchangeCounts,
  hidden: z.array(hiddenCount),
  /** The personal values as they are, each of which is replaced; no secrets. For the eyes of whoever exports. */
  values: z.array(z.object({ kind: replacedKind, value: z.string(), places: z.int() })),
  notReplayable: notReplayable.optional(),
  /** The excerpt in words as it would be in the file. */
  excerpt: z.string(),
});
export type EvidencePreview = z.infer<typeof evidencePreview>;

/** A file that waits to be fetched in parts with `evidence.read`. */
export const evidenceDownload = z.object({
  download: z.int().positive(),
  /** A name that fits, without folder. */
  name: z.string(),
  bytes: z.int(),
  /** Of the whole file, hexadecimal. */
  sha256: z.string(),
  exchanges: exchangeCounts,
  hidden: z.array(hiddenCount),
});
export type EvidenceDownload = z.infer<typeof evidenceDownload>;

export const traceFormat = z.enum(['pcapng', 'har', 'jsonl']);
export type TraceFormat = z.infer<typeof traceFormat>;

/** Where a deviation began, and what stood there. */
export const replayDeviation = z.object({
  /**
   * `apdu`, `http`: another request than the recorded one. `connect`, `reset`: another step at the reader. `more`: the
   * recording is at its end, and the operation wants more. `less`: the operation ended before its recording. `end`: all
   * exchanges are equal, and it ended otherwise. `stuck`: it waits for something that the recording does not have.
   */
  at: z.enum(['apdu', 'http', 'connect', 'reset', 'more', 'less', 'end', 'stuck']),
  /** Number of the recorded exchange. */
  seq: z.int().optional(),
  purpose: z.string().optional(),
  /** What differs: `command`, `url`, `requestBody`, `status`, `error` and so on. */
  field: z.string(),
  /** First byte that differs, from 0; of bytes alone. */
  offset: z.int().optional(),
  expected: z.string(),
  found: z.string(),
});
export type ReplayDeviation = z.infer<typeof replayDeviation>;

export const replayResult = z.object({
  equal: z.boolean(),
  /** How many recorded exchanges were met with equal bytes. */
  replayed: exchangeCounts,
  recorded: exchangeCounts,
  deviation: replayDeviation.optional(),
  /** The operation as it came out of the replay; its reader is `replay:…`. It is kept nowhere. */
  operation: operationDetail,
});
export type ReplayResult = z.infer<typeof replayResult>;

/** How far the replay of opened evidence has come. */
export const replayProgress = z.object({
  /** Of the evidence. */
  id: z.int().positive(),
  replayed: exchangeCounts,
  recorded: exchangeCounts,
  /** True once, at its end: whatever became of it stands in the answer of `evidence.replay`, or in the evidence's `lastReplay`. */
  ended: z.boolean(),
});
export type ReplayProgress = z.infer<typeof replayProgress>;

/** An opened file. It is no operation of this workbench: its numbers are its own, and it cannot be changed. */
export const evidence = z.object({
  id: z.int().positive(),
  openedAt: timestamp,
  /** Where it comes from, as the file says it; nobody has vouched for it. */
  origin: z.object({
    /** Name of the file that was opened. */
    fileName: z.string(),
    sha256: z.string(),
    bytes: z.int(),
    workbench: z.string(),
    specification: z.string(),
    exportedAt: timestamp,
    note: z.string(),
    /** EIDs and ICCIDs are the real ones. */
    keptIds: z.boolean(),
  }),
  kind: operationKind,
  status: operationStatus,
  simulated: z.boolean(),
  startedAt: timestamp,
  endedAt: timestamp.optional(),
  error: errorData.optional(),
  exchanges: exchangeCounts,
  hidden: z.array(hiddenCount),
  notReplayable: notReplayable.optional(),
  lastReplay: z
    .object({ at: timestamp, equal: z.boolean(), deviation: replayDeviation.optional() })
    .optional(),
});
export type Evidence = z.infer<typeof evidence>;

export const evidenceDetail = z.object({
  evidence,
  /**
   * As recorded. Its `id` is the evidence's with a minus sign, and its `readerId` begins with `evidence:`, so that it is no
   * operation that any other call knows.
   */
  operation: operationDetail,
  excerpt: z.string(),
  /** Settings that counted: habits of the card, roots. */
  settings: z.object({
    quirks: z.array(z.string()),
    roots: z.array(z.object({ keyId: z.string(), enabled: z.boolean() })),
  }),
});
export type EvidenceDetail = z.infer<typeof evidenceDetail>;

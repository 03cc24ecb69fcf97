/** Reports: who did what to which card, and how it ended. */

import { z } from 'zod';
import { isDay, isTimeZone } from '../days.ts';
import { batchName } from './code.ts';
import { documentLanguage, eidText, iccidText, timestamp } from './common.ts';
import { operationCause, operationKind } from './operation.ts';

export const reportBy = z.enum(['card', 'day', 'batch']);
export type ReportBy = z.infer<typeof reportBy>;

export const reportFormat = z.enum(['json', 'csv', 'html']);
export type ReportFormat = z.infer<typeof reportFormat>;

/** Most operations that one report lists. What there is beyond is counted, and `more` says where to go on. */
export const reportLimit = 20_000;

export const reportRequest = z.object({
  /** How the operations are grouped. */
  by: reportBy,
  format: reportFormat.default('json'),
  eid: eidText.optional(),
  iccid: iccidText.optional(),
  batch: batchName.optional(),
  /** Those begun on that day, as `2026-11-27`, in the time zone. */
  day: z.string().refine(isDay, { message: 'is no day of the calendar, as 2026-11-27' }).optional(),
  /** Those begun at that time or later, in milliseconds since 1970. */
  from: timestamp.optional(),
  /** Those begun before that time. */
  to: timestamp.optional(),
  kinds: z.array(operationKind).min(1).max(20).optional(),
  /** Of the IANA database. Default: that of the machine on which the engine runs. */
  timeZone: z.string().refine(isTimeZone, { message: 'is no time zone, as Europe/Vienna' }).optional(),
  /** Of the page, and of the sentences in a document or a table; the names of their fields and columns are the same in each. */
  language: documentLanguage.default('en'),
  limit: z.int().min(1).max(reportLimit).default(reportLimit),
  /** Only operations with a larger number: the `more` of the part before. */
  after: z.int().nonnegative().default(0),
});
export type ReportRequest = z.output<typeof reportRequest>;

export const reportOutcome = z.enum(['successful', 'failed', 'cancelled', 'running', 'unknown']);
export type ReportOutcome = z.infer<typeof reportOutcome>;

/** One operation as a report has it. Texts of cards and servers in it can do nothing to whoever shows them (`visibleText`). */
export const reportEntry = z.object({
  operation: z.int().positive(),
  kind: operationKind,
  /** Whether the card was a simulated one. */
  simulated: z.boolean(),
  /** `cancelled`: somebody wanted it so, and nothing else went wrong. `unknown`: it broke off, and its card has not been read since. */
  outcome: reportOutcome,
  /** RFC 3339 times with the offset of the time zone. */
  begun: z.string(),
  ended: z.string().exactOptional(),
  durationMs: z.int().nonnegative().exactOptional(),
  day: z.string(),
  batch: z.string().exactOptional(),
  eid: eidText.exactOptional(),
  iccid: iccidText.exactOptional(),
  profile: z.string().exactOptional(),
  /** Number of the code in the vault. */
  code: z.int().positive().exactOptional(),
  /** What became of the activation code. */
  codeUse: z.enum(['none', 'unused', 'used', 'unknown']),
  server: z.string().exactOptional(),
  reader: z.string(),
  createdBy: z.string(),
  source: z.string(),
  cause: operationCause,
  causeId: z.string().exactOptional(),
  carrier: z.string().exactOptional(),
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).exactOptional(),
  remarks: z.array(z.string()),
});
export type ReportEntry = z.infer<typeof reportEntry>;

export const reportTotals = z.object({
  operations: z.int(),
  successful: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  running: z.int(),
  unknown: z.int(),
});
export type ReportTotals = z.infer<typeof reportTotals>;

export const reportGroup = z.object({
  /** EID, day or name of the batch; absent: operations that had none. */
  name: z.string().exactOptional(),
  simulated: z.boolean(),
  /** Of what is listed here. */
  totals: reportTotals,
  entries: z.array(reportEntry),
});
export type ReportGroup = z.infer<typeof reportGroup>;

/** A report as a JSON document. Groups of real cards come before those of simulated ones; no group has both. */
export const reportDocument = z.object({
  report: z.literal('euicc-workbench'),
  version: z.literal(1),
  by: reportBy,
  timeZone: z.string(),
  made: z.string(),
  filter: z.object({
    eid: eidText.exactOptional(),
    iccid: iccidText.exactOptional(),
    batch: z.string().exactOptional(),
    day: z.string().exactOptional(),
    from: z.string().exactOptional(),
    to: z.string().exactOptional(),
    kinds: z.array(operationKind).exactOptional(),
  }),
  /** Of all that the filter matches, listed here or not. */
  totals: z.object({ real: reportTotals, simulated: reportTotals }),
  listed: z.int(),
  limit: z.int(),
  /** There are more than are listed: those after this number. */
  more: z.int().exactOptional(),
  groups: z.array(reportGroup),
});
export type ReportDocument = z.infer<typeof reportDocument>;

/** A report as a file. */
export const madeReport = z.object({
  name: z.string(),
  mediaType: z.string(),
  text: z.string(),
  listed: z.int(),
  matching: z.int(),
  limit: z.int(),
  more: z.int().exactOptional(),
});
export type MadeReport = z.infer<typeof madeReport>;

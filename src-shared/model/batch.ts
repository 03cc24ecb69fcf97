/** Batches of the station: a list of codes, or of EID and code, that is worked off with a number of readers. */

import { z } from 'zod';
import { batchName, carrierName, codePlace, importReport, newCode } from './code.ts';
import { eidText, errorData, iccidText, timestamp } from './common.ts';

/** The limits of a batch; docs/station.md names them. */
export const batchLimits = {
  lines: 20_000,
  readers: 64,
  refused: 1000,
  files: 200,
  previewed: 2000,
  recipes: 100,
} as const;

/** What is done when nothing is said; `recipe` of `batches.create` takes any part of it. */
export const batchRecipe = z.object({
  /** What is looked at on each card before anything is asked of a server. That it is an eUICC that can be read is looked at always. */
  checks: z
    .object({
      /** One of the card's CIs has to be a root that is switched on here. */
      trustedCi: z.boolean().default(true),
      /** Free non-volatile memory that the card has to have, in bytes. Without it: some. */
      freeMemory: z.int().nonnegative().max(100_000_000).exactOptional(),
    })
    .prefault({}),
  /** What has to be true of the profile that a server offers, or nothing is installed. */
  expect: z
    .object({
      carrier: carrierName.exactOptional(),
      /** The profile has to have the ICCID that is known of its code, where one is. */
      iccid: z.boolean().default(true),
    })
    .prefault({}),
  /** Enable the profile when it is on the card. */
  enable: z.boolean().default(true),
  /** Delete test profiles that were loaded in the field (SGP.22 v2.5 §5.7.19) before the download. */
  deleteTestProfiles: z.boolean().default(false),
  /**
   * Of the profile when it is on the card; `{line}`, `{iccid}`, `{eid}`, `{carrier}`, `{profile}`, `{label}` are filled in. What is
   * longer than a nickname may be (64 bytes, §5.7.21) is cut.
   */
  nickname: z.string().min(1).max(200).exactOptional(),
  /** `vault`: what is kept with the code. `ask`: of what is not kept there, a person is asked (the operation's question). */
  confirmationCode: z.enum(['vault', 'ask']).default('vault'),
  /** The user agrees beforehand to policy rules of which the card wants it (§3.1.3). */
  acceptPolicyRules: z.boolean().default(false),
  /** After so many lines that have failed the batch stops: one after another, or since it was started. 0: never. */
  stopAfter: z
    .object({
      inARow: z.int().min(0).max(10_000).default(3),
      inAll: z.int().min(0).max(20_000).default(0),
    })
    .prefault({}),
  /**
   * A card that holds the profile (by the ICCID of its code) or one of the expected carrier already: it is left as it is and
   * its code kept for another one (`skip`), its line fails (`fail`), the profile that is there is enabled and no code is used
   * (`enable`), or it gets one all the same (`install`).
   */
  profileThere: z.enum(['skip', 'fail', 'enable', 'install']).default('skip'),
  /** A code that its server refuses fails its line. True: the card, which is blameless, gets the next code at once. */
  nextCodeAfterBad: z.boolean().default(false),
  /** Which labels are wanted at the end: of the codes that were not used, of the cards that were done. */
  labels: z.object({ unused: z.boolean().default(false), done: z.boolean().default(false) }).prefault({}),
});
export type BatchRecipe = z.output<typeof batchRecipe>;

/** `draft`: not started yet. `paused` and `stopped`: what runs ends, and nothing more is begun. `finished`: no line is left. */
export const batchState = z.enum(['draft', 'running', 'paused', 'stopped', 'finished']);
export type BatchState = z.infer<typeof batchState>;

/** Whether a batch in this state has its readers to itself. In every other one it only names those that it wants. */
export const holdsReaders = (state: BatchState): boolean => state === 'running' || state === 'paused';

export const batchStopReason = z.enum(['request', 'failures_in_a_row', 'failures_in_all']);
export type BatchStopReason = z.infer<typeof batchStopReason>;

export const batchLineState = z.enum(['waiting', 'running', 'done', 'failed', 'skipped']);
export type BatchLineState = z.infer<typeof batchLineState>;

/** What an operation does for its line. */
export const batchStep = z.enum(['test_profiles', 'download', 'enable', 'nickname']);
export type BatchStep = z.infer<typeof batchStep>;

export const batchLine = z.object({
  batchId: z.int().positive(),
  /** From 1, in the order of the list. */
  line: z.int().positive(),
  /** Where it stands in the list that was given. */
  place: codePlace,
  /** Its code in the vault. */
  codeId: z.int().positive(),
  /** The card that the list names for it; absent: any. */
  eid: eidText.exactOptional(),
  state: batchLineState,
  /** Of a line that waits: it was begun on this card, and goes on when it is back. */
  wantedEid: eidText.exactOptional(),
  /** The card on which it was begun last. */
  cardEid: eidText.exactOptional(),
  readerId: z.string().exactOptional(),
  /** The profile that is on that card by this line. */
  iccid: iccidText.exactOptional(),
  /** What runs, or ran last. */
  step: batchStep.exactOptional(),
  /** All of its operations, in order. */
  operations: z.array(z.int()),
  /** Why it has failed, or was broken off. */
  error: errorData.exactOptional(),
  /** What went otherwise than planned without failing: `profile_there`, `nickname_not_set`. */
  remarks: z.array(z.object({ code: z.string(), params: errorData.shape.params })),
  startedAt: timestamp.exactOptional(),
  endedAt: timestamp.exactOptional(),
  updatedAt: timestamp,
});
export type BatchLine = z.infer<typeof batchLine>;

export const batchCounts = z.object({
  waiting: z.int(),
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  skipped: z.int(),
});
export type BatchCounts = z.infer<typeof batchCounts>;

export const batch = z.object({
  id: z.int().positive(),
  /** By which its operations are reported together (`reports.make`); no two batches have the same. */
  name: batchName,
  state: batchState,
  stop: z.object({ reason: batchStopReason, count: z.int().exactOptional() }).exactOptional(),
  recipe: batchRecipe,
  /** The readers that take part; another batch may name them too, while it does not run. */
  readers: z.array(z.string()),
  counts: batchCounts,
  /** Lines that have failed since it was started or resumed: one after another, and in all. */
  failures: z.object({ inARow: z.int(), inAll: z.int() }),
  /** What of the list is in no line, and why. */
  refused: importReport.shape.refused,
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  startedAt: timestamp.exactOptional(),
  endedAt: timestamp.exactOptional(),
});
export type Batch = z.infer<typeof batch>;

/**
 * What is to be done at a reader. `insert`: put a card in. `reading`, `working`: leave it in. `take_out`: take it out; the
 * outcome says why. `put_back`: the card was taken out too early, and the same one is to be put in again. `resting`: the batch
 * begins nothing now. `reader_gone`: it is not plugged in.
 */
export const stationPhase = z.enum([
  'insert',
  'reading',
  'working',
  'take_out',
  'put_back',
  'resting',
  'reader_gone',
]);
export type StationPhase = z.infer<typeof stationPhase>;

/**
 * Why a card is to be taken out. `done`, `failed`: its line has come to that end. Nothing was begun with: `unreadable`,
 * `unsuitable` (a check: the error says which), `profile_there`, `done_before` (its line is done), `failed_before`,
 * `skipped_before` (the line that the list has for it has ended so), `not_in_list`, `no_code_left`, `busy` (somebody else works with it).
 */
export const stationOutcome = z.enum([
  'done',
  'failed',
  'unreadable',
  'unsuitable',
  'profile_there',
  'done_before',
  'failed_before',
  'skipped_before',
  'not_in_list',
  'no_code_left',
  'busy',
]);
export type StationOutcome = z.infer<typeof stationOutcome>;

/** What the next card is expected to be. `none`: no card is waited for. `cards`: one of these, of which the first are named. */
export const stationExpects = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any'), line: z.int().positive() }),
  z.object({ kind: z.literal('cards'), count: z.int().positive(), eids: z.array(eidText).max(20) }),
  z.object({ kind: z.literal('none') }),
]);
export type StationExpects = z.infer<typeof stationExpects>;

/** One reader of a batch, as the technician sees it. */
export const stationSlot = z.object({
  batchId: z.int().positive(),
  readerId: z.string(),
  phase: stationPhase,
  /** Of the card that is in it, or is to be put back. */
  eid: eidText.exactOptional(),
  line: z.int().positive().exactOptional(),
  step: batchStep.exactOptional(),
  operationId: z.int().exactOptional(),
  outcome: stationOutcome.exactOptional(),
  error: errorData.exactOptional(),
  expects: stationExpects,
});
export type StationSlot = z.infer<typeof stationSlot>;

export const batchDetail = batch.extend({ slots: z.array(stationSlot) });
export type BatchDetail = z.infer<typeof batchDetail>;

/** One line as it is given: a code of the vault by its number, or a code itself; and the card, where it is for one. */
export const batchRow = newCode
  .omit({ batch: true })
  .partial({ activationCode: true })
  .extend({ codeId: z.int().positive().optional(), eid: eidText.optional() })
  .refine((row) => (row.codeId === undefined) !== (row.activationCode === undefined), {
    path: ['activationCode'],
    message: 'has to be there, or codeId in its place',
  });
export type BatchRow = z.output<typeof batchRow>;

export const createdBatch = z.object({
  /** Absent where no line could be used, or all or nothing was wanted and something was refused. */
  batch: batch.exactOptional(),
  /** What became of the list, by line; `added` and `known` are codes as the vault has them. */
  report: importReport,
  /** It was made by an earlier call with the same `requestKey`. */
  repeated: z.boolean(),
});
export type CreatedBatch = z.infer<typeof createdBatch>;

/** A line as a list would make it, before anything is made. No code is in it. */
export const previewedLine = z.object({
  place: codePlace,
  eid: eidText.exactOptional(),
  /** The vault has the code already. */
  codeId: z.int().positive().exactOptional(),
  smdpAddress: z.string(),
  /** Of its matching id, as the vault shows it. */
  hint: z.string().exactOptional(),
  iccid: iccidText.exactOptional(),
  carrier: z.string().exactOptional(),
  label: z.string().exactOptional(),
  /** It needs a confirmation code, and none is known. */
  confirmationCodeMissing: z.boolean(),
});
export type PreviewedLine = z.infer<typeof previewedLine>;

/** What a list would become: which lines, and what is refused and why. */
export const batchPreview = importReport.pick({ refused: true, remarks: true, passedOver: true }).extend({
  /** The first of them. */
  lines: z.array(previewedLine),
  total: z.int().nonnegative(),
  refusedTotal: z.int().nonnegative(),
  /** Lines that name their card. */
  withEid: z.int().nonnegative(),
  confirmationCodesMissing: z.int().nonnegative(),
});
export type BatchPreview = z.infer<typeof batchPreview>;

export const recipeName = z.string().trim().min(1).max(60);

/** A recipe that is kept under a name. */
export const namedRecipe = z.object({ name: recipeName, recipe: batchRecipe });
export type NamedRecipe = z.output<typeof namedRecipe>;

/** The vault of activation codes as everybody outside of the engine sees it: without the codes themselves. */

import { z } from 'zod';
import { base64Text, eidText, errorData, iccidText, timestamp } from './common.ts';

/**
 * NOT_INSTALLED, ACTIVE and EXPIRED as ordering APIs have them. `claimed`: an operation holds it, and nobody else can use it.
 * `burned`: it is used up, and its profile is on no card.
 */
export const codeState = z.enum(['NOT_INSTALLED', 'claimed', 'ACTIVE', 'burned', 'EXPIRED']);
export type CodeState = z.infer<typeof codeState>;

/** How a code came here: typed in, from a list, from a CSV file, from pictures, ordered, or with an operation that brought it. */
export const codeSource = z.enum(['hand', 'list', 'csv', 'qr', 'order', 'operation']);
export type CodeSource = z.infer<typeof codeSource>;

export const codeLabel = z.string().max(200);
export const carrierName = z.string().max(200);
export const batchName = z.string().min(1).max(100);

export const code = z.object({
  id: z.int().positive(),
  state: codeState,
  smdpAddress: z.string(),
  /** The matching id with all but its last characters hidden, while the code is not used up: enough to tell two apart. */
  hint: z.string().exactOptional(),
  confirmationCodeRequired: z.boolean(),
  /** Whether a confirmation code is kept with it. */
  confirmationCodeKept: z.boolean(),
  iccid: iccidText.exactOptional(),
  carrier: z.string().exactOptional(),
  label: z.string().exactOptional(),
  batch: z.string().exactOptional(),
  source: codeSource,
  orderId: z.int().exactOptional(),
  /** It is free, but whether it was used up could not be found out: the next try will tell. */
  doubtful: z.boolean(),
  /** The operation that holds it, or had it last. */
  operationId: z.int().exactOptional(),
  /** The card on which it was installed. */
  eid: eidText.exactOptional(),
  validUntil: timestamp.exactOptional(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  /** When it was installed, or found to be used up. */
  usedAt: timestamp.exactOptional(),
});
export type Code = z.infer<typeof code>;

/** What the list of codes can be sorted by. `label`: the label, or the carrier of a code that has none. */
export const codeSortField = z.enum(['id', 'label', 'batch', 'state', 'validUntil', 'createdAt']);
export type CodeSortField = z.infer<typeof codeSortField>;

/** By what a code is in its place: a state by its number in `codeState`; null where it has none, which comes last. */
export function codeSortValue(shown: Code, by: CodeSortField): string | number | null {
  switch (by) {
    case 'label':
      return shown.label ?? shown.carrier ?? null;
    case 'state':
      return codeState.options.indexOf(shown.state);
    default:
      return shown[by] ?? null;
  }
}

export const codeSort = z.object({
  by: codeSortField,
  direction: z.enum(['asc', 'desc']),
  /** The last code of the page before, as that page had it: its number and `codeSortValue`. */
  after: z
    .object({ id: z.int().positive(), value: z.union([z.string().max(200), z.number(), z.null()]) })
    .optional(),
});
export type CodeSort = z.infer<typeof codeSort>;

/** A code as it is given to the vault. */
export const newCode = z.object({
  activationCode: z.string().min(1).max(4096),
  confirmationCode: z.string().min(1).max(64).optional(),
  iccid: iccidText.optional(),
  carrier: carrierName.optional(),
  label: codeLabel.optional(),
  batch: batchName.optional(),
  validUntil: timestamp.optional(),
});
export type NewCode = z.infer<typeof newCode>;

/** Where in what was given a code, or a mistake, stands. */
export const codePlace = z.object({
  file: z.string().exactOptional(),
  /** From 1. */
  line: z.int().exactOptional(),
  /** From 1. */
  page: z.int().exactOptional(),
  /** From 1: which of several. */
  index: z.int().exactOptional(),
});
export type CodePlace = z.infer<typeof codePlace>;

/** What became of an import. No text of a code is in it. */
/** What the vault says of a code that is added and known to it: it is used up. */
export type SpentCodeRemark = 'code_spent_active' | 'code_spent_burned' | 'code_spent_expired';

export const importReport = z.object({
  added: z.array(z.object({ place: codePlace, code })),
  /** Those that the vault has already; what it did not know of them (label, ICCID, carrier) it has now. */
  known: z.array(z.object({ place: codePlace, code })),
  refused: z.array(z.object({ place: codePlace, error: errorData })),
  /** What was tolerated or is to be looked at, as `prefix_missing`, `iccid_check_digit`. */
  remarks: z.array(z.object({ place: codePlace, code: z.string() })),
  /** What was no code and was not meant as one: lines of prose, QR codes of web pages, columns that mean nothing here. */
  passedOver: z.object({
    lines: z.int().nonnegative(),
    qrCodes: z.int().nonnegative(),
    columns: z.array(z.string()),
  }),
  /** False: everything was wanted or nothing, and something was refused. */
  kept: z.boolean(),
  /** Where nothing was kept: how many were right, and would be in the vault. */
  right: z.int().nonnegative().exactOptional(),
});
export type ImportReport = z.infer<typeof importReport>;

export const importFile = z.object({ name: z.string().max(300), data: base64Text });

/** What stands in a file, for whoever chooses one of it: the codes themselves, each once, in their order. */
export const readCodes = z.object({
  codes: z.array(z.string()),
  refused: importReport.shape.refused,
});

/** A file that was made: a picture or a page. */
/** Labels that are made at a time: what is drawn goes to the window as one answer. */
export const labelsAtOnce = 500;

export const madeFile = z.object({ name: z.string(), mediaType: z.string(), data: base64Text });
export type MadeFile = z.infer<typeof madeFile>;

/** Calls about the vault of activation codes. */

import { z } from 'zod';
import {
  batchName,
  carrierName,
  code,
  codeLabel,
  codeSort,
  codeSource,
  codeState,
  importFile,
  importReport,
  labelsAtOnce,
  madeFile,
  newCode,
  readCodes,
} from '../model/code.ts';
import { documentLanguage, iccidText, timestamp } from '../model/common.ts';
import { row } from './row.ts';

const id = z.int().positive();
const allOrNothing = z.boolean().default(false);
/** Takes the field away with null. */
const changed = <S extends z.ZodType>(schema: S) => schema.nullable().optional();

export const codeRows = {
  'codes.list': row(
    'The activation codes of the vault, the newest first or sorted, without the codes themselves',
    z.object({
      limit: z.int().min(1).max(1000).default(100),
      /** Only those with a smaller id. */
      before: id.optional(),
      state: codeState.optional(),
      batch: batchName.optional(),
      /** Part of label, carrier, ICCID, batch or server address. */
      search: z.string().max(200).optional(),
      /** In place of the newest first. What has no such value comes last; what has the same, the newest first. */
      sort: codeSort.optional(),
    }),
    z.object({ codes: z.array(code), counts: z.record(codeState, z.int()) }),
  ),
  'codes.get': row('One activation code of the vault', z.object({ id }), code),
  'codes.reveal': row(
    'The activation code itself, while it is not used up; it is a secret',
    z.object({ id }),
    z.object({ activationCode: z.string(), confirmationCode: z.string().exactOptional() }),
  ),
  'codes.add': row(
    'Puts activation codes into the vault; tells of each what became of it',
    z.object({
      codes: z.array(newCode).min(1).max(20_000),
      source: codeSource.exclude(['order', 'operation']).default('hand'),
      /** Keep all of them, or none where one is refused. */
      allOrNothing,
    }),
    importReport,
  ),
  'codes.read': row(
    'Reads a list, a picture of QR codes or a PDF file, tells the activation codes in it, and keeps none of them',
    z.object({ file: importFile }),
    readCodes,
  ),
  'codes.import': row(
    'Reads lists, CSV files, pictures of QR codes and PDF files, and puts the codes in them into the vault',
    z.object({
      files: z.array(importFile).min(1).max(200),
      batch: batchName.optional(),
      /** For dates like 03/04/2027, which are refused without it. */
      dateOrder: z.enum(['day_first', 'month_first']).optional(),
      allOrNothing,
    }),
    importReport,
  ),
  'codes.update': row(
    'Changes what is known of a code; null takes a field away',
    z.object({
      id,
      label: changed(codeLabel),
      carrier: changed(carrierName),
      iccid: changed(iccidText),
      batch: changed(batchName),
      validUntil: changed(timestamp),
      confirmationCode: changed(z.string().min(1).max(64)),
    }),
    code,
  ),
  'codes.remove': row(
    'Takes a code out of the vault for good; not while an operation holds it. That it was used up stays known',
    z.object({ id }),
    z.object({ removed: z.boolean() }),
  ),
  'codes.release': row(
    'Frees a code whose operation cannot be reconciled any more (its card is lost); it is marked as doubtful',
    z.object({ id }),
    code,
  ),
  'codes.labels': row(
    'QR pictures or label sheets for codes that are not installed',
    z.object({
      ids: z.array(id).min(1).max(labelsAtOnce),
      format: z.enum(['png', 'svg', 'page']),
      /** Paper and labels, by name or measures: `a4-63x38`, `A4 3x7 63.5x38.1 7.2x15.1 2.5x0` (docs/codes.md). */
      sheet: z.string().max(80).optional(),
      /** How many labels of the first sheet are used up already. */
      skip: z.int().min(0).max(1600).optional(),
      /** Print the confirmation code too, where it is kept. */
      withConfirmationCode: z.boolean().default(false),
      /** Print server and matching id as text, too. */
      withCodeText: z.boolean().optional(),
      /** Draw the edges of the labels, to cut plain paper. */
      outlines: z.boolean().optional(),
      /** Of what stands on sheets beside what is known of the codes. Default: English. */
      language: documentLanguage.optional(),
    }),
    z.object({ files: z.array(madeFile) }),
  ),
  'vault.rotate': row(
    'Makes a new key for the vault and seals everything in it anew',
    z.object({}).strict(),
    z.object({ codes: z.int(), tokens: z.int(), orders: z.int() }),
  ),
} as const;

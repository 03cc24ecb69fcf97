/** What the reading of lists, pictures and documents gives, before anything of it is in the vault. */

import { z } from 'zod';
import { codePlace, codeSource, newCode } from './code.ts';
import { eidText, errorData } from './common.ts';

/** The limits of what is read; the room `codes` holds to them, docs/codes.md names them. */
export const codeImportLimits = {
  /** Of one file, in bytes. */
  listBytes: 8 * 1024 * 1024,
  pdfBytes: 32 * 1024 * 1024,
  /** Files in one import. */
  files: 1000,
  /** Codes in one import, right and wrong ones. */
  codes: 50_000,
  /** Lines in one list; empty ones count. */
  lines: 50_000,
  columns: 64,
  /** Characters in one field of a list. */
  field: 4096,
  /** Pages in one PDF file. */
  pages: 200,
} as const;

/** One activation code with what is known about it: a code as it is given to the vault, checked. */
export const importedCode = newCode.extend({
  /**
   * In its shortest form (SGP.22 v2.5 §4.1), at most 255 characters and the prefix. Its last part says the same as
   * `confirmationCodeRequired`.
   */
  activationCode: z.string().min(1).max(259),
  /** By the code itself, by its column, or since a confirmation code stands beside it. */
  confirmationCodeRequired: z.boolean(),
  /** 18 to 20 digits as printed (ITU-T E.118): the hexadecimal digits that some cards hold are not printed. */
  iccid: z
    .string()
    .regex(/^\d{18,20}$/)
    .optional(),
  /** The card that the code is for. */
  eid: eidText.optional(),
});
export type ImportedCode = z.infer<typeof importedCode>;

/** What is pointed out about a record beside what was tolerated in its activation code. */
export type CodeImportRemark =
  | 'iccid_check_digit'
  | 'iccid_repeated'
  | 'eid_check_digits'
  | 'matching_id_in_code_column'
  | 'confirmation_code_flag_differs';

export const foundCode = z.object({
  place: codePlace,
  source: codeSource.extract(['list', 'csv', 'qr']),
  record: importedCode,
  /** What was tolerated or stands out: an `ActivationCodeRemark` or a `CodeImportRemark`. */
  remarks: z.array(z.string()),
});
export type FoundCode = z.infer<typeof foundCode>;

export const refusedCode = z.object({ place: codePlace, error: errorData });
export type RefusedCode = z.infer<typeof refusedCode>;

/** What was found where, and what was refused where and why. Nothing of it is stored yet. */
export const codeFindings = z.object({
  found: z.array(foundCode),
  /** What was meant as a code and is none, and files that could not be read. */
  refused: z.array(refusedCode),
  /** What was meant as something else: it is counted, so that nothing is left out silently. */
  passedOver: z.object({
    /** Lines of prose around the codes of a text. */
    lines: z.int().nonnegative(),
    /** QR codes with other content. */
    qrCodes: z.int().nonnegative(),
    /** Columns of a list that mean nothing here, by name or as `column 3`. */
    columns: z.array(z.string()),
  }),
});
export type CodeFindings = z.infer<typeof codeFindings>;

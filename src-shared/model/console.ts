/** The console: single APDUs and ES10 functions on a reader, kept as an operation of kind `console`. */

import { z } from 'zod';
import { batchName } from './code.ts';
import { errorData, hexText } from './common.ts';
import { decodeWord, traceDetail, traceLine } from './trace.ts';

/** An extended command APDU in hexadecimal with spaces, and more than any request of ES10. */
export const consoleInput = z.string().min(1).max(400_000);

export const consoleStart = z.object({
  readerId: z.string().min(1).max(300),
  /** Without an input for this long, the session ends by itself. */
  idleMinutes: z.int().min(1).max(120).default(10),
  batch: batchName.optional(),
});

/** What an input would do that cannot be taken back, or not easily. */
export const consoleDanger = z.enum([
  'delete_profile',
  'reset_memory',
  'switch_profile',
  'load_profile',
  'remove_notification',
  /** Another ES10 function that changes what the card keeps. */
  'es10_write',
  /** STORE DATA whose function cannot be told: a further block, or bytes of no known function. */
  'store_data_unknown',
  /** A PIN or PUK: `key`, and the `tries` that are left, `unknown` where the card was not asked. */
  'pin_tries',
  /** A file is written. */
  'file_write',
  /** Files, applications or keys are made, removed or blocked. */
  'card_manage',
  /** A message for the toolkit or from over the air. */
  'envelope',
]);
export type ConsoleDanger = z.infer<typeof consoleDanger>;

export const consoleWarning = z.object({
  danger: consoleDanger,
  params: errorData.shape.params,
});
export type ConsoleWarning = z.infer<typeof consoleWarning>;

/** An input as it is understood. */
export const consoleChecked = z.object({
  kind: z.enum(['apdu', 'select', 'es10', 'store_data', 'reset']),
  /** `ES10c.GetEID`, `SELECT`, `VERIFY PIN`, or `APDU` where the instruction has no name. */
  title: z.string(),
  /** What defines it. */
  section: z.string().optional(),
  /** What goes to the card, in hexadecimal: an APDU, or the command data for the ISD-R. Absent where it holds a secret. */
  hex: hexText.optional(),
  /** It holds a PIN or what belongs to an activation code, and is to be kept in no history. */
  secret: z.boolean(),
  /** Wants to be confirmed where there are any. */
  warnings: z.array(consoleWarning),
});
export type ConsoleChecked = z.infer<typeof consoleChecked>;

/** What came of an input. */
export const consoleAnswer = z.object({
  /** Number of the input in its session, from 1. */
  n: z.int(),
  input: consoleChecked,
  /** The status word of the last exchange, and what it means. */
  statusWord: z.string().optional(),
  meaning: z.string().optional(),
  /** The same for windows of other languages. */
  meaningWords: z.array(decodeWord).optional(),
  /** A refusal by name, or what went wrong between card and reader. */
  error: errorData.optional(),
  /** What travelled, as `trace.list` gives it; the first ones of very many. */
  lines: z.array(traceLine),
  more: z.int(),
  /** The command with its whole answer, decoded. */
  detail: traceDetail.optional(),
});
export type ConsoleAnswer = z.infer<typeof consoleAnswer>;

/** A field of a request, as help shows it. */
export const consoleField = z.object({
  /** `profileIdentifier.iccid`. */
  path: z.string(),
  /** `16 bytes in hexadecimal`, `true or false`, `one of …`. */
  type: z.string(),
  typeWords: z.array(decodeWord).optional(),
  optional: z.boolean(),
});

export type ConsoleField = z.infer<typeof consoleField>;

/** A function or command that can be typed. */
export const consoleFunction = z.object({
  name: z.string(),
  section: z.string(),
  /** What to type: the name with a request that can be filled in. */
  skeleton: z.string(),
  fields: z.array(consoleField),
  danger: consoleDanger.optional(),
});
export type ConsoleFunction = z.infer<typeof consoleFunction>;

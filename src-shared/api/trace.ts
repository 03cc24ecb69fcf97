/** Calls about traces and their bytes, beside `trace.list` and `trace.get`. */

import { z } from 'zod';
import { decodedInput } from '../model/decode.ts';
import { row } from './row.ts';

/** Three characters a byte for the 1 MiB that can be decoded: hexadecimal with blanks. */
const decodeText = z.string().max(3 * 1024 * 1024);

export const traceRows = {
  'decode.bytes': row(
    'Finds out what bytes are (hexadecimal, base64, PEM, JSON, activation code, EID, ICCID) and decodes them',
    z.object({ text: decodeText }),
    decodedInput,
  ),
} as const;

import { defineErrors } from './define.ts';

/** Decoding, traces and recordings. */
export const traceErrors = defineErrors('input', {
  decode_input_unknown: [
    'This is neither hexadecimal nor base64, PEM, JSON, an activation code, an EID or an ICCID',
    'Copy the bytes alone, without the text around them.',
  ],
  trace_query_invalid: [
    'The search {query} cannot be understood',
    'Write sw:69xx, tag:BF2D, hex:5A0A, fn:NAME, host:NAME or text:WORD; words without a name are guessed.',
  ],
  decode_input_too_large: [
    'The input has {length} bytes or characters; {limit} can be decoded at once',
    'Decode a part of it.',
  ],
});

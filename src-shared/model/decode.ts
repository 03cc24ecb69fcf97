/** What `decode` makes of a text. */

import { z } from 'zod';
import { hexText } from './common.ts';
import { decodeWord, traceNode } from './trace.ts';

export const decodeKind = z.enum([
  'command',
  'response',
  'es10_request',
  'es10_response',
  'tlv',
  'certificate',
  'crl',
  'profile_package',
  'activation_code',
  'eid',
  'iccid',
  'json',
  'unknown',
]);
export type DecodeKind = z.infer<typeof decodeKind>;

/** Places in `nodes` are bytes of `hex`; where that is empty, characters of the text that was given, without blanks around it. */
export const decodedInput = z.object({
  kind: decodeKind,
  /** In words: `ES10c.GetProfilesInfo, response`. */
  title: z.string(),
  /** The same for windows of other languages, where any of it is a word. */
  titleWords: z.array(decodeWord).optional(),
  hex: hexText,
  nodes: z.array(traceNode),
});
export type DecodedInput = z.infer<typeof decodedInput>;

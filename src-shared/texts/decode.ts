/** What a decoded tree remarks on, in words. */

import type { DecodeRemark, DecodeRemarkCode } from '../model/trace.ts';
import { fillText } from './format.ts';

export const decodeRemarkTexts: Readonly<Record<DecodeRemarkCode, string>> = {
  length_not_minimal: 'The length is written in {bytes} bytes, more than it needs',
  trailing_bytes: '{count} bytes follow the end of the data',
  tag_unknown: 'Tag {tag} has no meaning here',
  field_missing: '{field} is missing',
  field_repeated: '{field} comes more than once',
  field_out_of_order: '{field} comes out of order',
  value_invalid: 'Not a value of this type',
  not_tlv: 'No whole TLVs',
  length_wrong: '{announced} bytes are announced, {found} are there',
  not_opened: 'Too deep or too much to be opened',
  check_digits_wrong: 'The check digits are wrong',
};

/** One remark as a sentence. */
export function decodeRemarkText({ code, params }: DecodeRemark): string {
  return fillText(decodeRemarkTexts[code], params);
}

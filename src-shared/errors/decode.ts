import { defineErrors } from './define.ts';

export const decodeErrors = defineErrors('decode', {
  tlv_truncated: [
    '{path}: the data ends in the middle of a TLV (byte {offset})',
    'The peer sent a cut-off answer; look at the trace.',
  ],
  tlv_trailing: [
    '{path}: {count} bytes follow the end of the data (byte {offset})',
    'The peer sent more than it announced; look at the trace.',
  ],
  tlv_bad_tag: ['{path}: no valid tag at byte {offset}', 'The peer sent no TLV; look at the trace.'],
  tlv_bad_length: [
    '{path}: no valid length at byte {offset} ({reason})',
    'The peer sent no DER; look at the trace.',
  ],
  tlv_too_deep: ['{path}: nested deeper than {limit} levels', 'The peer sent nonsense; look at the trace.'],
  tlv_too_large: [
    '{path}: {length} bytes are more than the limit of {limit}',
    'The peer sent nonsense; look at the trace.',
  ],
  tlv_too_many: [
    '{path}: more than {limit} elements side by side',
    'The peer sent nonsense; look at the trace.',
  ],
  tlv_unexpected_tag: [
    '{path}: tag {found} where {expected} was expected',
    'The peer does not keep to SGP.22 v2.5 here; look at the trace.',
  ],
  tlv_missing: [
    '{path}: {expected} is missing',
    'The peer does not keep to SGP.22 v2.5 here; look at the trace.',
  ],
  tlv_bad_value: ['{path}: {reason}', 'The peer does not keep to SGP.22 v2.5 here; look at the trace.'],
});

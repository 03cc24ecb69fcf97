import { defineErrors } from './define.ts';

export const simulatorErrors = defineErrors('simulator', {
  ec_point_invalid: [
    'The public key is no point of the curve {curve}',
    'The peer made its key on another curve, or the data is damaged; look at the trace.',
  ],
  ec_private_key_invalid: [
    'The private key is none of the curve {curve}',
    'Check the key file, or make a new PKI in an empty folder.',
  ],
  crt_unsupported: [
    'The control reference template asks for key type {keyType} of {keyLength} bytes with a host id of {hostIdLength} bytes; only AES with 16 bytes is known',
    'The SM-DP+ does not keep to SGP.22 v2.5 §5.5.1; look at the trace.',
  ],
  scp03t_structure: [
    'A protected command is no SCP03t TLV: {reason}',
    'The SM-DP+ or the path to the card damaged the bound profile package; look at the trace.',
  ],
  scp03t_security: [
    'A protected command does not pass the SCP03t checks: {reason}',
    'The bound profile package is damaged or was made for another card or session; look at the trace.',
  ],
});

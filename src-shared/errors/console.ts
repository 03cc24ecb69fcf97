import { defineErrors } from './define.ts';

/** Inputs of a console. Nothing of what was typed is repeated: it may hold a PIN. */
export const consoleInputErrors = defineErrors('input', {
  console_input_unknown: [
    'This is no APDU in hexadecimal, and begins with the name of no ES10 function and no command',
    'Type an APDU (80 E2 91 00 …), `select AID`, an ES10 function as `GetEID`, `store-data HEX` or `reset`.',
  ],
  console_apdu_malformed: [
    'These {length} bytes are no command APDU: {reason}',
    'Compare header and lengths with ISO/IEC 7816-4 §5 (cases 1 to 4, short and extended).',
  ],
  console_hex_malformed: [
    '{what} is not whole bytes in hexadecimal',
    'Write two digits for each byte; spaces, colons and 0x are allowed.',
  ],
  console_aid_malformed: ['An AID has 5 to 16 bytes; these are {length}', 'Copy the whole AID.'],
  console_json_malformed: [
    'The request of {function} is no JSON: {reason}',
    'Write it as an object in JSON, or the whole request as hexadecimal TLV; `help {function}` shows it.',
  ],
  console_request_invalid: [
    'The request of {function} cannot be made: {path} {reason}',
    'Look at its fields with `help {function}`.',
  ],
  console_not_confirmed: [
    'This input wants to be confirmed: {danger}',
    'Confirm it (`--yes` at the command line, `confirmed` in the API).',
  ],
  console_extended_t0: [
    'The card speaks T=0, which carries no extended APDU',
    'Send it in short APDUs, or packed into ENVELOPE.',
  ],
});

/** Recordings of other programs. */
export const importErrors = defineErrors('input', {
  import_format_unknown: [
    'The file {file} is neither a log of lpac or pcsc-spy nor a capture (pcap, pcapng)',
    'Name the format yourself (`--format` at the command line), or record it anew: lpac with LIBEUICC_DEBUG_APDU=1, a program on PC/SC under pcsc-spy, or GSMTAP with tshark.',
  ],
  import_malformed: [
    'The file {file} is damaged or cut at {place}: {reason}',
    'Nothing was imported. Record it anew, or cut off what begins there and import the rest.',
  ],
  import_empty: [
    'The file {file} has no APDU and no HTTP exchange in it',
    'Look whether the recording was on while the card was used: lpac wants LIBEUICC_DEBUG_APDU=1, a capture the port 4729 of GSMTAP.',
  ],
  import_too_many: [
    'The file {file} has more than {limit} exchanges',
    'Cut it into several files, and import each.',
  ],
});

export const consoleErrors = defineErrors('operation', {
  console_not_open: ['Operation {id} is no console that is open', 'Open a new one on the reader.'],
  console_no_isdr: [
    'There is no session with an ISD-R on this card',
    'Send APDUs on the basic channel, or put in an eUICC and open a new console.',
  ],
});

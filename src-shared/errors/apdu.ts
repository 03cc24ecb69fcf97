import { defineErrors } from './define.ts';

export const apduErrors = defineErrors('apdu', {
  status_word: [
    'The card answered {function} with status word {sw} ({meaning})',
    'Look at the trace of the operation; take the card out and put it in again, then try once more.',
  ],
  malformed_response: [
    'The card answered {function} with {length} bytes, which is no response with a status word',
    'The reader or the card is faulty: try another reader, then another card.',
  ],
  response_too_long: [
    'The card answered {function} with more than {limit} bytes',
    'The card is faulty or no eUICC; the exchange was stopped.',
  ],
  command_too_long: [
    '{function} carries {length} bytes, more than STORE DATA can number in blocks of {block} bytes',
    'The data is no SGP.22 data, or the card takes too small blocks for it; look at the trace.',
  ],
  not_an_euicc: [
    'The card in reader {reader} is no eUICC: none of the known ISD-R application identifiers answers ({tried})',
    'Put in an eUICC. If the card is one, add its ISD-R AID to the quirks.',
  ],
  channel_unavailable: [
    'The card gives no logical channel (status word {sw})',
    'Take the card out and put it in again, which closes the channels that are open.',
  ],
  no_answer_data: [
    'The card answered {function} with status word {sw} and without the data that belongs to it',
    'The card is no conformant eUICC, or it was interrupted: take it out, put it in again and try once more.',
  ],
});

import { defineErrors } from './define.ts';

export const readerErrors = defineErrors('reader', {
  pcsc_unavailable: [
    'PC/SC is not available: {reason}',
    'Install and start the PC/SC service (Debian: apt install pcscd), then try again. The simulated readers work without it.',
  ],
  pcsc_service_stopped: [
    'The PC/SC service does not answer: {reason}',
    'Start pcscd (or the Smart Card service); the workbench finds it again by itself.',
  ],
  reader_not_found: [
    'There is no reader {reader}',
    'List the readers with `euicc-workbench reader list`, or plug it in.',
  ],
  reader_unplugged: [
    'Reader {reader} has been unplugged',
    'Plug it in again; the operation can then be looked at and reconciled.',
  ],
  card_absent: ['There is no card in reader {reader}', 'Put a card in and try again.'],
  card_removed: [
    'The card was taken out of reader {reader} in mid-operation',
    'Put the same card back; the workbench then finds out what is on it.',
  ],
  card_unresponsive: [
    'The card in reader {reader} does not answer to reset',
    'Turn the card round, clean its contacts, or try another card.',
  ],
  card_unpowered: ['The card in reader {reader} has no power', 'Take the card out and put it in again.'],
  card_reset: [
    'The card in reader {reader} was reset by another program',
    'Close the other program that uses the reader and try again.',
  ],
  reader_busy: [
    'Reader {reader} is in use by another program or operation',
    'Wait for it to end, or close the program that holds the reader (GnuPG scdaemon and ModemManager are frequent ones).',
  ],
  protocol_mismatch: [
    'The card in reader {reader} accepts none of the protocols T=0 and T=1',
    'Try another reader.',
  ],
  reader_failed: [
    'Reader {reader} reported {reason}',
    'Unplug the reader and plug it in again; if it happens again, try another one.',
  ],
});

/** The console and imports, in the window and at the command line. `{name}` is filled in by `fillText`. */

import type { ConsoleDanger } from '../model/index.ts';
import { fillText } from './format.ts';

/** What an input would do, said before it is sent. */
const dangers: Readonly<Record<ConsoleDanger, string>> = {
  delete_profile:
    'It deletes a profile from the card. The profile cannot be brought back without a new activation code.',
  reset_memory: 'It deletes profiles or the default server address from the card. This cannot be undone.',
  switch_profile: 'It enables or disables a profile: the card may lose its connection to the network.',
  load_profile: 'It installs a profile: what is broken off in the middle may use up its activation code.',
  remove_notification: 'It removes a notification from the card, whether or not its server has it.',
  es10_write: 'It changes what the card keeps.',
  store_data_unknown: 'It goes to the ISD-R, and what it does there cannot be told beforehand.',
  pin_tries:
    'It presents or changes the PIN or PUK of key {key}: a wrong one costs a try ({tries} left), and without tries it is blocked.',
  file_write: 'It writes into a file of the card.',
  card_manage: 'It makes, removes or blocks files, applications or keys of the card.',
  envelope: 'It hands the card a message that may change anything in it.',
};

const triesUnknown = { text: 'not known how many' };

export function consoleDangerText(
  danger: ConsoleDanger,
  params: Readonly<Record<string, string | number | boolean>> = {},
): string {
  const tries = params['tries'] === 'unknown' ? { tries: triesUnknown.text } : {};
  return fillText(dangers[danger], { ...params, ...tries });
}

export const consoleText = {
  title: 'Console',
  reader: 'Reader',
  chooseReader: 'Choose a reader with a card',
  noReaders: 'No reader is there. Plug one in, or switch the simulated bench on.',
  here: 'Console on this reader',
  open: 'Open console',
  goOn: 'Go on with operation {id}',
  goneOnWith: 'The session goes on. What was sent before is in the trace of its operation.',
  close: 'Close console',
  closed: 'The console is closed. What was sent is kept with its operation.',
  ended: 'The session has ended. Open a new one to go on.',
  operation: 'Operation {id}',
  input: 'Input',
  placeholder: 'APDU, ES10 function, select AID, store-data HEX, reset, help',
  send: 'Send',
  sending: 'The card is at work…',
  onIsdr: 'ISD-R channel',
  onIsdrHint: 'Sends an APDU on the logical channel of the ISD-R, whatever its class byte says.',
  raw: 'Raw',
  rawHint: 'Leaves 61xx, 6Cxx and 91xx to you: no GET RESPONSE, no repetition, no FETCH.',
  suggestions: 'Functions that begin so',
  fields: 'Fields of the request',
  field: 'Field',
  type: 'Value',
  optional: 'optional',
  transcript: 'Inputs and answers',
  empty: 'Nothing was sent yet. Type GetEID and press Enter, or an APDU as 00 A4 00 04 02 3F 00.',
  emptyClosed: 'Choose a reader and open a console: the card stays connected between inputs.',
  secretInput: 'It may hold a secret: kept in no history, and shown nowhere.',
  request: 'Command',
  response: 'Answer',
  bytes: 'Bytes',
  decoded: 'Decoded',
  moreExchanges: '{count} more are in the trace.',
  confirmTitle: 'Send this input?',
  confirm: 'Send it',
  saveScript: 'Save as script',
  scriptSaved: 'The script {name} is saved.',
  scriptHead:
    'Made by the console of eUICC Workbench. Run it with: euicc-workbench console run FILE --reader READER',
  scriptSecret: 'An input with a secret is left out here.',
  clear: 'Clear view',
  help: 'Arrow up and down: earlier inputs. Tab: take the suggestion. Escape: close suggestions.',
  answered: 'Input {n}: {result}',
  importTitle: 'Import a recording',
  importHint:
    'Logs of lpac (LIBEUICC_DEBUG_APDU, LIBEUICC_DEBUG_HTTP), of pcsc-spy, and captures (pcap, pcapng) with GSMTAP become operations with a trace.',
  importButton: 'Import recording…',
  importDrop: 'Drop the file to import it',
  importing: 'Reading {name}…',
  imported: '{name} is imported: {apdus} APDUs, {http} HTTP exchanges.',
};

export const consoleTexts = { dangers, triesUnknown, page: consoleText };

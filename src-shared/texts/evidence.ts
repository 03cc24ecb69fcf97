/** What a person reads about evidence files and replays. */

import type { HiddenKind, NotReplayable, ReplayDeviation } from '../model/evidence.ts';

export const hiddenKindText: Readonly<Record<HiddenKind, string>> = {
  matching_id: 'Matching ID (removed)',
  confirmation_code: 'Confirmation code (removed)',
  confirmation_code_hash: 'Hash of a confirmation code (removed)',
  token: 'Token (removed)',
  other_secret: 'Other secret (removed)',
  eid: 'EID (replaced)',
  iccid: 'ICCID (replaced)',
  imei: 'IMEI (replaced)',
  tac: 'TAC (replaced)',
  imsi: 'IMSI (replaced)',
  msisdn: 'MSISDN (replaced)',
  nickname: 'Nickname (replaced)',
  certificate_serial: 'Serial number of the eUICC certificate (replaced)',
  reader_serial: 'Serial number of a reader (replaced)',
  host: 'Host name of the lab (replaced)',
  profile_data: 'Profile and keys in the bound profile package (zeroed)',
  euicc_public_key: 'Public key of the eUICC (zeroed)',
  euicc_signature: 'Signature of or for the eUICC (zeroed)',
};

export const notReplayableText: Readonly<Record<NotReplayable, string>> = {
  no_trace: 'It has no exchanges: they were removed before the file was made',
  trace_incomplete: 'Exchanges were lost while it was recorded',
  recorded_before: 'It was recorded by a workbench that did not note what card and person did besides',
  no_request: 'What it was started with is not known any more',
  by_hand: 'What was sent came from a person, input by input, or from a file of another program',
};

export const deviationText: Readonly<Record<ReplayDeviation['at'], string>> = {
  apdu: 'Another APDU than the recorded one',
  http: 'Another HTTP request than the recorded one',
  connect: 'The card is connected where the recording has something else',
  reset: 'The card is reset where the recording has something else',
  more: 'The recording is at its end, and the operation goes on',
  less: 'The operation ended before its recording',
  end: 'All exchanges are equal, and the operation ended otherwise',
  stuck: 'The operation waits for something that the recording does not have',
};

/** Under these names a language translates them. */
export const evidenceTexts = {
  hidden: hiddenKindText,
  notReplayable: notReplayableText,
  deviation: deviationText,
};

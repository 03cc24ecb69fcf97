import { defineErrors } from './define.ts';

/** How operations end that neither card nor server broke. */
export const operationErrors = defineErrors('operation', {
  interrupted: [
    'The workbench ended while the operation was in {status}',
    'The card is read again to find out what it holds; the operation is not repeated by itself.',
  ],
  profile_rejected: [
    'The profile was rejected by the user',
    'Nothing was installed. A server withdraws a profile that it is told was rejected: if it is wanted after all, it takes a new activation code then.',
  ],
  profile_unexpected: [
    'The server offers another profile than is expected: its {what} is {found}, and not {expected}',
    'Nothing was installed, and the order stays. Compare the activation code with the list that it came from, or expect something else.',
  ],
  profile_postponed: [
    'The download was postponed by the user',
    'Start it again at any time with the same activation code.',
  ],
  question_timed_out: [
    'Nobody answered within {minutes} minutes',
    'Start the download again with the same activation code.',
  ],
  confirmation_code_missing: [
    'The server wants a confirmation code for this profile',
    'Start again with the confirmation code that came with the activation code.',
  ],
  policy_consent_missing: [
    'The profile comes with policy rules ({rules}) that the user has to agree to, and nobody has agreed',
    'If what they forbid is acceptable, start again and agree to it (`--accept-ppr`; `acceptPolicyRules` in the API).',
  ],
  transaction_mismatch: [
    '{where} belongs to another transaction than the one that was begun',
    'Report it to the operator of the SM-DP+. Where the activation code is not used up, it can be tried once more.',
  ],
  server_mismatch: [
    'The server signed for the address {found}, and was asked as {expected}',
    'Check the address in the activation code; the server may be misconfigured.',
  ],
  challenge_mismatch: [
    "The server signed another challenge than the card's",
    'Try again; if it stays so, report it to the operator of the SM-DP+.',
  ],
  metadata_mismatch: [
    'The profile package holds other metadata than the server announced',
    'Report it to the operator of the SM-DP+.',
  ],
  no_smdp_address: [
    'There is no SM-DP+ to ask: no activation code was given and the card has no default SM-DP+ address',
    'Give an activation code, or set a default SM-DP+ address on the card.',
  ],
  smdp_oid_mismatch: [
    'The server has the object identifier {found}, and the activation code asks for {expected}',
    'Do not use this code: it was made for another server.',
  ],
  smds_role_wrong: [
    '{address} proves itself with a certificate that is not that of an SM-DS, and is not asked for events',
    'Ask a server that is an SM-DS, or report it to the operator of this one.',
  ],
  event_not_found: [
    'Operation {id} has found no event {index}',
    'Let the servers be asked again for what waits for the card (`euicc-workbench profile discover`).',
  ],
  operation_not_found: ['There is no operation {id}', 'List them with `euicc-workbench operation list`.'],
  operation_not_running: ['Operation {id} has ended already', 'Nothing to do.'],
  no_question: [
    'Operation {id} does not ask this',
    'Look at the operation again; the question may have been answered.',
  ],
  cannot_reconcile: ['Operation {id} does not need to be reconciled', 'Nothing to do.'],
  trace_entry_not_found: [
    'Operation {id} has no trace entry {seq}',
    'List the entries with `euicc-workbench operation show {id} --trace`.',
  ],
  card_reading_not_known: [
    'There is no reading {reading} of the card {eid}',
    'Take one that `cards.readings` lists: the oldest of a card go when there are many.',
  ],
  card_not_known: ['No card with EID {eid} was ever seen', 'Put the card in and read it.'],
});

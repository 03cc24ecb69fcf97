import { defineErrors } from './define.ts';

/** Requests of the fleet API that lack something, or have too much. */
export const fleetInputErrors = defineErrors('input', {
  fleet_device_missing: [
    'Neither device_id nor eid says which card is meant',
    'Give the reader as device_id, or the EID of the card that is in it.',
  ],
  fleet_code_missing: [
    'Nothing says what is to be downloaded',
    'Give the iccid of a code in the vault, or an activation_code; an operation may name a carrier instead.',
  ],
  fleet_profile_missing: [
    'Nothing says which profile is to be enabled',
    'Give the iccid of a profile on the card, or its carrier.',
  ],
  fleet_code_not_taken: [
    'An activation code has no place in an operation that enables',
    'Leave activation_code out, or ask for activate.',
  ],
});

/** What is asked of the fleet API, and does not fit what there is. */
export const fleetErrors = defineErrors('operation', {
  fleet_card_not_there: [
    'The card {eid} is in no reader',
    'Put it in, or correct the eid. A card that was just put in is known once it has been read.',
  ],
  fleet_card_other: [
    'The card in {reader} has the EID {found}, and not {eid}',
    'Correct device_id or eid, or leave one of them out.',
  ],
  fleet_card_unread: [
    'The card in {reader} could not be read, so it is not known which one it is',
    'Look at the last operation of that reader for the reason, and try again.',
  ],
  fleet_code_differs: [
    'The activation code is not that of ICCID {iccid} in the vault',
    'Give one of the two alone: the iccid for a code of the vault, the activation_code for another.',
  ],
  fleet_code_not_there: [
    'The vault has no activation code of ICCID {iccid}',
    'Give the ICCID with the code when it is added, or send the activation_code itself.',
  ],
  fleet_carrier_differs: [
    'The {what} of ICCID {iccid} is of "{found}", and "{carrier}" was asked for',
    'Correct carrier or iccid, or leave carrier out.',
  ],
  fleet_carrier_not_there: [
    'No {what} is of the carrier "{carrier}"',
    'Codes in the vault: {codes}. Profiles on the card: {profiles}. Names are compared without case, blanks and punctuation, and never guessed.',
  ],
  fleet_carrier_on_card: [
    'A profile of the carrier "{carrier}" is on the card already: {iccid}',
    'Enable it with an operation "enable", or name the code that is meant by its iccid.',
  ],
  fleet_carrier_ambiguous: [
    'Several profiles on the card are of the carrier "{carrier}": {iccids}',
    'Name the one that is meant by its iccid.',
  ],
  fleet_row_not_there: ['There is no {what} {id}', 'List what there is and choose again.'],
  fleet_bulk_ended: [
    'The list {id} is not being read any more',
    'Begin anew. A list that nobody goes on with is let go after a while.',
  ],
  fleet_bulks_full: ['{limit} lists are being read as CSV already', 'Wait for one of them to end.'],
});

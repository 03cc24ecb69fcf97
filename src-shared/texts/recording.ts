/** What notes of a trace say that are there so that a recording can be run again (src-main/operations/notes.ts). */
export const recordingTexts = {
  card_connected: 'The card is connected with {protocol} (ATR {atr}).',
  card_not_connected: 'The card could not be connected ({error}).',
  card_reset_done: 'The card was reset ({kind}) and answered with ATR {atr}.',
  card_reset_failed: 'The card could not be reset ({kind}: {error}).',
  card_quirks_known: 'Habits of this card are known: {quirks}.',
  card_info_read_again: 'What the card said of itself was known; it is read again after the change.',
  card_info_after_reset: 'What the card says of itself after the reset is read.',
  card_change_unseen:
    'The card does not let itself be read after the change: whether it was made is to be found out.',
  card_profiles_known: 'The card was last seen with the profiles {iccids}.',
  notifications_delivered_before: 'Delivered already, and still on the card: notifications {numbers}.',
  notifications_due: 'Notifications whose time to be tried again has come: {numbers}.',
  smds_of_bench: 'The SM-DSs of the bench are asked, too: {addresses}.',
  question_answered: 'A person has answered ({question}).',
  question_waited: 'A person was waited for, {waitedMs} ms ({kind}).',
  confirmation_code_taken: 'The confirmation code of the answer is used.',
  confirmation_code_of_vault: 'The confirmation code that the vault keeps with the code is used.',
  cancel_requested: 'A person has asked to cancel.',
  question_expired: 'Nobody has answered in time.',
  operation_interrupted: 'The engine was gone in the status {status}; what it did last may be missing here.',
  reconciliation_begun: 'The card is read again to find out how the operation ended.',
};

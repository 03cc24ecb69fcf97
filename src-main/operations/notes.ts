/**
 * Notes of a trace that say what card, person and bench did beside the exchanges: without them a recording could not be
 * run again (room `evidence`). None holds a secret. Each is emitted by an operation as soon as it knows what it says.
 */
export const recordingNotes = {
  /** {atr, protocol, notes, quirks}: `notes` are those of the connection, `quirks` the habits that the ATR is known by; with spaces between. */
  connected: 'card_connected',
  /** {error, and the error's parameters} */
  notConnected: 'card_not_connected',
  /** {kind: warm or cold, atr, protocol} */
  reset: 'card_reset_done',
  /** {kind, error, and the error's parameters} */
  notReset: 'card_reset_failed',
  /** {quirks}: habits by which the card itself is known, where there are any. */
  cardQuirks: 'card_quirks_known',
  /** {iccids}: the profiles that the card was last seen with, where that counts. */
  knownProfiles: 'card_profiles_known',
  /** What the card says of itself was known; its EUICCInfo2 is read again after a change. Older recordings do not have it. */
  infoAgain: 'card_info_read_again',
  /** What the card says of itself after a reset is read, and need not be readable. Older recordings do not have it. */
  infoAfterReset: 'card_info_after_reset',
  /** The card refuses to be read after a change that it has said to have made: nobody knows. Older recordings do not have it. */
  changeUnseen: 'card_change_unseen',
  /** {code}: how the operation ends is known, and the card could not be read after it. Older recordings do not have it. */
  notReadAgain: 'card_not_read_again',
  /** {numbers}: notifications that a server has taken already. */
  delivered: 'notifications_delivered_before',
  /** {numbers}: notifications whose time to be tried again has come. */
  due: 'notifications_due',
  /** {addresses}: SM-DSs of the bench that are asked. */
  smds: 'smds_of_bench',
  /** {question, decision?, policyRules?, code}: what a person has answered; `code`: whether with a confirmation code. */
  answered: 'question_answered',
  /** The confirmation code of the answer before it is taken. */
  codeTaken: 'confirmation_code_taken',
  /** The confirmation code that the vault keeps for the matching id is used. */
  vaultCode: 'confirmation_code_of_vault',
  /** {during: question or work} */
  cancelled: 'cancel_requested',
  expired: 'question_expired',
  /** {error}: the card, or its reader, went while a person was asked. */
  cardGone: 'question_card_gone',
  /** {kind, waitedMs}: begins with the question; for how long a person was waited for, whatever ended it. */
  waited: 'question_waited',
  /** {status}: the engine was gone; what it did last may not be recorded. */
  interrupted: 'operation_interrupted',
  /** The card is read again for an operation that broke off. */
  reconciling: 'reconciliation_begun',
} as const;

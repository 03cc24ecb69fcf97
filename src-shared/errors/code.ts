import { defineErrors } from './define.ts';

/** Errors about the vault of activation codes. */
export const codeErrors = defineErrors('operation', {
  code_not_found: ['There is no activation code {id} in the vault', 'List what there is and choose again.'],
  code_claimed: [
    'Operation {operation} holds the activation code {id}',
    'Wait for its end. Where it broke off, put its card in again, or reconcile it; if the card is lost, release the code.',
  ],
  code_not_claimed: ['No operation holds the activation code {id}', 'There is nothing to release.'],
  code_used_up: [
    'The activation code {id} is used up ({state})',
    'An activation code works once. Take another one, or order a new one.',
  ],
  code_not_free: [
    'The activation code {id} cannot be printed: its state is {state}',
    'Labels are for codes that are not installed and that no operation holds.',
  ],
  code_expired: [
    'The activation code {id} has expired',
    'Take another one. If its date is wrong, correct it and try again.',
  ],
});

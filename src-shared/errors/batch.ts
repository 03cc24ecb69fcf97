import { defineErrors } from './define.ts';

/** What stands against a card or a line of a batch. */
export const batchErrors = defineErrors('operation', {
  batch_card_unreadable: [
    'The card could not be read: {reason}',
    'Clean its contacts, put it in again, or take another card.',
  ],
  batch_ci_not_trusted: [
    'None of the CIs of this card ({keyIds}) is trusted here',
    'Add or switch on the root that the card needs (`trust add`), or leave the check out of the recipe.',
  ],
  batch_memory_short: [
    'The card has {free} bytes of free memory, and the recipe wants {wanted}',
    'Delete a profile from it, or take another card.',
  ],
  batch_profile_there: [
    'The card holds the profile {iccid} already',
    'Take another card, or say in the recipe what is to be done with such cards.',
  ],
});

/** What is wrong with what was asked of a batch. */
export const batchInputErrors = defineErrors('input', {
  batch_not_found: ['There is no batch {id}', 'List them with `euicc-workbench batch list`.'],
  batch_line_not_found: [
    'Batch {id} has no line {line}',
    'Look at its lines with `euicc-workbench batch show {id}`.',
  ],
  batch_name_taken: ['There is a batch {name} already', 'Choose another name, or remove that batch.'],
  batch_empty: ['No line of the list can be used', 'Correct what was refused and try again.'],
  batch_state: [
    'Batch {id} is {state}',
    'Look at it again: what was asked for does not go from there, or has been done.',
  ],
  batch_no_readers: ['No reader takes part in batch {id}', 'Let readers take part in it, then start it.'],
  batch_reader_bound: [
    'Reader {reader} takes part in the batch {batch}',
    'Take it out of that batch, or finish that one first.',
  ],
  batch_code_taken: [
    'The activation code {id} waits in the batch {batch}',
    'Skip it there, or leave it out here: no code is in two batches at once.',
  ],
  batch_eid_repeated: [
    'The card {eid} stands in the list already ({first})',
    'The first one counts. One card takes one code in a batch: put the other into a batch of its own.',
  ],
  batch_running: ['Operations of batch {id} still run', 'Pause it, wait for their end, and try again.'],
  batch_recipes_full: [
    'There are {count} recipes, and no more are kept',
    'Remove one that is not needed, or write over one by its name.',
  ],
  batch_line_taken: ['Line {line} of batch {id} is {state}', 'Look at the line again.'],
  batch_line_open: [
    'What became of line {line} is not known before its card {eid} was read again',
    'Put that card into any reader. If it is lost, release its code (`code release`), then try again.',
  ],
});

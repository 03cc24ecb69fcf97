import { defineErrors } from './define.ts';

export const evidenceErrors = defineErrors('input', {
  evidence_foreign: [
    'The file {file} is no evidence file: {reason}',
    'Choose a file that `evidence export` wrote, as it was written.',
  ],
  evidence_newer: [
    'The evidence file {file} was written by a newer workbench (version {found}; this one knows up to {supported})',
    'Open it with that workbench. Nothing was kept of it.',
  ],
  evidence_damaged: [
    'The evidence file {file} is damaged or was changed: {reason}',
    'Copy it anew from where it was written. Nothing was kept of it.',
  ],
  evidence_too_large: [
    'The evidence file {file} is too large: {what} of more than {limit} bytes',
    'Nothing was kept of it. An evidence file of one operation is smaller; ask who sent it.',
  ],
  evidence_not_found: ['There is no opened evidence {id}', 'List it with `evidence list`.'],
  evidence_transfer_gone: [
    'There is no file {id} on its way any more',
    'Begin again: make the file anew, or put it anew from its first part on.',
  ],
  evidence_not_ended: [
    'Operation {id} has not ended yet',
    'Wait for its end, or cancel it; then make the evidence file.',
  ],
  evidence_not_replayable: [
    'The recording cannot be run again: {reason}',
    'Everything else of it can be looked at. Record the operation anew with this workbench.',
  ],
});

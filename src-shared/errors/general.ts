import { defineErrors } from './define.ts';

export const cancelledErrors = defineErrors('cancelled', {
  cancelled: ['The operation was cancelled', 'Nothing to do.'],
});

export const timeoutErrors = defineErrors('timeout', {
  timed_out: [
    '{what} took longer than {seconds} s',
    'Try again; if it happens again, look at the trace for what was waited for.',
  ],
});

export const internalErrors = defineErrors('internal', {
  internal: ['The workbench made a mistake: {reason}', 'Please report it with the exported trace.'],
  engine_gone: [
    'The engine has ended while it was being asked',
    'Start the workbench again; unfinished operations are shown and reconciled.',
  ],
  engine_locked: [
    'Another engine holds the data folder {folder}',
    'Close the other window or server, or choose another folder with --data.',
  ],
});

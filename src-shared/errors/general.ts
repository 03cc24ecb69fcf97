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
  reading_failed: [
    'The part of the engine that reads traces and pictures broke off ({reason})',
    'Try again: it has been started anew. If it happens again, report it with the exported trace.',
  ],
  engine_option: [
    '{option} has no effect on an engine that runs already',
    'Give {option} to the program that runs the engine (`serve`, or the window), or close that one first.',
  ],
  engine_version: [
    'The engine that runs is of version {engine}, and this program of version {client}',
    'Close the other window or server (it is of the other version) and try again.',
  ],
  engine_protocol: [
    'The engine and this program do not understand each other: {reason}',
    'Close all windows and servers of the workbench and try again.',
  ],
  engine_locked: [
    'Another engine holds the data folder {folder}',
    'Close the other window or server, or choose another folder with --data.',
  ],
});

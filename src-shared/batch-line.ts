import type { BatchLine } from './model/index.ts';

/** Whether somebody has cancelled what a line had begun: it counts with those that failed, and is called otherwise. */
export const wasCancelled = ({
  state,
  error,
}: {
  readonly state: BatchLine['state'];
  readonly error?: { readonly code: string } | undefined;
}): boolean => state === 'failed' && error?.code === 'cancelled';

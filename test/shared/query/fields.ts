import type { QueryFields } from '../../../src-shared/query/index.ts';

/** A field of each kind. */
export const fields = {
  carrier: { kind: 'text' },
  status: { kind: 'enum', values: ['in_progress', 'complete', 'failed'] },
  id: { kind: 'number' },
  created: { kind: 'timestamp' },
  simulated: { kind: 'boolean' },
} as const satisfies QueryFields;

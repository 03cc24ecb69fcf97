/** What the list of operations shows, and in which order. */

import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import { operationKindText } from '../../src-shared/texts.ts';

export const statusFilters = ['all', 'running', 'waiting', 'successful', 'failed'] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** Whether somebody has to answer, or to put a card back. */
const waits = (operation: Operation) =>
  operation.reconciliation.state === 'pending' || (operation.question !== undefined && !isFinal(operation));

export function passes(operation: Operation, filter: StatusFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'running':
      return !isFinal(operation);
    case 'waiting':
      return waits(operation);
    default:
      return operation.status === filter;
  }
}

/** Whether what is typed is in what an operation shows; digits are found with and without their groups. */
export function wasFound(operation: Operation, typed: string): boolean {
  const query = typed.trim().toLowerCase();
  if (query === '') return true;
  const digits = query.replace(/\s+/g, '');
  const has = (text: string | undefined) => text?.toLowerCase().includes(query) ?? false;
  return (
    String(operation.id) === query.replace('#', '') ||
    has(operation.readerName) ||
    (operation.eid?.includes(digits) ?? false) ||
    (operation.iccid?.includes(digits) ?? false) ||
    has(operation.smdpAddress) ||
    has(operationKindText[operation.kind]) ||
    has(operation.error?.code) ||
    has(operation.profile?.nickname) ||
    has(operation.profile?.profileName)
  );
}

/** What waits for somebody first, then what runs, then what has ended; within each the newest first. */
export function inOrderOfNow(operations: readonly Operation[]): readonly Operation[] {
  const rank = (operation: Operation) => (isFinal(operation) ? 2 : waits(operation) ? 0 : 1);
  return [...operations].sort((a, b) => rank(a) - rank(b) || b.id - a.id);
}

import { isFinal, type Operation, type OperationStep } from '../../src-shared/model/index.ts';
import { useCall, useSnapshot } from '../state/context.ts';

export interface TracedOperation {
  readonly operation: Operation | undefined;
  readonly steps: readonly OperationStep[];
  readonly running: boolean;
}

const none: readonly OperationStep[] = [];

/** The operation of a trace with its statuses; below 0 that of opened evidence, which is over. */
export function useTracedOperation(id: number): TracedOperation {
  const known = useSnapshot().operations.get(id);
  // Asked again with each status that it enters.
  const own = useCall('operations.get', id > 0 ? { id } : undefined, known?.status ?? '');
  const evidence = useCall('evidence.get', id < 0 ? { id: -id } : undefined);
  const detail = id > 0 ? own.value : evidence.value?.operation;
  const operation = known ?? detail;
  return {
    operation,
    steps: detail?.steps ?? none,
    running: id > 0 && operation !== undefined && !isFinal(operation),
  };
}

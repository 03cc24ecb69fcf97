import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';

/** What is done with operations from a tile; what is refused is shown. */
export function useTileWork(): {
  readonly cancel: (id: number) => void;
  /** An end was asked for, and has not come yet. */
  readonly cancelling: boolean;
  readonly reconcile: (id: number, readerId: string) => void;
} {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [cancelling, setCancelling] = useState(false);
  const failed = (thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData());
  return {
    cancelling,
    cancel: (id) => {
      setCancelling(true);
      workbench.call('operations.cancel', { id }).catch((thrown: unknown) => {
        setCancelling(false);
        failed(thrown);
      });
    },
    reconcile: (id, readerId) => {
      workbench.call('operations.reconcile', { id, readerId }).catch(failed);
    },
  };
}

import { useCallback } from 'react';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal, type Operation, type StartOperation } from '../../src-shared/model/index.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';

/** What changes a card. */
type Change = Extract<StartOperation, { readonly eid?: string | undefined }>;

/** What takes an operation back. */
export interface TakenBack {
  /** What was done, as a sentence. */
  readonly what: string;
  /** Without the reader: it is started wherever the card is by then. */
  readonly start: (readerId: string) => Change;
}

/** Starts an operation, and offers to take it back once it has ended well. */
export function useUndoable(eid: string): (request: Change, back: TakenBack | undefined) => void {
  const desk = useDesk();
  const workbench = useWorkbench();
  return useCallback(
    (request, back) => {
      void desk.start({ ...request, eid }).then((started) => {
        if (started === undefined || back === undefined) return;
        const undo = async () => {
          // Another card may be in that reader by now.
          const reader = workbench.get().readers.find((one) => one.eid === eid);
          if (reader === undefined) throw new WorkbenchError('fleet_card_not_there', { eid });
          await desk.start({ ...back.start(reader.id), eid });
        };
        const ended = (operation: Operation) => {
          if (operation.id !== started.id) return;
          stop();
          if (operation.status === 'successful') desk.offerUndo({ what: back.what, undo });
        };
        const stop = workbench.onOperationEnded(ended);
        const known = workbench.get().operations.get(started.id);
        if (known !== undefined && isFinal(known)) ended(known);
      });
    },
    [desk, workbench, eid],
  );
}

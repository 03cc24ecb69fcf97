import { createContext, useContext } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import type { Operation, StartOperation } from '../../src-shared/model/index.ts';
import type { Undoable } from './undo.ts';

/** What a page asks of the window around it. */
export interface Desk {
  /** Goes to the page that activates: for a reader, for a code of the vault, or to answer and watch an operation that runs. */
  openDownload(target: {
    readonly readerId?: string | undefined;
    readonly operationId?: number | undefined;
    readonly codeId?: number | undefined;
    /** An activation code to begin with, as it came. */
    readonly code?: string | undefined;
  }): void;
  /** Opens what is known of a reader: at its name and its slot, which can be changed there, or at its last operations. */
  openReader(readerId: string, at?: 'operations'): void;
  /** Starts an operation; a refusal is shown to the user. Undefined where it was refused. */
  start(request: StartOperation): Promise<Operation | undefined>;
  /** Shows an error that belongs to no page. */
  showError(error: ErrorData): void;
  /** Says what was done and how to take it back: with the button of the message, or Ctrl+Z. */
  offerUndo(undoable: Undoable): void;
  /** Says something to a screen reader, politely. */
  announce(text: string): void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('no desk above this component');
  return desk;
}

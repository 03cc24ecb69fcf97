import { useEffect, useState } from 'react';
import type { CallInput, CallName, CallOutput } from '../../src-shared/api.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Reader } from '../../src-shared/model/index.ts';
import { visibleText } from '../../src-shared/texts.ts';
import { useCall, useSelected, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';

/** Counts the changes of the bench: what is asked of it is asked again then. */
export function useBenchTurn(): number {
  const workbench = useWorkbench();
  const [turn, setTurn] = useState(0);
  useEffect(
    () =>
      workbench.onEvent((event) => {
        if (event.type === 'simulator') setTurn((before) => before + 1);
      }),
    [workbench],
  );
  return turn;
}

/** What each side of the bench holds, live. */
export function usePicture() {
  return useCall('simulator.picture', {}, useBenchTurn());
}
export type Picture = CallOutput<'simulator.picture'>;

/** Whether a bench runs at all. Undefined: not known yet. */
export function useBenchRuns(): boolean | undefined {
  return useSelected(({ system }) => system?.simulator.running);
}

/** Does something at the bench; a refusal is shown. Undefined where it was refused. */
export function useHand() {
  const workbench = useWorkbench();
  const desk = useDesk();
  return async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | undefined> => {
    try {
      return await workbench.call(name, input);
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
      return undefined;
    }
  };
}

/** Does something at the bench that takes something back: its refusal is told by whoever took it back. */
export function useBack() {
  const workbench = useWorkbench();
  return async <N extends CallName>(name: N, input: CallInput<N>): Promise<void> => {
    await workbench.call(name, input);
  };
}

/** What a simulated reader is called: by its person, else by its id. Harmless where it is shown. */
export function useReaderNames(): (readerId: string) => string {
  const readers = useSelected(
    (snapshot) => snapshot.readers.filter((one) => one.kind === 'simulator'),
    (a, b) => a.length === b.length && a.every((one, index) => sameName(one, b[index])),
  );
  return (readerId) => {
    const reader = readers.find((one) => one.id === readerId);
    return reader?.label === undefined ? readerId : `${visibleText(reader.label, 60)} (${readerId})`;
  };
}

function sameName(a: Reader, b: Reader | undefined): boolean {
  return a.id === b?.id && a.label === b.label;
}

import { useEffect, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Answer, Operation } from '../../src-shared/model/index.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';

/** The question of an operation: `key` tells it from others, and is empty without one; `give` answers it, and `answering` lasts until the answer has arrived. */
export function useAnswer({ id, question }: Operation): {
  readonly key: string;
  readonly answering: boolean;
  readonly give: (answer: Answer) => void;
} {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [answering, setAnswering] = useState(false);
  const key = question === undefined ? '' : JSON.stringify(question);
  // A new question, or none: the last answer has arrived.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is the reason
  useEffect(() => setAnswering(false), [key]);
  const give = (answer: Answer) => {
    setAnswering(true);
    workbench.call('operations.answer', { id, answer }).catch((thrown: unknown) => {
      setAnswering(false);
      desk.showError(toWorkbenchError(thrown).toData());
    });
  };
  return { key, answering, give };
}

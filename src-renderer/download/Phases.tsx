import { Check, Circle, CircleX, LoaderCircle } from 'lucide-react';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import { statusMeaning, statusPath, statusText } from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';

/** The statuses that the operation goes through, with the one it is in. */
export function Phases({ operation }: { readonly operation: Operation }) {
  const path = statusPath[operation.kind];
  const failed = operation.status === 'failed';
  // Only its steps say how far a failed operation came.
  const detail = useCall('operations.get', failed ? { id: operation.id } : undefined);
  const reached = failed
    ? Math.max(0, ...(detail.value?.steps ?? []).map((step) => path.indexOf(step.status)))
    : operation.status === 'successful'
      ? path.length
      : path.indexOf(operation.status);
  return (
    <ol className="phases">
      {[...path, failed ? 'failed' : 'successful'].map((status, index) => {
        const last = index === path.length;
        const name = last ? (failed ? 'failed' : 'successful') : (path[index] ?? 'starting');
        const state = last
          ? isFinal(operation)
            ? failed
              ? 'failed'
              : 'done'
            : 'waiting'
          : index < reached
            ? 'done'
            : index === reached
              ? failed
                ? 'broken'
                : 'now'
              : 'waiting';
        return (
          <li
            key={status}
            className={`phase phase-${state}`}
            title={statusMeaning[name]}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className="phase-mark" aria-hidden>
              {state === 'done' ? (
                <Check size={13} />
              ) : state === 'now' ? (
                <LoaderCircle size={13} className="spin" />
              ) : state === 'failed' || state === 'broken' ? (
                <CircleX size={13} />
              ) : (
                <Circle size={9} />
              )}
            </span>
            {statusText[name]}
          </li>
        );
      })}
    </ol>
  );
}

import { cardText, fillText, windowText } from '../../src-shared/texts.ts';
import { useCall, useSnapshot } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Empty, ErrorNote } from '../ui/bits.tsx';
import { ActivateEntry } from './ActivateEntry.tsx';
import { ActivateFlow } from './ActivateFlow.tsx';
import { useDraft } from './draft.ts';

/** From an activation code to a profile on a card: what is to be started, or (`#/activate/operation/ID`) what was. */
export function ActivatePage({ parts }: { readonly parts: readonly string[] }) {
  const draft = useDraft();
  const [what, id] = parts;
  if (what === 'operation') return <Started key={id} id={Number(id)} />;
  return (
    <ActivateEntry
      draft={draft}
      onStarted={(operation) => goTo({ page: 'activate', parts: ['operation', String(operation.id)] })}
    />
  );
}

function Started({ id }: { readonly id: number }) {
  const { operations } = useSnapshot();
  const live = operations.get(id);
  const known = useCall('operations.get', live === undefined ? { id } : undefined);
  const operation = live ?? known.value;
  if (operation !== undefined) return <ActivateFlow operation={operation} />;
  return (
    <div className="page">
      <h1>{fillText(cardText.history.operation, { id })}</h1>
      {known.state === 'error' ? (
        <ErrorNote error={known.error} onRetry={known.again} />
      ) : (
        <Empty title={windowText.common.loading} />
      )}
    </div>
  );
}

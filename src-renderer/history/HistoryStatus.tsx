import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { historyText, statusText, windowText } from '../../src-shared/texts.ts';
import { Chip } from '../ui/bits.tsx';
import { CopyButton } from '../ui/text.tsx';

/** How a line of the history stands, and the code of its error, to be copied. `inGrid`: the Tab key does not stop in it. */
export function HistoryStatus({
  row,
  inGrid = false,
}: {
  readonly row: HistoryEntry;
  readonly inGrid?: boolean;
}) {
  const [tone, Icon] =
    row.status === 'successful'
      ? (['good', CircleCheck] as const)
      : row.status === 'failed'
        ? (['bad', CircleX] as const)
        : (['run', LoaderCircle] as const);
  return (
    <span className="status-line">
      <Chip tone={row.pending ? 'warn' : tone}>
        <Icon size={13} aria-hidden />{' '}
        {row.pending ? windowText.operations.reconcile : statusText[row.status]}
      </Chip>
      {row.error === undefined ? null : (
        <span className="status-code">
          <span className="cell-sub mono open" title={row.error}>
            {row.error}
          </span>
          <CopyButton value={row.error} what={historyText.errorCode} inGrid={inGrid} />
        </span>
      )}
    </span>
  );
}

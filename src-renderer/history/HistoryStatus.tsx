import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { statusText, windowText } from '../../src-shared/texts.ts';
import { Chip } from '../ui/bits.tsx';

/** How a line of the history stands, and the code of its error. */
export function HistoryStatus({ row }: { readonly row: HistoryEntry }) {
  const [tone, Icon] =
    row.status === 'successful'
      ? (['good', CircleCheck] as const)
      : row.status === 'failed'
        ? (['bad', CircleX] as const)
        : (['run', LoaderCircle] as const);
  return (
    <span className="status-line" title={row.error}>
      <Chip tone={row.pending ? 'warn' : tone}>
        <Icon size={13} aria-hidden />{' '}
        {row.pending ? windowText.operations.reconcile : statusText[row.status]}
      </Chip>
      {row.error === undefined ? null : <span className="cell-sub mono">{row.error}</span>}
    </span>
  );
}

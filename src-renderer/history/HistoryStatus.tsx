import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { StatusChip } from '../ui/bits.tsx';

/** How a line of the history stands, as everywhere else, and the code of its error where the chip does not say it. */
export function HistoryStatus({ row }: { readonly row: HistoryEntry }) {
  return (
    <span className="status-line" title={row.error}>
      <StatusChip
        operation={{
          status: row.status,
          reconciliation: { state: row.pending ? 'pending' : 'none' },
          ...(row.error === undefined ? {} : { error: { code: row.error, params: {} } }),
        }}
      />
      {row.error === undefined || row.error === 'cancelled' ? null : (
        <span className="cell-sub mono">{row.error}</span>
      )}
    </span>
  );
}

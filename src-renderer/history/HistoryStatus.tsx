import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { historyText } from '../../src-shared/texts.ts';
import { StatusChip } from '../ui/bits.tsx';
import { CopyButton } from '../ui/text.tsx';

/**
 * How a line of the history stands, as everywhere else, and the code of its error, to be copied, where the chip does not say it.
 * `inGrid`: the Tab key does not stop in it.
 */
export function HistoryStatus({
  row,
  inGrid = false,
}: {
  readonly row: HistoryEntry;
  readonly inGrid?: boolean;
}) {
  return (
    <span className="status-line">
      <StatusChip
        operation={{
          status: row.status,
          reconciliation: { state: row.pending ? 'pending' : 'none' },
          ...(row.error === undefined ? {} : { error: { code: row.error, params: {} } }),
        }}
      />
      {row.error === undefined || row.error === 'cancelled' ? null : (
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

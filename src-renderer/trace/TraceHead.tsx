import { Button, Menu } from '@mantine/core';
import { ArrowLeft, ChartBar, ChevronDown, Copy, GitCompareArrows } from 'lucide-react';
import { memo } from 'react';
import type { Operation } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDuration,
  formatInteger,
  operationKindText,
  traceText,
} from '../../src-shared/texts.ts';
import { TraceFileMenu } from '../evidence/TraceFileMenu.tsx';
import { formatRoute } from '../state/route.ts';
import { SimulatedBadge } from '../ui/bits.tsx';
import type { TraceColumns } from './columns.ts';
import type { CopyFormat } from './copy.ts';

const text = traceText.head;
const copyFormats = Object.keys(text.copyAs) as CopyFormat[];

/** What is looked at, how much it is, and what can be done with it. */
export const TraceHead = memo(function TraceHead({
  id,
  operation,
  columns,
  loading,
  picked,
  showsTime,
  off,
  onTime,
  onCompare,
  onCopy,
}: {
  readonly id: number;
  readonly operation: Operation | undefined;
  readonly columns: TraceColumns;
  /** Changes when the columns grow. */
  readonly version: number;
  /** Whether more of it is still being read. */
  readonly loading: boolean;
  /** Rows that are picked: what is copied; 0: the chosen one, or all. */
  readonly picked: number;
  readonly showsTime: boolean;
  /** Why nothing can be done with it. */
  readonly off: string | undefined;
  readonly onTime: () => void;
  readonly onCompare: () => void;
  readonly onCopy: (format: CopyFormat) => void;
}) {
  const { totals } = columns;
  return (
    <header className="page-head trace-head">
      <div className="page-title">
        {id > 0 ? (
          <a className="back" href={formatRoute({ page: 'operation', id })}>
            <ArrowLeft size={13} aria-hidden /> {fillText(text.back, { id })}
          </a>
        ) : (
          <a className="back" href={formatRoute({ page: 'evidence', parts: [String(-id)] })}>
            <ArrowLeft size={13} aria-hidden /> {text.backToEvidence}
          </a>
        )}
        <h1>
          {fillText(id > 0 ? text.title : text.evidenceTitle, { id: Math.abs(id) })}
          {operation === undefined ? null : (
            <span className="quiet h1-sub">{operationKindText[operation.kind]}</span>
          )}
        </h1>
        <div className="quiet num small">
          {operation?.simulated === true ? <SimulatedBadge small /> : null}{' '}
          {columns.count === 0
            ? null
            : fillText(loading ? text.totalsSoFar : text.totals, {
                apdus: totals.apdus,
                apduTime: formatDuration(totals.apduMs),
                http: totals.https,
                httpTime: formatDuration(totals.httpMs),
              })}
        </div>
      </div>
      <div className="page-actions">
        <Button
          variant={showsTime ? 'light' : 'default'}
          aria-pressed={showsTime}
          disabled={off !== undefined}
          title={off}
          leftSection={<ChartBar size={14} aria-hidden />}
          onClick={onTime}
        >
          {text.time}
        </Button>
        <Button
          variant="default"
          disabled={off !== undefined}
          title={off}
          leftSection={<GitCompareArrows size={14} aria-hidden />}
          onClick={onCompare}
        >
          {text.compare}
        </Button>
        <CopyMenu
          label={picked > 1 ? fillText(text.copyRows, { count: formatInteger(picked) }) : text.copy}
          off={off}
          onCopy={onCopy}
        />
        <TraceFileMenu of={id > 0 ? { operationId: id } : { evidenceId: -id }} off={off} />
      </div>
    </header>
  );
});

function CopyMenu({
  label,
  off,
  onCopy,
}: {
  readonly label: string;
  readonly off: string | undefined;
  readonly onCopy: (format: CopyFormat) => void;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          disabled={off !== undefined}
          title={off}
          leftSection={<Copy size={14} aria-hidden />}
          rightSection={<ChevronDown size={13} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {copyFormats.map((format) => (
          <Menu.Item key={format} onClick={() => onCopy(format)}>
            {text.copyAs[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

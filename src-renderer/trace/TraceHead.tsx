import { Button, Menu } from '@mantine/core';
import { ArrowLeft, ChartBar, ChevronDown, Copy, Download, GitCompareArrows } from 'lucide-react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDuration,
  formatInteger,
  operationKindText,
  traceText,
} from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { SimulatedBadge } from '../ui/bits.tsx';
import type { TraceColumns } from './columns.ts';
import type { CopyFormat } from './copy.ts';
import { type ExportFormat, exportTrace } from './export-trace.ts';

const text = traceText.head;
const copyFormats = Object.keys(text.copyAs) as CopyFormat[];
const exportFormats = Object.keys(text.exportAs) as ExportFormat[];

/** What is looked at, how much it is, and what can be done with it. */
export function TraceHead({
  id,
  operation,
  columns,
  picked,
  showsTime,
  onTime,
  onCompare,
  onCopy,
}: {
  readonly id: number;
  readonly operation: Operation | undefined;
  readonly columns: TraceColumns;
  /** Rows that are picked: what is copied; 0: the chosen one, or all. */
  readonly picked: number;
  readonly showsTime: boolean;
  readonly onTime: () => void;
  readonly onCompare: () => void;
  readonly onCopy: (format: CopyFormat) => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { totals } = columns;
  const onExport = (format: ExportFormat) =>
    void exportTrace(workbench, id, format).catch((thrown: unknown) =>
      desk.showError(toWorkbenchError(thrown).toData()),
    );
  return (
    <header className="page-head trace-head">
      <div className="page-title">
        {id > 0 ? (
          <a className="back" href={formatRoute({ page: 'operation', id })}>
            <ArrowLeft size={13} aria-hidden /> {fillText(text.back, { id })}
          </a>
        ) : (
          <a className="back" href="#/evidence">
            <ArrowLeft size={13} aria-hidden /> {text.backToEvidence}
          </a>
        )}
        <h1>
          {fillText(id > 0 ? text.title : text.evidenceTitle, { id: Math.abs(id) })}
          {operation === undefined ? null : (
            <span className="quiet h1-sub">{operationKindText[operation.kind]}</span>
          )}
          {operation?.simulated === true ? <SimulatedBadge /> : null}
        </h1>
        <div className="quiet num small">
          {fillText(text.totals, {
            apdus: formatInteger(totals.apdus),
            apduTime: formatDuration(totals.apduMs),
            http: formatInteger(totals.https),
            httpTime: formatDuration(totals.httpMs),
          })}
        </div>
      </div>
      <div className="page-actions">
        <Button
          variant={showsTime ? 'light' : 'default'}
          aria-pressed={showsTime}
          leftSection={<ChartBar size={14} aria-hidden />}
          onClick={onTime}
        >
          {text.time}
        </Button>
        <Button
          variant="default"
          leftSection={<GitCompareArrows size={14} aria-hidden />}
          onClick={onCompare}
        >
          {text.compare}
        </Button>
        <Choice
          icon={<Copy size={14} aria-hidden />}
          label={picked > 1 ? fillText(text.copyRows, { count: formatInteger(picked) }) : text.copy}
          formats={copyFormats}
          names={text.copyAs}
          onChoose={onCopy}
        />
        <Choice
          icon={<Download size={14} aria-hidden />}
          label={text.export}
          formats={exportFormats}
          names={text.exportAs}
          onChoose={onExport}
        />
      </div>
    </header>
  );
}

function Choice<F extends string>({
  icon,
  label,
  formats,
  names,
  onChoose,
}: {
  readonly icon: React.ReactNode;
  readonly label: string;
  readonly formats: readonly F[];
  readonly names: Readonly<Record<F, string>>;
  readonly onChoose: (format: F) => void;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={icon} rightSection={<ChevronDown size={13} aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => onChoose(format)}>
            {names[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

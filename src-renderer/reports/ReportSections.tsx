import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type {
  ReportDocument,
  ReportEntry,
  ReportGroup,
  ReportOutcome,
  ReportTotals,
} from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDay,
  formatDuration,
  formatInteger,
  formatZonedTime,
  groupDigits,
  operationKindText,
  reportsPageText,
} from '../../src-shared/texts.ts';
import { formatRoute } from '../state/route.ts';
import { Chip, SimulatedBadge, type Tone } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = reportsPageText;
const tones: Readonly<Record<ReportOutcome, Tone>> = {
  successful: 'good',
  failed: 'bad',
  cancelled: 'quiet',
  running: 'run',
  unknown: 'warn',
};
const outcomes = Object.keys(tones) as ReportOutcome[];

/** How the name of a group is shown. */
const nameOf: Readonly<Record<ReportDocument['by'], (name: string) => string>> = {
  card: groupDigits,
  day: formatDay,
  batch: (name) => name,
};

function OutcomeCounts({ totals }: { readonly totals: ReportTotals }) {
  return outcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => (
      <Chip key={outcome} tone={tones[outcome]}>
        {text.outcomes[outcome]} {formatInteger(totals[outcome])}
      </Chip>
    ));
}

/** Of all that the report is about, listed or not: real cards apart from simulated ones. */
export function Totals({ document: { totals } }: { readonly document: ReportDocument }) {
  return (
    <dl className="report-totals">
      {(['real', 'simulated'] as const).map((kind) => (
        <div className="panel report-total" key={kind}>
          <dt>{text[kind]}</dt>
          <dd>
            <span className="report-count num">
              {fillText(text.total, { count: formatInteger(totals[kind].operations) })}
            </span>
            <OutcomeCounts totals={totals[kind]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The groups of a report; the first is open. */
export function ReportSections({ document }: { readonly document: ReportDocument }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set([0]));
  const toggle = (at: number) => {
    const next = new Set(open);
    if (!next.delete(at)) next.add(at);
    setOpen(next);
  };
  return (
    <ul className="report-sections" aria-label={text.sections}>
      {document.groups.map((group, at) => (
        <Section
          key={`${group.simulated} ${group.name ?? ''}`}
          group={group}
          by={document.by}
          open={open.has(at)}
          onToggle={() => toggle(at)}
        />
      ))}
    </ul>
  );
}

function Section({
  group,
  by,
  open,
  onToggle,
}: {
  readonly group: ReportGroup;
  readonly by: ReportDocument['by'];
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  const id = useId();
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li className={`panel${group.simulated ? ' simulated-section' : ''}`}>
      <h2 className="report-head">
        <button type="button" id={`${id}-head`} aria-expanded={open} aria-controls={id} onClick={onToggle}>
          <Icon size={15} aria-hidden />
          {group.name === undefined ? (
            <span>{text.without[by]}</span>
          ) : (
            <span className={by === 'card' ? 'mono' : undefined}>
              <Hostile text={nameOf[by](group.name)} inControl open={by === 'day'} />
            </span>
          )}
          {group.simulated ? <SimulatedBadge small /> : null}
          <span className="report-counts">
            <OutcomeCounts totals={group.totals} />
          </span>
        </button>
      </h2>
      <div id={id} hidden={!open}>
        {open ? <Entries entries={group.entries} by={by} labelledBy={`${id}-head`} /> : null}
      </div>
    </li>
  );
}

function Entries({
  entries,
  by,
  labelledBy,
}: {
  readonly entries: readonly ReportEntry[];
  readonly by: ReportDocument['by'];
  readonly labelledBy: string;
}) {
  return (
    <div className="report-table">
      <table className="table" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            {Object.entries(text.columns)
              .filter(([name]) => name !== 'card' || by !== 'card')
              .map(([name, label]) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Entry key={entry.operation} entry={entry} by={by} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Entry({ entry, by }: { readonly entry: ReportEntry; readonly by: ReportDocument['by'] }) {
  const { operation, begun, durationMs, kind, eid, profile, iccid, outcome, error, code, codeUse } = entry;
  return (
    <tr>
      <th scope="row" className="mono open">
        <a href={formatRoute({ page: 'operation', id: operation })}>#{operation}</a>
      </th>
      <td className="num nowrap">
        {formatZonedTime(begun)}
        <div className="quiet small">{durationMs === undefined ? '' : formatDuration(durationMs)}</div>
      </td>
      <td>{operationKindText[kind]}</td>
      {by === 'card' ? null : <td className="mono nowrap">{eid === undefined ? '' : groupDigits(eid)}</td>}
      <td>
        {profile === undefined ? null : <Hostile text={profile} limit={60} inControl />}
        <div className="mono quiet nowrap">{iccid === undefined ? '' : groupDigits(iccid)}</div>
      </td>
      <td>
        <Chip tone={tones[outcome]}>{text.outcomes[outcome]}</Chip>
        {error === undefined || outcome === 'cancelled' ? null : (
          <div className="small report-error">
            <Hostile text={error.message} limit={300} inControl />
          </div>
        )}
      </td>
      <td>
        {code === undefined ? null : (
          <a href={formatRoute({ page: 'codes', id: code })}>{fillText(text.code, { id: code })}</a>
        )}
        <div className="quiet small">{codeUse === 'none' ? '' : text.codeUses[codeUse]}</div>
      </td>
      <td>
        <Hostile text={entry.createdBy} limit={40} inControl />
        <div className="quiet small">
          <Hostile text={entry.source} limit={40} inControl />
        </div>
      </td>
    </tr>
  );
}

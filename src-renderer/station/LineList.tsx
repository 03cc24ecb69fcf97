import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type BatchCounts, type BatchLine, batchLineState } from '../../src-shared/model/index.ts';
import {
  batchLineStateText,
  formatDuration,
  formatInteger,
  groupDigits,
  stationPageText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { LineStateChip } from './LineState.tsx';
import { allLines, cardOf, reasonsAreNamed, reasonsOf, tookOf } from './line-facts.ts';

const text = stationPageText.lines;
/** Of a card or a profile, by which it is looked for. */
const FEWEST_DIGITS = 4;
/** Of an EID: its end tells cards apart; the whole stands with the chosen line. */
const DIGITS = 12;
/** A row is a target for a glove. */
const ROW = 52;

export type LineFilter = BatchLine['state'] | 'all';

const keyOf = ({ line }: BatchLine) => line;

/** Whether what is typed is in a line: its number, card, ICCID or reason. */
export function lineMatches(line: BatchLine, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return true;
  const digits = wanted.replace(/\s+/g, '');
  if (/^\d+$/.test(digits)) {
    // A short number is that of a line; EIDs and ICCIDs have it somewhere nearly always.
    if (digits.length < FEWEST_DIGITS) return String(line.line) === digits;
    if (String(line.line) === digits) return true;
    if ([line.eid, line.cardEid, line.wantedEid, line.iccid].some((one) => one?.includes(digits)))
      return true;
  }
  return reasonsOf(line).some((reason) => reason.toLowerCase().includes(wanted));
}

const columns: readonly GridColumn<BatchLine>[] = [
  {
    name: 'line',
    get label() {
      return text.columns.line;
    },
    cell: ({ line }) => <span className="num">{line}</span>,
  },
  {
    name: 'state',
    get label() {
      return text.columns.state;
    },
    cell: (line) => <LineStateChip line={line} />,
  },
  {
    name: 'card',
    get label() {
      return text.columns.card;
    },
    cell: (line) => {
      const eid = cardOf(line);
      const [reason] = reasonsOf(line);
      return (
        <>
          <span className="cell-main">
            {eid === undefined ? (
              <span className="quiet">{text.anyCard}</span>
            ) : (
              <span className="mono">{`… ${groupDigits(eid.slice(-DIGITS))}`}</span>
            )}
          </span>
          <span className="cell-sub">
            {reason === undefined ? (
              <span className="mono">{line.iccid === undefined ? '' : groupDigits(line.iccid)}</span>
            ) : (
              <bdi className={reasonsAreNamed(line) ? 'private' : undefined}>{visibleText(reason, 140)}</bdi>
            )}
          </span>
        </>
      );
    },
  },
  {
    name: 'took',
    get label() {
      return text.columns.took;
    },
    cell: (line) => {
      const took = tookOf(line);
      return took === undefined ? null : <span className="num quiet">{formatDuration(took)}</span>;
    },
  },
];

function Part({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <span className="station-filter">
      <span>{name}</span> <span className="num">{formatInteger(count)}</span>
    </span>
  );
}

/** The lines of a batch, of any number; filtered by state and by what is typed. */
export function LineList({
  lines,
  counts,
  loaded,
  filter,
  onFilter,
  active,
  onActive,
}: {
  readonly lines: readonly BatchLine[];
  readonly counts: BatchCounts;
  readonly loaded: boolean;
  readonly filter: LineFilter;
  readonly onFilter: (filter: LineFilter) => void;
  readonly active: number | undefined;
  readonly onActive: (line: number) => void;
}) {
  const [query, setQuery] = useState('');
  const shown = useMemo(
    () => lines.filter((line) => (filter === 'all' || line.state === filter) && lineMatches(line, query)),
    [lines, filter, query],
  );
  return (
    <>
      <div className="station-lines-filter">
        <FilterField label={text.filter} value={query} onChange={setQuery} />
        <SegmentedControl
          fullWidth
          aria-label={text.columns.state}
          value={filter}
          onChange={(value) => onFilter(value as LineFilter)}
          data={[
            { value: 'all', label: <Part name={text.all} count={allLines(counts)} /> },
            ...batchLineState.options.map((state) => ({
              value: state,
              label: <Part name={batchLineStateText[state].name} count={counts[state]} />,
            })),
          ]}
        />
      </div>
      <DataGrid
        label={text.title}
        className="station-lines-grid"
        columns={columns}
        rows={shown}
        of={`${filter} ${query}`}
        keyOf={keyOf}
        rowHeight={ROW}
        active={active}
        onActive={onActive}
        foot={
          shown.length > 0 ? null : (
            <p className="quiet pad">{loaded ? text.none : windowText.common.loading}</p>
          )
        }
      />
    </>
  );
}

import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { ArrowLeftRight, CreditCard, FileDown } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { comparisonCsv } from '../../src-shared/card-compare.ts';
import type { Card, CardComparison, CardMoment, ComparisonRow } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import {
  cardText,
  comparisonField,
  comparisonItem,
  comparisonText,
  comparisonValue,
  fillText,
  formatWhen,
  groupDigits,
  isoDate,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall, useNow, useSnapshot } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Empty, ErrorNote, Note, Panel } from '../ui/bits.tsx';
import { copyText } from '../ui/clipboard.ts';
import { useOptionText } from '../ui/option-text.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { saveFile } from '../ui/save-file.ts';
import { Digits, Hostile } from '../ui/text.tsx';
import { useReadings } from './use-readings.ts';
import '../styles/card-page.css';

const text = cardText.compare;

interface Sides {
  readonly a: CardMoment | undefined;
  readonly b: CardMoment | undefined;
}

/** Two cards, or one card at two times; the address says which. */
export function ComparePage({ a, b }: Sides) {
  const { cards } = useSnapshot();
  const seenAt = (side: CardMoment | undefined) =>
    side === undefined ? 0 : (cards.get(side.eid)?.lastSeenAt ?? 0);
  const chosen = a !== undefined && b !== undefined;
  const same = chosen && a.eid === b.eid && a.reading === b.reading;
  const made = useCall('cards.compare', chosen && !same ? { a, b } : undefined, `${seenAt(a)} ${seenAt(b)}`);
  if (cards.size === 0)
    return (
      <div className="page">
        <PageHead title={text.title} />
        <Empty icon={<CreditCard size={34} aria-hidden />} title={text.noCards} hint={text.noCardsHint} />
      </div>
    );
  return (
    <div className="page">
      <PageHead title={text.title} intro={text.intro}>
        {made.value === undefined || same ? null : <Exports comparison={made.value} />}
      </PageHead>
      <div className="compare-sides">
        <SidePicker side={text.sideA} moment={a} onChange={(next) => goTo({ page: 'compare', a: next, b })} />
        <ActionIcon
          variant="default"
          size={30}
          aria-label={text.swap}
          title={text.swap}
          disabled={!chosen}
          onClick={() => goTo({ page: 'compare', a: b, b: a })}
        >
          <ArrowLeftRight size={15} aria-hidden />
        </ActionIcon>
        <SidePicker side={text.sideB} moment={b} onChange={(next) => goTo({ page: 'compare', a, b: next })} />
      </div>
      {same ? <Note kind="info">{text.sameSide}</Note> : null}
      {made.state === 'error' ? <ErrorNote error={made.error} onRetry={made.again} /> : null}
      {chosen && !same && made.state === 'loading' && made.value === undefined ? (
        <p className="quiet">{windowText.common.loading}</p>
      ) : null}
      {made.value === undefined || same ? null : <Compared comparison={made.value} />}
    </div>
  );
}

/** Chooses a card, and when of it. */
function SidePicker({
  side,
  moment,
  onChange,
}: {
  readonly side: string;
  readonly moment: CardMoment | undefined;
  readonly onChange: (next: CardMoment | undefined) => void;
}) {
  const { cards, readers } = useSnapshot();
  const optionText = useOptionText();
  const now = useNow(true, 30_000);
  const card = moment === undefined ? undefined : cards.get(moment.eid);
  const readings = useReadings(card?.eid, card?.lastSeenAt ?? 0);
  const list = readings.list ?? [];
  // Those at hand first, in the order of their readers: that of their last readings changes while one chooses.
  const placeOf = ({ eid }: Card) => {
    const at = readers.findIndex((reader) => reader.eid === eid);
    return at === -1 ? readers.length : at;
  };
  const sorted = [...cards.values()].sort(
    (one, other) => placeOf(one) - placeOf(other) || one.eid.localeCompare(other.eid),
  );
  const labelOf = (one: Card, at: number) => {
    const reader = readers[placeOf(one)];
    // With its reader's name before it, its end alone: the field has no room for both, and the table below has it whole.
    const digits = reader === undefined ? groupDigits(one.eid) : `…${groupDigits(one.eid.slice(-8))}`;
    const eid = optionText(digits, at);
    // The simulated bench's own names of its readers say it already.
    const isTold = reader?.kind === 'simulator' && reader.label === undefined;
    const shown = one.simulated && !isTold ? `${eid} (${windowText.simulated})` : eid;
    return reader === undefined ? shown : `${visibleText(readerTitle(reader), 60)} · ${shown}`;
  };
  return (
    <fieldset className="compare-side">
      <legend>{side}</legend>
      <NativeSelect
        aria-label={fillText(text.card, { side })}
        value={card?.eid ?? ''}
        onChange={(event) => {
          const eid = event.currentTarget.value;
          onChange(eid === '' ? undefined : { eid });
        }}
        data={[
          ...(card === undefined ? [{ value: '', label: text.chooseCard }] : []),
          ...sorted.map((one, at) => ({ value: one.eid, label: labelOf(one, at) })),
        ]}
      />
      {card === undefined || moment === undefined ? null : (
        <NativeSelect
          aria-label={fillText(text.time, { side })}
          value={moment.reading === undefined ? '' : String(moment.reading)}
          onChange={(event) => {
            const reading = Number(event.currentTarget.value);
            onChange({ eid: card.eid, reading: reading === 0 ? undefined : reading });
          }}
          data={[
            { value: '', label: fillText(text.now, { when: formatWhen(card.lastSeenAt, now) }) },
            ...list.map((reading) => ({
              value: String(reading.id),
              label: fillText(text.at, { id: reading.id, when: formatWhen(reading.firstSeenAt, now) }),
            })),
            // One that the address names and the list has not, being older than those that were asked for.
            ...(moment.reading === undefined || list.some(({ id }) => id === moment.reading)
              ? []
              : [
                  {
                    value: String(moment.reading),
                    label: fillText(text.at, { id: moment.reading, when: '…' }),
                  },
                ]),
          ]}
        />
      )}
      {readings.older === undefined ? null : (
        <button type="button" className="link" onClick={readings.older}>
          {cardText.readings.older}
        </button>
      )}
    </fieldset>
  );
}

function Exports({ comparison }: { readonly comparison: CardComparison }) {
  const [copied, setCopied] = useState(false);
  const hint = useId();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const save = (kind: string, type: string, content: string) =>
    saveFile(`cards-${isoDate(Date.now())}.${kind}`, new Blob([content], { type }));
  return (
    <>
      <span id={hint} className="visually-hidden">
        {text.private}
      </span>
      <Button
        variant="default"
        aria-describedby={hint}
        title={text.private}
        onClick={() =>
          void copyText(comparisonText(comparison, comparison.rows)).then((done) => setCopied(done))
        }
      >
        {copied ? text.copied : text.copy}
      </Button>
      <Button
        variant="default"
        aria-describedby={hint}
        title={text.private}
        leftSection={<FileDown size={14} aria-hidden />}
        onClick={() => save('json', 'application/json', `${JSON.stringify(comparison, null, 2)}\n`)}
      >
        {text.json}
      </Button>
      <Button
        variant="default"
        aria-describedby={hint}
        title={text.private}
        leftSection={<FileDown size={14} aria-hidden />}
        onClick={() => save('csv', 'text/csv', comparisonCsv(comparison.rows))}
      >
        {text.csv}
      </Button>
    </>
  );
}

function Compared({ comparison }: { readonly comparison: CardComparison }) {
  const { rows, differences } = comparison;
  const equal = rows.slice(differences);
  return (
    <>
      <Panel title={fillText(text.differences, { count: differences })} flush>
        {differences === 0 ? (
          <p className="pad" role="status">
            {text.same}
          </p>
        ) : (
          <CompareTable
            label={fillText(text.differences, { count: differences })}
            rows={rows.slice(0, differences)}
          />
        )}
      </Panel>
      <details className="panel equal-part">
        <summary>{fillText(text.equal, { count: equal.length })}</summary>
        <CompareTable label={fillText(text.equal, { count: equal.length })} rows={equal} />
      </details>
    </>
  );
}

/** The rows by their sections. */
function CompareTable({ label, rows }: { readonly label: string; readonly rows: readonly ComparisonRow[] }) {
  const sections = [...new Set(rows.map(({ section }) => section))];
  return (
    <table className="table compare-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text.field}</th>
          <th scope="col">{text.sideA}</th>
          <th scope="col">{text.sideB}</th>
        </tr>
      </thead>
      {sections.map((section) => (
        <tbody key={section}>
          <tr>
            <th scope="rowgroup" className="section-head" colSpan={3}>
              {text.sections[section]}
            </th>
          </tr>
          {rows
            .filter((row) => row.section === section)
            .map((row) => (
              <tr key={`${row.field} ${row.item ?? ''}`}>
                <th scope="row" className="row-head">
                  {comparisonField(row)} <Item row={row} />
                </th>
                <td className={row.a === undefined ? 'quiet' : ''}>
                  <Value row={row} value={row.a} />
                </td>
                <td className={row.b === undefined ? 'quiet' : ''}>
                  <Value row={row} value={row.b} />
                </td>
              </tr>
            ))}
        </tbody>
      ))}
    </table>
  );
}

function Item({ row }: { readonly row: ComparisonRow }) {
  const item = comparisonItem(row);
  if (item === undefined) return null;
  if (row.section === 'profiles')
    return (
      <span className="quiet">
        <Digits value={item} what={windowText.profile.iccid} copy={false} />
      </span>
    );
  return (
    <span className={row.section === 'trust' ? 'mono quiet' : 'quiet'}>
      <Hostile text={item} limit={80} open />
    </span>
  );
}

function Value({ row, value }: { readonly row: ComparisonRow; readonly value: ComparisonRow['a'] }) {
  if (row.field === 'eid' && typeof value === 'string')
    return <Digits value={value} what={text.fields.eid} copy={false} />;
  return (
    <span className="num">
      <Hostile
        text={comparisonValue(row, value)}
        limit={120}
        open={row.section !== 'profiles' && row.section !== 'notifications'}
      />
    </span>
  );
}

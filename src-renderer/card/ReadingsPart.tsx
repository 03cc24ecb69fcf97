import { Button } from '@mantine/core';
import type { Card, CardReading } from '../../src-shared/model/index.ts';
import {
  cardText,
  fillText,
  formatBytes,
  formatUntil,
  formatWhen,
  windowText,
} from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Panel } from '../ui/bits.tsx';
import { MemoryLine } from './MemoryPanel.tsx';
import type { Readings } from './use-readings.ts';

const text = cardText.readings;

/** Each state in which the card was found, with what came of its memory, and the way to compare two of them. */
export function ReadingsPart({ card, readings }: { readonly card: Card; readonly readings: Readings }) {
  const now = useNow(true, 30_000);
  const { list, error, older, again } = readings;
  return (
    <Panel title={text.title} count={list?.length} flush>
      <p className="quiet pad">{text.intro}</p>
      {error === undefined ? null : (
        <div className="pad">
          <ErrorNote error={error} onRetry={again} />
        </div>
      )}
      {list === undefined && error === undefined ? (
        <p className="quiet pad">{windowText.common.loading}</p>
      ) : null}
      {list?.length === 0 ? <p className="pad">{text.none}</p> : null}
      {list === undefined || list.length === 0 ? null : (
        <>
          <div className="pad readings-line">
            <MemoryLine readings={list} />
          </div>
          <table className="table readings-table" aria-label={text.title}>
            <thead>
              <tr>
                <th scope="col">{text.from}</th>
                <th scope="col" className="right">
                  {text.free}
                </th>
                <th scope="col" className="right">
                  {text.change}
                </th>
                <th scope="col" className="right">
                  {text.profiles}
                </th>
                <th scope="col" className="right">
                  {text.notifications}
                </th>
                <th scope="col">{text.foundBy}</th>
                <th scope="col">
                  <span className="visually-hidden">{text.compareNow}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((reading, at) => (
                <ReadingRow
                  key={reading.id}
                  card={card}
                  reading={reading}
                  before={list[at + 1]}
                  newest={at === 0}
                  now={now}
                />
              ))}
            </tbody>
          </table>
          {older === undefined ? null : (
            <div className="pad">
              <Button size="compact-xs" variant="default" onClick={older}>
                {text.older}
              </Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

function ReadingRow({
  card,
  reading,
  before,
  newest,
  now,
}: {
  readonly card: Card;
  readonly reading: CardReading;
  /** The one before it in time. */
  readonly before: CardReading | undefined;
  readonly newest: boolean;
  readonly now: number;
}) {
  const { eid } = card;
  const free = reading.freeNonVolatileMemory;
  const change =
    free === undefined || before?.freeNonVolatileMemory === undefined
      ? 0
      : free - before.freeNonVolatileMemory;
  const what = fillText(text.what, { id: reading.id });
  const side = { eid, reading: reading.id };
  return (
    <tr>
      <td className="num">
        {formatWhen(reading.firstSeenAt, now)}
        {reading.lastSeenAt === reading.firstSeenAt ? null : (
          <span className="quiet">
            {' '}
            {fillText(text.until, { when: formatUntil(reading.firstSeenAt, reading.lastSeenAt, now) })}
          </span>
        )}
      </td>
      <td className="num right">{free === undefined ? '' : formatBytes(free)}</td>
      <td className="num right quiet">
        {change === 0 ? '' : `${change > 0 ? '+' : '−'}${formatBytes(Math.abs(change))}`}
      </td>
      <td className="num right">{reading.profiles}</td>
      <td className="num right">{reading.notifications}</td>
      <td className="num">
        <a href={formatRoute({ page: 'operation', id: reading.operationId })}>
          {fillText(cardText.history.operation, { id: reading.operationId })}
        </a>
      </td>
      <td>
        <div className="reading-links">
          {before === undefined ? null : (
            <a
              href={formatRoute({ page: 'compare', a: { eid, reading: before.id }, b: side })}
              aria-label={`${text.compareBefore}: ${what}`}
            >
              {text.compareBefore}
            </a>
          )}
          {newest ? null : (
            <a
              href={formatRoute({ page: 'compare', a: side, b: { eid } })}
              aria-label={`${text.compareNow}: ${what}`}
            >
              {text.compareNow}
            </a>
          )}
        </div>
      </td>
    </tr>
  );
}

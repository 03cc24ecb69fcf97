import type { BatchDetail, BatchLine } from '../../src-shared/model/index.ts';
import {
  batchLineStateText,
  fillText,
  formatAbout,
  formatInteger,
  formatTime,
  stationPageText,
  visibleText,
} from '../../src-shared/texts.ts';

import { allLines, endedLines } from './line-facts.ts';
import { paceOf } from './pace.ts';

const text = stationPageText.run;

/** How far the batch is, how fast, and how long it still takes. */
export function Counters({
  batch,
  lines,
}: {
  readonly batch: BatchDetail;
  readonly lines: readonly BatchLine[];
}) {
  const { counts } = batch;
  const pace = paceOf(lines, counts);
  const all = allLines(counts);
  const ended = endedLines(counts);
  return (
    <section className="station-counters" aria-label={text.counters}>
      <div className="station-counts">
        {(['done', 'failed', 'skipped', 'running', 'waiting'] as const).map((state) => (
          <div
            key={state}
            className={`station-count count-${state}${counts[state] === 0 ? ' count-none' : ''}`}
          >
            <span className="station-count-number num">{formatInteger(counts[state])}</span>
            <span className="station-count-name">{batchLineStateText[state].name}</span>
          </div>
        ))}
      </div>
      <div className="station-progress">
        <ProgressCount ended={ended} all={all} name={batch.name} />
        <span className="station-facts">
          {batch.startedAt === undefined ? null : (
            <span>{fillText(text.runningFor, { time: formatTime(batch.startedAt).slice(0, 5) })}</span>
          )}
          <span>
            {text.pace}:{' '}
            <span className="num">
              {pace === undefined
                ? text.noPace
                : fillText(text.perHour, { count: formatInteger(pace.perHour) })}
            </span>
          </span>
          {batch.state === 'finished' || pace === undefined ? null : (
            <span>
              {text.left}: <strong className="num">{formatAbout(pace.leftMs)}</strong>
            </span>
          )}
        </span>
      </div>
    </section>
  );
}

/** So many of so many, as a bar and in numbers. */
export function ProgressCount({
  ended,
  all,
  name,
}: {
  readonly ended: number;
  readonly all: number;
  readonly name: string;
}) {
  return (
    <span className="station-bar">
      <span
        className="bar"
        role="progressbar"
        aria-label={fillText(stationPageText.progress, { name: visibleText(name, 60) })}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={ended}
      >
        <span className="bar-fill" style={{ transform: `scaleX(${all === 0 ? 0 : ended / all})` }} />
      </span>
      <span className="num">
        {fillText(stationPageText.ofAll, { ended: formatInteger(ended), all: formatInteger(all) })}
      </span>
    </span>
  );
}

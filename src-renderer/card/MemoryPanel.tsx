import { type ProfileSize, profileSize, profilesThatFit } from '../../src-shared/card-memory.ts';
import type { Card, CardReading } from '../../src-shared/model/index.ts';
import { cardText, fillText, formatBytes, formatInteger, formatWhen } from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { Note, Panel } from '../ui/bits.tsx';
import { Fact } from '../ui/text.tsx';

const text = cardText.memory;

/** How much is free, how many profiles that is, and how it was before. */
export function MemoryPanel({
  card,
  readings,
}: {
  readonly card: Card;
  /** The newest first. */
  readonly readings: readonly CardReading[];
}) {
  const now = useNow(true, 30_000);
  const { freeNonVolatileMemory: free, freeVolatileMemory, installedApplications } = card.info ?? {};
  const size = profileSize(readings);
  // Not every operation reads EUICCInfo2: then profiles have come or gone since.
  const stale =
    card.infoAt !== undefined &&
    readings.some((one) => one.infoAt === card.infoAt && one.profiles !== card.profiles.length);
  return (
    <Panel title={text.title}>
      {free === undefined ? (
        <p className="quiet">{text.unknown}</p>
      ) : (
        <Gauge have={card.profiles.length} free={free} size={size} />
      )}
      {stale && card.infoAt !== undefined ? (
        <div className="note-around">
          <Note kind="warn">{fillText(text.stale, { when: formatWhen(card.infoAt, now) })}</Note>
        </div>
      ) : null}
      <dl className="facts">
        <Fact term={text.volatile}>
          {freeVolatileMemory === undefined ? null : (
            <span className="num" title={`${formatInteger(freeVolatileMemory)} B`}>
              {formatBytes(freeVolatileMemory)}
            </span>
          )}
        </Fact>
        <Fact term={text.applications}>{installedApplications}</Fact>
      </dl>
      <MemoryLine readings={readings} />
    </Panel>
  );
}

/** The profiles on the card and those that would fit beside them, as lengths. */
function Gauge({
  have,
  free,
  size,
}: {
  readonly have: number;
  readonly free: number;
  readonly size: ProfileSize;
}) {
  const more = profilesThatFit(free, size);
  const of = formatBytes(size.bytes);
  return (
    <div className="gauge">
      <div className="gauge-head">
        <span className="label">{text.free}</span>
        <strong className="num gauge-free" title={`${formatInteger(free)} B`}>
          {formatBytes(free)}
        </strong>
      </div>
      <div role="img" className="gauge-bar" aria-label={fillText(text.gauge, { have, more })}>
        <span className="gauge-have" style={{ flexGrow: have }} />
        <span className={more === 0 ? 'gauge-full' : 'gauge-more'} style={{ flexGrow: more }} />
      </div>
      <div className={more === 0 ? 'gauge-none' : ''}>
        {more === 0 ? text.fitsNone : fillText(text.fits, { count: more })}
      </div>
      <div className="quiet small">
        {size.measured === 0
          ? fillText(text.usualSize, { size: of })
          : fillText(text.measuredSize, { size: of, count: size.measured })}
      </div>
    </div>
  );
}

const WIDTH = 270;
const HEIGHT = 56;

/** Free memory from one reading to the next; the numbers of it stand in the table of readings. */
export function MemoryLine({ readings }: { readonly readings: readonly CardReading[] }) {
  const now = useNow(false);
  // A reading that has its numbers from the one before it has measured nothing.
  const points = readings
    .filter(
      ({ freeNonVolatileMemory, infoAt }, at) =>
        freeNonVolatileMemory !== undefined && (infoAt === undefined || infoAt !== readings[at + 1]?.infoAt),
    )
    .map((one) => ({ one, free: one.freeNonVolatileMemory ?? 0 }))
    .reverse();
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return null;
  const most = Math.max(...points.map(({ free }) => free), 1);
  // By order and not by time: what happens within a minute at the bench is as far apart as what happens in a year.
  const x = (at: number) => 4 + (at / (points.length - 1)) * (WIDTH - 8);
  const y = (free: number) => HEIGHT - 4 - (free / most) * (HEIGHT - 10);
  const line = points.map(
    ({ free }, at) => `${at === 0 ? 'M' : `H${x(at)}V`}${at === 0 ? `${x(at)} ` : ''}${y(free)}`,
  );
  const told = ({ one, free }: (typeof points)[number]) =>
    fillText(text.historyLine, {
      free: formatBytes(free),
      profiles: one.profiles,
      when: formatWhen(one.infoAt ?? one.firstSeenAt, now),
    });
  return (
    <figure className="memory-line">
      <figcaption className="quiet small">{text.history}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${text.history}: ${told(first)}; ${told(last)}`}
      >
        <path className="memory-base" d={`M0 ${HEIGHT - 4}H${WIDTH}`} />
        <path className="memory-path" d={line.join('')} />
        {points.map((point, at) => (
          <circle key={point.one.id} className="memory-point" cx={x(at)} cy={y(point.free)} r={3}>
            <title>{told(point)}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

import { Button } from '@mantine/core';
import { CircleCheck, CircleDashed, CircleSlash, CircleX, X } from 'lucide-react';
import { type DragEvent, memo } from 'react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import { eumName } from '../../src-shared/eum.ts';
import type { Card, Operation, StationSlot } from '../../src-shared/model/index.ts';
import {
  benchPageText,
  fillText,
  formatBytes,
  formatWhen,
  groupDigits,
  operationKindText,
  presenceText,
  shownPresence,
  stationOutcomeText,
  stationPhaseText,
  stepSentence,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { profileTitle } from '../card/profile-names.ts';
import { useNow } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { setFocusedTile } from '../state/tile-focus.ts';
import { OperationBar, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { ErrorText } from '../ui/error-text.tsx';
import { ReaderName } from '../ui/ReaderName.tsx';
import { Digits, Hostile } from '../ui/text.tsx';
import type { Density } from './slots.ts';
import { TileActions, TileMenu } from './TileMenu.tsx';
import { hasFailed, isFree, type TileModel } from './tiles.ts';
import { roundedLeft } from './time-left.ts';
import { usePaceOf } from './use-bench.ts';
import { useTileWork } from './use-tile-work.ts';

const text = benchPageText;

interface TileProps {
  readonly tile: TileModel;
  readonly density: Density;
  /** Whether it is the one that the Tab key leads to. */
  readonly isCurrent: boolean;
  /** Whether there are slots that it can be dragged into. */
  readonly isMovable: boolean;
  readonly onDragStart: (readerId: string) => void;
  readonly onDragEnd: () => void;
}

/** One reader with all that is known of it. It repaints when something of its own has changed. */
export const Tile = memo(function Tile({
  tile,
  density,
  isCurrent,
  isMovable,
  onDragStart,
  onDragEnd,
}: TileProps) {
  const { reader, card, running, station, unresolved } = tile;
  const simulated = reader.kind === 'simulator';
  const tab = isCurrent ? 0 : -1;
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData('text/plain', reader.id);
    event.dataTransfer.effectAllowed = 'move';
    onDragStart(reader.id);
  };
  return (
    <article
      className={`bench-tile bench-${density}${stationClass(station)}${hasFailed(tile) ? ' bench-failed' : ''}${simulatedClass(simulated)}`}
      draggable={isMovable}
      onDragStart={drag}
      onDragEnd={onDragEnd}
    >
      <div className="bench-head">
        {reader.place === undefined ? null : (
          <span
            className="bench-slot num open"
            title={fillText(text.slot, { place: reader.place })}
            aria-hidden
          >
            {reader.place}
          </span>
        )}
        <a
          className="bench-name"
          href={formatRoute({ page: 'reader', readerId: reader.id })}
          data-tile={reader.id}
          tabIndex={tab}
          draggable={false}
          onFocus={() => setFocusedTile(reader.id)}
        >
          {reader.place === undefined ? null : (
            <span className="visually-hidden">{`${fillText(text.slot, { place: reader.place })}, `}</span>
          )}
          <ReaderName label={reader.label} name={reader.name} />
        </a>
        {simulated ? <SimulatedBadge small /> : null}
        <TileMenu
          reader={reader}
          card={card}
          isFree={isFree(tile)}
          runningId={running?.id}
          asks={running?.question !== undefined}
          unresolvedId={unresolved?.id}
          lastId={tile.last?.id}
          batchId={station?.batchId}
          tab={tab}
        />
      </div>
      <CardLine tile={tile} />
      {card === undefined ? null : <Carrier card={card} />}
      {density === 'roomy' && card !== undefined && running === undefined ? <Profiles card={card} /> : null}
      <div className="bench-work">
        {running === undefined ? (
          station === undefined ? null : (
            <Station slot={station} />
          )
        ) : (
          <Work key={running.id} operation={running} station={station} tab={tab} />
        )}
      </div>
      <Foot tile={tile} tab={tab} />
      {density === 'roomy' ? <TileActions tile={tile} tab={tab} /> : null}
    </article>
  );
});

function stationClass(station: StationSlot | undefined): string {
  if (station?.phase === 'put_back') return ' bench-put-back';
  if (station?.phase !== 'take_out') return '';
  return station.outcome === 'done' ? ' bench-out-good' : ' bench-out-bad';
}

/** The EID of the card, or why there is none. */
function CardLine({ tile: { reader } }: { readonly tile: TileModel }) {
  const presence = shownPresence(reader);
  return (
    <div className="bench-line">
      <span className={`presence presence-${presence}`} aria-hidden />
      {reader.eid === undefined ? (
        <span className="quiet">{presence === 'present' ? text.notRead : presenceText[presence]}</span>
      ) : (
        <>
          <span className="visually-hidden">{`${presenceText[presence]}, ${windowText.card.eid} `}</span>
          <span className="bench-eid">
            <Digits value={reader.eid} what={windowText.card.eid} copy={false} />
          </span>
        </>
      )}
    </div>
  );
}

/** Whose profile is enabled, how many there are, and who made the card. */
function Carrier({ card }: { readonly card: Card }) {
  const enabled = card.profiles.find(({ state }) => state === 'enabled');
  const count = card.profiles.length;
  const eum = eumName(card.eid);
  return (
    <div className="bench-line bench-carrier">
      <span className="bench-cut">
        {enabled === undefined ? (
          <span className="quiet">{text.noProfile}</span>
        ) : (
          <>
            <Hostile text={enabled.serviceProviderName || windowText.common.unknown} limit={40} inControl />
            <span className="quiet">
              {' · '}
              <Hostile text={profileTitle(enabled)} limit={40} inControl />
            </span>
          </>
        )}
      </span>
      <span className="quiet num" title={eum === undefined ? undefined : `${text.eum}: ${eum}`}>
        {eum === undefined ? null : <span className="bench-eum">{`${eum} · `}</span>}
        {count === 1 ? windowText.bench.oneProfile : fillText(windowText.bench.profilesCount, { count })}
      </span>
    </div>
  );
}

/** Where there is room: the profiles by name. */
function Profiles({ card }: { readonly card: Card }) {
  const shown = card.profiles.slice(0, 6);
  if (shown.length === 0) return null;
  return (
    <ul className="bench-profiles">
      {shown.map((profile) => (
        <li key={`${profile.isdpAid ?? ''} ${profile.iccid}`} className="bench-line">
          <span className={profile.state === 'enabled' ? 'bench-on' : 'bench-off'} aria-hidden />
          <span className="bench-cut">
            <Hostile text={profileTitle(profile)} limit={48} inControl />
          </span>
          <span className="mono small quiet bench-iccid">
            {profile.iccid === undefined ? '' : groupDigits(profile.iccid)}
          </span>
        </li>
      ))}
      {card.profiles.length > shown.length ? (
        <li className="quiet small">
          {fillText(text.hints.more, { count: card.profiles.length - shown.length })}
        </li>
      ) : null}
    </ul>
  );
}

/** What the batch on this reader wants. */
function Station({ slot }: { readonly slot: StationSlot }) {
  const { phase, outcome, line } = slot;
  return (
    <div className="bench-station">
      <strong>{stationPhaseText[phase].name}</strong>
      <span className="bench-cut">
        {[
          outcome === undefined ? '' : stationOutcomeText[outcome].name,
          line === undefined ? '' : fillText(text.line, { line }),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </div>
  );
}

/** What runs: step, bytes, time left; and the way to stop it. */
function Work({
  operation,
  station,
  tab,
}: {
  readonly operation: Operation;
  readonly station: StationSlot | undefined;
  readonly tab: number;
}) {
  const desk = useDesk();
  const { cancel, cancelling } = useTileWork();
  const { progress, question } = operation;
  const { bytesDone, bytesTotal } = progress ?? {};
  return (
    <div className="bench-running">
      <div className="bench-line">
        <a
          className="bench-what bench-over"
          href={formatRoute({ page: 'operation', id: operation.id })}
          tabIndex={tab}
          draggable={false}
        >
          <span className="bench-cut">{operationKindText[operation.kind]}</span>{' '}
          <span className="mono open">#{operation.id}</span>
        </a>
        {station?.line === undefined ? null : (
          <span className="num" title={stationPhaseText[station.phase].name}>
            {fillText(text.line, { line: station.line })}
          </span>
        )}
        {question === undefined ? null : (
          <Button
            size="compact-xs"
            className="bench-over"
            tabIndex={tab}
            onClick={() => desk.openDownload({ operationId: operation.id })}
          >
            {text.answer}
          </Button>
        )}
        <button
          type="button"
          className="bench-icon bench-over"
          tabIndex={tab}
          disabled={cancelling}
          title={text.cancelShort}
          aria-label={fillText(text.cancel, {
            kind: operationKindText[operation.kind],
            reader: visibleText(operation.readerName, 60),
          })}
          onClick={() => cancel(operation.id)}
        >
          <X size={14} aria-hidden />
        </button>
      </div>
      <div className="bench-step bench-cut" title={progress?.step}>
        {question !== undefined
          ? text.waitsFor
          : progress === undefined
            ? windowText.common.loading
            : stepSentence(progress.step)}
      </div>
      <OperationBar thin operation={operation} />
      <div className="bench-line bench-numbers num">
        <span>
          {bytesDone === undefined || bytesTotal === undefined
            ? ''
            : fillText(text.bytes, { done: formatBytes(bytesDone), total: formatBytes(bytesTotal) })}
        </span>
        <TimeLeft operation={operation} />
      </div>
    </div>
  );
}

function TimeLeft({ operation }: { readonly operation: Operation }) {
  const pace = usePaceOf();
  const now = useNow(true);
  const left = pace.left(operation, Math.max(now, operation.updatedAt));
  if (left === undefined) return null;
  const { value, unit } = roundedLeft(left);
  if (value === 0) return <span>{text.leftSoon}</span>;
  const time = fillText(unit === 's' ? text.seconds : text.minutes, { count: value });
  return <span>{fillText(text.left, { time })}</span>;
}

/** How the last operation ended; the reason of a failure is a tooltip, and stands with the operation. */
function Foot({
  tile: { running, last, unresolved, station },
  tab,
}: {
  readonly tile: TileModel;
  readonly tab: number;
}) {
  const now = useNow(true, 60_000);
  if (running !== undefined) return null;
  const shown = unresolved ?? last;
  if (shown === undefined || (station !== undefined && station.operationId === shown.id)) return null;
  const failed = shown.status === 'failed';
  const isCancelled = shown.error?.code === 'cancelled';
  const [Icon, tone, outcome] =
    unresolved !== undefined
      ? ([CircleDashed, 'warn', text.unresolved] as const)
      : isCancelled
        ? ([CircleSlash, 'quiet', text.lastCancelled] as const)
        : failed
          ? ([CircleX, 'bad', text.lastFailed] as const)
          : ([CircleCheck, 'good', text.lastDone] as const);
  const error = failed && !isCancelled ? shown.error : undefined;
  return (
    <div className={`bench-foot bench-foot-${tone}`}>
      <div className="bench-line">
        <Icon size={13} aria-hidden />
        <a
          className="bench-cut bench-over"
          href={formatRoute({ page: 'operation', id: shown.id })}
          tabIndex={tab}
          draggable={false}
        >
          {fillText(text.last, { kind: operationKindText[shown.kind], outcome })}
        </a>
        <span className="quiet num">{formatWhen(shown.endedAt ?? shown.updatedAt, now)}</span>
      </div>
      {error === undefined ? null : (
        <div className="bench-reason" title={visibleText(describeError(error as ErrorData).message, 300)}>
          <ErrorText error={error} />
        </div>
      )}
    </div>
  );
}

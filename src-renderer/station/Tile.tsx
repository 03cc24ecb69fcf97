import {
  Ban,
  CircleCheckBig,
  CircleQuestionMark,
  CircleX,
  CornerDownLeft,
  CreditCard,
  LoaderCircle,
  type LucideIcon,
  Pause,
  Unplug,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Operation, StationSlot } from '../../src-shared/model/index.ts';
import {
  batchStepText,
  fillText,
  formatAbout,
  groupDigits,
  stationOutcomeText,
  stationPageText,
  stationPhaseText,
  stepSentence,
} from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { OperationBar, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { ErrorText } from '../ui/error-text.tsx';
import { Hostile } from '../ui/text.tsx';
import { loadLeft } from './pace.ts';
import { isSimulated } from './reader-names.ts';
import { asks, type TileTone, toneOf, wordsOf } from './tile-view.ts';

const text = stationPageText.tile;

const icons: Readonly<Record<TileTone, LucideIcon>> = {
  insert: CreditCard,
  run: LoaderCircle,
  good: CircleCheckBig,
  bad: CircleX,
  wrong: Ban,
  back: CornerDownLeft,
  ask: CircleQuestionMark,
  rest: Pause,
  gone: Unplug,
};

/** One reader, to be read from two metres: what to do with its card, in colour, words and a sign. */
export function Tile({
  slot,
  name,
  place,
  operation,
  onLine,
}: {
  readonly slot: StationSlot;
  readonly name: string;
  readonly place: number | undefined;
  readonly operation: Operation | undefined;
  /** Shows a line among the others. */
  readonly onLine: (line: number) => void;
}) {
  const tone = toneOf(slot, operation);
  const Icon = icons[tone];
  const { act, outcome } = wordsOf(slot);
  const { line } = slot;
  const simulated = isSimulated(slot.readerId);
  const isAsking = asks(slot, operation);
  return (
    <li className={`station-tile is-${tone}${simulatedClass(simulated)}`} data-phase={slot.phase}>
      <div className="station-tile-head">
        {place === undefined ? null : (
          <span className="station-tile-place" title={fillText(text.slot, { place })}>
            <span className="visually-hidden">{fillText(text.slot, { place })}</span>
            <span aria-hidden>{place}</span>
          </span>
        )}
        <span className="station-tile-name">
          <Hostile text={name} limit={60} inControl open />
        </span>
        {simulated ? (
          <span className="station-tile-sim">
            <SimulatedBadge small />
          </span>
        ) : null}
        {line === undefined || slot.phase === 'insert' ? null : (
          <button type="button" className="station-tile-line" onClick={() => onLine(line)}>
            <span className="visually-hidden">{fillText(text.showLine, { line })}</span>
            <span aria-hidden>{fillText(text.line, { line })}</span>
          </button>
        )}
      </div>
      <div className="station-tile-main">
        <Icon className={tone === 'run' ? 'station-tile-icon spin' : 'station-tile-icon'} aria-hidden />
        <div className="station-tile-words">
          <strong className="station-tile-act">{isAsking ? text.answer : act}</strong>
          {outcome === undefined ? null : <strong className="station-tile-outcome">{outcome}</strong>}
        </div>
      </div>
      <TileMore slot={slot} operation={operation} />
    </li>
  );
}

/** Below the words: why, which card, how far. */
function TileMore({ slot, operation }: Pick<Parameters<typeof Tile>[0], 'slot' | 'operation'>) {
  const { phase, outcome, line = 0, step, eid, error, expects } = slot;
  if (phase === 'working' && operation !== undefined) {
    if (asks(slot, operation))
      return <p className="station-tile-more">{fillText(text.answerHint, { line })}</p>;
    return <TileProgress operation={operation} step={step} />;
  }
  if (phase === 'put_back')
    return (
      <p className="station-tile-more">
        {eid === undefined ? null : <TileEid eid={eid} />}
        {stationPhaseText.put_back.next}
      </p>
    );
  if (phase === 'take_out') {
    // After the last one there is no next card.
    const isLast = outcome === 'done' && expects.kind === 'none';
    const next =
      outcome === undefined
        ? ''
        : isLast
          ? text.expectsNone
          : fillText(stationOutcomeText[outcome].next, { line });
    return (
      <p className="station-tile-more">
        {error === undefined || outcome === 'done' ? next : <ErrorText error={error} limit={200} />}
      </p>
    );
  }
  if (phase === 'insert')
    return (
      <p className="station-tile-more">
        {expects.kind === 'any' ? fillText(text.expectsAny, { line: expects.line }) : null}
        {expects.kind === 'none' ? text.expectsNone : null}
        {expects.kind !== 'cards' ? null : expects.count === 1 ? (
          <TileEid eid={expects.eids[0] ?? ''} />
        ) : (
          fillText(text.expectsMany, { count: expects.count })
        )}
      </p>
    );
  return <p className="station-tile-more">{stationPhaseText[phase].next}</p>;
}

/** Where there is no room for all of it, its end is seen: that tells one card from another. */
function TileEid({ eid }: { readonly eid: string }) {
  return (
    <span className="mono station-tile-eid">
      <span className="station-tile-eid-front">{groupDigits(eid.slice(0, -12))} </span>
      <span className="station-tile-eid-end">{groupDigits(eid.slice(-12))}</span>
    </span>
  );
}

function TileProgress({
  operation,
  step,
}: {
  readonly operation: Operation;
  readonly step: StationSlot['step'];
}) {
  const { progress, id } = operation;
  const loads = progress?.bytesTotal !== undefined;
  const now = useNow(loads);
  // When it began to load, as this window has seen it.
  const began = useRef<{ readonly id: number; readonly at: number } | undefined>(undefined);
  useEffect(() => {
    if (loads && began.current?.id !== id) began.current = { id, at: Date.now() };
  }, [loads, id]);
  const left = progress === undefined ? undefined : loadLeft(progress, began.current?.at ?? now, now);
  return (
    <div className="station-tile-progress">
      <p className="station-tile-more">
        {step === undefined ? null : batchStepText[step]}
        {progress === undefined || step !== undefined ? null : stepSentence(progress.step)}
        {left === undefined ? null : (
          <span className="num">
            {' · '}
            {fillText(text.timeLeft, { time: formatAbout(left) })}
          </span>
        )}
      </p>
      <OperationBar operation={operation} />
    </div>
  );
}

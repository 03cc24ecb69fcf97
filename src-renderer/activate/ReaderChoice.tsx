import type { Card, Reader } from '../../src-shared/model/index.ts';
import {
  activateText,
  fillText,
  formatBytes,
  groupDigits,
  presenceText,
  shownPresence,
  windowText,
} from '../../src-shared/texts.ts';
import { SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

/** The readers as a choice of one, each with its card. */
export function ReaderChoice({
  readers,
  cards,
  chosen,
  onChoose,
}: {
  readonly readers: readonly Reader[];
  readonly cards: ReadonlyMap<string, Card>;
  readonly chosen: string | undefined;
  readonly onChoose: (readerId: string) => void;
}) {
  return (
    <fieldset className="reader-choice">
      <legend className="visually-hidden">{activateText.cardPanel}</legend>
      {readers.map((reader) => (
        <ReaderOption
          key={reader.id}
          reader={reader}
          card={reader.eid === undefined ? undefined : cards.get(reader.eid)}
          checked={reader.id === chosen}
          onChoose={() => onChoose(reader.id)}
        />
      ))}
    </fieldset>
  );
}

function ReaderOption({
  reader,
  card,
  checked,
  onChoose,
}: {
  readonly reader: Reader;
  readonly card: Card | undefined;
  readonly checked: boolean;
  readonly onChoose: () => void;
}) {
  const simulated = reader.kind === 'simulator';
  const presence = shownPresence(reader);
  const free = card?.info?.freeNonVolatileMemory;
  return (
    <label className={`reader-option${simulatedClass(simulated)}`}>
      <input type="radio" name="reader" value={reader.id} checked={checked} onChange={onChoose} />
      <span className="reader-option-name">
        <span className={`presence presence-${presence}`} aria-hidden />
        <Hostile text={reader.label ?? reader.name} limit={60} inControl open />
        {simulated ? <SimulatedBadge small /> : null}
      </span>
      <span className="reader-option-card quiet">
        {reader.operationId !== undefined ? (
          windowText.profile.readerBusy
        ) : reader.eid === undefined ? (
          presenceText[presence]
        ) : (
          <>
            <span className="mono">{groupDigits(reader.eid)}</span>
            {free === undefined ? null : (
              <span className="num">{fillText(activateText.free, { free: formatBytes(free) })}</span>
            )}
          </>
        )}
      </span>
    </label>
  );
}

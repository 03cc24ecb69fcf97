import { Checkbox } from '@mantine/core';
import type { Reader } from '../../src-shared/model/index.ts';
import {
  fillText,
  presenceText,
  shownPresence,
  stationPageText,
  visibleText,
} from '../../src-shared/texts.ts';
import { Note, SimulatedBadge } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { inPlaces, isSimulated, readerName } from './reader-names.ts';

const text = stationPageText.readers;

/** All real ones, and where there are none all simulated ones: never both unasked. Without those that others have. */
export function usualReaders(
  readers: readonly Reader[],
  taken: ReadonlyMap<string, string>,
): readonly string[] {
  const free = readers.filter(({ id }) => !taken.has(id)).map(({ id }) => id);
  const real = free.filter((id) => !isSimulated(id));
  return real.length > 0 ? real : free;
}

/** Whether both kinds are among them. */
export function areMixed(chosen: readonly string[]): boolean {
  return chosen.some(isSimulated) && chosen.some((id) => !isSimulated(id));
}

/** Which readers take part; real and simulated ones apart, and together only for who says so. */
export function ReaderChoice({
  readers,
  taken,
  chosen,
  agreed,
  onChange,
  onAgree,
}: {
  readonly readers: readonly Reader[];
  /** Readers of other batches, with the name of the batch. */
  readonly taken: ReadonlyMap<string, string>;
  readonly chosen: readonly string[];
  /** Real and simulated together is meant. */
  readonly agreed: boolean;
  readonly onChange: (chosen: readonly string[]) => void;
  readonly onAgree: (agreed: boolean) => void;
}) {
  // One that takes part and is not plugged in now can be taken out all the same.
  const all = inPlaces([...new Set([...readers.map(({ id }) => id), ...chosen])], readers);
  const groups = [
    { title: text.real, ids: all.filter((id) => !isSimulated(id)), simulated: false },
    { title: text.simulated, ids: all.filter(isSimulated), simulated: true },
  ].filter(({ ids }) => ids.length > 0);
  const set = (ids: readonly string[], on: boolean) => {
    const free = ids.filter((id) => !taken.has(id));
    onChange(on ? [...new Set([...chosen, ...free])] : chosen.filter((id) => !ids.includes(id)));
  };
  if (groups.length === 0) return <Note kind="warn">{text.noneThere}</Note>;
  return (
    <div className="station-readers">
      {groups.map(({ title, ids, simulated }) => {
        const free = ids.filter((id) => !taken.has(id));
        const picked = ids.filter((id) => chosen.includes(id));
        return (
          <fieldset key={title} className="station-reader-group">
            <legend>
              {title} {simulated ? <SimulatedBadge small /> : null}
            </legend>
            <Checkbox
              className="station-check"
              label={text.all}
              checked={picked.length === free.length && free.length > 0}
              indeterminate={picked.length > 0 && picked.length < free.length}
              disabled={free.length === 0}
              onChange={(event) => set(ids, event.currentTarget.checked)}
            />
            <div className="station-reader-list">
              {ids.map((id) => {
                const reader = readers.find((one) => one.id === id);
                const holder = taken.get(id);
                const hint =
                  holder !== undefined
                    ? fillText(text.taken, { batch: visibleText(holder, 40) })
                    : reader === undefined
                      ? text.gone
                      : presenceText[shownPresence(reader)];
                return (
                  <Checkbox
                    key={id}
                    className="station-check"
                    label={
                      <>
                        {reader?.place === undefined ? null : (
                          <strong className="num">
                            {fillText(stationPageText.tile.slot, { place: reader.place })}{' '}
                          </strong>
                        )}
                        <Hostile text={readerName(id, readers)} limit={60} inControl open />
                      </>
                    }
                    description={hint}
                    checked={chosen.includes(id)}
                    disabled={holder !== undefined}
                    onChange={(event) => set([id], event.currentTarget.checked)}
                  />
                );
              })}
            </div>
          </fieldset>
        );
      })}
      {areMixed(chosen) ? (
        <Note kind="warn" title={text.mixed} live>
          <p>{text.mixedHint}</p>
          <Checkbox
            className="station-check"
            label={text.mixedAgree}
            checked={agreed}
            onChange={(event) => onAgree(event.currentTarget.checked)}
          />
        </Note>
      ) : null}
    </div>
  );
}

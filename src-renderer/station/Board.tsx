import type { BatchDetail, StationSlot } from '../../src-shared/model/index.ts';
import { stationPageText } from '../../src-shared/texts.ts';
import type { Snapshot } from '../state/workbench.ts';
import { inPlaces, readerName } from './reader-names.ts';
import { Tile } from './Tile.tsx';

/** Tiles beside each other, so that they are as large as can be. */
function columnsFor(count: number): number {
  if (count <= 1) return 1;
  if (count <= 4) return 2;
  if (count <= 9) return 3;
  return count <= 16 ? 4 : 6;
}

/** The readers of a batch, a large tile each. */
export function Board({
  batch,
  snapshot,
  stale,
  onLine,
}: {
  readonly batch: BatchDetail;
  readonly snapshot: Pick<Snapshot, 'readers' | 'operations'>;
  /** The engine is gone: this is as it was last known. */
  readonly stale: boolean;
  readonly onLine: (line: number) => void;
}) {
  const { readers, operations } = snapshot;
  const slots = new Map(batch.slots.map((slot): [string, StationSlot] => [slot.readerId, slot]));
  const shown = inPlaces(batch.readers, readers);
  return (
    <ul
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where the readers are many and the window is low
      tabIndex={0}
      className={stale ? 'station-board station-stale' : 'station-board'}
      aria-label={stationPageText.run.board}
      style={{ '--columns': columnsFor(shown.length) } as React.CSSProperties}
    >
      {shown.map((id) => {
        const slot = slots.get(id);
        if (slot === undefined) return null;
        return (
          <Tile
            key={id}
            slot={slot}
            name={readerName(id, readers)}
            place={readers.find((reader) => reader.id === id)?.place}
            operation={slot.operationId === undefined ? undefined : operations.get(slot.operationId)}
            onLine={onLine}
          />
        );
      })}
    </ul>
  );
}

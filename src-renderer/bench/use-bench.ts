import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Batch, Reader, StationSlot } from '../../src-shared/model/index.ts';
import { sameParts, useSelected, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { benchChanges } from './changes.ts';
import { Pace } from './pace.ts';
import { type TileModel, tileModels } from './tiles.ts';

export const PaceContext = createContext<Pace | undefined>(undefined);

export function usePaceOf(): Pace {
  const pace = useContext(PaceContext);
  if (pace === undefined) throw new Error('no bench above this component');
  return pace;
}

/** The course of operations, followed while the bench is shown. */
export function usePace(): Pace {
  const workbench = useWorkbench();
  const pace = useMemo(() => new Pace((id) => workbench.call('operations.get', { id })), [workbench]);
  useEffect(() => {
    const learn = () => void pace.learn(workbench.get().operations);
    for (const operation of workbench.get().operations.values()) pace.follow(operation);
    learn();
    return workbench.onEvent((event) => {
      if (event.type !== 'operation') return;
      pace.follow(event.operation);
      if (event.operation.status === 'starting') learn();
    });
  }, [workbench, pace]);
  return pace;
}

/** Of batches that are not at work, readers have nothing to tell. */
const shownStates: readonly Batch['state'][] = ['running', 'paused'];

/** What is to be done at each reader on which a batch runs, by reader. */
export function useStations(): ReadonlyMap<string, StationSlot> {
  const workbench = useWorkbench();
  const desk = useDesk();
  const connected = useSelected(({ connection }) => connection.state === 'ready');
  const [slots, setSlots] = useState<ReadonlyMap<string, StationSlot>>(new Map());
  useEffect(() => {
    if (!connected) return;
    let stale = false;
    // Several batches may name a reader; what is told of it by one that is at work counts.
    const atWork = new Set<number>();
    const put = (found: readonly StationSlot[]) =>
      setSlots((before) => new Map([...before, ...found.map((slot) => [slot.readerId, slot] as const)]));
    const drop = (batchId: number, keep: readonly string[] = []) =>
      setSlots(
        (before) =>
          new Map(
            [...before].filter(([readerId, slot]) => slot.batchId !== batchId || keep.includes(readerId)),
          ),
      );
    const read = async () => {
      const batches = await Promise.all(
        shownStates.map((state) => workbench.call('batches.list', { state, limit: 50 })),
      );
      const details = await Promise.all(
        batches.flat().map(({ id }) => workbench.call('batches.get', { id })),
      );
      if (stale) return;
      setSlots(new Map());
      for (const { id } of details) atWork.add(id);
      put(details.flatMap((detail) => detail.slots));
    };
    read().catch((thrown: unknown) => {
      if (!stale) desk.showError(toWorkbenchError(thrown).toData());
    });
    const stop = workbench.onEvent((event) => {
      if (event.type === 'station') {
        if (atWork.has(event.slot.batchId)) put([event.slot]);
      } else if (event.type === 'batch') {
        const { id, state, readers } = event.batch;
        const shown = shownStates.includes(state);
        if (shown) atWork.add(id);
        else atWork.delete(id);
        drop(id, shown ? readers : []);
      } else if (event.type === 'removed' && event.what === 'batch') {
        atWork.delete(event.id);
        drop(event.id, []);
      }
    });
    return () => {
      stale = true;
      stop();
    };
  }, [workbench, desk, connected]);
  return slots;
}

/** Says which readers and cards have come or gone since the bench was last painted. */
function useAnnouncements(readers: readonly Reader[]): void {
  const desk = useDesk();
  const before = useRef(readers);
  useEffect(() => {
    const said = benchChanges(before.current, readers);
    before.current = readers;
    if (said.length > 0) desk.announce(said.join('. '));
  }, [desk, readers]);
}

/** The tiles as they are now. A tile of which nothing has changed is the same object as before. */
export function useTiles(): readonly TileModel[] {
  const stations = useStations();
  const { readers, cards, operations } = useSelected(
    ({ readers, cards, operations }) => ({ readers, cards, operations }),
    sameParts,
  );
  useAnnouncements(readers);
  const before = useRef<readonly TileModel[]>([]);
  return useMemo(() => {
    const known = new Map(before.current.map((tile) => [tile.reader.id, tile]));
    before.current = tileModels(readers, cards, operations, stations).map((tile) => {
      const was = known.get(tile.reader.id);
      if (was === undefined) return tile;
      // The engine tells all readers whenever one of them changes.
      const same = sameParts(was.reader, tile.reader) ? { ...tile, reader: was.reader } : tile;
      return sameParts(was, same) ? was : same;
    });
    return before.current;
  }, [readers, cards, operations, stations]);
}

import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Reader } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import { benchPageText, fillText, visibleText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { movesBack, type PlaceMove, placeMoves } from './slots.ts';

const text = benchPageText;

/** How readers get names and slots; each can be taken back. False where it was refused, which is shown. */
export function useSlots(): {
  readonly move: (readers: readonly Reader[], moves: readonly PlaceMove[], what: string) => Promise<boolean>;
  readonly place: (readers: readonly Reader[], readerId: string, place: number | null) => Promise<boolean>;
  readonly rename: (reader: Reader, name: string | null) => Promise<boolean>;
} {
  const workbench = useWorkbench();
  const desk = useDesk();
  const run = async (moves: readonly PlaceMove[]) => {
    for (const { readerId, place } of moves) await workbench.call('readers.place', { readerId, place });
  };
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
      return false;
    }
  };
  const move = async (readers: readonly Reader[], moves: readonly PlaceMove[], what: string) => {
    if (moves.length === 0) return true;
    const back = movesBack(readers, moves);
    if (!(await attempt(() => run(moves)))) return false;
    desk.announce(what);
    desk.offerUndo({ what, undo: () => run(back) });
    return true;
  };
  return {
    move,
    place: (readers, readerId, place) => {
      const reader = readers.find(({ id }) => id === readerId);
      if (reader === undefined) return Promise.resolve(false);
      const name = visibleText(readerTitle(reader), 60);
      const what =
        place === null
          ? fillText(text.arrange.taken, { reader: name })
          : fillText(text.arrange.placed, { reader: name, place });
      return move(readers, placeMoves(readers, readerId, place), what);
    },
    rename: async (reader, name) => {
      const before = reader.label ?? null;
      if (name === before) return true;
      const set = (to: string | null) => workbench.call('readers.name', { readerId: reader.id, name: to });
      if (!(await attempt(() => set(name)))) return false;
      const what =
        name === null
          ? fillText(text.reader.unnamed, { name: visibleText(reader.name, 60) })
          : fillText(text.reader.named, {
              before: visibleText(readerTitle(reader), 60),
              name: visibleText(name, 60),
            });
      desk.announce(what);
      desk.offerUndo({
        what,
        undo: async () => {
          await set(before);
        },
      });
      return true;
    },
  };
}

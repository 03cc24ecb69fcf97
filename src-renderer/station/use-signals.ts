import { useCallback, useEffect, useRef } from 'react';
import type { StationSlot } from '../../src-shared/model/index.ts';
import { fillText, stationPageText } from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { readerName } from './reader-names.ts';
import { play } from './sound.ts';
import { soundOf, wordsOf } from './tile-view.ts';

const text = stationPageText.tile;

/** Makes what changes at a reader heard and, to a screen reader, said. Out: whom `useBatch` is to tell of a change. */
export function useSignals(
  slots: readonly StationSlot[],
): (slot: StationSlot, before: StationSlot | undefined) => void {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { readers } = useSnapshot();
  const names = useRef(readers);
  names.current = readers;
  const shown = useRef(slots);
  shown.current = slots;

  const say = useCallback(
    (readerId: string, what: string) =>
      desk.announce(fillText(text.said, { reader: readerName(readerId, names.current), what })),
    [desk],
  );

  // Questions come with operations, not with readers.
  useEffect(() => {
    const asked = new Set<string>();
    return workbench.onEvent((event) => {
      if (event.type !== 'operation' || event.operation.question?.kind !== 'confirmation_code') return;
      const { id, question, readerId } = event.operation;
      const key = `${id} ${question.refused ?? 0}`;
      if (asked.has(key) || !shown.current.some(({ operationId }) => operationId === id)) return;
      asked.add(key);
      play('ask');
      say(readerId, text.answer);
    });
  }, [workbench, say]);

  return useCallback(
    (slot, before) => {
      const sound = soundOf(slot, before);
      if (sound !== undefined) play(sound);
      if (before?.phase === slot.phase && before.outcome === slot.outcome) return;
      const { act, outcome } = wordsOf(slot);
      say(slot.readerId, outcome === undefined ? act : `${act}. ${outcome}`);
    },
    [say],
  );
}

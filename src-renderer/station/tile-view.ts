/** What a reader of a batch shows, by colour, words and sound: one rule for the tile, for what is said and for what is heard. */

import type { Operation, StationOutcome, StationSlot } from '../../src-shared/model/index.ts';
import { stationOutcomeText, stationPhaseText } from '../../src-shared/texts.ts';

export type TileTone = 'insert' | 'run' | 'good' | 'bad' | 'wrong' | 'back' | 'ask' | 'rest' | 'gone';

export type SoundKind = 'done' | 'failed' | 'wrong' | 'ask';

/** How a card ends that is to be taken out: `wrong` is one for which there was nothing to do. */
const outcomeTone: Readonly<Record<StationOutcome, 'good' | 'bad' | 'wrong'>> = {
  done: 'good',
  failed: 'bad',
  unreadable: 'bad',
  unsuitable: 'bad',
  profile_there: 'wrong',
  done_before: 'wrong',
  failed_before: 'wrong',
  skipped_before: 'wrong',
  not_in_list: 'wrong',
  no_code_left: 'wrong',
  busy: 'wrong',
};

const toneSound: Partial<Record<TileTone, SoundKind>> = {
  good: 'done',
  bad: 'failed',
  wrong: 'wrong',
  back: 'wrong',
  ask: 'ask',
};

/** Whether a person is asked something at this reader. */
export function asks(slot: StationSlot, operation: Operation | undefined): boolean {
  return slot.phase === 'working' && operation?.question?.kind === 'confirmation_code';
}

export function toneOf(slot: StationSlot, operation?: Operation): TileTone {
  switch (slot.phase) {
    case 'insert':
      return 'insert';
    case 'reading':
    case 'working':
      return asks(slot, operation) ? 'ask' : 'run';
    case 'take_out':
      return outcomeTone[slot.outcome ?? 'done'];
    case 'put_back':
      return 'back';
    case 'resting':
      return 'rest';
    case 'reader_gone':
      return 'gone';
  }
}

/** The words that are read from two metres: what to do, and how the card ended. */
export function wordsOf(slot: StationSlot): { readonly act: string; readonly outcome?: string } {
  const act = stationPhaseText[slot.phase].name;
  if (slot.phase !== 'take_out' || slot.outcome === undefined) return { act };
  return { act, outcome: stationOutcomeText[slot.outcome].name };
}

/** What is heard when a reader comes to show something. Undefined: nothing. */
export function soundOf(slot: StationSlot, before: StationSlot | undefined): SoundKind | undefined {
  const same = before?.phase === slot.phase && before.outcome === slot.outcome && before.eid === slot.eid;
  return same ? undefined : toneSound[toneOf(slot)];
}

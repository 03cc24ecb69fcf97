/** The station: what every state of a batch, a line and a reader means, and what is to be done next. */

import { wasCancelled } from '../batch-line.ts';
import type {
  BatchLine,
  BatchLineState,
  BatchState,
  BatchStep,
  BatchStopReason,
  StationOutcome,
  StationPhase,
  StationSlot,
} from '../model/index.ts';
import { fillText } from './format.ts';

export interface StateText {
  readonly name: string;
  /** The next step. */
  readonly next: string;
}

export const batchStateText: Readonly<Record<BatchState, StateText>> = {
  draft: { name: 'Not started', next: 'Choose the readers and start it.' },
  running: { name: 'Running', next: 'Put cards into the readers; take out those that have had their turn.' },
  paused: { name: 'Paused', next: 'Resume it to go on. Lines that run come to their end.' },
  stopped: { name: 'Stopped', next: 'Look at the lines that failed, then resume it.' },
  finished: { name: 'Finished', next: 'Take the report. Lines that failed can be retried.' },
};

/** `{count}`: so many lines. */
export const batchStopText: Readonly<Record<BatchStopReason, string>> = {
  request: 'Somebody has stopped it.',
  failures_in_a_row: 'Lines that failed one after another: {count}.',
  failures_in_all: 'Lines that failed since it was started: {count}.',
};

export const batchLineStateText: Readonly<Record<BatchLineState, StateText>> = {
  waiting: { name: 'Waiting', next: 'It begins when its card is put in.' },
  running: { name: 'Running', next: 'Leave the card in.' },
  done: { name: 'Done', next: 'Nothing to do.' },
  failed: { name: 'Failed', next: 'Read the reason; retry it, or skip it.' },
  skipped: { name: 'Skipped', next: 'Its code is kept. Retry it to let it begin after all.' },
};

/** The state of a line, where its operation was cancelled: it counts as failed, but somebody wanted it so. */
export const batchLineCancelledText: StateText = {
  name: 'Cancelled',
  next: 'Retry it to let it begin anew, or skip it.',
};

/** How a line stands. `error`: why it has failed. */
export function batchLineText(line: {
  readonly state: BatchLineState;
  readonly error?: { readonly code: string } | undefined;
}): StateText {
  return wasCancelled(line) ? batchLineCancelledText : batchLineStateText[line.state];
}

/** Of a line beside its state. */
export const batchLineNoteText = {
  /** It waits for the card on which it was begun. `{eid}`. */
  wants: 'Put the card {eid} back: the line goes on with it, and its code is not lost.',
};

export const batchStepText: Readonly<Record<BatchStep, string>> = {
  test_profiles: 'Deleting test profiles',
  download: 'Downloading the profile',
  enable: 'Enabling the profile',
  nickname: 'Setting the nickname',
};

export const stationPhaseText: Readonly<Record<StationPhase, StateText>> = {
  insert: { name: 'Put a card in', next: 'Its line begins by itself.' },
  reading: { name: 'Reading', next: 'Leave the card in.' },
  working: { name: 'Working', next: 'Leave the card in until it is asked for.' },
  take_out: { name: 'Take it out', next: 'Take the card out and put the next one in.' },
  put_back: {
    name: 'Put it back',
    next: 'Put the same card in again. The line goes on, and its code is not lost.',
  },
  resting: { name: 'Resting', next: 'The batch begins nothing now. Start or resume it.' },
  reader_gone: { name: 'Reader gone', next: 'Plug the reader in again.' },
};

/** Why a card is to be taken out. `{line}`: the line that is meant. */
export const stationOutcomeText: Readonly<Record<StationOutcome, StateText>> = {
  done: { name: 'Done', next: 'Line {line} is done. Put the next card in.' },
  failed: {
    name: 'Failed',
    next: 'Line {line} has failed; the reason stands beside it. Lay this card aside.',
  },
  unreadable: {
    name: 'Not readable',
    next: 'Clean its contacts and try again, or lay it aside. No code was used.',
  },
  unsuitable: { name: 'Not suitable', next: 'It does not pass the checks of the recipe. No code was used.' },
  profile_there: { name: 'Has the profile already', next: 'Nothing was changed, and no code was used.' },
  done_before: { name: 'Done before', next: 'This card was done as line {line}. It gets no second code.' },
  failed_before: {
    name: 'Failed before',
    next: 'Line {line} is for this card and has failed. Retry the line, then put it in again.',
  },
  skipped_before: {
    name: 'Skipped',
    next: 'Line {line} is for this card and was skipped. Retry the line if it is wanted.',
  },
  not_in_list: { name: 'Not in the list', next: 'The list has no line for this card. Lay it aside.' },
  no_code_left: { name: 'No code left', next: 'All lines are taken. Lay this card aside.' },
  busy: {
    name: 'In use',
    next: 'Somebody else works with this card. Take it out and put it in again later.',
  },
};

/** What the next card is expected to be: `{line}`, `{count}`, `{eids}`. */
export const stationExpectsText: Readonly<Record<StationSlot['expects']['kind'], string>> = {
  any: 'Next: any card, for line {line}',
  cards: 'Next: one of these cards ({count}): {eids}',
  none: 'No further card is expected',
};

/** Of readers. */
export const readerNoteText = {
  /** Nothing but its place in PC/SC's count tells it from another. */
  twin: 'Another reader of this model is there, and neither has a serial number: plugged in in another order, they may change names.',
};

/** What went otherwise than planned with a line without failing. */
const batchRemarkText = {
  profile_there: 'The profile {iccid} was on the card already.',
  nickname_not_set: 'The nickname could not be set ({reason}).',
};

/** A remark of a line in words; one that is not known here stands as its code. */
export function batchLineRemark({ code, params }: BatchLine['remarks'][number]): string {
  const known = Object.entries(batchRemarkText).find(([name]) => name === code);
  return fillText(known?.[1] ?? code, params);
}

/** What a language translates. */
export const stationTexts = {
  batchStateText,
  batchStopText,
  batchLineStateText,
  batchLineCancelledText,
  batchLineNoteText,
  batchRemarkText,
  batchStepText,
  stationPhaseText,
  stationOutcomeText,
  stationExpectsText,
  readerNoteText,
};

/** From PC/SC's bits to the states of the port. */

import {
  type Context,
  ReaderStateFlag as Flag,
  type ReaderEvent,
  type ReaderQuery,
} from '@euicc-workbench/pcsclite';
import type { CardPresence, ReaderSnapshot, ReaderState } from './port.ts';

function presence(eventState: number): CardPresence {
  if (eventState & (Flag.UNKNOWN | Flag.UNAVAILABLE | Flag.IGNORE)) return 'unavailable';
  if (eventState & Flag.MUTE) return 'mute';
  if (eventState & Flag.PRESENT) return eventState & (Flag.INUSE | Flag.EXCLUSIVE) ? 'in_use' : 'present';
  return 'empty';
}

export function readerState(event: ReaderEvent): ReaderState {
  const state: ReaderState = { name: event.name, presence: presence(event.eventState) };
  return (state.presence === 'present' || state.presence === 'in_use') && event.atr.length > 0
    ? { ...state, atr: event.atr }
    : state;
}

export const unaware = (name: string): ReaderQuery => ({ name, currentState: Flag.UNAWARE });

/** The readers of a context and their states at this moment. */
export async function readNow(context: Context): Promise<ReaderEvent[]> {
  const names = await context.listReaders();
  return names.length === 0 ? [] : context.getStatusChange(names.map(unaware), { timeoutMs: 0 });
}

export function snapshotOf(events: readonly ReaderEvent[]): ReaderSnapshot {
  return { status: { available: true }, readers: events.map(readerState) };
}

/** Whether two snapshots say the same. */
export function sameSnapshot(a: ReaderSnapshot, b: ReaderSnapshot): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(snapshot: ReaderSnapshot): string {
  const status = snapshot.status.available ? '' : snapshot.status.error.code;
  return JSON.stringify([
    status,
    snapshot.readers.map((reader) => [reader.name, reader.presence, reader.atr?.join() ?? '']),
  ]);
}

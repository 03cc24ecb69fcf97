/** A recording cut into what happened one after another: at the reader, at the server, and beside them. */

import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ApduExchange, HttpExchange, TraceNote } from '../../../src-shared/trace.ts';
import type { Protocol } from '../../card/port.ts';
import { recordingNotes } from '../../operations/notes.ts';
import type { StoredTraceEntry } from '../../store/port.ts';

export interface Contacts {
  readonly atr: Uint8Array;
  readonly protocol: Protocol;
}

/** What the operation asked of the world and what it was answered. */
export type RecordedEvent = { readonly seq: number; readonly at: number } & (
  | { readonly kind: 'apdu'; readonly entry: ApduExchange }
  | { readonly kind: 'http'; readonly entry: HttpExchange }
  | {
      readonly kind: 'connect';
      readonly contacts?: Contacts & {
        readonly notes: readonly string[];
        readonly quirks: readonly string[];
      };
      readonly error?: WorkbenchError;
    }
  | {
      readonly kind: 'reset';
      readonly how: string;
      readonly contacts?: Contacts;
      readonly error?: WorkbenchError;
    }
);

/** A note that stands before an event; `used` once the replay has taken it. */
export interface RecordedNote {
  readonly entry: TraceNote;
  used: boolean;
}

/** One run over the recording: the operation itself, or a reading of the card afterwards. */
export interface Segment {
  readonly kind: 'run' | 'reconcile';
  readonly events: readonly RecordedEvent[];
  /** The notes before each event, and at the end those after the last. */
  readonly notes: readonly (readonly RecordedNote[])[];
  /** The status in which the engine was gone. */
  readonly interrupted?: string;
}

export const words = (text: unknown): string[] =>
  String(text ?? '')
    .split(' ')
    .filter((word) => word !== '');

function contactsOf(params: TraceNote['params']): Contacts {
  const atr = String(params['atr'] ?? '');
  return {
    atr: /^([0-9A-F]{2})*$/.test(atr) ? fromHex(atr) : new Uint8Array(0),
    protocol: params['protocol'] === 'T=0' ? 'T=0' : 'T=1',
  };
}

/** The error that a note tells of. */
function errorOf({ params }: TraceNote): WorkbenchError {
  const { error, kind: _kind, ...rest } = params;
  return WorkbenchError.fromData({ code: String(error), params: rest });
}

/** What a note says happened at the reader; undefined for those that only tell. */
function eventOf(seq: number, entry: TraceNote): RecordedEvent | undefined {
  const base = { seq, at: entry.startedAt };
  const { params } = entry;
  switch (entry.code) {
    case recordingNotes.connected: {
      const [notes, quirks] = [words(params['notes']), words(params['quirks'])];
      return { ...base, kind: 'connect', contacts: { ...contactsOf(params), notes, quirks } };
    }
    case recordingNotes.notConnected:
      return { ...base, kind: 'connect', error: errorOf(entry) };
    case recordingNotes.reset:
      return { ...base, kind: 'reset', how: String(params['kind']), contacts: contactsOf(params) };
    case recordingNotes.notReset:
      return { ...base, kind: 'reset', how: String(params['kind']), error: errorOf(entry) };
    default:
      return undefined;
  }
}

export function segmentsOf(trace: readonly StoredTraceEntry[]): Segment[] {
  const out: Segment[] = [];
  let kind: Segment['kind'] = 'run';
  let events: RecordedEvent[] = [];
  let notes: RecordedNote[][] = [[]];
  const end = (next: Segment['kind'], interrupted?: string) => {
    const empty = events.length === 0 && notes.every((bucket) => bucket.length === 0);
    // The first segment is the operation itself, also where nothing of it was recorded.
    if (!empty || out.length === 0)
      out.push({ kind, events, notes, ...(interrupted === undefined ? {} : { interrupted }) });
    kind = next;
    events = [];
    notes = [[]];
  };
  const happened = (event: RecordedEvent) => {
    events.push(event);
    notes.push([]);
  };
  for (const { seq, entry } of trace) {
    const at = entry.startedAt;
    if (entry.kind === 'apdu') happened({ kind: 'apdu', seq, at, entry });
    else if (entry.kind === 'http') happened({ kind: 'http', seq, at, entry });
    else if (entry.code === recordingNotes.interrupted) end('reconcile', String(entry.params['status']));
    else if (entry.code === recordingNotes.reconciling) end('reconcile');
    else {
      const event = eventOf(seq, entry);
      if (event === undefined) notes.at(-1)?.push({ entry, used: false });
      else happened(event);
    }
  }
  end('reconcile');
  return out;
}

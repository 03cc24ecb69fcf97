/** A trace in columns: what headers tell of each exchange, and nothing of what it carried. */

import { Buffer } from 'node:buffer';
import type { outlineKinds, TraceOutline } from '../../src-shared/model/index.ts';
import { recordingNotes } from '../operations/notes.ts';
import type { StoredTraceEntry } from '../store/port.ts';
import { statusWord } from './trace-view.ts';

const kindNumbers: Readonly<Record<(typeof outlineKinds)[number], number>> = { apdu: 0, http: 1, note: 2 };
const mostNames = 0xffff;

/** What an address names as its host; the rest of it may hold a secret. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

function headOf(command: Uint8Array): number {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = command;
  return ((cla << 24) | (ins << 16) | (p1 << 8) | p2) >>> 0;
}

/** `complete`: whether these are the last entries that there are. */
export function outlineOf(entries: readonly StoredTraceEntry[], complete: boolean): TraceOutline {
  const count = entries.length;
  const column = (bytes: number) => new DataView(new ArrayBuffer(count * bytes));
  const [seqs, kinds, starts, durations] = [column(4), column(1), column(8), column(4)];
  const [purposes, results, heads, sent, received] = [column(2), column(2), column(4), column(4), column(4)];
  const names = new Map<string, number>();
  const http: TraceOutline['http'] = [];
  const errors: TraceOutline['errors'] = [];

  function nameOf(name: string): number {
    const known = names.get(name);
    if (known !== undefined) return known;
    const next = Math.min(names.size, mostNames);
    if (next < mostNames) names.set(name, next);
    return next;
  }

  entries.forEach(({ seq, entry }, at) => {
    seqs.setInt32(4 * at, seq, true);
    kinds.setUint8(at, kindNumbers[entry.kind]);
    starts.setFloat64(8 * at, entry.startedAt, true);
    if (entry.kind === 'note') {
      purposes.setUint16(2 * at, nameOf(entry.code), true);
      const waited = entry.code === recordingNotes.waited ? Number(entry.params['waitedMs']) : 0;
      durations.setFloat32(4 * at, waited > 0 ? waited : 0, true);
      return;
    }
    purposes.setUint16(2 * at, nameOf(entry.purpose), true);
    durations.setFloat32(4 * at, entry.durationMs, true);
    if (entry.error !== undefined) errors.push({ at, code: entry.error.code });
    const [out, back] =
      entry.kind === 'apdu' ? [entry.command, entry.response] : [entry.requestBody, entry.responseBody];
    sent.setUint32(4 * at, out.length, true);
    received.setUint32(4 * at, back?.length ?? 0, true);
    if (entry.kind === 'apdu') {
      results.setUint16(2 * at, statusWord(entry.response) ?? 0, true);
      heads.setUint32(4 * at, headOf(entry.command), true);
      return;
    }
    results.setUint16(2 * at, entry.status ?? 0, true);
    const { connectMs } = entry;
    http.push({
      at,
      method: entry.method,
      host: hostOf(entry.url),
      ...(connectMs === undefined ? {} : { connectMs }),
    });
  });

  const base64 = ({ buffer }: DataView) => Buffer.from(buffer).toString('base64');
  return {
    count,
    complete,
    seqs: base64(seqs),
    kinds: base64(kinds),
    starts: base64(starts),
    durations: base64(durations),
    purposes: base64(purposes),
    results: base64(results),
    heads: base64(heads),
    sent: base64(sent),
    received: base64(received),
    names: [...names.keys(), ...(names.size >= mostNames ? ['…'] : [])],
    http,
    errors,
  };
}

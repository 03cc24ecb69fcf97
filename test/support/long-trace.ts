/**
 * A trace as long as anybody's: for tests of the window, and for whoever measures it (bench). The exchanges are made from their
 * numbers, so that a test knows what stands in each row.
 */

import { lockDataFolder, prepareDataFolder } from '../../src-main/store/data-folder.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';

const begin = Date.UTC(2026, 10, 2, 8, 0, 0);
const apduMs = 4;
/** APDUs of one installation: blocks of segments, and a GET RESPONSE at its end. */
const perLoad = 200;

/** Bytes that are the same every time. */
function bytesOf(length: number, seed: number): Uint8Array {
  let state = (seed + 1) * 2_654_435_761;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

function loadApdu(at: number): Pick<TraceEntry & { kind: 'apdu' }, 'command' | 'response'> {
  const place = at % perLoad;
  if (place === perLoad - 1)
    return {
      command: Uint8Array.of(0x81, 0xc0, 0, 0, 9),
      response: Uint8Array.of(0xbf, 0x37, 0x06, 0x80, 0x01, 0x00, 0x82, 0x01, 0x00, 0x90, 0x00),
    };
  // Segments of five blocks; the last one's answer waits.
  const block = place % 5;
  const last = block === 4 || place === perLoad - 2;
  const head = [0x81, 0xe2, last ? 0x91 : 0x11, block, 0xff];
  return {
    command: Uint8Array.from([...head, ...bytesOf(255, at)]),
    response: place === perLoad - 2 ? Uint8Array.of(0x61, 9) : Uint8Array.of(0x90, 0),
  };
}

/** The APDU with a number, from 0. The one in the middle of all is refused with 6985, so that there is something to find. */
export function longTraceEntry(at: number, count: number): TraceEntry {
  const refused = at === Math.floor(count / 2);
  const { command, response } = loadApdu(at);
  return {
    kind: 'apdu',
    startedAt: begin + at * apduMs,
    durationMs: apduMs - 1,
    purpose: 'ES10b.LoadBoundProfilePackage',
    command,
    response: refused ? Uint8Array.of(0x69, 0x85) : (response ?? new Uint8Array(0)),
  };
}

/**
 * Writes an operation with a trace of so many APDUs into a data folder that no engine works in; a folder that is not there is
 * made. Gives the number of the operation: `#/operations/ID/trace` shows it. 100,000 take some seconds.
 */
export function writeLongTrace(folder: string, count: number): number {
  prepareDataFolder(folder);
  const lock = lockDataFolder(folder);
  try {
    const key = openKey({ folder, entropy: systemEntropy });
    const store = openStore({ folder, clock: systemClock, entropy: systemEntropy, key });
    try {
      const { id } = store.createOperation({
        request: { kind: 'read_card', readerId: 'sim:0' },
        readerName: 'Simulated reader 0',
        simulated: true,
        createdAt: begin,
      });
      store.enterStatus(id, 'download', begin);
      const sink = store.traceSink(id);
      for (let at = 0; at < count; at++) sink(longTraceEntry(at, count));
      store.enterStatus(id, 'successful', begin + count * apduMs);
      return id;
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}

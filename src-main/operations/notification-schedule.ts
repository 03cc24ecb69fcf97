/** When notifications that could not be delivered are tried again, and in which order (SGP.22 v2.5 §3.5). */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { NotificationRow } from '../store/port.ts';

const minute = 60_000;
const pauses = [1, 5, 30, 120, 360, 1440].map((minutes) => minutes * minute);

/** Milliseconds until the next attempt after that many have failed: from a minute to a day. */
export function backOff(attempts: number): number {
  return pauses[Math.min(Math.max(attempts, 1), pauses.length) - 1] ?? minute;
}

/**
 * Whether an address did not take a notification because it cannot be reached or trusted. Then what comes after it waits,
 * to arrive in order. What a server refuses is refused for itself, and must not keep back the others.
 */
export function isOutOfReach({ code, family, params }: WorkbenchError): boolean {
  if (family === 'trust' || family === 'timeout') return true;
  if (family !== 'es9' || code === 'es9_status' || code === 'es9_not_acknowledged') return false;
  return code !== 'es9_http_status' || Number(params['status']) >= 500;
}

/** Addresses are the same whatever their case. */
export function sameAddress(address: string): string {
  return address.toLowerCase();
}

export interface Planned {
  readonly row: NotificationRow;
  /** Milliseconds since 1970; undefined: nobody has tried it here, so it is not sent by itself. */
  readonly at: number | undefined;
}

/**
 * When each of a card's notifications may be sent by itself. One that waits for its address holds back the later ones for
 * it; of an address that is tried again, those that nobody has tried yet come along.
 * @param rows of one card, in any order
 */
export function plan(rows: readonly NotificationRow[]): Planned[] {
  const present = rows
    .filter(({ state }) => state !== 'removed')
    .sort((a, b) => a.sequenceNumber - b.sequenceNumber);
  const tried = new Set(
    present
      .filter((row) => row.state === 'waiting' && row.nextAttemptAt !== undefined)
      .map(({ address }) => sameAddress(address)),
  );
  const heldUntil = new Map<string, number>();
  return present.map((row) => {
    // Its server has it; it has only to be removed.
    if (row.state === 'delivered') return { row, at: row.nextAttemptAt ?? row.deliveredAt ?? 0 };
    const address = sameAddress(row.address);
    if (!tried.has(address)) return { row, at: undefined };
    const at = Math.max(row.nextAttemptAt ?? 0, heldUntil.get(address) ?? 0);
    if (row.lastError === undefined || isOutOfReach(WorkbenchError.fromData(row.lastError)))
      heldUntil.set(address, at);
    return { row, at };
  });
}

/** When the next of a card's notifications is to be sent by itself, if any. */
export function nextDue(rows: readonly NotificationRow[]): number | undefined {
  const times = plan(rows).flatMap(({ at }) => at ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

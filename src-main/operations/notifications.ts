/** Delivering what waits on the card (SGP.22 v2.5 §3.5, §5.7.9 to §5.7.11, ES9+.HandleNotification §5.6.4). */

import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type ListedNotification,
  removeNotificationFromList,
  retrieveNotificationsList,
} from '../es10/index.ts';
import type { PendingNotification } from '../rsp/index.ts';
import type { NotificationRow } from '../store/port.ts';
import type { Captured } from '../tlv/index.ts';
import { recordingNotes } from './notes.ts';
import { backOff, isOutOfReach, sameAddress } from './notification-schedule.ts';
import { isConnectionLost, type OperationRun } from './run.ts';

/** The notification of a sequence number, as the card signed it; undefined where the card has none. */
export async function retrieveNotification(
  run: OperationRun,
  sequenceNumber: number,
): Promise<Captured<PendingNotification> | undefined> {
  try {
    const { value } = await run.call(retrieveNotificationsList, {
      searchCriteria: { seqNumber: sequenceNumber },
    });
    if (!('notificationList' in value)) return undefined;
    // Some cards ignore the criterion and give all: the number decides, not the position.
    return value.notificationList.find((one) => sequenceNumberOf(one.value) === sequenceNumber);
  } catch (error) {
    if (error instanceof WorkbenchError && error.params['result'] === 'noResultAvailable') return undefined;
    throw error;
  }
}

function sequenceNumberOf(pending: PendingNotification): number {
  return 'profileInstallationResult' in pending
    ? pending.profileInstallationResult.profileInstallationResultData.value.notificationMetadata.seqNumber
    : pending.otherSignedNotification.tbsOtherNotification.value.seqNumber;
}

/** Why a notification is not done with, or undefined where it is. */
type Kept = WorkbenchError | undefined;

/**
 * Sends one notification to its address, and removes it from the card only after the server has taken it. What the
 * server or the way to it refuses is kept, on the card and with its reason and the time of the next attempt in the store.
 * One that its server has taken already is removed without being sent again.
 * @param row what the store knows of it
 * @param signed the bytes as the card signed them, where they are at hand; else they are fetched from the card
 * @throws WorkbenchError cancelled, and where the card does not give or remove it
 */
async function deliver(
  run: OperationRun,
  notification: ListedNotification,
  row: NotificationRow | undefined,
  signed: Uint8Array | undefined,
): Promise<Kept> {
  const { store, clock } = run.ports;
  const { eid } = run.operation;
  const { sequenceNumber, address } = notification;
  const note = (change: Parameters<typeof store.setNotification>[2]) => {
    if (eid !== undefined) store.setNotification(eid, sequenceNumber, change);
  };
  if (row?.state !== 'delivered') {
    const pendingNotification = signed ?? (await retrieveNotification(run, sequenceNumber))?.raw;
    if (pendingNotification === undefined) throw new WorkbenchError('notification_gone', { sequenceNumber });
    try {
      await run.step('ES9+.HandleNotification', () =>
        run.es9.handleNotification(address, { pendingNotification }, run.signal),
      );
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      // Who was broken off has not failed.
      if (error.code === 'cancelled') throw error;
      const nextAttemptAt = clock.now() + backOff((row?.attempts ?? 0) + 1);
      note({ tried: true, lastError: error.toData(), nextAttemptAt });
      return error;
    }
    note({ tried: true, state: 'delivered', deliveredAt: clock.now() });
  }
  await run.call(removeNotificationFromList, { seqNumber: sequenceNumber });
  note({ state: 'removed' });
  return undefined;
}

/**
 * As `deliver`, with a remark where it is kept: also where the card cannot give or remove it, which must not keep back the
 * others, and which is put off like what a server refuses, or it would be tried for ever.
 */
async function deliverOrKeep(
  run: OperationRun,
  notification: ListedNotification,
  row: NotificationRow | undefined,
  signed: Uint8Array | undefined,
): Promise<Kept> {
  const { sequenceNumber, address } = notification;
  let error: Kept;
  let sent = row?.state === 'delivered';
  try {
    error = await deliver(run, notification, row, signed);
    if (error === undefined) return undefined;
  } catch (thrown) {
    error = toWorkbenchError(thrown);
    if (isConnectionLost(error) || error.code === 'cancelled') throw error;
    const known = knownRows(run).get(sequenceNumber);
    sent ||= known?.state === 'delivered';
    const { store, clock } = run.ports;
    const nextAttemptAt = clock.now() + backOff((known?.attempts ?? 0) + 1);
    if (known !== undefined)
      store.setNotification(known.eid, sequenceNumber, {
        tried: true,
        lastError: error.toData(),
        nextAttemptAt,
      });
  }
  run.remark(sent ? 'notification_not_removed' : 'notification_kept', {
    sequenceNumber,
    address,
    code: error.code,
  });
  return error;
}

function knownRows(run: OperationRun): Map<number, NotificationRow> {
  const { eid } = run.operation;
  const rows = eid === undefined ? [] : run.ports.store.listNotifications(eid);
  const delivered = rows.filter(({ state }) => state === 'delivered');
  if (delivered.length > 0)
    run.note(recordingNotes.delivered, {
      numbers: delivered.map(({ sequenceNumber }) => sequenceNumber).join(' '),
    });
  return new Map(rows.map((row) => [row.sequenceNumber, row]));
}

/**
 * Delivers notifications in the order of their numbers (§3.5). Where an address cannot be reached, the later ones for it
 * wait with it; the other addresses are served all the same.
 * @returns the first reason for which one is kept, if any
 * @throws WorkbenchError where the card is lost; cancelled
 */
export async function deliverInOrder(
  run: OperationRun,
  notifications: readonly ListedNotification[],
  signed: ReadonlyMap<number, Uint8Array> = new Map(),
): Promise<Kept> {
  const { store, clock } = run.ports;
  const { eid } = run.operation;
  const rows = knownRows(run);
  const silent = new Set<string>();
  let first: Kept;
  for (const one of [...notifications].sort((a, b) => a.sequenceNumber - b.sequenceNumber)) {
    run.checkCancelled();
    const { sequenceNumber, address } = one;
    const row = rows.get(sequenceNumber);
    if (row?.state !== 'delivered' && silent.has(sameAddress(address))) {
      run.remark('notification_held_back', { sequenceNumber, address });
      const nextAttemptAt = clock.now() + backOff(1);
      if (eid !== undefined) store.setNotification(eid, sequenceNumber, { nextAttemptAt });
      continue;
    }
    const kept = await deliverOrKeep(run, one, row, signed.get(sequenceNumber));
    first ??= kept;
    if (kept !== undefined && isOutOfReach(kept)) silent.add(sameAddress(address));
  }
  return first;
}

/**
 * Delivers what an operation has made, as its by-product: nothing fails for one that is kept. What waits longer for the
 * same address goes before it.
 * @param listed all that the card lists
 */
export async function deliverInPassing(
  run: OperationRun,
  listed: readonly ListedNotification[],
  made: readonly ListedNotification[],
  signed: ReadonlyMap<number, Uint8Array> = new Map(),
): Promise<void> {
  const last = new Map<string, number>();
  for (const { address, sequenceNumber } of made)
    last.set(sameAddress(address), Math.max(sequenceNumber, last.get(sameAddress(address)) ?? 0));
  await deliverInOrder(
    run,
    listed.filter((one) => one.sequenceNumber <= (last.get(sameAddress(one.address)) ?? -1)),
    signed,
  );
}

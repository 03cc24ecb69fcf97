/** Delivering what waits on the card (SGP.22 v2.5 §3.5, §5.7.9 to §5.7.11, ES9+.HandleNotification §5.6.4). */

import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type ListedNotification,
  removeNotificationFromList,
  retrieveNotificationsList,
} from '../es10/index.ts';
import type { PendingNotification } from '../rsp/index.ts';
import type { Captured } from '../tlv/index.ts';
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

export type Delivery =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly error: WorkbenchError };

/**
 * Sends one notification to its address, and removes it from the card only after the server has taken it. What the
 * server or the way to it refuses is kept, on the card and with its reason in the store.
 * @param signed the bytes as the card signed them, where they are at hand; else they are fetched from the card
 */
export async function deliverNotification(
  run: OperationRun,
  notification: ListedNotification,
  signed?: Uint8Array,
): Promise<Delivery> {
  const { store, clock } = run.ports;
  const { eid } = run.operation;
  const { sequenceNumber, address } = notification;
  const pendingNotification = signed ?? (await retrieveNotification(run, sequenceNumber))?.raw;
  if (pendingNotification === undefined) {
    return { delivered: false, error: new WorkbenchError('notification_gone', { sequenceNumber }) };
  }
  try {
    await run.step('ES9+.HandleNotification', () =>
      run.es9.handleNotification(address, { pendingNotification }, run.signal),
    );
  } catch (thrown) {
    const error = toWorkbenchError(thrown);
    if (eid !== undefined)
      store.setNotification(eid, sequenceNumber, { tried: true, lastError: error.toData() });
    return { delivered: false, error };
  }
  if (eid !== undefined)
    store.setNotification(eid, sequenceNumber, {
      tried: true,
      state: 'delivered',
      deliveredAt: clock.now(),
    });
  await run.call(removeNotificationFromList, { seqNumber: sequenceNumber });
  return { delivered: true };
}

/**
 * Delivers one, and remarks why where it is kept: also where the card cannot give it, which must not keep back the others.
 * @returns the reason, or undefined where it was delivered
 * @throws WorkbenchError where the card is lost
 */
export async function deliverOrKeep(
  run: OperationRun,
  notification: ListedNotification,
  signed?: Uint8Array,
): Promise<WorkbenchError | undefined> {
  let error: WorkbenchError;
  try {
    const delivery = await deliverNotification(run, notification, signed);
    if (delivery.delivered) return undefined;
    error = delivery.error;
  } catch (thrown) {
    if (isConnectionLost(thrown)) throw thrown;
    error = toWorkbenchError(thrown);
  }
  const { sequenceNumber, address } = notification;
  run.remark('notification_kept', { sequenceNumber, address, code: error.code });
  return error;
}

/** Delivers notifications in the order of their numbers, as a by-product of another operation: nothing fails for one that is kept. */
export async function deliverInPassing(
  run: OperationRun,
  notifications: readonly ListedNotification[],
  signed: ReadonlyMap<number, Uint8Array> = new Map(),
): Promise<void> {
  for (const one of [...notifications].sort((a, b) => a.sequenceNumber - b.sequenceNumber))
    await deliverOrKeep(run, one, signed.get(one.sequenceNumber));
}

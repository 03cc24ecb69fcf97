import { toHex } from '../../src-shared/bytes.ts';
import { type InstallationOutcome, installationOutcome, type ListedNotification } from '../es10/index.ts';
import { retrieveNotification } from './notifications.ts';
import type { OperationRun } from './run.ts';

/** What the card has signed of an installation, as it waits among its notifications. */
export interface InstallationResult {
  readonly listed: ListedNotification;
  /** The ProfileInstallationResult as it came. */
  readonly raw: Uint8Array;
  readonly outcome: InstallationOutcome;
}

/**
 * The result of the operation's own installation among the notifications that a card lists: the one of its transaction
 * (SGP.22 v2.5 §2.5.6). A card that was interrupted may have made it afterwards, and then it names no ICCID. Undefined
 * where the operation loaded nothing, or where the card has none (any more).
 */
export async function ownInstallationResult(
  run: OperationRun,
  listed: readonly ListedNotification[],
): Promise<InstallationResult | undefined> {
  const transactions = run.ports.store
    .listTransactions(run.id)
    .filter((one) => one.loadStarted)
    .map((one) => one.transactionId);
  if (transactions.length === 0) return undefined;
  const { iccid } = run.operation;
  for (const one of [...listed].sort((a, b) => b.sequenceNumber - a.sequenceNumber)) {
    if (one.event !== 'install' || (one.iccid !== undefined && one.iccid !== iccid)) continue;
    const pending = await retrieveNotification(run, one.sequenceNumber);
    if (pending === undefined || !('profileInstallationResult' in pending.value)) continue;
    const { transactionId } = pending.value.profileInstallationResult.profileInstallationResultData.value;
    if (transactions.includes(toHex(transactionId)))
      return { listed: one, raw: pending.raw, outcome: installationOutcome(pending.raw) };
  }
  return undefined;
}

/** The failure that says only that the card was broken off: nothing is wrong with package or order, and it can be tried again. */
export function isInterruption(reason: string | number): boolean {
  return reason === 'installFailedDueToInterruption';
}

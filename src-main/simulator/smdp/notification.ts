/** HandleNotification (SGP.22 v2.5 §5.6.4, §3.5): takes install results and other signed notifications, any number of times. */

import { fromBase64, toHex } from '../../../src-shared/bytes.ts';
import { type BppErrorReason, PendingNotification, type ProfileInstallationResult } from '../../rsp/index.ts';
import type { Infer } from '../../tlv/index.ts';
import { verify } from '../crypto/index.ts';
import { parseCertificate } from '../pki/index.ts';
import { authenticateEuicc } from './authentication.ts';
import { asn1Field, type SmdpContext } from './context.ts';
import { failure } from './status.ts';

/** After these the same order can be tried again (§3.1.6: Downloaded back to Released); the others end it. */
const retryable: readonly (BppErrorReason | number)[] = [
  'installFailedDueToInsufficientMemoryForProfile',
  'installFailedDueToInterruption',
];

export interface HandleNotificationRequest {
  readonly pendingNotification: string;
}

/**
 * ES9+.HandleNotification. What was not expected (an unknown transaction, a repetition) is taken all the same, so that
 * the LPA can remove it from the card. Fails with `euiccSignatureInvalid` or a certificate's failure.
 */
export function handleNotification(context: SmdpContext, request: HandleNotificationRequest): void {
  const notification = asn1Field(PendingNotification, request.pendingNotification, 'pendingNotification');
  if ('profileInstallationResult' in notification)
    takeInstallationResult(context, notification.profileInstallationResult);
  else takeOther(context, notification.otherSignedNotification);
}

function takeInstallationResult(context: SmdpContext, result: ProfileInstallationResult): void {
  const { profileInstallationResultData: data, euiccSignPIR } = result;
  const { transactionId, notificationMetadata, finalResult } = data.value;
  const id = toHex(transactionId);
  const found = context.orders.findByTransaction(id);
  if (found === undefined) {
    context.note('an installation result of a transaction that is not known (any more)');
    return;
  }
  // The result carries no certificate: the one of the session counts.
  const { key: orderKey, order, transaction } = found;
  const key = parseCertificate(fromBase64(transaction.euiccCertificate)).publicKey;
  if (!verify(key, data.raw, euiccSignPIR)) throw failure('euiccSignatureInvalid');
  const { seqNumber: sequenceNumber, iccid } = notificationMetadata;
  const event = 'successResult' in finalResult ? 'install' : 'installFailed';
  context.orders.addNotification({
    eid: transaction.eid,
    sequenceNumber,
    event,
    ...(iccid === undefined ? {} : { iccid }),
  });
  context.sessions.end(id);
  // A repetition is known by its transaction: sequence numbers start anew on a card that was set up again.
  if (transaction.concluded) return;
  const transactions = (order.transactions ?? []).map((one) =>
    one === transaction ? { ...one, concluded: true } : one,
  );
  if ('successResult' in finalResult) {
    // Even where the LPA cancelled meanwhile: the card has signed that the profile is on it.
    const installations = order.installations + 1;
    const usedUp = installations >= context.orders.maxInstallations(orderKey);
    context.orders.changeByKey(orderKey, {
      state: usedUp ? 'installed' : 'released',
      installations,
      transactions,
      reason: undefined,
      binding: undefined,
      profileKeys: undefined,
      ...(usedUp ? {} : { eid: undefined }),
    });
    return;
  }
  const { errorReason } = finalResult.errorResult;
  context.note(`the installation failed: ${errorReason}`);
  context.orders.changeByKey(orderKey, { transactions });
  if (order.state !== 'downloaded') return;
  if (retryable.includes(errorReason))
    context.orders.changeByKey(orderKey, { state: 'released', reason: String(errorReason) });
  else context.orders.fail(orderKey, String(errorReason));
}

type OtherSignedNotification = Extract<
  Infer<typeof PendingNotification>,
  { otherSignedNotification: unknown }
>['otherSignedNotification'];

function takeOther(context: SmdpContext, notification: OtherSignedNotification): void {
  const { tbsOtherNotification, euiccNotificationSignature } = notification;
  const { certificate, eid } = authenticateEuicc(
    context,
    notification.euiccCertificate,
    notification.eumCertificate,
  );
  if (!verify(certificate.publicKey, tbsOtherNotification.raw, euiccNotificationSignature))
    throw failure('euiccSignatureInvalid');
  const { seqNumber, profileManagementOperation, iccid } = tbsOtherNotification.value;
  context.orders.addNotification({
    eid,
    sequenceNumber: seqNumber,
    event: profileManagementOperation.join('+'),
    ...(iccid === undefined ? {} : { iccid }),
  });
}

/** HandleNotification (SGP.22 v2.5 §5.6.4, §3.5): takes install results and other signed notifications, any number of times. */

import { fromBase64, toHex } from '../../../src-shared/bytes.ts';
import { type BppErrorReason, PendingNotification, type ProfileInstallationResult } from '../../rsp/index.ts';
import type { Infer } from '../../tlv/index.ts';
import { verify } from '../crypto/index.ts';
import { parseCertificate } from '../pki/index.ts';
import { asn1Field, authenticateEuicc, base64, type FunctionCall } from '../rsp-server/index.ts';
import type { SmdpContext } from './context.ts';
import { forgetEvent } from './events.ts';
import type { OrderChange } from './orders.ts';
import type { Order } from './state.ts';
import { failure, statusCodes } from './status.ts';

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
export function handleNotification(
  context: SmdpContext,
  request: HandleNotificationRequest,
  call: FunctionCall,
): undefined {
  const notification = asn1Field(PendingNotification, request.pendingNotification, 'pendingNotification');
  if ('profileInstallationResult' in notification)
    takeInstallationResult(context, notification.profileInstallationResult, call);
  else takeOther(context, notification.otherSignedNotification);
}

type FinalResult = ProfileInstallationResult['profileInstallationResultData']['value']['finalResult'];

/** What the result makes of the order. */
function consequences(context: SmdpContext, key: string, order: Order, result: FinalResult): OrderChange {
  if ('successResult' in result) {
    // Even where the LPA cancelled meanwhile: the card has signed that the profile is on it.
    const installations = order.installations + 1;
    const usedUp = installations >= context.orders.maxInstallations(key);
    return {
      state: usedUp ? 'installed' : 'released',
      installations,
      reason: undefined,
      binding: undefined,
      profileKeys: undefined,
      ...(usedUp ? {} : { eid: undefined }),
    };
  }
  if (order.state !== 'downloaded') return {};
  const { errorReason } = result.errorResult;
  return retryable.includes(errorReason)
    ? { state: 'released', reason: String(errorReason) }
    : context.orders.failed(key, String(errorReason));
}

function takeInstallationResult(
  context: SmdpContext,
  result: ProfileInstallationResult,
  call: FunctionCall,
): void {
  const { profileInstallationResultData: data, euiccSignPIR } = result;
  const { transactionId, notificationMetadata, finalResult } = data.value;
  const id = toHex(transactionId);
  const found = context.orders.findByTransaction(id);
  if (found === undefined) {
    call.note('an installation result of a transaction that is not known (any more)');
    return;
  }
  // The result carries no certificate: the one of the session counts.
  const { key: orderKey, order, transaction } = found;
  const key =
    context.sessions.get(id)?.euiccKey ??
    parseCertificate(fromBase64(transaction.euiccCertificate)).publicKey;
  if (!verify(key, data.raw, euiccSignPIR)) throw failure('euiccSignatureInvalid');
  context.sessions.end(id);
  if ('errorResult' in finalResult)
    call.note(`the installation failed: ${finalResult.errorResult.errorReason}`);
  const { eid } = transaction;
  const { seqNumber: sequenceNumber, iccid } = notificationMetadata;
  const event = 'successResult' in finalResult ? 'install' : 'installFailed';
  const received = { eid, sequenceNumber, event, ...(iccid === undefined ? {} : { iccid }) };
  const notification = context.orders.newNotification(received);
  // A repetition is known by its transaction: sequence numbers start anew on a card that was set up again.
  if (transaction.concluded) {
    if (notification !== undefined) context.orders.keepNotification(notification);
    return;
  }
  const transactions = (order.transactions ?? []).map((one) =>
    one === transaction ? { ...one, concluded: true } : one,
  );
  const change = consequences(context, orderKey, order, finalResult);
  context.orders.changeByKey(orderKey, { ...change, transactions }, notification);
  tellOthers(context, orderKey, eid, finalResult, base64(data.raw));
}

/** The operator and the SM-DS learn what has become of the order. */
function tellOthers(
  context: SmdpContext,
  key: string,
  eid: string,
  result: FinalResult,
  signed: string,
): void {
  const offer = context.orders.offerOf(key);
  if (offer === undefined) return;
  const [subjectCode, reasonCode, message] = statusCodes.euiccRefused;
  const failed = 'successResult' in result ? undefined : { subjectCode, reasonCode, message };
  context.progress.report('installation', offer, eid, failed, signed);
  const { state } = context.orders.get(offer);
  if (state === 'installed' || state === 'error') forgetEvent(context, offer);
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
  const kept = context.orders.newNotification({
    eid,
    sequenceNumber: seqNumber,
    event: profileManagementOperation.join('+'),
    ...(iccid === undefined ? {} : { iccid }),
  });
  if (kept !== undefined) context.orders.keepNotification(kept);
}

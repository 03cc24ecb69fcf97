/** Notifications (SGP.22 v2.5 §3.5, §5.7.9 to 5.7.11): made when a profile changes, kept until the LPA removes them. */

import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  ListNotificationRequest,
  NotificationMetadata,
  NotificationSentRequest,
  NotificationSentResponse,
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
  StoreMetadataRequest,
} from '../../rsp/index.ts';
import { decode, encode, encodeTlv, iccidFromBytes } from '../../tlv/index.ts';
import type { Chip, Es10Function } from './chip.ts';
import type { SigningKeys } from './identity.ts';
import type { CardState, NotificationOperation, StoredNotification, StoredProfile } from './state.ts';

/** The state with one more notification; its sequence number is used up for ever. */
export function withNotification(
  chip: Chip,
  state: CardState,
  what: { operation: NotificationOperation; address: string; iccid: string | undefined },
  content: (metadata: Uint8Array) => StoredNotification['content'],
): CardState {
  const seqNumber = state.nextSeqNumber;
  const metadata = encode(NotificationMetadata, {
    seqNumber,
    profileManagementOperation: [what.operation],
    notificationAddress: what.address,
    ...(what.iccid === undefined ? {} : { iccid: iccidFromBytes(fromHex(what.iccid)) }),
  });
  const stored: StoredNotification = {
    seqNumber,
    operation: what.operation,
    address: what.address,
    ...(what.iccid === undefined ? {} : { iccid: what.iccid }),
    metadata: toHex(metadata),
    content: content(metadata),
  };
  const room = chip.config.maxNotifications - 1;
  return {
    ...state,
    nextSeqNumber: seqNumber + 1,
    notifications: [...(room === 0 ? [] : state.notifications.slice(-room)), stored],
  };
}

/** Signed notifications of an event, one for each address that the profile's configuration names for it. */
export function withEventNotifications(
  chip: Chip,
  state: CardState,
  profile: StoredProfile,
  operation: NotificationOperation,
  except?: string,
): CardState {
  const metadata = decode(StoreMetadataRequest, fromHex(profile.metadata), 'metadata');
  const keys: SigningKeys = chip.keysOf(profile.ciKeyId);
  let next = state;
  for (const entry of metadata.notificationConfigurationInfo ?? []) {
    if (!entry.profileManagementOperation.includes(operation)) continue;
    const address = entry.notificationAddress;
    if (address === except) continue;
    next = withNotification(chip, next, { operation, address, iccid: profile.iccid }, (tbs) => ({
      signature: toHex(chip.sign(keys, tbs)),
      ciKeyId: keys.ciKeyId,
    }));
  }
  return next;
}

/** The PendingNotification TLV. */
function pendingNotification(chip: Chip, stored: StoredNotification): Uint8Array {
  if ('result' in stored.content) return chip.answeredSignature(fromHex(stored.content.result));
  const keys = chip.keysOf(stored.content.ciKeyId);
  return encodeTlv(
    0x30,
    fromHex(stored.metadata),
    encodeTlv(0x5f37, chip.answeredSignature(fromHex(stored.content.signature))),
    keys.euicc.certificate.der,
    keys.eum.der,
  );
}

function byOperation(chip: Chip, operations: readonly string[] | undefined): readonly StoredNotification[] {
  const all = chip.state.notifications;
  return operations === undefined ? all : all.filter((one) => operations.includes(one.operation));
}

export const listNotification: Es10Function = (chip, request) => {
  const { profileManagementOperation } = decode(ListNotificationRequest, request, 'ES10b.ListNotification');
  const found = byOperation(chip, profileManagementOperation);
  return encodeTlv(0xbf28, encodeTlv(0xa0, ...found.map((one) => fromHex(one.metadata))));
};

export const retrieveNotificationsList: Es10Function = (chip, request) => {
  const { searchCriteria } = decode(
    RetrieveNotificationsListRequest,
    request,
    'ES10b.RetrieveNotificationsList',
  );
  const found =
    searchCriteria === undefined
      ? chip.state.notifications
      : 'seqNumber' in searchCriteria
        ? chip.state.notifications.filter((one) => one.seqNumber === searchCriteria.seqNumber)
        : byOperation(chip, searchCriteria.profileManagementOperation);
  if (found.length === 0 && chip.config.noNotificationFound === 'noResultAvailable')
    return encode(RetrieveNotificationsListResponse, { notificationsListResultError: 'noResultAvailable' });
  const list = concatBytes(...found.map((one) => pendingNotification(chip, one)));
  return encodeTlv(0xbf2b, encodeTlv(0xa0, list));
};

export const removeNotificationFromList: Es10Function = (chip, request) => {
  const { seqNumber } = decode(NotificationSentRequest, request, 'ES10b.RemoveNotificationFromList');
  const left = chip.state.notifications.filter((one) => one.seqNumber !== seqNumber);
  if (left.length === chip.state.notifications.length)
    return encode(NotificationSentResponse, { deleteNotificationStatus: 'nothingToDelete' });
  chip.commit({ ...chip.state, notifications: left });
  return encode(NotificationSentResponse, { deleteNotificationStatus: 'ok' });
};

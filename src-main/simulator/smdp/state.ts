/** What the SM-DP+ remembers across restarts: its orders and the notifications that it was sent. */

import { z } from 'zod';
import {
  base64Text,
  eidText,
  hexText,
  simulatedOrderState,
  timestamp,
} from '../../../src-shared/model/index.ts';

/** Life cycle of a profile at its SM-DP+ (SGP.22 v2.5 §3.1.6). */
export const profileState = simulatedOrderState;
export type ProfileState = z.infer<typeof profileState>;

export const maxTransactions = 8;
/** As many are kept, the newest. */
export const maxNotifications = 5000;

const sessionKeys = z.object({ macChainingValue: hexText, sEnc: hexText, sMac: hexText });

const binding = z.object({
  /** otPK.EUICC.ECKA that the profile was bound to. */
  euiccOtpk: base64Text,
  /** otSK.DP.ECKA: kept, so that a retry with the same key of the eUICC gives the same session keys (§5.6.2). */
  smdpOtsk: base64Text,
});

/** An RSP session that was given the profile: its installation result may come long after it, and after another one. */
const transaction = z.object({
  transactionId: hexText,
  eid: eidText,
  euiccCertificate: base64Text,
  /** Whether its installation result has come. */
  concluded: z.boolean().optional(),
});

export const order = z.object({
  state: profileState,
  /** Successful installations so far. */
  installations: z.int().nonnegative(),
  /** Bound profile packages that were handed out. */
  downloads: z.int().nonnegative(),
  wrongConfirmationCodes: z.int().nonnegative(),
  /** The eUICC that the order belongs to, from allocation or from the first download. */
  eid: eidText.optional(),
  binding: binding.optional(),
  profileKeys: sessionKeys.optional(),
  /** The last few, the newest last. */
  transactions: z.array(transaction).max(maxTransactions).optional(),
  /** From here on what ES2+ has made of the order. SHA-256 of the confirmation code. */
  confirmationHash: hexText.optional(),
  /** In place of the offer's. */
  matchingId: z.string().max(255).optional(),
  /** The eUICC that it was ordered for. */
  orderedFor: eidText.optional(),
  smdsAddress: z.string().max(255).optional(),
  /** The event that waits at the SM-DS. */
  eventId: z.string().max(255).optional(),
  /** Function requester identifier of the operator that ordered it. */
  operator: z.string().max(100).optional(),
  /** Why the state is `error`, in the specification's names. */
  reason: z.string().max(200).optional(),
  updatedAt: timestamp,
});
export type Order = z.infer<typeof order>;
export type Transaction = z.infer<typeof transaction>;

export const receivedNotification = z.object({
  eid: eidText,
  sequenceNumber: z.int(),
  event: z.string().max(100),
  iccid: z.string().max(20).optional(),
  receivedAt: timestamp,
});
export type ReceivedNotification = z.infer<typeof receivedNotification>;

export const smdpState = z.object({
  version: z.literal(1),
  /** Number of the journal that goes on from here; see `store.ts`. */
  journal: z.int().nonnegative().optional(),
  /** By matching id. */
  orders: z.record(z.string().max(255), order),
  notifications: z.array(receivedNotification).max(10_000),
});
export type SmdpState = z.infer<typeof smdpState>;

export function emptyState(): SmdpState {
  return { version: 1, orders: {}, notifications: [] };
}

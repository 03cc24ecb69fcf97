/** What the SM-DP+ remembers across restarts: its orders and the notifications that it was sent. */

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { base64Text, eidText, hexText, timestamp } from '../../../src-shared/model/index.ts';

/** Life cycle of a profile at its SM-DP+ (SGP.22 v2.5 §3.1.6). */
export const profileState = z.enum([
  'available',
  'allocated',
  'linked',
  'confirmed',
  'released',
  'downloaded',
  'installed',
  'error',
  'unavailable',
]);
export type ProfileState = z.infer<typeof profileState>;

export const maxTransactions = 8;

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
  installations: z.number().int().nonnegative(),
  /** Bound profile packages that were handed out. */
  downloads: z.number().int().nonnegative(),
  wrongConfirmationCodes: z.number().int().nonnegative(),
  /** The eUICC that the order belongs to, from allocation or from the first download. */
  eid: eidText.optional(),
  binding: binding.optional(),
  profileKeys: sessionKeys.optional(),
  /** The last few, the newest last. */
  transactions: z.array(transaction).max(maxTransactions).optional(),
  /** Why the state is `error`, in the specification's names. */
  reason: z.string().max(200).optional(),
  updatedAt: timestamp,
});
export type Order = z.infer<typeof order>;
export type Transaction = z.infer<typeof transaction>;

const receivedNotification = z.object({
  eid: eidText,
  sequenceNumber: z.number().int(),
  event: z.string().max(100),
  iccid: z.string().max(20).optional(),
  receivedAt: timestamp,
});
export type ReceivedNotification = z.infer<typeof receivedNotification>;

const smdpState = z.object({
  version: z.literal(1),
  /** By matching id. */
  orders: z.record(z.string().max(255), order),
  notifications: z.array(receivedNotification).max(10_000),
});
export type SmdpState = z.infer<typeof smdpState>;

/** Where the state is kept. `save` has written it durably when it returns. */
export interface SmdpStore {
  load(): SmdpState | undefined;
  save(state: SmdpState): void;
}

export function emptyState(): SmdpState {
  return { version: 1, orders: {}, notifications: [] };
}

/** Keeps the state in memory, as a copy. */
export function memoryStore(): SmdpStore {
  let kept: string | undefined;
  return {
    load: () => (kept === undefined ? undefined : smdpState.parse(JSON.parse(kept))),
    save: (state) => {
      kept = JSON.stringify(state);
    },
  };
}

/**
 * Keeps the state in a JSON file of mode 0600, replaced as a whole, so that a crash leaves the old or the new one.
 * `load` throws `smdp_state_unreadable` for a file that is none of ours; `save` for one that cannot be written.
 */
export function fileStore(path: string): SmdpStore {
  const unreadable = (cause: unknown) => {
    const reason = cause instanceof z.ZodError ? 'it is no state of an SM-DP+' : String(cause);
    return new WorkbenchError('smdp_state_unreadable', { path, reason }, { cause });
  };
  return {
    load: () => {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
        throw unreadable(cause);
      }
      try {
        return smdpState.parse(JSON.parse(text));
      } catch (cause) {
        throw unreadable(cause);
      }
    },
    save: (state) => {
      try {
        const temporary = `${path}.${process.pid}.tmp`;
        const file = openSync(temporary, 'w', 0o600);
        try {
          writeSync(file, JSON.stringify(state));
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        renameSync(temporary, path);
      } catch (cause) {
        throw unreadable(cause);
      }
    },
  };
}

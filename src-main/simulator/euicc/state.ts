/**
 * What a virtual eUICC keeps when it has no power. The state is a value that is replaced as a whole: a command either
 * changes all that it changes, or nothing.
 */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';

const hex = z.string().regex(/^([0-9A-F]{2})*$/);
const iccid = hex.length(20);
const seqNumber = z.int().min(1);

export const notificationOperation = z.enum([
  'notificationInstall',
  'notificationEnable',
  'notificationDisable',
  'notificationDelete',
]);
export type NotificationOperation = z.infer<typeof notificationOperation>;

const storedProfile = z.strictObject({
  /** As in EF ICCID. */
  iccid,
  isdpAid: hex,
  state: z.enum(['disabled', 'enabled']),
  /** On the card since it was made: no field-loaded profile (§5.7.19). */
  preloaded: z.literal(true).optional(),
  profileClass: z.enum(['test', 'provisioning', 'operational']),
  /** The StoreMetadata TLV as it came. */
  metadata: hex,
  nickname: z.string().optional(),
  /** The B8 TLV of ConfigureISDP as it came. */
  dpProprietaryData: hex.optional(),
  policyRules: z.array(z.string()),
  /** CI whose keys signed for the download. */
  ciKeyId: hex,
  /** Bytes of memory. */
  size: z.int().min(0),
  usimAid: hex.optional(),
  imsi: hex.optional(),
});
export type StoredProfile = z.infer<typeof storedProfile>;

const storedNotification = z.strictObject({
  seqNumber,
  operation: notificationOperation,
  address: z.string(),
  iccid: iccid.optional(),
  /** The NotificationMetadata TLV. */
  metadata: hex,
  /** A ProfileInstallationResult whole, or the signature of an OtherSignedNotification. */
  content: z.union([z.strictObject({ result: hex }), z.strictObject({ signature: hex, ciKeyId: hex })]),
});
export type StoredNotification = z.infer<typeof storedNotification>;

const profileSwitch = z.strictObject({ enable: iccid.optional(), disable: iccid.optional() });
export type ProfileSwitch = z.infer<typeof profileSwitch>;

const interruptible = z.strictObject({
  transactionId: hex,
  smdpOid: z.string(),
  address: z.string(),
  ciKeyId: hex,
});

export const cardStateSchema = z.strictObject({
  version: z.literal(1),
  eid: z.string().regex(/^\d{32}$/),
  /** The sequence number of the next notification. */
  nextSeqNumber: seqNumber,
  defaultDpAddress: z.string().optional(),
  profiles: z.array(storedProfile),
  notifications: z.array(storedNotification),
  /** A switch that waits for the REFRESH or the reset. */
  pendingSwitch: profileSwitch.optional(),
  /** Operational profile to go back to when a test profile is disabled. */
  operationalBeforeTest: iccid.optional(),
  /** One-time keys of downloads that did not end (SGP.22 v2.5 §5.7.5, bppEuiccOtpk). */
  oneTimeKeys: z.array(
    z.strictObject({ smdpOid: z.string(), curve: z.enum(['P-256', 'brainpoolP256r1']), scalar: hex }),
  ),
  /** Keys and certificates of a card whose EID was given to it, one for each CI. */
  identities: z
    .array(
      z.strictObject({
        ciKeyId: hex,
        certificate: hex,
        curve: z.enum(['P-256', 'brainpoolP256r1']),
        scalar: hex,
      }),
    )
    .optional(),
  /** An installation that has begun. */
  installing: interruptible.optional(),
  /** Revoked serial numbers by CI key id. */
  crls: z.array(
    z.strictObject({
      ciKeyId: hex,
      crlNumber: z.int(),
      thisUpdate: z.number(),
      totalParts: z.int().min(1),
      parts: z.array(z.int()),
      revoked: z.array(hex),
    }),
  ),
});
export type CardState = z.infer<typeof cardStateSchema>;

/** The lowest ISD-P AID that none of these has (SGP.02 §2.2.1.3). */
export function freeIsdpAid(profiles: readonly StoredProfile[]): string {
  const used = new Set(profiles.map((profile) => profile.isdpAid));
  for (let number = 0x11; ; number++) {
    const aid = `A0000005591010FFFFFFFF8900${number.toString(16).toUpperCase().padStart(4, '0')}00`;
    if (!used.has(aid)) return aid;
  }
}

/** Where the state is kept. Both calls are synchronous: a card does one thing at a time, and writes before it answers. */
export interface StateStore {
  /** The text last saved; undefined for a card that is new. */
  load(): string | undefined;
  /** Replaces the text, wholly or (by throwing) not at all. */
  save(text: string): void;
}

/**
 * The state in a store; undefined where it has none. Throws `simulator_state_corrupt` for a text that is none (never
 * overwriting it), `simulator_state_foreign` where it belongs to a card with another EID.
 */
export function loadCardState(store: StateStore, eid: string): CardState | undefined {
  const text = store.load();
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new WorkbenchError('simulator_state_corrupt', { reason: 'no JSON' }, { cause });
  }
  const result = cardStateSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const reason = `${issue?.path.join('.') || 'state'}: ${issue?.message ?? 'invalid'}`;
    throw new WorkbenchError('simulator_state_corrupt', { reason });
  }
  if (result.data.eid !== eid)
    throw new WorkbenchError('simulator_state_foreign', { found: result.data.eid, expected: eid });
  return result.data;
}

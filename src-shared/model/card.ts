import { z } from 'zod';
import { base64Text, eidText, errorData, hexText, iccidText, timestamp } from './common.ts';

/** What a person calls a reader. */
export const readerLabel = z.string().trim().min(1).max(40);
/** The slot of the bench in which it stands, from 1. */
export const readerPlace = z.int().min(1).max(999);

export const reader = z.object({
  /** `sim:0`, or `pcsc:` and the name that PC/SC gives; what every call takes as `readerId`. */
  id: z.string().min(1).max(300),
  kind: z.enum(['pcsc', 'simulator']),
  /** Position among the readers as listed, from 0: what a person types for `--reader`. */
  index: z.int().nonnegative(),
  name: z.string(),
  presence: z.enum(['empty', 'present', 'in_use', 'mute', 'unavailable']),
  atr: hexText.optional(),
  /** EID of the card that is in it, where it has been read since it was put in. */
  eid: eidText.optional(),
  /** The operation of this workbench that holds the reader. */
  operationId: z.int().optional(),
  /** What it is called here. */
  label: readerLabel.optional(),
  place: readerPlace.optional(),
  /**
   * Another reader of its model is there, and neither has a serial number: their names follow the order in which PC/SC counts them,
   * which another order of plugging in may change.
   */
  twin: z.boolean().optional(),
});
export type Reader = z.infer<typeof reader>;

export const operatorId = z.object({
  mcc: z.string(),
  mnc: z.string(),
  gid1: hexText.optional(),
  gid2: hexText.optional(),
});

export const notificationEvent = z.enum(['install', 'enable', 'disable', 'delete']);
export type NotificationEvent = z.infer<typeof notificationEvent>;

export const profileState = z.enum(['disabled', 'enabled']);
export const profileClass = z.enum(['test', 'provisioning', 'operational']);
export const profilePolicyRule = z.enum(['pprUpdateControl', 'ppr1', 'ppr2']);

/** A profile, as on a card (SGP.22 v2.5 §5.7.15) or as announced by a server (§5.6.3, StoreMetadata). */
export const profile = z.object({
  /** Empty where a card lists a profile without one. */
  iccid: z.union([iccidText, z.literal('')]),
  isdpAid: hexText.optional(),
  state: profileState.optional(),
  nickname: z.string().optional(),
  serviceProviderName: z.string().optional(),
  profileName: z.string().optional(),
  profileClass: profileClass.optional(),
  icon: z.object({ type: z.enum(['jpg', 'png']), data: base64Text }).optional(),
  owner: operatorId.optional(),
  policyRules: z.array(profilePolicyRule).optional(),
  notificationConfiguration: z
    .array(z.object({ events: z.array(notificationEvent), address: z.string() }))
    .optional(),
  smdpOid: z.string().optional(),
});
export type Profile = z.infer<typeof profile>;

/** EUICCInfo2 and its neighbours in words (SGP.22 v2.5 §5.7.8, §5.7.3, §5.7.22). */
export const cardInfo = z.object({
  profileVersion: z.string().optional(),
  svn: z.string(),
  /** Of a card of SGP.22 v3, of which `svn` is the lowest version (v3.1, EUICCInfo2). */
  highestSvn: z.string().optional(),
  /** Which LPA a card of v3 says is active: the device's, or its own. */
  lpaMode: z.enum(['lpad', 'lpae']).optional(),
  /** Fields of EUICCInfo2 that v2.5 does not have, whole and as they came. */
  furtherFields: z.array(hexText).optional(),
  firmwareVersion: z.string().optional(),
  ppVersion: z.string().optional(),
  globalplatformVersion: z.string().optional(),
  ts102241Version: z.string().optional(),
  sasAccreditationNumber: z.string().optional(),
  category: z.string().optional(),
  /** extCardResource (ETSI TS 102 226): bytes. */
  freeNonVolatileMemory: z.int().optional(),
  freeVolatileMemory: z.int().optional(),
  installedApplications: z.int().optional(),
  /** Names of the set bits, as in the ASN.1. */
  uiccCapabilities: z.array(z.string()),
  rspCapabilities: z.array(z.string()),
  forbiddenProfilePolicyRules: z.array(profilePolicyRule).optional(),
  ciKeyIdsForVerification: z.array(hexText),
  ciKeyIdsForSigning: z.array(hexText),
  certificationDataObject: z.object({ platformLabel: z.string(), discoveryBaseUrl: z.string() }).optional(),
  defaultSmdpAddress: z.string().optional(),
  rootSmdsAddress: z.string().optional(),
  rulesAuthorisationTable: z
    .array(
      z.object({
        policyRules: z.array(profilePolicyRule),
        allowedOperators: z.array(operatorId),
        consentRequired: z.boolean(),
      }),
    )
    .optional(),
});
export type CardInfo = z.infer<typeof cardInfo>;

/** A notification that waits on a card (SGP.22 v2.5 §5.7.9). */
export const notification = z.object({
  sequenceNumber: z.int(),
  event: notificationEvent,
  address: z.string(),
  iccid: iccidText.optional(),
  /** Why the last delivery failed. */
  lastError: errorData.optional(),
  attempts: z.int().nonnegative(),
  /** When its server took it: it has only to be removed from the card, and is not sent again. */
  deliveredAt: timestamp.optional(),
  /** When it is tried again by itself, while its card is there and the engine runs. */
  nextAttemptAt: timestamp.optional(),
});
export type Notification = z.infer<typeof notification>;

/** A card as last seen. */
export const card = z.object({
  eid: eidText,
  lastSeenAt: timestamp,
  /** The reader it is in now. */
  readerId: z.string().optional(),
  simulated: z.boolean(),
  info: cardInfo.optional(),
  /** When `info` was read, which not every operation does; absent where that was not kept yet. */
  infoAt: timestamp.optional(),
  profiles: z.array(profile),
  notifications: z.array(notification),
  /** Habits that were found on this card, as `channel_fallback` or `store_data_block_120`. */
  quirks: z.array(z.string()),
});
export type Card = z.infer<typeof card>;

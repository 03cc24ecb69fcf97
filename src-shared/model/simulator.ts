/** The simulated bench as people edit it: cards, readers, SM-DP+, SM-DS, what goes wrong, and a picture of what each side holds. */

import { z } from 'zod';
import { base64Text, eidText, errorData, hexText, iccidText, timestamp } from './common.ts';
import { operationKind } from './operation.ts';

const readerId = z.string().min(1).max(300);

export const simulatorLimits = {
  readers: 16,
  cards: 64,
  /** Orders that were made by hand. */
  orders: 500,
  /** Orders and events that a picture shows; the newest. */
  shown: 1000,
  /** Exchanges that are remembered. */
  exchanges: 500,
  /** Bytes of a profile package. */
  packageBytes: 1024 * 1024,
} as const;

/** A card of the bench, whatever reader it is in. Never given twice. */
export const simulatedCardNumber = z.int().min(0).max(1_000_000);
const cardName = z.string().trim().min(1).max(60);
const profileText = (max: number) => z.string().min(1).max(max);

export const simulatedProfileClass = z.enum(['test', 'provisioning', 'operational']);
const profileClass = simulatedProfileClass;
export const simulatedPolicyRule = z.enum(['ppr1', 'ppr2']);

/** Any JSON; a constant, because it contains itself and is named in the description of the API. */
export const jsonValue = z.json();

/** The settings of docs/cli.md#the-simulated-card; what is wrong with one is told by `simulator_config_invalid`. */
const cardSettings = z
  .record(z.string().max(64), jsonValue)
  .refine((all) => JSON.stringify(all).length <= 200_000);

/** Key identifiers of CIs of the bench; `foreign`: one of the card's own, which nobody else knows. */
const cardCis = z.union([z.literal('foreign'), z.array(hexText.max(128)).min(1).max(8)]);

export const makeSimulatedCard = z.object({
  /** Default: `Card` and its number. */
  name: cardName.optional(),
  /** Default: the next of the bench's own range. */
  eid: eidText.optional(),
  settings: cardSettings.optional(),
  /** Default: the CI of the bench that its servers use. */
  cis: cardCis.optional(),
  /** Put in at once. */
  readerId: readerId.optional(),
});
export type MakeSimulatedCard = z.output<typeof makeSimulatedCard>;

export const changeSimulatedCard = z.object({
  card: simulatedCardNumber,
  name: cardName.optional(),
  /** In place of all that were given. */
  settings: cardSettings.optional(),
});
export type ChangeSimulatedCard = z.output<typeof changeSimulatedCard>;

export const copySimulatedCard = z.object({
  card: simulatedCardNumber,
  name: cardName.optional(),
  /** Whether its profiles are copied too; notifications are signed by the card and never are. */
  profiles: z.boolean().default(true),
});
export type CopySimulatedCard = z.output<typeof copySimulatedCard>;

/** A profile that is put on a card by hand, as if it had been there since the card was made. */
export const addSimulatedProfile = z.object({
  card: simulatedCardNumber,
  /** Default: a free one. */
  iccid: z
    .string()
    .regex(/^\d{18,20}$/)
    .optional(),
  profileClass: profileClass.default('operational'),
  serviceProviderName: profileText(32),
  profileName: profileText(64),
  /** Bytes of the card's memory. */
  bytes: z.int().min(0).max(10_000_000).default(4096),
  /** Told of every event; absent: of none. */
  notificationAddress: z.string().min(1).max(255).optional(),
});
export type AddSimulatedProfile = z.output<typeof addSimulatedProfile>;

export const changeSimulatedProfile = z.object({
  card: simulatedCardNumber,
  iccid: iccidText,
  /** Another one that is enabled is disabled. */
  state: z.enum(['enabled', 'disabled']).optional(),
  /** Empty: none. */
  nickname: z.string().max(64).optional(),
  serviceProviderName: profileText(32).optional(),
  profileName: profileText(64).optional(),
});
export type ChangeSimulatedProfile = z.output<typeof changeSimulatedProfile>;

export const simulatedProfile = z.object({
  iccid: iccidText,
  state: z.enum(['enabled', 'disabled']),
  profileClass,
  serviceProviderName: z.string(),
  profileName: z.string(),
  nickname: z.string().optional(),
  policyRules: z.array(z.string()),
  /** Bytes of the card's memory. */
  bytes: z.int().nonnegative(),
  /** Not downloaded: it stays when the card's memory is reset. */
  preloaded: z.boolean(),
});
export type SimulatedProfile = z.infer<typeof simulatedProfile>;

export const simulatedNotification = z.object({
  seqNumber: z.int().positive(),
  operation: z.enum([
    'notificationInstall',
    'notificationEnable',
    'notificationDisable',
    'notificationDelete',
  ]),
  /** The server that it is for. */
  address: z.string(),
  iccid: iccidText.optional(),
});

/** An RSP session as one side has it. */
export const simulatedSession = z.object({
  /** Upper-case hexadecimal; absent before the other side has told it. */
  transactionId: hexText.optional(),
  /** Card: `challenge`, `authenticated`, `prepared`, `installing`. Server: `started`, `authenticated`. */
  stage: z.enum(['challenge', 'started', 'authenticated', 'prepared', 'installing']),
  /** At the card: the server that it has authenticated. */
  server: z.string().optional(),
  /** At a server: the eUICC that it has authenticated, and the order that this was given. */
  eid: eidText.optional(),
  order: z.string().optional(),
});
export type SimulatedSession = z.infer<typeof simulatedSession>;

export const simulatedCard = z.object({
  card: simulatedCardNumber,
  name: z.string(),
  eid: eidText,
  atr: hexText,
  /** The reader that it is in now. */
  readerId: readerId.optional(),
  /** The reader that it belongs to, also while a fault keeps it out. */
  home: readerId.optional(),
  /** As they were given. */
  settings: z.record(z.string(), jsonValue),
  /** Key identifiers of the CIs that it trusts. */
  cis: z.array(hexText),
  /** Whether its CI is one that nobody else knows. */
  foreign: z.boolean(),
  svn: z.string(),
  memory: z.object({ total: z.int(), free: z.int() }),
  maxProfiles: z.int(),
  defaultSmdpAddress: z.string().optional(),
  profiles: z.array(simulatedProfile),
  notifications: z.array(simulatedNotification),
  session: simulatedSession.optional(),
});
export type SimulatedCard = z.infer<typeof simulatedCard>;

/** States of an order (SGP.22 v2.5 §3.1.6). */
export const simulatedOrderState = z.enum([
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

/** Name of an order of the bench, which is that of its profile package. */
export const simulatedOrderName = z.string().min(1).max(255);

export const makeSimulatedOrder = z.object({
  from: z.discriminatedUnion('kind', [
    /** A profile of the library, with an ICCID of its own for each order. */
    z.object({ kind: z.literal('library'), profile: z.string().min(1).max(64) }),
    /** An unprotected profile package in DER. */
    z.object({
      kind: z.literal('file'),
      package: base64Text.max(Math.ceil(simulatorLimits.packageBytes / 3) * 4),
    }),
  ]),
  profileName: profileText(64).optional(),
  serviceProviderName: profileText(32).optional(),
  profileClass: profileClass.optional(),
  policyRules: z.array(simulatedPolicyRule).max(2).optional(),
  /** PNG or JPEG. */
  icon: z.object({ type: z.enum(['jpg', 'png']), data: base64Text.max(1368) }).optional(),
  /** Default: one that nobody guesses. */
  matchingId: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,255}$/)
    .optional(),
  confirmationCode: z.string().min(1).max(64).optional(),
  /** The only eUICC that may have it. */
  eid: eidText.optional(),
  /** How many eUICCs may install it. */
  maxInstallations: z.int().min(1).max(1_000_000).optional(),
  /** How often it may be handed out, retries included. */
  maxDownloads: z.int().min(1).max(1_000_000).optional(),
  /** End of the order. */
  expiresAt: timestamp.optional(),
  /** Registered as an event at the SM-DS when it is released; wants an EID. */
  smds: z.boolean().default(false),
  /** Whether it can be downloaded at once; without, it waits to be released. */
  release: z.boolean().default(true),
});
export type MakeSimulatedOrder = z.output<typeof makeSimulatedOrder>;

export const actOnSimulatedOrder = z.object({
  order: simulatedOrderName,
  action: z.discriminatedUnion('kind', [
    /** ES2+.ReleaseProfile (§5.3.4). */
    z.object({ kind: z.literal('release') }),
    /** ES2+.CancelOrder (§5.3.3); the profile is then `Available` or `Unavailable`. */
    z.object({ kind: z.literal('cancel'), available: z.boolean().default(false) }),
    /** As if nothing had happened to it. */
    z.object({ kind: z.literal('reset') }),
    /** Another state by hand, as after a fault of the server. */
    z.object({ kind: z.literal('state'), state: simulatedOrderState }),
    /** Another end of an order that was made by hand; absent: it has none. */
    z.object({ kind: z.literal('expiry'), expiresAt: timestamp.optional() }),
  ]),
});
export type ActOnSimulatedOrder = z.output<typeof actOnSimulatedOrder>;

export const simulatedOrder = z.object({
  order: simulatedOrderName,
  /** `folder`: lies in the folder of profiles; `made`: by hand, and can be removed; `shop`: sold by a shop. */
  origin: z.enum(['folder', 'made', 'shop']),
  profileName: z.string(),
  serviceProviderName: z.string(),
  profileClass,
  iccid: iccidText,
  /** Of the package. */
  bytes: z.int().nonnegative(),
  policyRules: z.array(z.string()),
  icon: z.object({ type: z.enum(['jpg', 'png']), data: base64Text }).optional(),
  state: simulatedOrderState,
  /** Why the state is `error`, in the specification's names. */
  reason: z.string().optional(),
  installations: z.int().nonnegative(),
  maxInstallations: z.int().positive(),
  downloads: z.int().nonnegative(),
  maxDownloads: z.int().positive().optional(),
  confirmationCodeRequired: z.boolean(),
  wrongConfirmationCodes: z.int().nonnegative(),
  /** After as many wrong ones the order ends. */
  maxConfirmationCodes: z.int().positive(),
  /** The only eUICC that may have it. */
  boundTo: eidText.optional(),
  /** The eUICC that it was given to, from the first download on. */
  eid: eidText.optional(),
  expiresAt: timestamp.optional(),
  /** Whether an event stands for it at the SM-DS, as the SM-DP+ has it. */
  event: z.boolean(),
  /** RSP sessions that were given it, the newest last; `concluded`: with an installation result. */
  transactions: z.array(z.object({ transactionId: hexText, eid: eidText, concluded: z.boolean() })),
});
export type SimulatedOrder = z.infer<typeof simulatedOrder>;

/** What an order is downloaded with: secret, and so in no picture. */
export const simulatedOrderCode = z.object({
  activationCode: z.string(),
  matchingId: z.string(),
  confirmationCode: z.string().optional(),
  /** The QR code of the activation code: modules in a row, quiet zone and all, and the dark ones as an SVG path. */
  qr: z.object({ size: z.int().positive(), path: z.string() }),
});

export const makeSimulatedEvent = z.object({
  eid: eidText,
  /** The event is for this order; else `eventId` and `server` say what it is for. */
  order: simulatedOrderName.optional(),
  /** Default: one that nobody guesses, which no order has. */
  eventId: z.string().min(1).max(255).optional(),
  /** Default: the SM-DP+ of the bench. */
  server: z.string().min(1).max(255).optional(),
});
export type MakeSimulatedEvent = z.output<typeof makeSimulatedEvent>;

export const simulatedEvent = z.object({
  /** Stands for EID and event id, which is secret as a matching id is. */
  event: z.string(),
  eid: eidText,
  server: z.string(),
  registeredAt: timestamp,
  /** The order of the bench that it stands for; absent: none has such a matching id. */
  order: simulatedOrderName.optional(),
});
export type SimulatedEvent = z.infer<typeof simulatedEvent>;

export const simulatedReceipt = z.object({
  eid: eidText,
  sequenceNumber: z.int(),
  event: z.string(),
  iccid: z.string().optional(),
  receivedAt: timestamp,
});

const server = z.object({ address: z.string(), host: z.string(), port: z.int() });

/** What every side of the bench holds at one moment. No secrets. */
export const simulatorPicture = z.object({
  readers: z.array(z.object({ readerId, card: simulatedCardNumber.optional() })),
  cards: z.array(simulatedCard),
  cis: z.array(z.object({ keyId: hexText, subject: z.string() })),
  smdp: server.extend({
    orders: z.array(simulatedOrder),
    /** More than are shown, where there are. */
    orderCount: z.int(),
    sessions: z.array(simulatedSession),
    /** The newest last. */
    notifications: z.array(simulatedReceipt),
  }),
  /** Absent where the bench has none. */
  smds: server.extend({ events: z.array(simulatedEvent), sessions: z.int() }).optional(),
  /** Fault rules in force. */
  faults: z.int(),
});
export type SimulatorPicture = z.infer<typeof simulatorPicture>;

/** A function of a card or of a server that was called. No secrets. */
export const simulatedExchange = z.object({
  number: z.int().positive(),
  at: timestamp,
  side: z.enum(['card', 'smdp', 'smds']),
  card: simulatedCardNumber.optional(),
  /** As `ES10b.PrepareDownload`, `ES9+.AuthenticateClient`. */
  function: z.string(),
  outcome: z.enum(['executed', 'failed', 'refused']),
  /** Status word of a card, in hexadecimal. */
  sw: hexText.optional(),
  /** Of a server (SGP.22 v2.5 §5.2.6). */
  subjectCode: z.string().optional(),
  reasonCode: z.string().optional(),
  message: z.string().optional(),
  transactionId: hexText.optional(),
  /** So often in a row, with the same end. */
  count: z.int().positive(),
});
export type SimulatedExchange = z.infer<typeof simulatedExchange>;

export const libraryProfile = z.object({
  profile: z.string(),
  profileName: z.string(),
  serviceProviderName: z.string(),
  profileClass,
  policyRules: z.array(z.string()),
  /** Of the package. */
  bytes: z.int(),
  icon: z.object({ type: z.enum(['jpg', 'png']), data: base64Text }).optional(),
});
export type LibraryProfile = z.infer<typeof libraryProfile>;

/** A fault of the library (docs/faults.md): its rules, the operation that met it, and what came of that. */
export const libraryFault = z.object({
  rules: z.array(z.string()).min(1),
  chapter: z.string(),
  section: z.string(),
  /** What was done, as `activate`, `download with code`. */
  scenario: z.string(),
  kind: operationKind,
  status: z.enum(['successful', 'failed']),
  error: errorData.optional(),
  /** As one reads it in English: the sentence and the next step. */
  text: z.string(),
  activationCodeUse: z.enum(['none', 'unused', 'used', 'unknown']),
  /** What the SM-DP+ holds the order for. */
  order: z.string().optional(),
});
export type LibraryFault = z.infer<typeof libraryFault>;

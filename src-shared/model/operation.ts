import { z } from 'zod';
import { isServerAddress } from '../activation-code.ts';
import { profile, profilePolicyRule } from './card.ts';
import { batchName, carrierName } from './code.ts';
import { eidText, errorData, hexText, iccidText, timestamp } from './common.ts';

/** The values of a machine, exactly. */
export const operationStatus = z.enum([
  'starting',
  'download',
  'download_verify',
  'enable',
  'enable_verify',
  'successful',
  'failed',
]);
export type OperationStatus = z.infer<typeof operationStatus>;

/** Whether an operation has come to its end, whichever. */
export function isFinal({ status }: { readonly status: OperationStatus }): boolean {
  return status === 'successful' || status === 'failed';
}

export const operationKind = z.enum([
  'read_card',
  'activate',
  'download',
  'enable',
  'disable',
  'delete',
  'nickname',
  'send_notifications',
  'remove_notification',
  'reset_memory',
  'default_smdp',
  'discover',
  'console',
  'import',
]);
export type OperationKind = z.infer<typeof operationKind>;

/** DeviceCapabilities (SGP.22 v2.5 §4.2). */
export const deviceCapability = z.enum([
  'gsmSupportedRelease',
  'utranSupportedRelease',
  'cdma2000onexSupportedRelease',
  'cdma2000hrpdSupportedRelease',
  'cdma2000ehrpdSupportedRelease',
  'eutranEpcSupportedRelease',
  'contactlessSupportedRelease',
  'rspCrlSupportedVersion',
  'nrEpcSupportedRelease',
  'nr5gcSupportedRelease',
  'eutran5gcSupportedRelease',
]);

/** DeviceInfo of the bench (SGP.22 v2.5 §4.2): what the LPA tells the server about the device. */
export const deviceInfo = z.object({
  /** 8 digits. */
  tac: z.string().regex(/^\d{8}$/),
  /** 15 digits (with check digit) or 16 (IMEISV). */
  imei: z
    .string()
    .regex(/^\d{15,16}$/)
    .optional(),
  /** Highest fully supported release for each definition, as `15.0.0`. */
  capabilities: z
    .partialRecord(
      deviceCapability,
      z
        .string()
        .regex(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/)
        .optional(),
    )
    .optional(),
});
export type DeviceInfo = z.infer<typeof deviceInfo>;

/** Why an operation was started: somebody asked for it, or an automation or template did. */
export const operationCause = z.enum(['request', 'automation', 'template']);

const target = {
  readerId: z.string().min(1).max(300),
  cause: operationCause.optional(),
  /** Which automation or template. */
  causeId: z.string().max(200).optional(),
  /** A name under which several operations are reported together. */
  batch: batchName.optional(),
};
/** What changes a card: the reader, and the card that is meant, so that on another one that was put in meanwhile nothing is done. */
const changeTarget = { ...target, eid: eidText.optional() };
/** Which profile: by ICCID as printed, or by the ISD-P's AID. */
const profileTarget = {
  ...changeTarget,
  profile: z.union([z.object({ iccid: iccidText }), z.object({ isdpAid: hexText })]),
};

const downloadParams = {
  ...target,
  /** `LPA:1$…`; without one, the card's default SM-DP+ is asked. */
  activationCode: z.string().min(1).max(1024).optional(),
  /** A code of the vault, instead of the activation code itself. */
  codeId: z.int().positive().optional(),
  /** The carrier that is meant: where the profile names another one, that is pointed out. */
  carrier: carrierName.optional(),
  /**
   * The card that has to be there, and what the profile has to be that the server offers: onto another card nothing is installed,
   * and another profile is not, and its order stays.
   */
  expect: z
    .object({
      eid: eidText.optional(),
      iccid: iccidText.optional(),
      carrier: carrierName.optional(),
    })
    .optional(),
  /** Instead of an activation code. */
  smdpAddress: z.string().min(1).max(255).optional(),
  matchingId: z.string().max(255).optional(),
  /** Instead of an activation code: what a discovery has found, by its place in the `events` of that operation. */
  event: z.object({ operationId: z.int().positive(), index: z.int().nonnegative() }).optional(),
  confirmationCode: z.string().min(1).max(64).optional(),
  deviceInfo: deviceInfo.optional(),
  /** False: ask (a `question` of the operation) before the profile is prepared. True: accept what the server offers. */
  acceptProfile: z.boolean().default(false),
  /** The user agrees beforehand to policy rules (PPR1, PPR2) of which the card wants it (SGP.22 v2.5 §3.1.3, strong confirmation). */
  acceptPolicyRules: z.boolean().optional(),
};

/** Two sources of one thing would leave it to chance which one counts. */
function hasOneSource(request: {
  readonly activationCode?: string | undefined;
  readonly codeId?: number | undefined;
  readonly smdpAddress?: string | undefined;
  readonly matchingId?: string | undefined;
  readonly event?: object | undefined;
}): boolean {
  const { activationCode, codeId, smdpAddress, matchingId, event } = request;
  const sources = [activationCode, codeId, smdpAddress ?? matchingId, event].filter(
    (one) => one !== undefined,
  );
  return sources.length <= 1;
}
const twoSources = {
  path: ['activationCode'],
  message: 'goes without codeId, smdpAddress, matchingId and event, which it stands for',
};

const sequenceNumber = z.int().nonnegative();

/** Empty takes the address away from the card. */
const smdpAddressOrNone = z
  .string()
  .max(255)
  .refine((address) => address === '' || isServerAddress(address), { message: 'is no name of a server' });

/** SM-DSs to be asked beside the one that the card names. */
export const smdsAddresses = z
  .array(
    z
      .string()
      .max(255)
      .refine((address) => isServerAddress(address), { message: 'is no name of a server' }),
  )
  .max(8);

/** What to start: the operation's kind and what it takes. */
export const startOperation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read_card'), ...target }),
  z.object({ kind: z.literal('activate'), ...downloadParams }).refine(hasOneSource, twoSources),
  z.object({ kind: z.literal('download'), ...downloadParams }).refine(hasOneSource, twoSources),
  z.object({
    kind: z.literal('enable'),
    ...profileTarget,
    refresh: z.boolean().default(true),
    /** By which the profile was found, where it was. */
    carrier: carrierName.optional(),
  }),
  z.object({ kind: z.literal('disable'), ...profileTarget, refresh: z.boolean().default(true) }),
  z.object({ kind: z.literal('delete'), ...profileTarget }),
  z.object({ kind: z.literal('nickname'), ...changeTarget, iccid: iccidText, nickname: z.string().max(64) }),
  /** All that wait on the card, or the one of that number; removed from the card only after the server took it. */
  z.object({
    kind: z.literal('send_notifications'),
    ...target,
    sequenceNumber: sequenceNumber.optional(),
    /** Only those whose time to be tried again has come. */
    onlyDue: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('remove_notification'), ...changeTarget, sequenceNumber }),
  z.object({
    kind: z.literal('reset_memory'),
    ...changeTarget,
    options: z
      .array(
        z.enum(['deleteOperationalProfiles', 'deleteFieldLoadedTestProfiles', 'resetDefaultSmdpAddress']),
      )
      .min(1),
  }),
  z.object({ kind: z.literal('default_smdp'), ...changeTarget, address: smdpAddressOrNone }),
  /** Asks the SM-DSs what waits for the card: the card's own, and those given (else those of the bench's settings). */
  z.object({ kind: z.literal('discover'), ...target, smdsAddresses: smdsAddresses.optional() }),
  /** A console, to which inputs are sent with `console.send`. Without one for so long, it ends by itself. */
  z.object({
    kind: z.literal('console'),
    ...target,
    idleMinutes: z.int().min(1).max(120).default(10),
  }),
]);
export type StartOperation = z.input<typeof startOperation>;

export const importFormat = z.enum(['lpac', 'pcsc_spy', 'pcap']);
export type ImportFormat = z.infer<typeof importFormat>;

/** What operations were begun with: what can be started, and files of other programs whose recordings were taken in. */
export const operationRequest = z.discriminatedUnion('kind', [
  ...startOperation.options,
  z.object({
    kind: z.literal('import'),
    ...target,
    format: importFormat,
    /** Without folder. */
    fileName: z.string().max(255),
  }),
]);
export type OperationRequest = z.output<typeof operationRequest>;

/** What a running operation wants to know before it goes on. */
export const question = z.discriminatedUnion('kind', [
  /** Shall this profile be installed? (SGP.22 v2.5 §3.1.3, end user confirmation) */
  z.object({
    kind: z.literal('install'),
    profile,
    confirmationCodeRequired: z.boolean(),
    /** Rules that forbid the user something, to which he has to agree expressly (strong confirmation). Absent: none. */
    consentRules: z.array(profilePolicyRule).exactOptional(),
  }),
  /** The server wants a confirmation code; `retry` when the last one was refused. */
  z.object({
    kind: z.literal('confirmation_code'),
    retry: z.boolean(),
    /** How many codes it has refused in this operation. */
    refused: z.int().exactOptional(),
    /** What the server says of it, where it says anything: `the server says: "2 attempts left"`. */
    serverMessage: z.string().exactOptional(),
  }),
]);
export type Question = z.infer<typeof question>;

export const answer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('install'),
    decision: z.enum(['accept', 'reject', 'postpone']),
    confirmationCode: z.string().min(1).max(64).optional(),
    /** Has to be true to accept where the question has `consentRules`. */
    acceptPolicyRules: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('confirmation_code'), confirmationCode: z.string().min(1).max(64) }),
]);
export type Answer = z.infer<typeof answer>;

/** The step of a console between two inputs, while nothing is done with the card. */
export const consoleWaits = 'console input';

export const progress = z.object({
  /** The function or phase that runs now, as `ES10b.LoadBoundProfilePackage`. */
  step: z.string(),
  /** Bytes of the bound profile package that the card has taken, and all of them; only while it is loaded. */
  bytesDone: z.int().optional(),
  bytesTotal: z.int().optional(),
});
export type Progress = z.infer<typeof progress>;

/** What a reconciliation with the card found out about an operation that broke off. */
export const reconciliation = z.object({
  state: z.enum(['none', 'pending', 'done']),
  outcome: z
    .enum([
      'profile_installed',
      'profile_not_installed',
      'profile_there_before',
      'change_took_effect',
      'change_did_not_take_effect',
      'nothing_to_check',
    ])
    .optional(),
  at: timestamp.optional(),
});

/** What waits for a card somewhere (SGP.22 v2.5 §3.6.1). The event id, which is a secret, stays in the engine. */
export const foundEvent = z.object({
  /** `smds`: an event record. `default_smdp`: the card's default SM-DP+, which may have something for it or not. */
  source: z.enum(['smds', 'default_smdp']),
  /** Who has told of it. */
  smdsAddress: z.string().exactOptional(),
  /** Where the profile is to be had. */
  smdpAddress: z.string(),
});
export type FoundEvent = z.infer<typeof foundEvent>;

export const operation = z.object({
  id: z.int(),
  kind: operationKind,
  status: operationStatus,
  readerId: z.string(),
  readerName: z.string(),
  simulated: z.boolean(),
  eid: eidText.optional(),
  iccid: iccidText.optional(),
  smdpAddress: z.string().optional(),
  /** What the server said of the profile. */
  profile: profile.optional(),
  createdAt: timestamp,
  updatedAt: timestamp,
  endedAt: timestamp.optional(),
  progress: progress.optional(),
  question: question.optional(),
  /** Why it failed. */
  error: errorData.optional(),
  reconciliation,
  /** Whether the activation code can be tried again, as far as is known. */
  activationCodeUse: z.enum(['none', 'unused', 'used', 'unknown']),
  /** What went otherwise than planned without failing: `notification_kept`, `protocol_fallback`, `reset_instead_of_refresh`. */
  remarks: z.array(z.object({ code: z.string(), params: errorData.shape.params })),
  /** What a discovery has found; a download takes one by its place in this list. */
  events: z.array(foundEvent).optional(),
  cause: operationCause.optional(),
  causeId: z.string().optional(),
  /** Who started it, and through which door; absent in rows of before that was kept. */
  createdBy: z.string().optional(),
  source: z.string().optional(),
  batch: z.string().optional(),
  /** The code of the vault that it uses. */
  codeId: z.int().optional(),
  /** The carrier that was asked for. */
  carrier: z.string().optional(),
  /** By which its steps can be followed: the transactions of the fleet API. */
  downloadTx: z.string().optional(),
  enableTx: z.string().optional(),
});
export type Operation = z.infer<typeof operation>;

/** One status or step that an operation went through, in order. */
export const operationStep = z.object({
  seq: z.int(),
  at: timestamp,
  status: operationStatus,
  /** Absent for the status itself; else the function that ran within it. */
  step: z.string().optional(),
  apdus: z.int(),
  durationMs: z.number().optional(),
});
export type OperationStep = z.infer<typeof operationStep>;

export const operationDetail = operation.extend({ steps: z.array(operationStep) });
export type OperationDetail = z.infer<typeof operationDetail>;

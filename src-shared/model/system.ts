import { z } from 'zod';
import { errorData, hexText, timestamp } from './common.ts';
import { deviceInfo, smdsAddresses } from './operation.ts';

export const systemInfo = z.object({
  version: z.string(),
  dataFolder: z.string(),
  /** Whether PC/SC readers can be had, and if not, why. */
  pcsc: z.object({ available: z.boolean(), error: errorData.optional() }),
  /** Whether the simulated bench runs beside the real readers. */
  simulator: z.object({
    running: z.boolean(),
    smdpAddress: z.string().optional(),
    error: errorData.optional(),
  }),
  startedAt: timestamp,
});
export type SystemInfo = z.infer<typeof systemInfo>;

/** What is set once for all operations of this data folder. */
export const benchSettings = z.object({
  deviceInfo,
  /** Asked by a discovery beside the SM-DS that the card names. Setting without it leaves it as it is. */
  smdsAddresses: smdsAddresses.optional(),
});
export type BenchSettings = z.infer<typeof benchSettings>;

/** A root (CI) that TLS servers and RSP servers are checked against. */
export const trustAnchor = z.object({
  keyId: hexText,
  subject: z.string(),
  /** `field`: a GSMA CI known from the start; `test`: SGP.26; `lab`: added here; `bench`: made for the simulated bench. */
  origin: z.enum(['field', 'test', 'lab', 'bench']),
  enabled: z.boolean(),
  notAfter: timestamp.optional(),
  addedAt: timestamp.optional(),
});
export type TrustAnchor = z.infer<typeof trustAnchor>;

/** An activation code that the simulated SM-DP+ honours. */
export const simulatedCode = z.object({
  activationCode: z.string(),
  profileName: z.string(),
  confirmationCode: z.string().optional(),
  state: z.string(),
});
export type SimulatedCode = z.infer<typeof simulatedCode>;

/** A fault rule that is in force on the simulated bench (docs/faults.md), and what it did so far. */
export const faultRuleState = z.object({
  /** From 1, in the order of adding; never given twice. */
  id: z.int().positive(),
  /** As one types it. */
  rule: z.string(),
  name: z.string().optional(),
  /** Occasions that it was for. */
  seen: z.int().nonnegative(),
  /** Faults that it made. */
  done: z.int().nonnegative(),
  /** Why nothing on this bench can meet it: a function that nobody calls, a card or reader that is not there, a card elsewhere. */
  idle: z.enum(['nobody_calls', 'no_such_card', 'no_such_reader', 'card_elsewhere']).optional(),
});
export type FaultRuleState = z.infer<typeof faultRuleState>;

/** An activation code taken apart (SGP.22 v2.5 §4.1). */
export const activationCodeParts = z.object({
  smdpAddress: z.string(),
  matchingId: z.string(),
  smdpOid: z.string().optional(),
  confirmationCodeRequired: z.boolean(),
  /** What was tolerated, as `prefix_missing`. */
  remarks: z.array(z.string()),
});
export type ActivationCodeParts = z.infer<typeof activationCodeParts>;

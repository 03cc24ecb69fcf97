/** What is looked at before a profile is downloaded: nothing of it uses the activation code up, or tells a server of it. */

import { z } from 'zod';
import { code } from './code.ts';
import { eidText, errorData, iccidText, timestamp } from './common.ts';

export const activationCheckName = z.enum([
  /** The activation code itself (SGP.22 v2.5 §4.1). */
  'code',
  /** Its confirmation code, where it needs one (§4.7). */
  'confirmation',
  /** What the vault knows of it. */
  'vault',
  'reader',
  /** Which card, and how fresh what is known of it is. */
  'card',
  /** The CI keys of the card (EUICCInfo1, §5.7.8) against the roots that are trusted here. */
  'ci',
  'memory',
  /** Rules authorisation (§2.9) and rules of profiles that are enabled. */
  'policy',
  /** Whether its profile is on this card, or on another. */
  'duplicates',
  /** The SM-DP+ address. */
  'address',
  /** Whether the SM-DP+ can be reached, and its TLS certificate is trusted. */
  'server',
]);
export type ActivationCheckName = z.infer<typeof activationCheckName>;

/** `stops`: with this it cannot succeed. `not_checked`: nothing is known, and the reason says why. */
export const activationResult = z.enum(['ok', 'warning', 'stops', 'not_checked']);
export type ActivationResult = z.infer<typeof activationResult>;

/** One line of the checks: its reason has a text (`activationReasonText`), an error has its own. */
export const activationFinding = z.object({
  check: activationCheckName,
  result: activationResult,
  reason: z.string(),
  params: errorData.shape.params,
  /** In place of the reason's text. */
  error: errorData.exactOptional(),
  /** Refused by the workbench itself, so that starting it would be in vain. */
  refused: z.boolean().exactOptional(),
});
export type ActivationFinding = z.infer<typeof activationFinding>;

export const activationCheck = z.object({
  at: timestamp,
  /** The worst of the findings; what was not checked is none of them. */
  result: activationResult.exclude(['not_checked']),
  findings: z.array(activationFinding),
  /** The card that it would go to, where it is known. */
  eid: eidText.exactOptional(),
  /** When that card was read last. */
  readAt: timestamp.exactOptional(),
  /** Where the profile would come from. */
  smdpAddress: z.string().exactOptional(),
  /** Whether the code says that a confirmation code is needed. */
  confirmationCodeRequired: z.boolean(),
  /** Whether the vault keeps that confirmation code. */
  confirmationCodeKept: z.boolean(),
  /** The code as the vault knows it, and with it what would be installed: label, carrier, ICCID. */
  code: code.exactOptional(),
  /** The profile's ICCID, where it is known beforehand. */
  iccid: iccidText.exactOptional(),
});
export type ActivationCheck = z.infer<typeof activationCheck>;

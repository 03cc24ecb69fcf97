import type { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { CancelSessionReason } from '../rsp/index.ts';

/**
 * How far a session had come: `session` until the package is there, `package` while it is looked at, `loading` from its
 * first segment on.
 */
export type SessionStage = 'session' | 'package' | 'loading';

/** Results of ES10 by which a card refuses for what it is in, not for what it was given. */
const ofCardsState: ReadonlySet<string | number | boolean> = new Set([
  'noSessionContext',
  'invalidTransactionId',
  'undefinedError',
]);

/**
 * Why a session is cancelled, from what went wrong and when (SGP.22 v2.5 §3.1.3, §5.7.14). Undefined: there is nobody
 * left to tell.
 */
export function cancelReason(error: WorkbenchError, stage: SessionStage): CancelSessionReason | undefined {
  // What our own disk is at fault for must not cost the code: the order stays as after an interruption.
  if (stage === 'loading') return error.family === 'store' ? undefined : 'loadBppExecutionError';
  switch (error.code) {
    case 'profile_rejected':
      return 'endUserRejection';
    // Whoever cancels has not refused the profile, and the server must not take it for that: it would withdraw it.
    case 'cancelled':
    case 'profile_postponed':
    // Whoever expects another profile has the wrong code, and its rightful owner may come.
    case 'profile_unexpected':
    // Room can be made on the card, and then the same order is good.
    case 'card_full':
    case 'card_memory_short':
      return 'postponed';
    // Nobody was there to answer what the user is to be asked.
    case 'question_timed_out':
    case 'confirmation_code_missing':
    case 'policy_consent_missing':
      return 'timeout';
    case 'ppr_not_allowed':
    case 'ppr1_beside_operational':
      return 'pprNotAllowed';
    case 'metadata_mismatch':
      return 'metadataMismatch';
    // The server has ended the session itself.
    case 'es9_status':
      return undefined;
    // The server answers wrongly: what else it would give for this order is not to be had.
    case 'es9_transaction_mismatch':
    case 'internal':
      return 'undefinedReason';
    // What the card refuses by its own state says nothing about the profile, unlike what it finds in the server's answer.
    case 'es10_refused':
      return ofCardsState.has(error.params['result'] ?? '') ? 'postponed' : 'undefinedReason';
  }
  switch (error.family) {
    // Line, trust, this machine or the card have failed, and the profile is not to blame: the order must outlive that.
    case 'es9':
    case 'trust':
    case 'store':
    case 'reader':
    case 'apdu':
      return 'postponed';
    case 'timeout':
      return 'timeout';
    case 'decode':
      // An answer of the card that cannot be read, as one that is no answer at all.
      if (/^ES10[abc]\./.test(String(error.params['path'] ?? ''))) return 'postponed';
      // §3.1.3.3: a package that cannot be cut into segments ends like one that cannot be loaded.
      return stage === 'package' ? 'loadBppExecutionError' : 'undefinedReason';
    default:
      return 'undefinedReason';
  }
}

/** Reasons after which the SM-DP+ keeps the order open; after any other it ends it (§3.0.2). */
export function leavesOrderOpen(reason: CancelSessionReason): boolean {
  return reason === 'postponed' || reason === 'timeout';
}

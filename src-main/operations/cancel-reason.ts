import type { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { CancelSessionReason } from '../rsp/index.ts';

/** Why a session is cancelled, from what went wrong (SGP.22 v2.5 §5.7.14). Undefined: there is nobody left to tell. */
export function cancelReason(error: WorkbenchError): CancelSessionReason | undefined {
  switch (error.code) {
    case 'profile_rejected':
      return 'endUserRejection';
    // Whoever cancels has not refused the profile, and the server must not take it for that: it would withdraw it.
    case 'cancelled':
    case 'profile_postponed':
      return 'postponed';
    case 'question_timed_out':
    case 'confirmation_code_missing':
      return 'timeout';
    case 'ppr_not_allowed':
      return 'pprNotAllowed';
    case 'metadata_mismatch':
      return 'metadataMismatch';
    // The server has ended the session itself.
    case 'es9_status':
      return undefined;
    // What has answered wrongly is the server or the card: these two must not meet in this session any more.
    case 'es9_transaction_mismatch':
    case 'internal':
      return 'undefinedReason';
  }
  const { family } = error;
  // Line, trust or this machine have failed, and the profile is not to blame: the order must outlive that.
  return family === 'es9' || family === 'trust' || family === 'store' ? 'postponed' : 'undefinedReason';
}

/** What the end of an operation means for the line of a batch that it was for. */

import type { ErrorDataJson, Operation } from '../../../src-shared/model/index.ts';
import { isFinal } from '../../../src-shared/model/index.ts';
import { connectionLostCodes } from '../../operations/index.ts';
import { isInstalled } from '../../store/code-claims.ts';

/**
 * `reached`: what it was started for has come true. `put_back`: it was broken off, nothing is lost, and it goes on when that card is
 * back. `open`: only the card can say what came of it. `failed`: it stays so until somebody lets it begin anew.
 * `iccid`: the profile that is on the card by it.
 */
export type Verdict =
  | { readonly kind: 'reached'; readonly iccid?: string }
  | { readonly kind: 'put_back' | 'open'; readonly iccid?: string; readonly error: ErrorDataJson }
  | {
      readonly kind: 'failed';
      readonly iccid?: string;
      readonly error: ErrorDataJson;
      /** The card is blameless: another code may do. */
      readonly badCode: boolean;
    };

/** Subjects of the server's status codes that are about the code and its order (SGP.22 v2.5 §5.2.6.1), not about the card. */
const codeSubjects: ReadonlySet<unknown> = new Set(['8.2', '8.2.1', '8.2.5', '8.2.6', '8.2.7', '8.8.5']);

const codeErrors: ReadonlySet<string> = new Set([
  'code_not_found',
  'code_claimed',
  'code_used_up',
  'code_expired',
  'code_not_free',
  'confirmation_code_missing',
  'profile_unexpected',
  'smdp_oid_mismatch',
]);

/** Whether an error is the code's fault. */
export function isBadCode({ code, params }: ErrorDataJson): boolean {
  if (code === 'es9_status') return codeSubjects.has(params['subjectCode']);
  return codeErrors.has(code) || code.startsWith('activation_code_');
}

/** Neither card nor code are to blame: the card went, or this engine did. */
function brokeOff({ code }: ErrorDataJson, closing: boolean): boolean {
  return (
    connectionLostCodes.has(code) ||
    ['interrupted', 'card_changed', 'card_absent', 'engine_gone'].includes(code) ||
    (closing && code === 'cancelled')
  );
}

const noReason: ErrorDataJson = { code: 'internal', params: { reason: 'no reason was stored' } };

/** @param closing the engine ends, and cancels what runs */
export function verdictOf(operation: Operation, closing = false): Verdict {
  const { status, reconciliation, error = noReason, kind, iccid, activationCodeUse } = operation;
  const isDownload = kind === 'activate' || kind === 'download';
  const there = isDownload && isInstalled(operation) && iccid !== undefined ? { iccid } : {};
  if (!isFinal(operation) || reconciliation.state === 'pending') return { kind: 'open', error };
  if (status === 'successful') return { kind: 'reached', ...there };
  // A code of which nobody knows whether it is used up is tried again by nobody but a person.
  const codeIsFree = !isDownload || 'iccid' in there || activationCodeUse === 'unused';
  if (brokeOff(error, closing) && codeIsFree) return { kind: 'put_back', error, ...there };
  return { kind: 'failed', error, badCode: isDownload && !('iccid' in there) && isBadCode(error), ...there };
}

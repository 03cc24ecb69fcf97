/** Which reason a session is cancelled for (SGP.22 v2.5 §3.1.3, §5.7.14). */

import { describe, expect, it } from 'vitest';
import { cancelReason, leavesOrderOpen } from '../../src-main/operations/cancel-reason.ts';
import { cancelSessionReason } from '../../src-main/rsp/index.ts';
import { type ErrorCode, errorCatalogue, WorkbenchError } from '../../src-shared/errors/index.ts';

const reasonOf = (code: ErrorCode, stage: Parameters<typeof cancelReason>[1] = 'session') =>
  cancelReason(new WorkbenchError(code), stage);

describe('the reason of a cancelled session', () => {
  it.each<[ErrorCode, ReturnType<typeof cancelReason>]>([
    ['profile_rejected', 'endUserRejection'],
    ['profile_postponed', 'postponed'],
    ['profile_unexpected', 'postponed'],
    ['cancelled', 'postponed'],
    ['card_memory_short', 'postponed'],
    ['es9_timeout', 'postponed'],
    ['tls_expired', 'postponed'],
    ['store_full', 'postponed'],
    ['question_timed_out', 'timeout'],
    ['confirmation_code_missing', 'timeout'],
    ['policy_consent_missing', 'timeout'],
    ['timed_out', 'timeout'],
    ['ppr_not_allowed', 'pprNotAllowed'],
    ['ppr1_beside_operational', 'pprNotAllowed'],
    ['metadata_mismatch', 'metadataMismatch'],
    ['es9_transaction_mismatch', 'undefinedReason'],
    ['transaction_mismatch', 'undefinedReason'],
    ['es10_refused', 'undefinedReason'],
    ['status_word', 'postponed'],
    ['reader_failed', 'postponed'],
    ['tlv_truncated', 'undefinedReason'],
    ['internal', 'undefinedReason'],
    ['es9_status', undefined],
  ])('%s is %s', (code, reason) => {
    expect(reasonOf(code)).toBe(reason);
  });

  it('tells what the card refuses by its state from what it finds wrong with the server', () => {
    const refused = (result: string) =>
      cancelReason(
        new WorkbenchError('es10_refused', { function: 'ES10b.PrepareDownload', result }),
        'session',
      );
    for (const result of ['noSessionContext', 'invalidTransactionId', 'undefinedError'])
      expect(refused(result)).toBe('postponed');
    for (const result of ['invalidSignature', 'invalidCertificate', 'unsupportedCurve'])
      expect(refused(result)).toBe('undefinedReason');
  });

  it('tells an answer of the card that cannot be read from one of the server', () => {
    const unreadable = (path: string) =>
      cancelReason(new WorkbenchError('tlv_truncated', { path, at: 0 }), 'session');
    expect(unreadable('ES10b.PrepareDownload.downloadResponseOk')).toBe('postponed');
    expect(unreadable('smdpSigned2.transactionId')).toBe('undefinedReason');
  });

  it('of a package that cannot be cut into segments is that of one that cannot be loaded', () => {
    expect(reasonOf('tlv_truncated', 'package')).toBe('loadBppExecutionError');
    expect(reasonOf('metadata_mismatch', 'package')).toBe('metadataMismatch');
  });

  it('of whatever goes wrong while it is loaded is one, but for our own disk, which the server is not told of', () => {
    for (const [code, { family }] of Object.entries(errorCatalogue))
      expect(reasonOf(code as ErrorCode, 'loading')).toBe(
        family === 'store' ? undefined : 'loadBppExecutionError',
      );
  });

  it('is one of the specification for every error that there is, and each of these is used', () => {
    const used = new Set<unknown>();
    for (const code of Object.keys(errorCatalogue))
      for (const stage of ['session', 'package', 'loading'] as const)
        used.add(reasonOf(code as ErrorCode, stage));
    used.delete(undefined);
    expect([...used].sort()).toEqual(Object.keys(cancelSessionReason).sort());
  });

  it('leaves the order open only when the user is to come back', () => {
    const names = Object.keys(cancelSessionReason) as (keyof typeof cancelSessionReason)[];
    expect(names.filter(leavesOrderOpen)).toEqual(['postponed', 'timeout']);
  });
});

/**
 * Certificate checks as an eUICC and an SM-DP+ make them (SGP.22 v2.5 §4.5.2.2). The simulators' own code: the LPA's
 * is elsewhere, so that a mistake cannot hide on both sides. Issuers are found by key identifier, as §4.5.2.2 has it.
 * DEVIATION: issuer names are not compared, since SGP.26 v1 test cards carry an EUM certificate that was issued under
 * an older name of the same CI key.
 */

import { createHash } from 'node:crypto';
import { equalBytes } from '../../../src-shared/bytes.ts';
import { verifyDer } from '../crypto/index.ts';
import { type Certificate, type CertificateRole, type KeyUsage, rolePolicies } from './certificate.ts';

export type ChainProblem =
  /** No CI that is trusted has the authority key identifier. */
  | 'unknown_ci'
  /** The certificate above is not the one that the authority key identifier names, or is no CA. */
  | 'wrong_issuer'
  | 'bad_signature'
  | 'not_yet_valid'
  | 'expired'
  /** The certificate policy is not that of the role. */
  | 'wrong_policy'
  | 'wrong_key_usage'
  | 'unknown_critical_extension'
  /** EID or organisation are outside of what the EUM certificate permits. */
  | 'name_not_permitted';

export type ChainResult =
  | { readonly ok: true; readonly ci: Certificate }
  | { readonly ok: false; readonly problem: ChainProblem; readonly role: CertificateRole };

const keyUsageOf: Readonly<Record<CertificateRole, KeyUsage>> = {
  ci: 'keyCertSign',
  eum: 'keyCertSign',
  euicc: 'digitalSignature',
  dpTls: 'digitalSignature',
  dpAuth: 'digitalSignature',
  dpPb: 'digitalSignature',
  dsTls: 'digitalSignature',
  dsAuth: 'digitalSignature',
};

/** Signatures that were found right; certificates never change, so neither does that. Bounded. */
const verified = new Map<string, true>();
const maxVerified = 4096;

function signedBy(certificate: Certificate, issuer: Certificate): boolean {
  const key = createHash('sha256').update(issuer.publicKey.point).update(certificate.der).digest('base64');
  if (verified.has(key)) return true;
  if (!verifyDer(issuer.publicKey, certificate.tbs, certificate.signature)) return false;
  if (verified.size >= maxVerified) verified.clear();
  verified.set(key, true);
  return true;
}

function checkOne(
  certificate: Certificate,
  role: CertificateRole,
  issuer: Certificate,
  now: number,
): ChainProblem | undefined {
  const { authorityKeyId } = certificate;
  if (
    authorityKeyId === undefined ||
    issuer.subjectKeyId === undefined ||
    !equalBytes(authorityKeyId, issuer.subjectKeyId) ||
    !issuer.isCa
  )
    return 'wrong_issuer';
  if (!signedBy(certificate, issuer)) return 'bad_signature';
  if (certificate.unknownCriticalExtensions.length > 0) return 'unknown_critical_extension';
  if (!certificate.policies.includes(rolePolicies[role])) return 'wrong_policy';
  if (!certificate.keyUsage.includes(keyUsageOf[role])) return 'wrong_key_usage';
  if (now < certificate.notBefore) return 'not_yet_valid';
  if (now > certificate.notAfter) return 'expired';
  return undefined;
}

/** The CI whose key has the identifier. */
export function findCi(cis: readonly Certificate[], keyId: Uint8Array | undefined): Certificate | undefined {
  if (keyId === undefined) return undefined;
  return cis.find((ci) => ci.subjectKeyId !== undefined && equalBytes(ci.subjectKeyId, keyId));
}

/** A certificate that a CI issued itself (SM-DP+ or SM-DS), against the CIs that are trusted. `now` in milliseconds. */
export function verifyServerChain(
  certificate: Certificate,
  role: 'dpAuth' | 'dpPb' | 'dpTls' | 'dsAuth' | 'dsTls',
  cis: readonly Certificate[],
  now: number,
): ChainResult {
  const ci = findCi(cis, certificate.authorityKeyId);
  if (ci === undefined) return { ok: false, problem: 'unknown_ci', role };
  const problem = checkOne(certificate, role, ci, now);
  return problem === undefined ? { ok: true, ci } : { ok: false, problem, role };
}

/** Whether the EUM certificate's name constraints permit the eUICC's organisation and EID (§4.5.2.1.0.2). */
export function permitsName(eum: Certificate, euicc: Certificate): boolean {
  const { organization, serialNumber = '' } = euicc.subject;
  if (!/^\d{32}$/.test(serialNumber)) return false;
  if (eum.permittedSubtrees === undefined) return true;
  return eum.permittedSubtrees.some(
    (permitted) =>
      (permitted.organization === undefined || permitted.organization === organization) &&
      serialNumber.startsWith(permitted.serialNumber ?? ''),
  );
}

/** The eUICC's and its EUM's certificate, against the CIs that are trusted. The EUM is checked first. */
export function verifyEuiccChain(
  euicc: Certificate,
  eum: Certificate,
  cis: readonly Certificate[],
  now: number,
): ChainResult {
  const ci = findCi(cis, eum.authorityKeyId);
  if (ci === undefined) return { ok: false, problem: 'unknown_ci', role: 'eum' };
  const eumProblem = checkOne(eum, 'eum', ci, now);
  if (eumProblem !== undefined) return { ok: false, problem: eumProblem, role: 'eum' };
  const euiccProblem = checkOne(euicc, 'euicc', eum, now);
  if (euiccProblem !== undefined) return { ok: false, problem: euiccProblem, role: 'euicc' };
  if (!permitsName(eum, euicc)) return { ok: false, problem: 'name_not_permitted', role: 'euicc' };
  return { ok: true, ci };
}

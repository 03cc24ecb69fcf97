import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { EcPrivateKey } from '../crypto/index.ts';
import type { Certificate, CertificateRole } from './certificate.ts';

/** A certificate with its private key. */
export interface Identity {
  readonly certificate: Certificate;
  readonly privateKey: EcPrivateKey;
}

/** A CA, whose private key may be elsewhere. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly privateKey?: EcPrivateKey;
}

/** What one side of the bench has of a PKI: the CI's certificate, and what it needs for its own part. */
export interface Pki {
  readonly ci: Issuer;
  readonly eum?: Issuer;
  readonly euicc?: Identity;
  readonly dpAuth?: Identity;
  readonly dpPb?: Identity;
  readonly dpTls?: Identity;
  readonly dsAuth?: Identity;
  readonly dsTls?: Identity;
}

/** A PKI as `generatePki` makes it, with every part and every key. */
export interface FullPki extends Pki {
  readonly ci: Identity;
  readonly eum: Identity;
  readonly euicc: Identity;
  readonly dpAuth: Identity;
  readonly dpPb: Identity;
  readonly dpTls: Identity;
  readonly dsAuth: Identity;
  readonly dsTls: Identity;
}

/** A part of the PKI with its key. Throws `pki_incomplete` where it is not there. */
export function identityOf(pki: Pki, role: CertificateRole): Identity {
  const found = pki[role];
  if (found?.privateKey === undefined) throw new WorkbenchError('pki_incomplete', { missing: role });
  return { certificate: found.certificate, privateKey: found.privateKey };
}

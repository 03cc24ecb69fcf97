/** Certificates that a server must not have, for faults: with the key that goes with them. */

import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import {
  generatePki,
  type Identity,
  type IssueServerOptions,
  identityOf,
  issueServer,
  type Pki,
} from '../pki/index.ts';

export type CertificateFault = 'expired' | 'notYetValid' | 'foreign' | 'wrongRole' | 'wrongName';

export interface FaultyCertificateOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  readonly role: IssueServerOptions['role'];
}

const day = 24 * 60 * 60 * 1000;

/** A PKI whose CI nobody knows, with the same names in it. */
function foreignPki(options: FaultyCertificateOptions, like: Pki, names: readonly string[]): Pki {
  const { clock, entropy } = options;
  const [address = 'foreign.example', ...additionalNames] = names;
  const { curve } = like.ci.certificate.publicKey;
  const eid = '89'.padEnd(32, '0');
  const given = { clock, entropy, eid, curve, smdpAddress: address, smdsAddress: address, additionalNames };
  return generatePki({ ...given, ciName: 'CI of nobody' });
}

/**
 * An identity of that role that has the fault. Where the private key of the CI is not there, it is issued by a CI that
 * nobody knows, which is then a fault beside the one that was wished for.
 */
export function faultyIdentity(pki: Pki, how: CertificateFault, options: FaultyCertificateOptions): Identity {
  const { clock, entropy, role } = options;
  const present = pki[role]?.certificate;
  const names = [...(present?.dnsNames ?? [])];
  const otherRole = role === 'dpAuth' ? 'dpPb' : 'dpAuth';
  if (how === 'wrongRole' && pki[otherRole] !== undefined) return pki[otherRole];
  const issuer = how === 'foreign' || pki.ci.privateKey === undefined ? foreignPki(options, pki, names) : pki;
  const now = clock.now();
  const oid = present?.registeredIds[0];
  const common = { clock, entropy, role, names, ...(oid === undefined ? {} : { oid }) };
  switch (how) {
    case 'foreign':
      return identityOf(issuer, role);
    case 'expired':
      return issueServer(issuer, { ...common, notBefore: now - 400 * day, notAfter: now - day });
    case 'notYetValid':
      return issueServer(issuer, { ...common, notBefore: now + day, notAfter: now + 400 * day });
    case 'wrongName':
      return issueServer(issuer, { ...common, names: ['another-name.example'] });
    case 'wrongRole':
      return issueServer(issuer, { ...common, role: otherRole });
  }
}

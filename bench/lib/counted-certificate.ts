/** `simulator/pki/certificate.ts`, counted. */

import * as real from '../../src-main/simulator/pki/certificate.ts';
import { tally } from './counting.ts';

export * from '../../src-main/simulator/pki/certificate.ts';

const seen = new WeakSet<object>();

/** What is known already is not read again, and not counted. */
export function parseCertificate(der: Uint8Array): real.Certificate {
  const certificate = real.parseCertificate(der);
  if (!seen.has(certificate)) tally('X.509 parse', der.length);
  seen.add(certificate);
  return certificate;
}

/** A certificate with its key, as a lab gives its server. */

import { generatePki } from '../../../src-main/simulator/pki/index.ts';
import { tlsIdentity } from '../../../src-main/simulator/rsp-server/listen.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../../src-shared/system-ports.ts';

export const serverName = 'lab.test';

/** PEM texts; `ca` is the root that the certificate is from. */
export function serverPair(): { readonly cert: string; readonly key: string; readonly ca: string } {
  const pki = generatePki({
    clock,
    entropy,
    eid: '89049032000001000000000000000171',
    smdpAddress: serverName,
  });
  const { cert, key } = tlsIdentity(pki.dpTls);
  const body = Buffer.from(pki.ci.certificate.der).toString('base64');
  return {
    cert: String(cert),
    key: String(key),
    ca: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  };
}

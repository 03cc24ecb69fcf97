/** Object identifiers by name: X.509 (RFC 5280, RFC 5480) and SGP.22 v2.5 Annex H, SGP.14. */

import type { DecodePhrase } from '../../src-shared/texts/decode-words.ts';
import { partsOf, type Said, say } from './said.ts';

const names: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'surname',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'givenName',
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.18': 'issuerAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.20': 'cRLNumber',
  '2.5.29.21': 'reasonCode',
  '2.5.29.28': 'issuingDistributionPoint',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.32.0': 'anyPolicy',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.37': 'extKeyUsage',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.2.840.10045.3.1.7': 'NIST P-256',
  '1.3.132.0.34': 'NIST P-384',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
  '1.2.250.1.223.101.256.1': 'FRP256v1',
  '1.2.840.113549.1.1.1': 'RSA',
  '2.23.146.1.1': 'id-rsp-metadata',
  '2.23.146.1.2.0': 'id-rsp-cert-objects',
  '2.23.146.1.2.0.0': 'id-rspExt',
};

/** Those whose names are words. */
const worded: Readonly<Record<string, DecodePhrase>> = {
  '1.2.840.10045.2.1': 'EC public key',
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '1.2.840.113549.1.1.11': 'RSA with SHA-256',
  '2.23.146.1': 'RSP of GSMA (id-rsp)',
  '2.23.146.1.2.1.0': 'CI certificate (id-rspRole-ci)',
  '2.23.146.1.2.1.1': 'eUICC certificate (id-rspRole-euicc)',
  '2.23.146.1.2.1.2': 'EUM certificate (id-rspRole-eum)',
  '2.23.146.1.2.1.3': 'SM-DP+ TLS certificate (id-rspRole-dp-tls)',
  '2.23.146.1.2.1.4': 'SM-DP+ authentication certificate (id-rspRole-dp-auth)',
  '2.23.146.1.2.1.5': 'SM-DP+ profile binding certificate (id-rspRole-dp-pb)',
  '2.23.146.1.2.1.6': 'SM-DS TLS certificate (id-rspRole-ds-tls)',
  '2.23.146.1.2.1.7': 'SM-DS authentication certificate (id-rspRole-ds-auth)',
};

/** The name of an object identifier in English, or undefined. */
export function oidName(oid: string): string | undefined {
  if (Object.hasOwn(names, oid)) return names[oid];
  return Object.hasOwn(worded, oid) ? worded[oid] : undefined;
}

/** The same in words. */
export function oidWords(oid: string): Said | undefined {
  const phrase = Object.hasOwn(worded, oid) ? worded[oid] : undefined;
  return phrase === undefined ? oidName(oid) : say(phrase);
}

/** `2.5.29.15 (keyUsage)`. */
export function oidText(oid: string): Said {
  const name = oidWords(oid);
  if (name === undefined) return oid;
  return typeof name === 'string' ? `${oid} (${name})` : [`${oid} (`, ...partsOf(name), ')'];
}

/** A CI of the tests' own and what it signs: X.509 by hand, so that every fault of a certificate can be made. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { toPem } from '../../src-main/es9/certificate.ts';
import { encodeTlv, oidToBytes } from '../../src-main/tlv/index.ts';

const seq = (...parts: Uint8Array[]) => encodeTlv(0x30, ...parts);
const oid = (text: string) => encodeTlv(0x06, oidToBytes(text) ?? new Uint8Array());
const octets = (value: Uint8Array) => encodeTlv(0x04, value);
const text = (value: string) => encodeTlv(0x0c, new TextEncoder().encode(value));

export interface Issuer {
  readonly name: Uint8Array;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly der: Uint8Array;
  readonly pem: string;
}

export interface CertificateOptions {
  readonly commonName: string;
  readonly issuer?: Issuer;
  readonly isCa?: boolean;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** Milliseconds since 1970. Default: yesterday to in a year. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly withoutAuthorityKeyId?: boolean;
  readonly authorityKeyId?: string;
  readonly curve?: string;
  readonly keyPair?: { publicKey: KeyObject; privateKey: KeyObject };
  readonly subjectKeyId?: Uint8Array;
}

const day = 86_400_000;

function time(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  return encodeTlv(0x18, new TextEncoder().encode(digits));
}

function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return seq(oid(id), ...(critical ? [encodeTlv(0x01, Uint8Array.of(0xff))] : []), octets(value));
}

let serial = 1;

export function nameOf(commonName: string): Uint8Array {
  return seq(encodeTlv(0x31, seq(oid('2.5.4.3'), text(commonName))));
}

export function makeCertificate(options: CertificateOptions): Issuer & { readonly keyPem: string } {
  const { publicKey, privateKey } =
    options.keyPair ?? generateKeyPairSync('ec', { namedCurve: options.curve ?? 'prime256v1' });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const keyId = options.subjectKeyId ?? new Uint8Array(createHash('sha1').update(spki).digest());
  const name = nameOf(options.commonName);
  const signer = options.issuer?.privateKey ?? privateKey;
  const authority = options.authorityKeyId ?? options.issuer?.keyId;
  const sans = [
    ...(options.dnsNames ?? []).map((dns) => encodeTlv(0x82, new TextEncoder().encode(dns))),
    ...(options.ipAddresses ?? []).map((ip) => encodeTlv(0x87, Uint8Array.from(ip.split('.').map(Number)))),
  ];
  const extensions = [
    extension('2.5.29.14', false, octets(keyId)),
    ...(authority === undefined || options.withoutAuthorityKeyId
      ? []
      : [extension('2.5.29.35', false, seq(encodeTlv(0x80, Buffer.from(authority, 'hex'))))]),
    ...(options.isCa
      ? [
          extension('2.5.29.19', true, seq(encodeTlv(0x01, Uint8Array.of(0xff)))),
          extension('2.5.29.15', true, encodeTlv(0x03, Uint8Array.of(1, 0x06))),
        ]
      : []),
    ...(sans.length > 0 ? [extension('2.5.29.17', false, seq(...sans))] : []),
  ];
  const algorithm = seq(oid('1.2.840.10045.4.3.2'));
  const tbs = seq(
    encodeTlv(0xa0, encodeTlv(0x02, Uint8Array.of(2))),
    encodeTlv(0x02, Uint8Array.of(0x10, 0x20, serial++ & 0x7f, 1)),
    algorithm,
    options.issuer?.name ?? name,
    seq(time(options.notBefore ?? Date.now() - day), time(options.notAfter ?? Date.now() + 365 * day)),
    name,
    spki,
    encodeTlv(0xa3, seq(...extensions)),
  );
  const signature = new Uint8Array(sign('sha256', tbs, signer));
  const der = seq(tbs, algorithm, encodeTlv(0x03, Uint8Array.of(0), signature));
  return {
    name,
    keyId: Buffer.from(keyId).toString('hex').toUpperCase(),
    privateKey,
    der,
    pem: toPem(der),
    keyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

export function makeCi(commonName = 'Lab CI', options: Partial<CertificateOptions> = {}): Issuer {
  return makeCertificate({ ...options, commonName, isCa: true });
}

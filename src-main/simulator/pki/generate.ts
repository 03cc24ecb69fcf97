/**
 * Makes a PKI of the kind that SGP.22 v2.5 §4.5.2.1 describes. Key pairs and serial numbers come from the injected entropy,
 * dates from the injected clock: the same input gives the same bytes.
 */

import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { type CurveName, type EcPrivateKey, generateKeyPair } from '../crypto/index.ts';
import { oids, parseCertificate } from './certificate.ts';
import { type FullPki, type Identity, identityOf, type Pki } from './pki.ts';
import {
  alternativeNames,
  basicConstraints,
  crlDistribution,
  issue,
  keyUsage,
  type NamePart,
  name,
  nameConstraints,
  nameFromRaw,
  policy,
  type Signer,
  tlsKeyUsage,
} from './x509.ts';

export interface GeneratePkiOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  /** Curve of the RSP certificates; TLS stays on P-256, which every client takes. Default P-256. */
  readonly curve?: CurveName;
  /** EID of the eUICC, 32 digits. */
  readonly eid: string;
  /** What activation codes name, with or without a port: goes into the TLS certificate. */
  readonly smdpAddress: string;
  /** More names (or IP addresses) that the TLS certificates are good for. */
  readonly additionalNames?: readonly string[];
  /** OID of the SM-DP+. Default 2.999.10, as in SGP.26. */
  readonly smdpOid?: string;
  /** What the SM-DS is called, with or without a port: goes into its TLS certificate. Default `smds.` and the domain of `smdpAddress`. */
  readonly smdsAddress?: string;
  /** OID of the SM-DS. Default 2.999.15. */
  readonly smdsOid?: string;
  readonly ciName?: string;
  readonly eumName?: string;
  /** Leading digits of the EIDs that the EUM may make eUICCs for. Default the first eight of `eid`. */
  readonly eidPrefix?: string;
  /** Life of the servers' certificates in days. Default ten years. */
  readonly validDays?: number;
}

const day = 24 * 60 * 60 * 1000;
const crlUrls = ['http://ci.bench.example/CRL-A.crl', 'http://ci.bench.example/CRL-B.crl'];

function eumSubject(eumName: string): readonly NamePart[] {
  return [
    [oids.country, 'XX'],
    [oids.organization, eumName],
    [oids.commonName, `${eumName} CA`],
  ];
}

function host(address: string): string {
  return address.replace(/:\d+$/, '');
}

function identity(der: Uint8Array, privateKey: EcPrivateKey): Identity {
  return { certificate: parseCertificate(der), privateKey };
}

/** The CI as the signer of a certificate below it. Throws `pki_incomplete` where its private key is not there. */
function signerOf(pki: Pki, role: 'ci' | 'eum'): Signer {
  const { certificate, privateKey } = identityOf(pki, role);
  return { name: nameFromRaw(certificate.subject.raw), key: privateKey };
}

export interface IssueServerOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  readonly role: 'dpAuth' | 'dpPb' | 'dpTls' | 'dsAuth' | 'dsTls';
  /** Host names (or IP addresses) of a TLS certificate, with or without a port; the first one goes into the subject. */
  readonly names?: readonly string[];
  /** OID of the server. Default 2.999.10 for an SM-DP+, 2.999.15 for an SM-DS. */
  readonly oid?: string;
  /** Milliseconds since 1970. Default a day ago. */
  readonly notBefore?: number;
  /** Milliseconds since 1970. Default ten years from now. */
  readonly notAfter?: number;
  /** Default a new key: on P-256 for TLS, on the CI's curve for the others. */
  readonly privateKey?: EcPrivateKey;
}

/** A certificate of a server, issued by the PKI's CI (§4.5.2.1.0.3 to §4.5.2.1.0.7). Throws `pki_incomplete` where the CI's private key is not there. */
export function issueServer(pki: Pki, options: IssueServerOptions): Identity {
  const { clock, entropy, role } = options;
  const ci = signerOf(pki, 'ci');
  const isTls = role === 'dpTls' || role === 'dsTls';
  const isDs = role === 'dsAuth' || role === 'dsTls';
  const key = options.privateKey ?? generateKeyPair(isTls ? 'P-256' : ci.key.curve, entropy);
  const hosts = [...new Set((options.names ?? []).map(host))];
  const simulated = isDs ? 'Simulated SM-DS' : 'Simulated SM-DP+';
  const names = alternativeNames(options.oid ?? (isDs ? '2.999.15' : '2.999.10'), hosts);
  const extensions = isTls
    ? [keyUsage(0), tlsKeyUsage(), policy(role, false), names, crlDistribution(crlUrls)]
    : [names, keyUsage(0), policy(role, true), crlDistribution(crlUrls)];
  const der = issue(
    {
      subject: name([
        [oids.organization, 'eUICC Workbench'],
        [oids.commonName, (isTls ? (hosts[0] ?? simulated) : simulated).slice(0, 64)],
      ]),
      publicKey: key,
      notBefore: options.notBefore ?? clock.now() - day,
      notAfter: options.notAfter ?? clock.now() + 3650 * day,
      extensions,
    },
    ci,
    entropy,
  );
  return identity(der, key);
}

function issueCi(options: GeneratePkiOptions, ciKey: EcPrivateKey, validity: Validity): Uint8Array {
  const subject = name([
    [oids.commonName, options.ciName ?? 'eUICC Workbench bench CI'],
    [oids.organizationalUnit, 'BENCH'],
    [oids.organization, 'eUICC Workbench'],
    [oids.country, 'XX'],
  ]);
  const extensions = [
    basicConstraints(),
    policy('ci', true),
    keyUsage(5, 6),
    alternativeNames('2.999.1'),
    crlDistribution(crlUrls),
  ];
  const draft = { subject, publicKey: ciKey, ...validity, extensions };
  return issue(draft, { name: subject, key: ciKey }, options.entropy);
}

interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

function issueEum(options: GeneratePkiOptions, pki: Pki, key: EcPrivateKey, validity: Validity): Uint8Array {
  const { eumName = 'eUICC Workbench EUM', eidPrefix = options.eid.slice(0, 8) } = options;
  const permitted = name([
    [oids.organization, eumName],
    [oids.serialNumber, eidPrefix],
  ]);
  const extensions = [
    keyUsage(5),
    policy('eum', true),
    alternativeNames('2.999.5'),
    basicConstraints(0),
    crlDistribution(crlUrls.slice(1)),
    nameConstraints(permitted),
  ];
  const draft = { subject: name(eumSubject(eumName)), publicKey: key, ...validity, extensions };
  return issue(draft, signerOf(pki, 'ci'), options.entropy);
}

/** A whole PKI: CI, EUM, eUICC, and the certificates of an SM-DP+ and an SM-DS. Deterministic under its ports. */
export function generatePki(options: GeneratePkiOptions): FullPki {
  const { clock, entropy, curve = 'P-256', smdpAddress } = options;
  const notBefore = clock.now() - day;
  const long = { notBefore, notAfter: clock.now() + 35 * 365 * day };
  const notAfter = clock.now() + (options.validDays ?? 3650) * day;
  const ciKey = generateKeyPair(curve, entropy);
  const eumKey = generateKeyPair(curve, entropy);
  const ci = { ci: identity(issueCi(options, ciKey, long), ciKey) };
  const below = { ...ci, eum: identity(issueEum(options, ci, eumKey, long), eumKey) };
  const server = (role: IssueServerOptions['role'], oid?: string, address?: string) => {
    const names = address === undefined ? {} : { names: [address, ...(options.additionalNames ?? [])] };
    const given = { clock, entropy, role, notBefore, notAfter, ...names };
    return issueServer(below, oid === undefined ? given : { ...given, oid });
  };
  const { smdpOid, smdsOid } = options;
  const smdsAddress = options.smdsAddress ?? `smds.${host(smdpAddress).replace(/^[^.]+\./, '')}`;
  return {
    ...below,
    dpTls: server('dpTls', smdpOid, smdpAddress),
    dpAuth: server('dpAuth', smdpOid),
    dpPb: server('dpPb', smdpOid),
    euicc: issueEuicc(below, options),
    dsTls: server('dsTls', smdsOid, smdsAddress),
    dsAuth: server('dsAuth', smdsOid),
  };
}

/**
 * One more eUICC certificate of the PKI's EUM, with a key of its own. Throws `pki_incomplete` where the EUM's private
 * key is not there, and RangeError for an EID that is none.
 */
export function issueEuicc(
  pki: Pki,
  options: { readonly clock: Pick<Clock, 'now'>; readonly entropy: Entropy; readonly eid: string },
): Identity {
  if (!/^\d{32}$/.test(options.eid)) throw new RangeError('an EID has 32 digits');
  const eum = identityOf(pki, 'eum');
  const { organization = '' } = eum.certificate.subject;
  const key = generateKeyPair(eum.privateKey.curve, options.entropy);
  const der = issue(
    {
      subject: name([
        [oids.country, 'XX'],
        [oids.organization, organization],
        [oids.serialNumber, options.eid],
        [oids.commonName, 'Simulated eUICC'],
      ]),
      publicKey: key,
      notBefore: Math.max(options.clock.now() - day, eum.certificate.notBefore),
      notAfter: eum.certificate.notAfter,
      extensions: [keyUsage(0), policy('euicc', true)],
    },
    signerOf(pki, 'eum'),
    options.entropy,
  );
  return identity(der, key);
}

/**
 * A PKI in a folder, laid out as GSMA's SGP.26 test certificates are: a folder for each role, certificates in DER
 * (`CERT_*.der`) and keys as PKCS#8 (`SK_*.pk8.der`). File names are not relied on: a certificate is known by its
 * policy, a key by its public part.
 */

import {
  chmodSync,
  type Dirent,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fromBase64, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { EcPrivateKey } from '../crypto/index.ts';
import { type Certificate, type CertificateRole, parseCertificate } from './certificate.ts';
import type { Identity, Issuer, Pki } from './pki.ts';
import { encodePrivateKey, parsePrivateKey } from './private-key-file.ts';

const maxFiles = 1000;
const maxFileSize = 64 * 1024;
const maxDepth = 3;

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new WorkbenchError('pki_folder_unreadable', { folder, reason }, { cause });
  }
}

function listFiles(folder: string, depth = 0): string[] {
  const entries = entriesOf(folder).sort((a, b) => (a.name < b.name ? -1 : 1));
  const out: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < maxDepth) out.push(...listFiles(path, depth + 1));
    else if (entry.isFile() && /\.(der|pem|crt|cer|pk8|p8|key)$/i.test(entry.name)) out.push(path);
    if (out.length > maxFiles)
      throw new WorkbenchError('pki_folder_unreadable', { folder, reason: 'too many files' });
  }
  return out;
}

/** The DER objects of a file: itself, or the blocks of a PEM file. */
function blocksOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes[0] === 0x30) return [bytes];
  const text = new TextDecoder('latin1').decode(bytes);
  const blocks = text.matchAll(/-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g);
  return [...blocks].flatMap(([, , body = '']) => {
    try {
      return fromBase64(body.replace(/\s+/g, ''));
    } catch {
      return [];
    }
  });
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

interface Contents {
  readonly certificates: readonly Certificate[];
  readonly keys: ReadonlyMap<string, EcPrivateKey>;
}

function readFolder(folder: string): Contents {
  const certificates = new Map<string, Certificate>();
  const keys = new Map<string, EcPrivateKey>();
  try {
    for (const path of listFiles(folder)) {
      if (statSync(path).size > maxFileSize) continue;
      for (const block of blocksOf(new Uint8Array(readFileSync(path)))) {
        const certificate = attempt(() => parseCertificate(block));
        if (certificate !== undefined) certificates.set(toHex(block), certificate);
        const key = certificate === undefined ? attempt(() => parsePrivateKey(block)) : undefined;
        if (key !== undefined) keys.set(toHex(key.point), key);
      }
    }
  } catch (cause) {
    if (cause instanceof WorkbenchError) throw cause;
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new WorkbenchError('pki_folder_unreadable', { folder, reason }, { cause });
  }
  return { certificates: [...certificates.values()], keys };
}

function sameKeyId(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && toHex(a) === toHex(b);
}

/** Everything below one CI. Where a role has several certificates, one whose key is there comes first. */
function assemble(ci: Certificate, contents: Contents, serverName: string | undefined): Pki {
  const keyOf = (certificate: Certificate) => contents.keys.get(toHex(certificate.publicKey.point));
  const below = (role: CertificateRole, issuer: Certificate) =>
    contents.certificates.filter(
      (one) => one.role === role && one !== ci && sameKeyId(one.authorityKeyId, issuer.subjectKeyId),
    );
  const identity = (role: CertificateRole, issuer: Certificate): Identity | undefined => {
    const withKey = below(role, issuer).flatMap((certificate) => {
      const privateKey = keyOf(certificate);
      return privateKey === undefined ? [] : { certificate, privateKey };
    });
    return (
      withKey.find((one) => serverName !== undefined && one.certificate.dnsNames.includes(serverName)) ??
      withKey[0]
    );
  };
  const issuer = (certificate: Certificate): Issuer => {
    const privateKey = keyOf(certificate);
    return privateKey === undefined ? { certificate } : { certificate, privateKey };
  };
  const eums = below('eum', ci);
  const eum = eums.find((one) => identity('euicc', one) !== undefined) ?? eums[0];
  const parts = {
    eum: eum && issuer(eum),
    euicc: eum && identity('euicc', eum),
    dpAuth: identity('dpAuth', ci),
    dpPb: identity('dpPb', ci),
    dpTls: identity('dpTls', ci),
    dsAuth: identity('dsAuth', ci),
    dsTls: identity('dsTls', ci),
  };
  return {
    ci: issuer(ci),
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)),
  };
}

/**
 * Every PKI in the folder, one for each CI, those on P-256 first. Files that are neither certificates nor keys are
 * passed over. `serverName` chooses among several TLS certificates.
 * Throws `pki_folder_unreadable`, and `pki_incomplete` where there is no CI.
 */
export function loadPkis(folder: string, serverName?: string): Pki[] {
  const contents = readFolder(folder);
  const cis = contents.certificates.filter(
    (one) => one.isCa && (one.role === 'ci' || toHex(one.issuer.raw) === toHex(one.subject.raw)),
  );
  if (cis.length === 0) throw new WorkbenchError('pki_incomplete', { missing: 'ci' });
  const rank = (pki: Pki) => (pki.ci.certificate.publicKey.curve === 'P-256' ? 0 : 1);
  return cis.map((ci) => assemble(ci, contents, serverName)).sort((a, b) => rank(a) - rank(b));
}

/** The first PKI of the folder; see `loadPkis`. */
export function loadPki(folder: string, serverName?: string): Pki {
  const [first] = loadPkis(folder, serverName);
  if (first === undefined) throw new WorkbenchError('pki_incomplete', { missing: 'ci' });
  return first;
}

const layout = {
  ci: ['CertificateIssuer', 'CI_ECDSA'],
  eum: ['EUM', 'EUM_ECDSA'],
  euicc: ['eUICC', 'EUICC_ECDSA'],
  dpAuth: ['DPauth', 'S_SM_DPauth_ECDSA'],
  dpPb: ['DPpb', 'S_SM_DPpb_ECDSA'],
  dpTls: ['DPtls', 'S_SM_DP_TLS'],
  dsAuth: ['DSauth', 'S_SM_DSauth_ECDSA'],
  dsTls: ['DStls', 'S_SM_DS_TLS'],
} as const;

function savePart(
  folder: string,
  role: keyof typeof layout,
  part: Issuer,
  suffix: string,
  variant: string,
): void {
  const [name, stem] = layout[role];
  const file = `${stem}${variant}_${suffix}`;
  mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, name, `CERT_${file}.der`), part.certificate.der);
  if (part.privateKey === undefined) return;
  const keyFile = join(folder, name, `SK_${file}.pk8.der`);
  writeFileSync(keyFile, encodePrivateKey(part.privateKey), { mode: 0o600 });
  chmodSync(keyFile, 0o600);
}

function curveSuffix({ publicKey }: Certificate): string {
  return publicKey.curve === 'P-256' ? 'NIST' : 'BRP';
}

/** Writes a PKI in the layout that `loadPki` reads; keys with mode 0600. Existing files of the same names are replaced. */
export function savePki(folder: string, pki: Pki): void {
  for (const role of Object.keys(layout) as (keyof typeof layout)[]) {
    const part = pki[role];
    if (part !== undefined) savePart(folder, role, part, curveSuffix(pki.ci.certificate), '');
  }
}

/** Adds one more certificate with its key to the folder of a PKI; `name` keeps it apart from others of its role. */
export function saveIdentity(
  folder: string,
  pki: Pki,
  role: keyof typeof layout,
  identity: Identity,
  name?: string,
): void {
  const variant = name === undefined ? '' : `_${name.replace(/[^A-Za-z0-9.-]/g, '_')}`;
  savePart(folder, role, identity, curveSuffix(pki.ci.certificate), variant);
}

import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pkijs from 'pkijs';
import { afterAll, describe, expect, it } from 'vitest';
import type { CurveName } from '../../../src-main/simulator/crypto/index.ts';
import {
  type Certificate,
  type FullPki,
  generatePki,
  identityOf,
  issueEuicc,
  loadPki,
  loadPkis,
  parseCertificate,
  savePki,
  verifyEuiccChain,
  verifyServerChain,
} from '../../../src-main/simulator/pki/index.ts';
import { toHex } from '../../../src-shared/bytes.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';

const now = Date.UTC(2026, 10, 22);
const clock = { now: () => now };
const eid = '89049032000001000000000000000055';
const day = 24 * 60 * 60 * 1000;

/** Reproducible bytes: SHA-256 in counter mode. */
function seeded(seed: string) {
  let counter = 0;
  return {
    bytes(length: number): Uint8Array {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32)
        out.set(
          createHash('sha256')
            .update(`${seed}/${counter++}`)
            .digest()
            .subarray(0, length - at),
          at,
        );
      return out;
    },
  };
}

function make(curve: CurveName, seed = 'pki'): FullPki {
  return generatePki({
    clock,
    entropy: seeded(seed),
    curve,
    eid,
    smdpAddress: 'smdp.bench.example:8443',
    additionalNames: ['localhost', '127.0.0.1'],
  });
}

const folders: string[] = [];
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'pki-'));
  folders.push(path);
  return path;
}
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

describe.each(['P-256', 'brainpoolP256r1'] as const)('a generated PKI (%s)', (curve) => {
  const pki = make(curve);
  const cis = [pki.ci.certificate];

  it('is the same under the same entropy and clock', () => {
    const again = make(curve);
    for (const role of ['ci', 'eum', 'euicc', 'dpAuth', 'dpPb', 'dpTls'] as const)
      expect(toHex(again[role].certificate.der)).toBe(toHex(pki[role].certificate.der));
    expect(toHex(make(curve, 'other').ci.certificate.der)).not.toBe(toHex(pki.ci.certificate.der));
  });

  it('chains to its CI', () => {
    expect(verifyEuiccChain(pki.euicc.certificate, pki.eum.certificate, cis, now)).toMatchObject({
      ok: true,
    });
    for (const role of ['dpAuth', 'dpPb', 'dpTls'] as const)
      expect(verifyServerChain(pki[role].certificate, role, cis, now)).toMatchObject({ ok: true });
  });

  it('has the extensions of SGP.22 §4.5.2.1', () => {
    expect(pki.dpAuth.certificate).toMatchObject({
      role: 'dpAuth',
      keyUsage: ['digitalSignature'],
      registeredIds: ['2.999.10'],
      isCa: false,
    });
    expect(pki.dpPb.certificate.registeredIds).toEqual(pki.dpAuth.certificate.registeredIds);
    expect(pki.eum.certificate).toMatchObject({
      role: 'eum',
      keyUsage: ['keyCertSign'],
      isCa: true,
      pathLength: 0,
      permittedSubtrees: [{ organization: 'eUICC Workbench EUM', serialNumber: '89049032' }],
    });
    expect(pki.euicc.certificate.subject.serialNumber).toBe(eid);
    expect(pki.dpTls.certificate.dnsNames).toEqual(['smdp.bench.example', 'localhost']);
    const bits = pki.eum.certificate.publicKey.point;
    expect(pki.eum.certificate.subjectKeyId).toEqual(
      new Uint8Array(createHash('sha1').update(bits).digest()),
    );
  });

  it('comes back from a folder, whatever the files are called', () => {
    const path = folder();
    savePki(path, pki);
    for (const name of readdirSync(join(path, 'DPauth')))
      if (name.startsWith('SK')) {
        expect(statSync(join(path, 'DPauth', name)).mode & 0o777).toBe(0o600);
        renameSync(join(path, 'DPauth', name), join(path, 'EUM', 'some.key'));
      }
    writeFileSync(join(path, 'notes.der'), 'no certificate at all');
    const loaded = loadPki(path);
    for (const role of ['ci', 'eum', 'euicc', 'dpAuth', 'dpPb', 'dpTls'] as const) {
      expect(toHex(identityOf(loaded, role).certificate.der)).toBe(toHex(pki[role].certificate.der));
      expect(toHex(identityOf(loaded, role).privateKey.scalar)).toBe(toHex(pki[role].privateKey.scalar));
    }
  });
});

describe('outside oracles', () => {
  const pki = make('P-256');
  it('node verifies each signature and reads the names', () => {
    const ci = new X509Certificate(pki.ci.certificate.der);
    for (const role of ['ci', 'eum', 'dpAuth', 'dpPb', 'dpTls'] as const)
      expect(new X509Certificate(pki[role].certificate.der).verify(ci.publicKey)).toBe(true);
    const tls = new X509Certificate(pki.dpTls.certificate.der);
    expect(tls.checkHost('smdp.bench.example')).toBe('smdp.bench.example');
    expect(tls.checkHost('elsewhere.example')).toBeUndefined();
    expect(tls.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(new X509Certificate(pki.euicc.certificate.der).subject.split('\n')).toContain(
      `serialNumber=${eid}`,
    );
  });

  it('pkijs reads the name constraints', () => {
    const certificate = pkijs.Certificate.fromBER(pki.eum.certificate.der.slice().buffer);
    const found = certificate.extensions?.find((one) => one.extnID === '2.5.29.30');
    const parsed = found?.parsedValue as pkijs.NameConstraints;
    const base = parsed.permittedSubtrees?.[0]?.base.value as pkijs.RelativeDistinguishedNames;
    const serial = base.typesAndValues.find((one) => one.type === '2.5.4.5');
    expect(serial?.value).toMatchObject({ valueBlock: { value: '89049032' } });
  });
});

describe('what a chain check refuses', () => {
  const pki = make('P-256');
  const other = make('P-256', 'another');
  const cis = [pki.ci.certificate];
  const euicc = pki.euicc.certificate;
  const eum = pki.eum.certificate;

  it('an unknown CI', () => {
    expect(verifyEuiccChain(euicc, eum, [other.ci.certificate], now)).toEqual({
      ok: false,
      problem: 'unknown_ci',
      role: 'eum',
    });
    expect(verifyServerChain(pki.dpPb.certificate, 'dpPb', [], now)).toMatchObject({ problem: 'unknown_ci' });
  });

  it('an eUICC certificate of another EUM', () => {
    expect(verifyEuiccChain(other.euicc.certificate, eum, cis, now)).toMatchObject({
      problem: 'wrong_issuer',
      role: 'euicc',
    });
  });

  it('an issuer that is no CA', () => {
    const forged: Certificate = { ...eum, isCa: false };
    expect(verifyEuiccChain(euicc, forged, cis, now)).toMatchObject({ problem: 'wrong_issuer' });
  });

  it('a wrong signature', () => {
    const der = pki.dpAuth.certificate.der.slice();
    // A byte of the serial number, so that the certificate stays readable.
    der[17] = (der[17] ?? 0) ^ 1;
    expect(verifyServerChain(parseCertificate(der), 'dpAuth', cis, now)).toMatchObject({
      problem: 'bad_signature',
    });
  });

  it('times before and after', () => {
    expect(verifyServerChain(pki.dpAuth.certificate, 'dpAuth', cis, now - 2 * day)).toMatchObject({
      problem: 'not_yet_valid',
    });
    expect(verifyServerChain(pki.dpAuth.certificate, 'dpAuth', cis, now + 3651 * day)).toMatchObject({
      problem: 'expired',
    });
    expect(verifyEuiccChain(euicc, eum, cis, now + 36 * 365 * day)).toMatchObject({
      problem: 'expired',
      role: 'eum',
    });
  });

  it('the certificate of another role', () => {
    expect(verifyServerChain(pki.dpPb.certificate, 'dpAuth', cis, now)).toMatchObject({
      problem: 'wrong_policy',
    });
    const forged: Certificate = { ...pki.dpPb.certificate, keyUsage: ['keyAgreement'] };
    expect(verifyServerChain(forged, 'dpPb', cis, now)).toMatchObject({ problem: 'wrong_key_usage' });
  });

  it('an EID that the EUM may not issue', () => {
    const foreign = issueEuicc(pki, { clock, entropy: seeded('x'), eid: '89044032000001000000000000000055' });
    expect(verifyEuiccChain(foreign.certificate, eum, cis, now)).toMatchObject({
      problem: 'name_not_permitted',
    });
    const second = issueEuicc(pki, { clock, entropy: seeded('y'), eid: '89049032000001000000000000000152' });
    expect(verifyEuiccChain(second.certificate, eum, cis, now)).toMatchObject({ ok: true });
  });
});

it('says what is missing', () => {
  const path = folder();
  expect(() => loadPki(path)).toThrow(expect.objectContaining({ code: 'pki_incomplete' }));
  expect(() => loadPki(join(path, 'nowhere'))).toThrow(
    expect.objectContaining({ code: 'pki_folder_unreadable' }),
  );
  const pki = make('P-256');
  expect(() => identityOf({ ci: pki.ci }, 'dpPb')).toThrow(
    expect.objectContaining({ code: 'pki_incomplete' }),
  );
});

it.each(['file', 'missing'])('a PKI folder that is none is named, not an inner fault (%s)', (kind) => {
  const path = join(mkdtempSync(join(tmpdir(), 'pki-')), 'here');
  if (kind === 'file') writeFileSync(path, 'x');
  expect(() => loadPkis(path)).toThrow(expect.objectContaining({ code: 'pki_folder_unreadable' }));
});

it('keeps two CIs of one folder apart, P-256 first', () => {
  const path = folder();
  savePki(path, make('brainpoolP256r1'));
  savePki(path, make('P-256'));
  const pkis = loadPkis(path);
  expect(pkis.map((pki) => pki.dpAuth?.certificate.publicKey.curve)).toEqual(['P-256', 'brainpoolP256r1']);
});

it('certificates that are cut off, trailed or bent are refused by name', () => {
  const { der } = make('P-256').dpPb.certificate;
  for (let length = 0; length < der.length; length += 7)
    expect(() => parseCertificate(der.subarray(0, length))).toThrow();
  expect(() => parseCertificate(Uint8Array.of(...der, 0))).toThrow(
    expect.objectContaining({ code: 'tlv_trailing' }),
  );
});

const sgp26 = join(sharedFolder, 'vectors/sgp26');
describe('vectors/sgp26', needsShared('vectors/sgp26'), () => {
  it('loads, and its chains hold', () => {
    const pki = loadPki(sgp26);
    expect(toHex(pki.ci.certificate.subjectKeyId ?? new Uint8Array())).toBe(
      'F54172BDF98A95D65CBEB88A38A1C11D800A85C3',
    );
    const cis = [pki.ci.certificate];
    const { certificate } = identityOf(pki, 'euicc');
    expect(certificate.subject.serialNumber).toBe('89049032123451234512345678901235');
    expect(new Date(certificate.notAfter).getUTCFullYear()).toBe(7496);
    expect(verifyEuiccChain(certificate, identityOf(pki, 'eum').certificate, cis, now)).toMatchObject({
      ok: true,
    });
    for (const role of ['dpAuth', 'dpPb', 'dpTls'] as const)
      expect(verifyServerChain(identityOf(pki, role).certificate, role, cis, now)).toMatchObject({
        ok: true,
      });
  });
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCertificate, toPem } from '../../src-main/es9/certificate.ts';
import { openTrustStore } from '../../src-main/es9/trust-store.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { trustAnchor } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { temporaryFolder, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const gsma = '81370F5125D0B1D408D4C3B232E6D25E795BEBFB';
const testCi = 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3';
const day = 86_400_000;
const text = (value: string) => new TextEncoder().encode(value);

function code(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) {
      expect(`${thrown.message} ${thrown.remedy}`).not.toMatch(/\{\w+\}/);
      return thrown.code;
    }
    throw thrown;
  }
  return 'nothing thrown';
}

describe('what is known from the start', () => {
  test('the CIs of the field are on, the test CI is off', () => {
    const list = trustStore().list();
    for (const anchor of list) expect(trustAnchor.parse(anchor)).toEqual(anchor);
    expect(list.find((anchor) => anchor.keyId === gsma)).toMatchObject({
      subject: 'O=GSM Association, CN=GSM Association - RSP2 Root CI1',
      origin: 'field',
      enabled: true,
      notAfter: Date.UTC(2052, 1, 21, 23, 59, 59),
    });
    expect(list.find((anchor) => anchor.keyId === testCi)).toMatchObject({ origin: 'test', enabled: false });
    expect(list.filter((anchor) => anchor.origin === 'field').every((anchor) => anchor.enabled)).toBe(true);
  });

  test('reading leaves no trace in the data folder', () => {
    const folder = temporaryFolder();
    trustStore(folder).list();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('they can be switched, which outlives the process, and not removed', () => {
    const folder = temporaryFolder();
    const store = trustStore(folder);
    const before = store.revision;
    expect(store.setEnabled(testCi.toLowerCase(), true).enabled).toBe(true);
    expect(store.setEnabled(gsma, false).enabled).toBe(false);
    expect(store.revision).not.toBe(before);
    expect(code(() => store.remove(gsma))).toBe('root_built_in');
    const again = trustStore(folder);
    expect(again.find(testCi)?.enabled).toBe(true);
    expect(again.find(gsma)?.enabled).toBe(false);
    expect(again.enabledRoots()).toHaveLength(again.list().length - 1);
  });

  test('a beginning of a key id is enough where it is one alone', () => {
    const store = trustStore();
    expect(store.setEnabled('F541', true).keyId).toBe(testCi);
    expect(store.setEnabled('f5:41:72', false).keyId).toBe(testCi);
    expect(code(() => store.setEnabled('F54', true))).toBe('root_not_found');
    expect(code(() => store.setEnabled('', true))).toBe('root_not_found');
    expect(code(() => store.setEnabled('FFFF', true))).toBe('root_not_found');
    for (const end of [1, 2])
      store.add(makeCi(`Twin ${end}`, { subjectKeyId: Uint8Array.of(0xee, 0xee, 0xee, end) }).der);
    expect(code(() => store.setEnabled('EEEE', true))).toBe('root_ambiguous');
    expect(store.setEnabled('EEEEEE02', false).subject).toBe('CN=Twin 2');
  });
});

describe('roots that are added', () => {
  const ci = makeCi('Lab CI');

  test.each([
    ['DER', ci.der],
    ['PEM', text(ci.pem)],
    ['PEM with CRLF and remarks', text(`subject=Lab\r\n${ci.pem.replaceAll('\n', '\r\n')}\r\nend`)],
  ])('as %s; it is kept and can be removed', (_kind, file) => {
    const folder = temporaryFolder();
    const store = trustStore(folder);
    const added = store.add(file);
    expect(trustAnchor.parse(added)).toEqual(added);
    expect(added).toMatchObject({ keyId: ci.keyId, subject: 'CN=Lab CI', origin: 'lab', enabled: true });
    expect(Math.abs((added.addedAt ?? 0) - Date.now())).toBeLessThan(day);
    const again = trustStore(folder);
    expect(again.find(ci.keyId)).toEqual(added);
    expect(again.enabledRoots()).toContain(toPem(ci.der));
    expect(again.remove(ci.keyId.toLowerCase())).toBe(true);
    expect(again.remove(ci.keyId)).toBe(false);
    expect(again.find(ci.keyId)).toBeUndefined();
    expect(trustStore(folder).list()).toEqual(trustStore().list());
    expect(readdirSync(join(folder, 'trust'))).toEqual(['state.json']);
  });

  test('the files are for their owner alone, and nothing half-written stays', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'trust'));
    chmodSync(join(folder, 'trust'), 0o755);
    trustStore(folder).add(ci.der);
    expect(statSync(join(folder, 'trust')).mode & 0o777).toBe(0o700);
    const files = readdirSync(join(folder, 'trust'));
    expect(files.sort()).toEqual([`${ci.keyId}.pem`, 'state.json']);
    for (const file of files) expect(statSync(join(folder, 'trust', file)).mode & 0o777).toBe(0o600);
  });

  test('a private key in the file is not kept', () => {
    const folder = temporaryFolder();
    const keys = makeCertificate({ commonName: 'With key', isCa: true });
    trustStore(folder).add(text(keys.keyPem + keys.pem));
    expect(readFileSync(join(folder, 'trust', `${keys.keyId}.pem`), 'utf8')).not.toContain('PRIVATE');
  });

  test.each([true, false])('one that was removed is restored as it was, switched on: %s', (enabled) => {
    const folder = temporaryFolder();
    const store = trustStore(folder);
    store.add(ci.der);
    const before = store.setEnabled(ci.keyId, enabled);
    expect(store.remove(ci.keyId)).toBe(true);
    const { revision } = store;
    expect(store.restore(ci.keyId.toLowerCase())).toEqual(before);
    expect(store.revision).not.toBe(revision);
    expect(store.enabledRoots().includes(toPem(ci.der))).toBe(enabled);
    // It is kept again, and comes back once.
    expect(trustStore(folder).find(ci.keyId)).toEqual(before);
    expect(code(() => store.restore(ci.keyId))).toBe('root_not_found');
  });

  test('a known one is switched on and not added again', () => {
    const folder = temporaryFolder();
    const store = trustStore(folder);
    store.add(ci.der);
    store.setEnabled(ci.keyId, false);
    expect(store.add(ci.der)).toMatchObject({ origin: 'lab', enabled: true });
    expect(store.list().filter((anchor) => anchor.keyId === ci.keyId)).toHaveLength(1);
  });

  test.each([
    ['nothing', new Uint8Array(), 'certificate_malformed'],
    ['text', text('hello'), 'certificate_malformed'],
    ['other DER', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05), 'certificate_malformed'],
    ['half a certificate', ci.der.subarray(0, 200), 'certificate_malformed'],
    ['a certificate with something behind it', Uint8Array.of(...ci.der, 0), 'certificate_malformed'],
    [
      'PEM of something else',
      text('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
      'certificate_malformed',
    ],
    ['only a private key', text(makeCertificate({ commonName: 'x' }).keyPem), 'certificate_malformed'],
    ['a large file', new Uint8Array(100_000), 'certificate_too_large'],
    ['several', text(ci.pem + makeCi('B').pem), 'certificate_not_single'],
    ['a server certificate', makeCertificate({ commonName: 'smdp', issuer: ci }).der, 'certificate_not_ca'],
    ['an expired one', makeCi('Old', { notAfter: Date.now() - day }).der, 'certificate_expired'],
    [
      'one with the key id of another',
      makeCi('Twin', { subjectKeyId: Buffer.from(gsma, 'hex') }).der,
      'root_key_conflict',
    ],
    [
      'one with an endless key id',
      makeCi('Long', { subjectKeyId: new Uint8Array(100) }).der,
      'certificate_malformed',
    ],
  ])('refused: %s', (_name, file, expected) => {
    const folder = temporaryFolder();
    const store = trustStore(folder);
    const revision = store.revision;
    expect(code(() => store.add(file))).toBe(expected);
    expect(store.revision).toBe(revision);
    expect(store.list()).toHaveLength(trustStore().list().length);
    expect(existsSync(join(folder, 'trust'))).toBe(false);
  });

  test('a name made to mislead is shown without its control characters', () => {
    const store = trustStore();
    const { subject } = store.add(makeCi('GSMA\u001b[2K\u202e, O=x\n').der);
    expect(subject).toBe('CN=GSMA\uFFFD[2K\uFFFD\\, O=x\uFFFD');
  });
});

describe('roots for as long as the process runs', () => {
  test('are trusted, named as the bench’s, and gone afterwards', () => {
    const folder = temporaryFolder();
    const store = trustStore(folder);
    const ci = makeCi('Bench CI');
    const { revision } = store;
    expect(store.addEphemeral(ci.der)).toMatchObject({
      origin: 'bench',
      enabled: true,
      subject: 'CN=Bench CI',
    });
    expect(store.revision).not.toBe(revision);
    expect(store.enabledRoots()).toContain(toPem(ci.der));
    expect(store.setEnabled(ci.keyId, false).enabled).toBe(false);
    expect(store.enabledRoots()).not.toContain(toPem(ci.der));
    expect(readdirSync(folder)).toEqual([]);
    expect(trustStore(folder).find(ci.keyId)).toBeUndefined();
    expect(store.remove(ci.keyId)).toBe(true);
    expect(store.find(ci.keyId)).toBeUndefined();
    expect(store.restore(ci.keyId)).toMatchObject({ origin: 'bench', enabled: false });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('take the place of a known one of the same key, and give it back', () => {
    const store = trustStore();
    const ci = makeCi('Lab CI');
    store.add(ci.der);
    store.setEnabled(ci.keyId, false);
    store.addEphemeral(ci.der);
    expect(store.find(ci.keyId)).toMatchObject({ origin: 'bench', enabled: true });
    expect(store.list().filter((anchor) => anchor.keyId === ci.keyId)).toHaveLength(1);
    expect(store.remove(ci.keyId)).toBe(true);
    expect(store.find(ci.keyId)).toMatchObject({ origin: 'lab', enabled: false });
  });

  test('cannot take the key id of a CI of the field', () => {
    const fake = makeCi('Fake', { subjectKeyId: Buffer.from(gsma, 'hex') });
    expect(code(() => trustStore().addEphemeral(fake.der))).toBe('root_key_conflict');
  });
});

describe('a trust store that somebody has put a hand to', () => {
  const ci = makeCi('Lab CI');
  function folderWith(name: string, content: string | Uint8Array) {
    const folder = temporaryFolder();
    trustStore(folder).add(ci.der);
    writeFileSync(join(folder, 'trust', name), content);
    return folder;
  }

  test.each(['{', '[]', '{"version":2,"switched":{},"addedAt":{}}', '{"version":1}'])(
    'a state of %j is refused: what was off must not come on again',
    (content) => {
      const dataFolder = folderWith('state.json', content);
      expect(code(() => openTrustStore({ dataFolder, clock: systemClock }))).toBe('trust_store_unreadable');
    },
  );

  test('a file that is no root is left out and told about', () => {
    const store = trustStore(folderWith('broken.pem', 'nonsense'));
    expect(store.problems).toHaveLength(1);
    expect(store.problems[0]?.params['path']).toMatch(/broken\.pem$/);
    expect(store.find(ci.keyId)?.enabled).toBe(true);
    expect(trustStore(folderWith('large.pem', new Uint8Array(100_000))).problems).toHaveLength(1);
  });

  test('a server certificate put there by hand is not trusted, nor another key for the key id of a CI of the field', () => {
    const server = makeCertificate({ commonName: 'smdp.example.com', dnsNames: ['smdp.example.com'] });
    const store = trustStore(folderWith('server.pem', server.pem));
    expect(store.find(server.keyId)).toBeUndefined();
    expect(store.problems).toHaveLength(1);
    const fake = makeCi('Fake', { subjectKeyId: Buffer.from(gsma, 'hex') });
    const other = trustStore(folderWith('fake.pem', fake.pem));
    expect(other.problems).toHaveLength(1);
    expect(other.enabledRoots()).not.toContain(toPem(fake.der));
  });

  test('a folder that cannot be read', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'trust'), 'a file in its place');
    expect(code(() => trustStore(folder))).toBe('trust_store_unreadable');
  });
});

const facts = new URL('../../../shared/reference/gsma-ci.json', import.meta.url);

describe.skipIf(!existsSync(facts))('reference/gsma-ci.json', () => {
  interface Fact {
    subject: string;
    keyIdentifier: string;
    publicKey: string;
    notBefore: string;
    notAfter: string;
  }
  const issuers: Fact[] = JSON.parse(readFileSync(facts, 'utf8')).issuers;

  test('each issuer is known, by name, key, key id and validity', () => {
    const store = trustStore();
    const roots = store.enabledRoots().map((pem) => {
      const body = pem.replace(/-----[^-]+-----|\s/g, '');
      return readCertificate(new Uint8Array(Buffer.from(body, 'base64')));
    });
    expect(store.list().filter((anchor) => anchor.origin === 'field')).toHaveLength(issuers.length);
    for (const issuer of issuers) {
      const root = roots.find((candidate) => candidate.keyId === issuer.keyIdentifier);
      expect(root?.subject).toBe(issuer.subject.replace('CN=\\ ', 'CN= '));
      expect(
        Buffer.from(root?.publicKeyInfo ?? [])
          .toString('hex')
          .toUpperCase(),
      ).toContain(issuer.publicKey);
      expect(root?.notBefore).toBe(Date.parse(issuer.notBefore));
      expect(root?.notAfter).toBe(Date.parse(issuer.notAfter));
    }
  });
});

const vector = new URL(
  '../../../shared/vectors/sgp26/CertificateIssuer/CERT_CI_ECDSA_NIST.der',
  import.meta.url,
);

describe.skipIf(!existsSync(vector))('vectors/sgp26: the test CI', () => {
  test('its certificate has the name, the key and the key id that the workbench knows', () => {
    const store = trustStore();
    // Would be root_key_conflict with another key.
    expect(store.add(new Uint8Array(readFileSync(vector)))).toMatchObject({
      keyId: testCi,
      origin: 'test',
      enabled: true,
      subject: readCertificate(new Uint8Array(readFileSync(vector))).subject,
    });
  });
});

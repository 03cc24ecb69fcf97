import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { toPem } from '../../src-main/es9/certificate.ts';
import type { Es9Client } from '../../src-main/es9/es9-client.ts';
import type { TrustStore } from '../../src-main/es9/trust-store.ts';
import { base64, client, json, later, manualClock, rejection, serve, trustStore } from './support.ts';
import { type CertificateOptions, makeCertificate, makeCi } from './test-pki.ts';

const ci = makeCi('Lab CI');
const dnsNames = ['smdp.example.com'];
const day = 86_400_000;

const initiated = {
  transactionId: '00',
  serverSigned1: 'MAA=',
  serverSignature1: 'XzcA',
  euiccCiPKIdToBeUsed: 'BAA=',
  serverCertificate: 'MAA=',
};

const ask = (es9: Es9Client, address = 'smdp.example.com', signal?: AbortSignal) =>
  es9.initiateAuthentication(
    address,
    { euiccChallenge: new Uint8Array(16), euiccInfo1: Uint8Array.of(0xbf, 0x20, 0) },
    signal,
  );

/** A server with such a certificate, and a client with such roots. */
async function bench(
  options: Partial<CertificateOptions> & { chain?: string },
  prepare: (trust: TrustStore) => void = (trust) => trust.add(ci.der),
) {
  const { chain, ...rest } = options;
  const certificate = makeCertificate({ commonName: 'smdp', issuer: ci, dnsNames, ...rest });
  const server = await serve({ ...certificate, ...(chain !== undefined && { chain }) }, json(initiated));
  const trust = trustStore();
  prepare(trust);
  return { server, trust, certificate, ...client(trust, server.port) };
}

describe('the server is verified against the roots of the trust store', () => {
  test('a chain to a root that is on is accepted; the connection is kept and used again', async () => {
    const { client: es9, server } = await bench({});
    await ask(es9);
    await ask(es9);
    await ask(es9);
    expect(server.requests).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  test('an unknown CI is named by its key id, from the AuthorityKeyIdentifier of the top of the chain', async () => {
    const { client: es9, server, trace } = await bench({}, () => undefined);
    const error = await rejection(ask(es9), 'ci_unknown');
    expect(error.params).toEqual({ host: 'smdp.example.com', keyId: ci.keyId, issuer: 'CN=Lab CI' });
    expect(error.remedy).toContain('euicc-workbench trust add FILE');
    expect(server.requests).toHaveLength(0);
    expect(trace[0]?.error?.code).toBe('ci_unknown');
    expect(trace[0]?.status).toBeUndefined();
  });

  test('an unknown CI that the server sends along is named by its own key id', async () => {
    const { client: es9 } = await bench({ chain: ci.pem }, () => undefined);
    expect((await rejection(ask(es9), 'ci_unknown')).params['keyId']).toBe(ci.keyId);
  });

  test('of a chain with a sub-CA, the CI above it is named', async () => {
    const subCa = makeCertificate({ commonName: 'Sub CA', issuer: ci, isCa: true });
    const { client: es9 } = await bench({ issuer: subCa, chain: subCa.pem }, () => undefined);
    expect((await rejection(ask(es9), 'ci_unknown')).params).toMatchObject({
      keyId: ci.keyId,
      issuer: 'CN=Lab CI',
    });
  });

  test('a chain that names no key at all', async () => {
    const { client: es9 } = await bench({ withoutAuthorityKeyId: true }, () => undefined);
    const error = await rejection(ask(es9), 'ci_unknown');
    expect(error.params['keyId']).toBe('not named');
  });

  test('a CI that is known but off is said to be off', async () => {
    const { client: es9, trust } = await bench({});
    trust.setEnabled(ci.keyId, false);
    const error = await rejection(ask(es9), 'ci_disabled');
    expect(error.params['keyId']).toBe(ci.keyId);
    expect(error.remedy).toContain(`euicc-workbench trust enable ${ci.keyId}`);
    trust.setEnabled(ci.keyId, true);
    await ask(es9);
  });

  test('switching a root off ends what was trusted by it: no kept connection is used again', async () => {
    const { client: es9, trust, server } = await bench({});
    await ask(es9);
    trust.setEnabled(ci.keyId, false);
    await rejection(ask(es9), 'ci_disabled');
    expect(server.requests).toHaveLength(1);
  });

  test('a sub-CA can be the trust anchor by itself', async () => {
    const subCa = makeCertificate({ commonName: 'Sub CA', issuer: ci, isCa: true });
    const { client: es9 } = await bench({ issuer: subCa }, (trust) => trust.add(subCa.der));
    await ask(es9);
  });

  test('a root of the same name with another key does not help', async () => {
    const other = makeCi('Lab CI');
    const { client: es9 } = await bench({}, (trust) => trust.add(other.der));
    expect((await rejection(ask(es9), 'ci_unknown')).params['keyId']).toBe(ci.keyId);
  });

  test('a certificate that claims a trusted CI but was signed by somebody else', async () => {
    const impostor = { ...makeCi('Lab CI'), keyId: ci.keyId };
    const { client: es9, server } = await bench({ issuer: impostor });
    const error = await rejection(ask(es9), 'tls_chain_invalid');
    expect(error.message).toContain('signature');
    expect(server.requests).toHaveLength(0);
  });

  test('a certificate that names the key of a trusted CI under another name', async () => {
    const { client: es9 } = await bench({ issuer: { ...makeCi('Other CI'), keyId: ci.keyId } });
    expect((await rejection(ask(es9), 'tls_chain_invalid')).message).toContain(ci.keyId);
  });

  test('a chain with a Brainpool CI is diagnosed without harm', async () => {
    const brainpool = makeCi('Brainpool CI', { curve: 'brainpoolP256r1' });
    const { client: es9 } = await bench({ issuer: brainpool, chain: brainpool.pem }, () => undefined);
    expect((await rejection(ask(es9), 'ci_unknown')).params['keyId']).toBe(brainpool.keyId);
    const trusting = await bench({ issuer: brainpool, chain: brainpool.pem }, (trust) =>
      trust.add(brainpool.der),
    );
    await ask(trusting.client);
  });
});

describe('other faults of a certificate', () => {
  test('expired', async () => {
    const { client: es9 } = await bench({ notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2021, 5, 30) });
    const error = await rejection(ask(es9), 'tls_expired');
    expect(error.params).toMatchObject({ subject: 'CN=smdp', notAfter: '2021-06-30' });
  });

  test('not yet valid', async () => {
    const { client: es9 } = await bench({ notBefore: Date.UTC(2090, 0, 2), notAfter: Date.UTC(2091, 0, 1) });
    expect((await rejection(ask(es9), 'tls_not_yet_valid')).params['notBefore']).toBe('2090-01-02');
  });

  test('the CI itself has expired since it was added', async () => {
    const oldCi = makeCi('Old CI', { notBefore: Date.now() - 20 * day, notAfter: Date.now() - day });
    const server = await serve(
      makeCertificate({ commonName: 'smdp', issuer: oldCi, dnsNames }),
      json(initiated),
    );
    const trust = trustStore();
    // What the store holds is given directly: it would refuse to add an expired root today.
    const { client: es9 } = client(
      {
        ...trust,
        revision: 1,
        enabledRoots: () => [toPem(oldCi.der)],
        find: (keyId) =>
          keyId === oldCi.keyId
            ? { keyId, subject: 'CN=Old CI', origin: 'lab', enabled: true, notAfter: Date.now() - day }
            : undefined,
      },
      server.port,
    );
    expect((await rejection(ask(es9), 'ci_expired')).params['keyId']).toBe(oldCi.keyId);
  });

  test('self-signed', async () => {
    const keys = makeCertificate({ commonName: 'smdp', dnsNames });
    const server = await serve(keys, json(initiated));
    const { client: es9 } = client(trustStore(), server.port);
    expect((await rejection(ask(es9), 'tls_self_signed')).params['keyId']).toBe(keys.keyId);
  });

  test('for another name; the name is what the address says, not what --connect-to says', async () => {
    const { client: es9, server } = await bench({ dnsNames: ['other.example.com', '127.0.0.1'] });
    const error = await rejection(ask(es9), 'tls_wrong_name');
    expect(error.params).toMatchObject({
      host: 'smdp.example.com',
      names: expect.stringContaining('other.example.com'),
    });
    expect(server.requests).toHaveLength(0);
  });

  test('an address with a port, and an IP address, are checked as well', async () => {
    const certificate = makeCertificate({
      commonName: 'lab',
      issuer: ci,
      dnsNames: ['localhost'],
      ipAddresses: ['127.0.0.1'],
    });
    const server = await serve(certificate, json(initiated));
    const trust = trustStore();
    trust.add(ci.der);
    const { client: es9, trace } = client(trust, server.port, { names: ['smdp.example.com', '127.0.0.2'] });
    await ask(es9, `localhost:${server.port}`);
    await ask(es9, `127.0.0.1:${server.port}`);
    expect(server.requests.map((request) => request.headers.host)).toEqual([
      `localhost:${server.port}`,
      `127.0.0.1:${server.port}`,
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '').smdpAddress).toBe('localhost');
    expect(trace[0]?.url).toBe(`https://localhost:${server.port}/gsma/rsp2/es9plus/initiateAuthentication`);
    await rejection(ask(es9, 'smdp.example.com:99'), 'tls_wrong_name');
    await rejection(ask(es9, '127.0.0.2'), 'tls_wrong_name');
  });
});

describe('what is no TLS', () => {
  async function listen(onConnection: (socket: import('node:net').Socket) => void) {
    const sockets = new Set<import('node:net').Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    later(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  test('a server that speaks HTTP in the clear', async () => {
    const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await rejection(ask(client(trustStore(), port).client), 'tls_handshake');
    expect(error.message).toMatch(/wrong version number|packet length|record/i);
  });

  test('a server that hangs up during the handshake', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.destroy()));
    const error = await rejection(ask(client(trustStore(), port).client), 'tls_handshake');
    expect(error.message).toContain('closed the connection during the handshake');
  });

  test('TLS 1.1 is refused', async () => {
    const certificate = makeCertificate({ commonName: 'smdp', issuer: ci, dnsNames });
    const server = createTlsServer({
      cert: certificate.pem,
      key: certificate.keyPem,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    later(() => void server.close());
    const trust = trustStore();
    trust.add(ci.der);
    const error = await rejection(
      ask(client(trust, (server.address() as AddressInfo).port).client),
      'tls_handshake',
    );
    expect(error.message).toMatch(/version/i);
  });

  test('a server that never answers the handshake: the connect timeout', async () => {
    const clock = manualClock();
    let connected = () => {};
    const accepted = new Promise<void>((resolve) => {
      connected = resolve;
    });
    const port = await listen((socket) => socket.once('data', connected));
    const { client: es9, trace } = client(trustStore(), port, { clock, timeouts: { connectMs: 5000 } });
    const outcome = rejection(ask(es9), 'es9_connect_timeout');
    await accepted;
    clock.elapse(5000);
    expect((await outcome).params).toEqual({ host: 'smdp.example.com', seconds: 5 });
    expect(trace[0]).toMatchObject({ durationMs: 5000, error: { code: 'es9_connect_timeout' } });
  });

  test('nothing listens', async () => {
    const port = await listen(() => undefined);
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const unused = (free.address() as AddressInfo).port;
    await new Promise((resolve) => free.close(resolve));
    expect(unused).not.toBe(port);
    await rejection(ask(client(trustStore(), unused).client), 'es9_refused');
  });

  test('a name that no DNS knows', async () => {
    const { client: es9 } = client(trustStore(), 1, { names: [] });
    const error = await rejection(ask(es9, 'smdp.invalid'), 'es9_name_unknown');
    expect(error.params['host']).toBe('smdp.invalid');
    expect(error.remedy).toContain('--connect-to');
  });
});

const vectors = new URL('../../../shared/vectors/sgp26/', import.meta.url);
const testCi = 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3';

describe.skipIf(!existsSync(vectors))('vectors/sgp26: the TLS certificate of the test CI', () => {
  const der = (name: string) => new Uint8Array(readFileSync(new URL(name, vectors)));
  async function sgp26() {
    const server = await serve(
      {
        pem: toPem(der('DPtls/CERT_S_SM_DP_TLS_NIST.der')),
        keyPem: `-----BEGIN PRIVATE KEY-----\n${base64(der('DPtls/SK_S_SM_DP_TLS_NIST.pk8.der'))}\n-----END PRIVATE KEY-----\n`,
      },
      json(initiated),
    );
    const trust = trustStore();
    const name = 'testsmdpplus1.example.com';
    return { trust, server, name, es9: client(trust, server.port, { names: [name] }).client };
  }

  test('is refused while the test CI is off, and the error says that the CI is known but off', async () => {
    const { es9, name, server } = await sgp26();
    const error = await rejection(ask(es9, name), 'ci_disabled');
    expect(error.params['keyId']).toBe(testCi);
    expect(error.message).toContain('known but switched off');
    expect(error.remedy).toContain(`trust enable ${testCi}`);
    expect(server.requests).toHaveLength(0);
  });

  test('is accepted when the test CI is on, which the workbench knows by name and key alone', async () => {
    const { es9, name, trust } = await sgp26();
    trust.setEnabled(testCi, true);
    expect((await ask(es9, name)).transactionId).toBe('00');
  });

  test('is accepted while the bench has registered that CI', async () => {
    const { es9, name, trust } = await sgp26();
    trust.addEphemeral(der('CertificateIssuer/CERT_CI_ECDSA_NIST.der'));
    expect((await ask(es9, name)).transactionId).toBe('00');
    trust.remove(testCi);
    await rejection(ask(es9, name), 'ci_disabled');
  });
});

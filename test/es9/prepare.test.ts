/** A connection that is made before the first request is there. */

import { describe, expect, test, vi } from 'vitest';
import { fromHex } from '../../src-shared/bytes.ts';
import { client, json, rejection, serve, type TestServer, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const ci = makeCi();
const certificate = makeCertificate({ commonName: 'smdp', issuer: ci, dnsNames: ['smdp.example.com'] });
const address = 'smdp.example.com';
const done = json({ header: { functionExecutionStatus: { status: 'Executed-Success' } } });
const call = { transactionId: '01', cancelSessionResponse: fromHex('BF4100') };

async function bench(trusted = true) {
  const server = await serve(certificate, done);
  const trust = trustStore();
  const { keyId } = trust.add(ci.der);
  if (!trusted) trust.setEnabled(keyId, false);
  return { server, trust, keyId, es9: client(trust, server.port).client };
}

const connected = (server: TestServer) => vi.waitUntil(() => server.handshakes() === 1);

describe('a server that is about to be asked', () => {
  test('is connected to once, and asked nothing yet', async () => {
    const { server, es9 } = await bench();
    es9.prepare(address);
    es9.prepare(address);
    await connected(server);
    expect(server.requests).toHaveLength(0);
    await es9.cancelSession(address, call);
    await es9.cancelSession(address, call);
    expect(server.requests).toHaveLength(2);
    expect(server.connections()).toBe(1);
  });

  test('may be asked before the connection stands', async () => {
    const { server, es9 } = await bench();
    es9.prepare(address);
    await es9.cancelSession(address, call);
    expect(server.connections()).toBe(1);
  });

  test('may close that connection before it is asked', async () => {
    const { server, es9 } = await bench();
    es9.prepare(address);
    await connected(server);
    for (const socket of server.sockets) socket.destroy();
    // Nothing waits for the news of it: it may come before the request, and while it is on its way.
    await es9.cancelSession(address, call);
    expect(server.requests).toHaveLength(1);
    expect(server.connections()).toBe(2);
  });

  test('tells by the request, and not before, that it is not trusted', async () => {
    const { server, es9 } = await bench(false);
    es9.prepare(address);
    await vi.waitUntil(() => server.connections() === 1 && server.sockets.size === 0);
    await rejection(es9.cancelSession(address, call), 'ci_disabled');
    expect(server.requests).toHaveLength(0);
  });

  test('is not asked on a connection that was made while its root was on', async () => {
    const { server, trust, keyId, es9 } = await bench();
    es9.prepare(address);
    await connected(server);
    trust.setEnabled(keyId, false);
    await rejection(es9.cancelSession(address, call), 'ci_disabled');
    expect(server.requests).toHaveLength(0);
  });

  test('is let go where it is not asked in the end', async () => {
    const { server, es9 } = await bench();
    es9.prepare(address);
    await connected(server);
    es9.close();
    await vi.waitUntil(() => server.sockets.size === 0);
  });

  test('is not looked for where the address is none, or where nobody is', async () => {
    const { es9 } = await bench();
    es9.prepare('no address at all');
    es9.prepare('localhost:1');
    await rejection(es9.cancelSession('localhost:1', call), 'es9_refused');
  });
});

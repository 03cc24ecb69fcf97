/** Whether a server can be reached, asked without a request. */

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { reachServer } from '../../src-main/es9/reach-server.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { json, later, rejection, serve, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const ci = makeCi();
const address = 'smdp.example.com';
const certificate = makeCertificate({ commonName: 'smdp', issuer: ci, dnsNames: [address] });

async function bench(shown = certificate) {
  const server = await serve(shown, json({}));
  const trust = trustStore();
  const { keyId } = trust.add(ci.der);
  const connectTo = new Map([[address, { host: '127.0.0.1', port: server.port }]]);
  const options = { trust, clock: systemClock, connectTo, connectMs: 3000 };
  return { server, trust, keyId, options };
}

/** Takes connections and says nothing. */
async function mute() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  later(close);
  return { port: (server.address() as AddressInfo).port, close };
}

describe('a server is connected to and verified', () => {
  test('and is told nothing', async () => {
    const { server, options } = await bench();
    expect(await reachServer(address, options)).toMatchObject({ host: address });
    expect(await reachServer('SMDP.example.com:8443', options)).toMatchObject({
      host: 'smdp.example.com:8443',
    });
    expect(server.connections()).toBe(2);
    expect(server.requests).toEqual([]);
  });

  test('one that is not trusted is named with its reason', async () => {
    const { trust, keyId, options } = await bench();
    trust.setEnabled(keyId, false);
    await rejection(reachServer(address, options), 'ci_disabled');
    trust.remove(keyId);
    await rejection(reachServer(address, options), 'ci_unknown');
  });

  test('one that proves itself under another name is refused', async () => {
    const other = makeCertificate({ commonName: 'other', issuer: ci, dnsNames: ['other.example.com'] });
    const { options } = await bench(other);
    await rejection(reachServer(address, options), 'tls_wrong_name');
  });

  test('one that is not there, and an address that is none', async () => {
    const { options } = await bench();
    const { port, close } = await mute();
    await close();
    const connectTo = new Map([[address, { host: '127.0.0.1', port }]]);
    await rejection(reachServer(address, { ...options, connectTo }), 'es9_refused');
    await rejection(reachServer('not a name', options), 'address_malformed');
  });

  test('one that takes the connection and says nothing is given up', async () => {
    const { options } = await bench();
    const { port } = await mute();
    const connectTo = new Map([[address, { host: '127.0.0.1', port }]]);
    // Its patience is at an end at once.
    const clock = { ...systemClock, sleep: async () => undefined };
    await rejection(reachServer(address, { ...options, connectTo, clock }), 'es9_connect_timeout');
  });
});

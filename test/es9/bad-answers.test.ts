import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Es9Client, Es9ClientOptions } from '../../src-main/es9/es9-client.ts';
import type { ErrorCode } from '../../src-shared/errors/index.ts';
import { client, type Handler, json, manualClock, rejection, serve, trustStore } from './support.ts';
import { makeCertificate, makeCi } from './test-pki.ts';

const ci = makeCi();
const certificate = makeCertificate({ commonName: 'smdp', issuer: ci, dnsNames: ['smdp.example.com'] });
const address = 'smdp.example.com';
const transactionId = '0102';

async function bench(handler: Handler, options: Partial<Es9ClientOptions> = {}) {
  const server = await serve(certificate, handler);
  const trust = trustStore();
  trust.add(ci.der);
  const { client: es9, trace } = client(trust, server.port, options);
  return { server, es9, trace };
}

const getPackage = (es9: Es9Client, signal?: AbortSignal) =>
  es9.getBoundProfilePackage(
    address,
    { transactionId, prepareDownloadResponse: Uint8Array.of(0xbf, 0x21, 0) },
    signal,
  );

function raw(status: number, headers: Record<string, string>, body: string | Uint8Array): Handler {
  return (_request, response) => response.writeHead(status, headers).end(body);
}
const jsonType = { 'Content-Type': 'application/json' };

describe('answers that are none of SGP.22 §6.5', () => {
  test.each<[string, Handler, ErrorCode, Record<string, unknown>]>([
    [
      'HTML',
      raw(200, { 'Content-Type': 'text/html; charset=utf-8' }, '<html>'),
      'es9_not_json',
      { contentType: 'text/html; charset=utf-8' },
    ],
    ['HTML without a content type', raw(200, {}, '<html>'), 'es9_bad_json', {}],
    ['HTML that claims to be JSON', raw(200, jsonType, '<html>'), 'es9_bad_json', {}],
    ['plain text', raw(200, { 'Content-Type': 'text/plain' }, '{}'), 'es9_not_json', {}],
    ['nothing', raw(200, jsonType, ''), 'es9_bad_json', {}],
    ['half a JSON text', raw(200, jsonType, '{"transactionId":"01'), 'es9_bad_json', {}],
    ['no UTF-8', raw(200, jsonType, Uint8Array.of(0x22, 0xff, 0x22)), 'es9_bad_json', {}],
    ['a nest of arrays', raw(200, jsonType, '['.repeat(100_000)), 'es9_bad_json', {}],
    [
      'HTTP 500 with HTML',
      raw(500, { 'Content-Type': 'text/html' }, '<html>'),
      'es9_http_status',
      { status: 500 },
    ],
    ['HTTP 500 with JSON of another kind', json({ error: 'no' }, 500), 'es9_http_status', { status: 500 }],
    ['HTTP 500 with broken JSON', json('{"a":}', 500), 'es9_http_status', { status: 500 }],
    ['HTTP 404', raw(404, {}, ''), 'es9_http_status', { status: 404 }],
    ['HTTP 204 where a body is due', raw(204, {}, ''), 'es9_http_status', { status: 204 }],
    [
      'a redirect',
      raw(302, { Location: 'https://evil.example.com/' }, ''),
      'es9_redirect',
      { status: 302, location: 'https://evil.example.com/' },
    ],
    ['a redirect to nowhere', raw(307, {}, ''), 'es9_redirect', { location: 'nowhere' }],
    ['JSON of another kind', json([1, 2]), 'es9_bad_field', { field: 'body' }],
    ['null', json('null'), 'es9_bad_field', { field: 'body' }],
    ['a missing field', json({ transactionId }), 'es9_missing_field', { field: 'boundProfilePackage' }],
    [
      'a field that is null',
      json({ transactionId, boundProfilePackage: null }),
      'es9_bad_field',
      { field: 'boundProfilePackage' },
    ],
    [
      'an empty field',
      json({ transactionId, boundProfilePackage: '' }),
      'es9_bad_field',
      { field: 'boundProfilePackage' },
    ],
    [
      'a field of another type',
      json({ transactionId, boundProfilePackage: 5 }),
      'es9_bad_field',
      { field: 'boundProfilePackage' },
    ],
    [
      'no base64',
      json({ transactionId, boundProfilePackage: 'MAA' }),
      'es9_bad_base64',
      { field: 'boundProfilePackage' },
    ],
    ['base64 of URLs', json({ transactionId, boundProfilePackage: 'MA-_' }), 'es9_bad_base64', {}],
    [
      'another transaction',
      json({ transactionId: '0103', boundProfilePackage: 'MAA=' }),
      'es9_transaction_mismatch',
      {},
    ],
    [
      'a transaction id that is no hex',
      json({ transactionId: 'xyz', boundProfilePackage: 'MAA=' }),
      'es9_bad_field',
      { field: 'transactionId' },
    ],
  ])('%s', async (_name, handler, code, params) => {
    const { es9, trace } = await bench(handler);
    const error = await rejection(getPackage(es9), code);
    expect(error.params).toMatchObject({ host: address, function: 'ES9+.GetBoundProfilePackage', ...params });
    expect(error.message).not.toMatch(/\{\w+\}/);
    expect(error.remedy).not.toMatch(/\{\w+\}/);
    expect(trace).toHaveLength(1);
    expect(trace[0]?.error?.code).toBe(code);
    expect(trace[0]?.status).toBeDefined();
    expect(trace[0]?.responseBody).toBeDefined();
  });

  test('a missing field of InitiateAuthentication and of an SM-DS is named by its path', async () => {
    const { es9 } = await bench(
      json({ transactionId, eventEntries: [{ eventId: 'E', rspServerAddress: 'a.b' }, { eventId: 'F' }] }),
    );
    const parameters = { euiccChallenge: new Uint8Array(16), euiccInfo1: new Uint8Array(3) };
    const initiate = await rejection(es9.initiateAuthentication(address, parameters), 'es9_missing_field');
    expect(initiate.params['field']).toBe('serverSigned1');
    const events = es9.es11.authenticateClient(address, {
      transactionId,
      authenticateServerResponse: new Uint8Array(3),
    });
    expect((await rejection(events, 'es9_missing_field')).params['field']).toBe(
      'eventEntries.1.rspServerAddress',
    );
  });

  test('what is no HTTP', async () => {
    const { es9 } = await bench((_request, response) => response.socket?.end('SSH-2.0-OpenSSH_9.9\r\n'));
    await rejection(getPackage(es9), 'es9_not_http');
  });

  test('headers without end', async () => {
    const { es9 } = await bench((_request, response) => {
      response.socket?.write(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`);
    });
    await rejection(getPackage(es9), 'es9_too_large');
  });
});

describe('answers that do not end', () => {
  function half(response: ServerResponse, headers: Record<string, string>): Promise<void> {
    return new Promise((resolve) => {
      response.writeHead(200, { ...jsonType, ...headers });
      response.write('{"transactionId":', () => resolve());
    });
  }

  test.each([
    ['with a length', { 'Content-Length': '100' }],
    ['in chunks', {}],
  ])('half a body %s; what came is in the trace', async (_name, headers) => {
    const { es9, trace } = await bench((_request, response) => {
      void half(response, headers).then(() => response.socket?.destroy());
    });
    const error = await rejection(getPackage(es9), 'es9_incomplete');
    expect(error.params['received']).toBe(17);
    expect(trace[0]?.status).toBe(200);
    expect(new TextDecoder().decode(trace[0]?.responseBody)).toBe('{"transactionId":');
  });

  test('half a body and then silence: the total timeout', async () => {
    const clock = manualClock();
    let written = () => {};
    const halfway = new Promise<void>((resolve) => {
      written = resolve;
    });
    const { es9, trace } = await bench(
      (_request, response) => {
        void half(response, {}).then(written);
      },
      { clock, timeouts: { connectMs: 1_000_000, totalMs: 30_000 } },
    );
    const outcome = rejection(getPackage(es9), 'es9_timeout');
    await halfway;
    clock.elapse(30_000);
    expect((await outcome).params['seconds']).toBe(30);
    expect(trace[0]).toMatchObject({ durationMs: 30_000, error: { code: 'es9_timeout' } });
  });

  test('no answer at all: the total timeout, and not that of connecting', async () => {
    const clock = manualClock();
    let received = () => {};
    const arrived = new Promise<void>((resolve) => {
      received = resolve;
    });
    const { es9, server } = await bench(() => received(), {
      clock,
      timeouts: { connectMs: 5000, totalMs: 30_000 },
    });
    const outcome = rejection(getPackage(es9), 'es9_timeout');
    await arrived;
    clock.elapse(29_999);
    clock.elapse(1);
    await outcome;
    expect(server.requests).toHaveLength(1);
  });

  test('an answer that announces more than the limit is not read', async () => {
    const { es9, trace } = await bench(raw(200, { ...jsonType, 'Content-Length': '101' }, 'a'.repeat(101)), {
      limits: { maxPackageBytes: 100 },
    });
    expect((await rejection(getPackage(es9), 'es9_too_large')).params['limit']).toBe(100);
    expect(trace[0]?.responseBody).toHaveLength(0);
  });

  test('an endless answer is cut at the limit', async () => {
    let written = 0;
    const { es9, trace } = await bench(
      (_request, response) => {
        response.writeHead(200, jsonType);
        const more = () => {
          if (response.destroyed) return;
          written += 10_000;
          response.write('a'.repeat(10_000), more);
        };
        more();
      },
      { limits: { maxPackageBytes: 50_000 } },
    );
    await rejection(getPackage(es9), 'es9_too_large');
    expect(trace[0]?.responseBody?.length).toBeLessThanOrEqual(50_000);
    expect(written).toBeGreaterThan(0);
  });

  test('an answer of exactly the limit is taken', async () => {
    const body = JSON.stringify({ transactionId, boundProfilePackage: 'A'.repeat(4000) });
    const { es9 } = await bench(json(body), { limits: { maxPackageBytes: body.length } });
    expect((await getPackage(es9)).boundProfilePackage).toHaveLength(3000);
    const smaller = await bench(json(body), { limits: { maxPackageBytes: body.length - 1 } });
    await rejection(getPackage(smaller.es9), 'es9_too_large');
  });
});

describe('connections that break', () => {
  test('a reset instead of an answer', async () => {
    const { es9, server } = await bench((_request, response) => response.socket?.destroy());
    await rejection(getPackage(es9), 'es9_reset');
    // Not repeated: on a new connection, the server may well have acted on the request.
    expect(server.requests).toHaveLength(1);
  });

  test('a kept connection that the server has closed meanwhile is replaced', async () => {
    const { es9, server, trace } = await bench((request, response) => {
      json({ transactionId, boundProfilePackage: 'MAA=' })(request, response);
    });
    await getPackage(es9);
    expect(server.connections()).toBe(1);
    for (const socket of server.sockets) socket.destroy();
    await getPackage(es9);
    expect(server.connections()).toBe(2);
    expect(trace.map((entry) => entry.error)).toEqual([undefined, undefined]);
  });

  test('a kept connection that breaks just when it is used again: asked once more, on a new one', async () => {
    let count = 0;
    const { es9, server } = await bench((request, response) => {
      if (++count === 2) response.socket?.destroy();
      else json({ transactionId, boundProfilePackage: 'MAA=' })(request, response);
    });
    await getPackage(es9);
    await getPackage(es9);
    expect(server.requests).toHaveLength(3);
    expect(server.connections()).toBe(2);
  });
});

describe('cancelling', () => {
  test('before anything is sent', async () => {
    const { es9, server, trace } = await bench(json({}));
    await rejection(getPackage(es9, AbortSignal.abort()), 'cancelled');
    expect(server.requests).toHaveLength(0);
    expect(trace[0]?.error?.code).toBe('cancelled');
  });

  test('while the answer is awaited', async () => {
    const controller = new AbortController();
    const { es9, server } = await bench(() => controller.abort());
    await rejection(getPackage(es9, controller.signal), 'cancelled');
    expect(server.requests).toHaveLength(1);
  });

  test('a signal that is kept for many calls gathers no listeners', async () => {
    const controller = new AbortController();
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const { es9 } = await bench(json({ transactionId, boundProfilePackage: 'MAA=' }));
    for (let i = 0; i < 15; i++) await getPackage(es9, controller.signal);
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('addresses', () => {
  test('what is no address is refused before anything is done', async () => {
    const { es9, trace } = await bench(json({}));
    const parameters = { transactionId, prepareDownloadResponse: new Uint8Array(3) };
    for (const bad of ['', 'https://a.b', 'a b', 'a.b/../c', 'a.b:99999', 'user@a.b', 'a.b\r\nX: y'])
      await rejection(es9.getBoundProfilePackage(bad, parameters), 'address_malformed');
    await rejection(
      es9.initiateAuthentication('a/b', {
        euiccChallenge: new Uint8Array(16),
        euiccInfo1: new Uint8Array(3),
      }),
      'address_malformed',
    );
    await rejection(
      es9.handleNotification('a/b', { pendingNotification: new Uint8Array(3) }),
      'address_malformed',
    );
    expect(trace).toEqual([]);
  });
});

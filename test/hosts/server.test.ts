import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fileOf } from '../../src-main/hosts/engine/window-files.ts';
import { type RunningServer, startServer } from '../../src-main/hosts/server/server.ts';
import { ownersCalls } from '../../src-shared/api/access.ts';
import { api, type CallName } from '../../src-shared/api.ts';
import { FakeWorkbench, knownToken } from './fake-workbench.ts';

let folder: string;
let workbench: FakeWorkbench;
let server: RunningServer;
let addresses: string[];
const sockets: WebSocket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'server-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>window</title>');
  writeFileSync(join(folder, 'renderer', 'assets', 'main-Ab12Cd34.js'), 'export {};');
  writeFileSync(join(folder, 'renderer', 'secret.txt'), 'not served');
  writeFileSync(join(folder, 'outside.js'), 'not served');
  workbench = new FakeWorkbench();
  addresses = [];
  server = await startServer({
    workbench,
    port: 0,
    version: '0.1.0',
    mostClients: 2,
    window: { folder: join(folder, 'renderer'), onAddress: (address) => addresses.push(address) },
  });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request with whatever headers a browser would not let a page set. */
async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Reply> {
  return await new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const origin = () => `http://127.0.0.1:${server.port}`;
const token = () => new URL(addresses.at(-1) ?? '').hash.replace('#token=', '');
const json = { 'Content-Type': 'application/json' };

async function login(): Promise<string> {
  const reply = await ask(
    'POST',
    '/session',
    { ...json, Origin: origin() },
    JSON.stringify({ token: token() }),
  );
  expect(reply.status).toBe(204);
  return (reply.headers['set-cookie']?.[0] ?? '').split(';', 1)[0] ?? '';
}

/** The socket's first event: open, or the status with which it was refused. */
async function openSocket(headers: Record<string, string>, path = '/api'): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
  sockets.push(socket);
  return await new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

async function opened(): Promise<WebSocket> {
  const socket = await openSocket({ Cookie: await login(), Origin: origin() });
  if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
  return socket;
}

const message = (socket: WebSocket) =>
  new Promise<unknown>((resolve) => socket.once('message', (data) => resolve(JSON.parse(data.toString()))));

describe('the window’s files', () => {
  test('are served with a policy that lets nothing else in', async () => {
    const reply = await ask('GET', '/');
    expect(reply).toMatchObject({ status: 200, body: '<title>window</title>' });
    expect(reply.headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self';",
    );
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    expect((await ask('GET', '/assets/main-Ab12Cd34.js')).headers['cache-control']).toContain('immutable');
    expect(await ask('HEAD', '/')).toMatchObject({ status: 200, body: '' });
  });

  test.each([
    '/secret.txt',
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/..%2foutside.js',
    '/assets/..%5c..%5coutside.js',
    '/%00.js',
    '/%zz',
    '//',
    '/nothing.js',
    '/assets',
  ])('%s is not among them', async (path) => {
    expect((await ask('GET', path)).status).toBe(404);
  });

  test('no path leads out of the folder', () => {
    for (const path of ['/../x.js', '//etc/x.js', '/a/../../x.js']) {
      const file = fileOf('/srv/renderer', path);
      expect(file === undefined || file.startsWith('/srv/renderer/')).toBe(true);
    }
  });

  test('nothing is served under a name that is not ours', async () => {
    for (const host of [`evil.example:${server.port}`, 'localhost', `127.0.0.1:${server.port + 1}`])
      expect((await ask('GET', '/', { Host: host })).status).toBe(421);
    expect((await ask('GET', '/', { Host: `localhost:${server.port}` })).status).toBe(200);
  });

  test('other methods are refused', async () => {
    expect((await ask('DELETE', '/')).status).toBe(405);
  });
});

describe('a session', () => {
  test('is bought with the token once, and a new address is told', async () => {
    const first = token();
    const reply = await ask(
      'POST',
      '/session',
      { ...json, Origin: origin() },
      JSON.stringify({ token: first }),
    );
    expect(reply.status).toBe(204);
    expect(reply.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(addresses).toHaveLength(2);
    expect(token()).not.toBe(first);
    const again = await ask(
      'POST',
      '/session',
      { ...json, Origin: origin() },
      JSON.stringify({ token: first }),
    );
    expect(again.status).toBe(403);
    expect(addresses).toHaveLength(2);
  });

  test('can be asked about', async () => {
    const cookie = await login();
    expect((await ask('GET', '/session', { Cookie: cookie })).status).toBe(204);
    expect((await ask('GET', '/session', { Cookie: `${cookie}x` })).status).toBe(401);
    expect((await ask('GET', '/session')).status).toBe(401);
  });

  test.each([
    ['a wrong token', json, '{"token":"guess"}', 403],
    ['no token', json, '{}', 403],
    ['no JSON', json, 'token', 400],
    ['a form', { 'Content-Type': 'text/plain' }, '{"token":"x"}', 400],
    ['a body that is too long', json, `{"token":"${'x'.repeat(5000)}"}`, 413],
  ])('is refused for %s', async (_what, headers, body, status) => {
    const reply = await ask('POST', '/session', { ...headers, Origin: origin() }, body);
    expect(reply.status).toBe(status);
    expect(addresses).toHaveLength(1);
  });

  test('is refused to a page of another origin, even with the token', async () => {
    for (const headers of [{ ...json, Origin: 'http://evil.example' }, json]) {
      const reply = await ask('POST', '/session', headers, JSON.stringify({ token: token() }));
      expect(reply.status).toBe(403);
    }
  });
});

describe('the WebSocket', () => {
  test('answers calls and tells events', async () => {
    const socket = await opened();
    socket.send(JSON.stringify({ id: 1, call: 'system.info', input: {} }));
    expect(await message(socket)).toMatchObject({ id: 1, ok: { version: '0.1.0' } });
    workbench.emit({ type: 'readers', readers: [] });
    expect(await message(socket)).toEqual({ event: { type: 'readers', readers: [] } });
    socket.send(JSON.stringify({ id: 2, call: 'cards.get', input: { eid: 'x' } }));
    expect(await message(socket)).toMatchObject({ id: 2, error: { code: 'input_invalid' } });
  });

  test('wants cookie, origin, host and path', async () => {
    const Cookie = await login();
    const Origin = origin();
    expect(await openSocket({ Origin })).toBe(403);
    expect(await openSocket({ Origin, Cookie: 'euicc-workbench=x' })).toBe(403);
    expect(await openSocket({ Cookie })).toBe(403);
    expect(await openSocket({ Cookie, Origin: 'http://evil.example' })).toBe(403);
    expect(await openSocket({ Cookie, Origin, Host: `evil.example:${server.port}` })).toBe(421);
    expect(await openSocket({ Cookie, Origin }, '/other')).toBe(404);
    expect(workbench.listeners).toBe(0);
  });

  test('takes no more browsers than it may', async () => {
    await opened();
    await opened();
    expect(await openSocket({ Cookie: await login(), Origin: origin() })).toBe(503);
  });

  test.each([
    ['no frame', 'garbage'],
    ['a call without a name', '{"id":1}'],
  ])('%s ends it with the reason', async (_what, text) => {
    const socket = await opened();
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    const said = message(socket);
    socket.send(text);
    expect(await said).toMatchObject({ id: -1, error: { code: 'input_invalid' } });
    expect(await closed).toBe(1008);
  });

  test('bytes end it', async () => {
    const socket = await opened();
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(Buffer.from([1, 2, 3]));
    expect(await closed).toBe(1003);
  });

  test('who leaves is no longer told', async () => {
    const socket = await opened();
    expect(workbench.listeners).toBe(1);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.close();
    await closed;
    await expect.poll(() => workbench.listeners).toBe(0);
  });
});

describe('the REST API', () => {
  const bearer = () => ({
    ...json,
    Authorization: `Bearer ${knownToken}`,
  });

  test('answers a call', async () => {
    const reply = await ask('POST', '/api/v1/readers.list', bearer(), '{}');
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual(workbench.readers);
  });

  test('wants the token, and no browser', async () => {
    const call = async (headers: Record<string, string>) => {
      const { status, body } = await ask('POST', '/api/v1/readers.list', headers, '{}');
      return { status, ...(JSON.parse(body) as object) };
    };
    const said = { family: 'input', message: expect.any(String), remedy: expect.any(String) } as object;
    for (const headers of [json, { ...json, Authorization: 'Bearer x' }])
      expect(await call(headers)).toEqual({
        status: 401,
        error: { code: 'api_token_wrong', params: {}, ...said },
      });
    expect(await call({ ...bearer(), Origin: 'http://evil.example' })).toEqual({
      status: 403,
      error: {
        code: 'api_origin',
        params: { origin: 'http://evil.example' },
        ...said,
        message: expect.stringContaining('http://evil.example') as string,
      },
    });
    expect(workbench.calls.filter((name) => name !== 'tokens.check')).toEqual([]);
  });

  test('says what went wrong, as code and in words', async () => {
    const wrong = await ask('POST', '/api/v1/cards.get', bearer(), '{"eid":"1"}');
    expect([wrong.status, JSON.parse(wrong.body)]).toMatchObject([
      400,
      {
        error: {
          code: 'input_invalid',
          params: { path: 'eid' },
          message: expect.stringContaining('cards.get') as string,
        },
      },
    ]);
    expect((await ask('POST', '/api/v1/toString', bearer(), '{}')).status).toBe(404);
    expect((await ask('POST', '/api/v1/operations.get', bearer(), '{"id":9}')).status).toBe(404);
    expect((await ask('POST', '/api/v1/readers.list', bearer(), '{')).status).toBe(400);
    const start = JSON.stringify({ kind: 'read_card', readerId: 'pcsc:Lab Reader 00 00' });
    expect((await ask('POST', '/api/v1/operations.start', bearer(), start)).status).toBe(409);
  });

  test('passes over nothing that a request says: fields and parameters that there are not are refused by name', async () => {
    const refused = async (path: string, body: object) => {
      const reply = await ask('POST', `/api/v1/${path}`, bearer(), JSON.stringify(body));
      return [reply.status, (JSON.parse(reply.body) as { error: object }).error];
    };
    expect(
      await refused('operations.start', { kind: 'read_card', readerId: 'sim:0', eidd: '1' }),
    ).toMatchObject([
      400,
      {
        code: 'api_field',
        params: { call: 'operations.start', field: 'eidd' },
        message: 'operations.start has no field eidd',
        remedy: expect.stringMatching(/^There it takes .*readerId.*Correct the name/) as string,
      },
    ]);
    expect(await refused('readers.list', { all: true })).toMatchObject([
      400,
      { code: 'api_field', params: { known: 'none' } },
    ]);
    expect(await refused('readers.list?all=1', {})).toMatchObject([
      400,
      { code: 'api_parameter', params: { path: '/api/v1/readers.list', name: 'all', allowed: 'none' } },
    ]);
    expect(workbench.calls.filter((name) => name !== 'tokens.check')).toEqual([]);
  });

  test('a body longer than the limit is cut off', async () => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const size = 13 * 1024 * 1024;
    const headers = Object.entries(bearer()).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST /api/v1/readers.list HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: ${size}\r\n${headers.join('')}\r\n`,
    );
    socket.write(Buffer.alloc(size, 0x20));
    await closed;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('describes itself: every call, every reference resolved', async () => {
    const reply = await ask('GET', '/api/v1/openapi.json');
    const document = JSON.parse(reply.body) as {
      paths: Record<string, unknown>;
      components: { schemas: Record<string, unknown> };
    };
    expect(Object.keys(document.paths)).toEqual(
      Object.keys(api)
        .filter((name) => !ownersCalls.has(name as CallName))
        .map((name) => `/api/v1/${name}`),
    );
    const references = [...reply.body.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(2 * Object.keys(document.paths).length);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\/[\w.]+$/);
      expect(document.components.schemas).toHaveProperty([reference.slice('#/components/schemas/'.length)]);
    }
    expect(reply.body).not.toContain('$defs');
    // What a request may have stands there as a whole; nothing is put together from parts that would refuse each other's fields.
    expect(document.components.schemas['operations.list.input']).toMatchObject({
      additionalProperties: false,
    });
    expect(reply.body).not.toContain('allOf');
  });
});

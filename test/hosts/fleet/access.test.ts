import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startEngine } from '../../../src-main/hosts/engine/compose.ts';
import { fleetBase, fleetRoutes } from '../../../src-main/hosts/server/fleet/routes.ts';
import { isLoopback, listenOptions } from '../../../src-main/hosts/server/listen.ts';
import {
  type RunningServer,
  type ServerOptions,
  startServer,
} from '../../../src-main/hosts/server/server.ts';
import { ownersCalls, readingCalls } from '../../../src-shared/api/access.ts';
import { api, type Caller, type CallInput, type CallName, type CallOutput } from '../../../src-shared/api.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { readableIn } from '../../support/readable.ts';
import { FakeWorkbench, knownToken, readingToken } from '../fake-workbench.ts';
import { serverName, serverPair } from './certificate.ts';
import { type FleetError, type Reply, send } from './served.ts';

let workbench: FakeWorkbench;
let server: RunningServer;

async function serve(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const made = await startServer({ workbench, port: 0, version: '0.1.0', ...options });
  onTestFinished(() => made.close());
  return made;
}

beforeEach(async () => {
  workbench = new FakeWorkbench();
  server = await startServer({ workbench, port: 0, version: '0.1.0' });
});
afterEach(() => server.close());

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const json = { 'Content-Type': 'application/json' };
const list = `${fleetBase}/inventory`;
const get = (headers: Readonly<Record<string, string>>, path = list) =>
  send(server.port, 'GET', path, headers);
const code = (reply: Reply) => [reply.status, (reply.json as FleetError).error_code];
const asked = () => workbench.calls.filter((name) => name !== 'tokens.check');

describe('tokens', () => {
  test('are taken as Bearer, and as the password of Basic with any user name', async () => {
    for (const headers of [
      bearer(knownToken),
      basic('', knownToken),
      basic('somebody@example.com', knownToken),
    ]) {
      expect((await get(headers)).status).toBe(200);
      expect(workbench.callers.at(-1)).toEqual({ createdBy: 'script', source: 'v1/esim_profiles' });
    }
    await send(server.port, 'POST', '/api/v1/readers.list', { ...json, ...basic('x', knownToken) }, '{}');
    expect(workbench.callers.at(-1)).toEqual({ createdBy: 'script', source: 'api' });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['none', {}],
    ['a wrong one', bearer('euicc_wrong')],
    ['a wrong password', basic('lab', 'wrong')],
    ['the token as the user name', basic(knownToken, '')],
    ['Basic without a colon', { Authorization: `Basic ${Buffer.from(knownToken).toString('base64')}` }],
    ['another scheme', { Authorization: `Digest ${knownToken}` }],
    ['one that is too long', bearer('x'.repeat(900))],
  ])('%s is refused everywhere', async (_what, headers) => {
    for (const [method, path] of [
      ['GET', list],
      ['GET', `${fleetBase}/nothing`],
      ['POST', `${fleetBase}/delete`],
      ['PUT', list],
      ['POST', '/api/v1/readers.list'],
      ['POST', '/api/v1/tokens.list'],
    ] as const) {
      const reply = await send(
        server.port,
        method,
        path,
        { ...json, ...headers },
        method === 'GET' ? undefined : '{}',
      );
      expect([reply.status, path]).toEqual([401, path]);
      expect(reply.headers['www-authenticate']).toContain('Bearer');
      expect(reply.headers['www-authenticate']).toContain('Basic realm=');
      expect(reply.text).toContain('euicc-workbench token create');
    }
    expect(asked()).toEqual([]);
  });

  test('read-only ones read, and start nothing', async () => {
    expect((await get(bearer(readingToken))).status).toBe(200);
    for (const { method, path } of fleetRoutes.filter((route) => route.method === 'POST')) {
      const reply = await send(
        server.port,
        method,
        `${fleetBase}${path}`,
        { ...json, ...bearer(readingToken) },
        '{}',
      );
      expect(code(reply)).toEqual([403, 'api_token_read_only']);
    }
    const before = asked().length;
    const rest = (call: string) =>
      send(server.port, 'POST', `/api/v1/${call}`, { ...json, ...bearer(readingToken) }, '{}');
    for (const call of Object.keys(api) as CallName[])
      if (!readingCalls.has(call)) expect([call, (await rest(call)).status]).toEqual([call, 403]);
    expect(asked()).toHaveLength(before);
    expect((await rest('readers.list')).status).toBe(200);
    expect((await rest('nothing')).status).toBe(403);
  });

  test('nothing that starts, changes or reveals is marked as reading', () => {
    const verb =
      /\.(list|get|info|parse|fromImage|read|products|quote|page|lines|ending|bulk|bulkNext|bulkEnd|bytes|search|compare|copy|time|library|picture|exchanges|outline|readings|recipes|check|functions)$/;
    for (const call of readingCalls) expect(call).toMatch(verb);
    expect([...ownersCalls].every((call) => !readingCalls.has(call))).toBe(true);
    expect([...ownersCalls].toSorted()).toEqual(
      Object.keys(api)
        .filter((call) => /^(tokens|key)\./.test(call) || call === 'data.export' || call === 'apis.set')
        .toSorted(),
    );
  });

  test('no token makes, lists or revokes tokens, switches the APIs, moves the key of the data folder, or copies the database', async () => {
    for (const call of ownersCalls) {
      const reply = await send(
        server.port,
        'POST',
        `/api/v1/${call}`,
        { ...json, ...bearer(knownToken) },
        '{}',
      );
      expect([reply.status, reply.json]).toMatchObject([403, { error: { code: 'api_owner_only' } }]);
    }
    expect(asked()).toEqual([]);
  });
});

describe('a token that is revoked meanwhile', () => {
  class Revoking extends FakeWorkbench {
    isRevoked = false;
    override async call<N extends CallName>(
      name: N,
      input: CallInput<N>,
      caller?: Caller,
    ): Promise<CallOutput<N>> {
      const answer = (value: object) => value as CallOutput<N>;
      if (name === 'tokens.check' && this.isRevoked) return answer({});
      if (name === 'fleet.bulk') return answer({ id: 1, truncated: false });
      if (name === 'fleet.bulkEnd') return answer({});
      if (name === 'fleet.bulkNext') {
        this.calls.push(name);
        this.isRevoked = this.calls.filter((one) => one === name).length === 2;
        return answer({ lines: 'carrier\r\n' });
      }
      return await super.call(name, input, caller);
    }
  }

  test('reads a list no further', async () => {
    const revoking = new Revoking();
    const { port } = await serve({ workbench: revoking });
    const reading = send(port, 'GET', `${fleetBase}/bulk`, bearer(readingToken));
    await expect(reading).rejects.toThrow();
    expect(revoking.calls.filter((name) => name === 'fleet.bulkNext')).toHaveLength(2);
  });

  test.each([`${fleetBase}/delete`, '/api/v1/readers.list'])('starts nothing: %s', async (path) => {
    const revoking = new Revoking();
    const { port } = await serve({ workbench: revoking });
    const status = await new Promise((resolve, reject) => {
      const headers = { ...json, ...bearer(knownToken) };
      const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', path, headers }, (response) =>
        resolve(response.resume().statusCode),
      );
      sent.on('error', reject);
      sent.write('{"iccid":"8999901000000000104",');
      void expect
        .poll(() => revoking.calls)
        .toContain('tokens.check')
        .then(() => {
          revoking.isRevoked = true;
          sent.end('"device_id":"sim:0"}');
        }, reject);
    });
    expect(status).toBe(401);
    expect(revoking.calls.filter((name) => name !== 'tokens.check')).toEqual([]);
  });
});

describe('wrong tokens', () => {
  /** A clock whose sleepers are told of, and sleep on while `hold` is set. */
  function sleepers() {
    const delays: number[] = [];
    const held: (() => void)[] = [];
    const state = { hold: false };
    const clock: Clock = {
      now: () => 0,
      monotonic: () => 0,
      sleep: (ms, signal) => {
        // With a signal, somebody looks after connections, which here takes no time at all.
        if (signal !== undefined)
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        delays.push(ms);
        return state.hold ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
      },
    };
    return { clock, delays, held, state };
  }

  test('are answered later and later', async () => {
    const { clock, delays } = sleepers();
    server = await serve({ clock });
    for (let count = 0; count < 9; count++) expect((await get(bearer('wrong'))).status).toBe(401);
    expect(delays).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  test('keep a right one from the same address waiting where it is new, and never have it refused', async () => {
    const { clock, held, state } = sleepers();
    server = await serve({ clock });
    expect((await get(bearer(knownToken))).status).toBe(200);
    state.hold = true;
    const wrong = Array.from({ length: 16 }, () => get(bearer('wrong')));
    await expect.poll(() => held.length).toBe(16);
    // A known one passes, as often and as many at once as it likes.
    const known = await Promise.all(Array.from({ length: 20 }, () => get(bearer(knownToken))));
    expect(known.map(({ status }) => status)).toEqual(new Array(20).fill(200));
    // Of those that were never right, no more is looked at.
    const checked = workbench.calls.length;
    const fresh = get(bearer(readingToken));
    const seventeenth = get(bearer('wrong'));
    await get(bearer(knownToken));
    expect(workbench.calls).toHaveLength(checked + 2);
    held.shift()?.();
    expect((await fresh).status).toBe(200);
    await expect.poll(() => held.length).toBe(16);
    for (const go of held) go();
    expect((await Promise.all([...wrong, seventeenth])).map(({ status }) => status)).toEqual(
      new Array(17).fill(401),
    );
  });

  test('too many at once are refused unseen', async () => {
    const { clock, held, state } = sleepers();
    server = await serve({ clock });
    state.hold = true;
    const wrong = Array.from({ length: 16 + 64 + 1 }, () => get(bearer('wrong')));
    const refused = await Promise.race(wrong);
    expect(code(refused)).toEqual([429, 'api_too_many_wrong']);
    expect(refused.headers['retry-after']).toBe('5');
    await expect.poll(() => held.length).toBe(16);
    expect(workbench.calls).toHaveLength(16);
    state.hold = false;
    for (const go of held) go();
    const statuses = (await Promise.all(wrong)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([...new Array<number>(80).fill(401), 429]);
  });

  test('one that was right and is revoked is as wrong as any', async () => {
    const { clock, delays } = sleepers();
    const revoking = new (class extends FakeWorkbench {
      revoked = false;
      override async call<N extends CallName>(name: N, input: CallInput<N>, caller?: Caller) {
        if (name === 'tokens.check' && this.revoked) return {} as CallOutput<N>;
        return await super.call(name, input, caller);
      }
    })();
    server = await serve({ workbench: revoking, clock });
    expect((await get(bearer(knownToken))).status).toBe(200);
    revoking.revoked = true;
    for (let count = 0; count < 3; count++) expect((await get(bearer(knownToken))).status).toBe(401);
    expect(delays).toEqual([50, 100, 200]);
  });
});

test('pages of a browser are refused, whatever they bear', async () => {
  for (const Origin of ['http://evil.example', `http://127.0.0.1:${server.port}`, 'null'])
    expect(code(await get({ ...bearer(knownToken), Origin }))).toEqual([403, 'api_origin']);
  expect(workbench.calls).toEqual([]);
});

test('another Host is refused before anything else', async () => {
  for (const Host of [
    'evil.example',
    `evil.example:${server.port}`,
    'localhost',
    `127.0.0.1:${server.port + 1}`,
  ])
    for (const path of [list, `${fleetBase}?size=1`])
      expect(code(await get({ ...bearer(knownToken), Host }, path))).toEqual([421, 'api_host']);
  expect(workbench.calls).toEqual([]);
  for (const Host of [`localhost:${server.port}`, `LOCALHOST:${server.port}`, `[::1]:${server.port}`])
    expect((await get({ ...bearer(knownToken), Host })).status).toBe(200);
});

test('methods that a resource does not have are refused with those that it has', async () => {
  const ask = (method: string, path: string) =>
    send(server.port, method, `${fleetBase}${path}`, { ...json, ...bearer(knownToken) });
  for (const [method, path, allowed] of [
    ['POST', '/inventory', 'GET'],
    ['GET', '/delete', 'POST'],
    ['PUT', '/operations/inventory', 'GET, POST'],
    ['DELETE', '/inventory/8999901000000000104', 'GET'],
    ['PATCH', '', 'GET'],
    ['HEAD', '/inventory', 'GET'],
  ] as const) {
    const reply = await ask(method, path);
    // An answer to HEAD has no body.
    if (method === 'HEAD') expect([reply.status, reply.text]).toEqual([405, '']);
    else expect([method, path, ...code(reply)]).toEqual([method, path, 405, 'api_method']);
    expect(reply.headers.allow).toBe(allowed);
    // A token that may only read is told the same, where nothing would be changed anyhow.
    if (method !== 'POST')
      expect(
        (await send(server.port, method, `${fleetBase}${path}`, { ...json, ...bearer(readingToken) })).status,
      ).toBe(405);
  }
  for (const path of ['/nothing', '/inventory/1/2', '/inventory/%zz', '/progress', '/operations'])
    expect([path, ...code(await ask('GET', path))]).toEqual([path, 404, 'api_path']);
});

test.each([
  ['no JSON', json, '{', 400, 'input_invalid'],
  ['nothing', json, '', 400, 'input_invalid'],
  ['a list', json, '[]', 400, 'input_invalid'],
  ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'iccid=1', 400, 'input_invalid'],
  ['a body that is too long', json, `{"iccid":"${'1'.repeat(70_000)}"}`, 413, 'frame_too_large'],
])('a body that is %s is refused', async (_what, headers, body, status, errorCode) => {
  const reply = await send(
    server.port,
    'POST',
    `${fleetBase}/delete`,
    { ...headers, ...bearer(knownToken) },
    body,
  );
  expect(code(reply)).toEqual([status, errorCode]);
  expect(reply.json).toEqual({
    error_status: status,
    error_code: errorCode,
    error_message: expect.any(String) as string,
    error_context: expect.any(Object) as object,
  });
  expect(asked()).toEqual([]);
});

test('there are no more connections than allowed', async () => {
  server = await serve({ mostConnections: 2 });
  const open = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
      socket.on('connect', () => socket.write('GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'));
      socket.on('data', () => resolve(true));
    });
  expect([await open(), await open(), await open()]).toEqual([true, true, false]);
});

describe('other machines', () => {
  const { ca, ...pair } = serverPair();

  test.each([
    [{ address: '0.0.0.0' }, 'api_remote_refused', '--tls-cert, --tls-key, --allow-remote'],
    [{ address: '192.0.2.7', ...pair }, 'api_remote_refused', '--allow-remote'],
    [{ address: '::', cert: pair.cert, allowRemote: true }, 'api_remote_refused', '--tls-key'],
    [{ address: 'example.com' }, 'api_listen_address', 'example.com'],
    [{ cert: pair.cert }, 'api_tls_unusable', 'one of'],
    [{ ...pair, key: 'no key' }, 'api_tls_unusable', ''],
    [{ hostNames: ['http://x'] }, 'api_host_name', 'http://x'],
  ])('%o is refused with what to do', (wish, errorCode, named) => {
    const error = (() => {
      try {
        return listenOptions(wish);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: errorCode, message: expect.stringContaining(named) as string });
  });

  test('loopback needs nothing, and all else everything', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '192.0.2.7', '128.0.0.1'].some(isLoopback)).toBe(false);
    expect(listenOptions({})).toEqual({ address: '127.0.0.1', hostNames: [] });
    expect(
      listenOptions({ address: '0.0.0.0', ...pair, allowRemote: true, hostNames: ['lab.test'] }),
    ).toEqual({
      address: '0.0.0.0',
      tls: pair,
      hostNames: ['lab.test'],
    });
  });

  test('are served with TLS under the names that were given, and Host and Origin are checked there too', async () => {
    server = await serve(
      listenOptions({ address: '0.0.0.0', ...pair, allowRemote: true, hostNames: ['lab.test'] }),
    );
    expect(server.address).toBe(`https://lab.test:${server.port}`);
    const ask = (headers: Readonly<Record<string, string>>) =>
      new Promise<number>((resolve, reject) => {
        httpsRequest(
          { host: '127.0.0.1', port: server.port, path: list, headers, ca, servername: serverName },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        )
          .on('error', reject)
          .end();
      });
    const Host = `lab.test:${server.port}`;
    expect(await ask({ ...bearer(knownToken), Host })).toBe(200);
    expect(await ask({ ...bearer(knownToken), Host: `0.0.0.0:${server.port}` })).toBe(421);
    expect(await ask({ ...bearer(knownToken), Host: 'lab.test' })).toBe(421);
    expect(await ask({ ...bearer(knownToken), Host, Origin: `https://${Host}` })).toBe(403);
    expect(await ask({ Host })).toBe(401);
    await expect(send(server.port, 'GET', list, bearer(knownToken))).rejects.toThrow();
  });
});

describe('tokens in the data folder', () => {
  test('one is shown once, works until it is revoked, and lies readable nowhere; a file of before is taken over', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'tokens-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
    const old = createHash('sha256').update('old').digest('base64url');
    writeFileSync(join(dataFolder, 'api-token'), `${old}\n`, { mode: 0o600 });
    const options = { dataFolder, simulator: false, connectTo: [], autoRead: false };
    let engine = await startEngine(options);
    server = await serve({ workbench: engine.workbench });
    const status = async (token: string, path = `${fleetBase}`) => (await get(bearer(token), path)).status;
    expect(await status(old)).toBe(200);
    expect(() => readFileSync(join(dataFolder, 'api-token'))).toThrow();

    const caller = { createdBy: 'tester', source: 'cli' };
    const { token, secret } = await engine.workbench.call('tokens.create', { name: 'CI' }, caller);
    expect(secret).toMatch(/^euicc_[\w-]{43}$/);
    expect(token).toMatchObject({ name: 'CI', readOnly: false, createdBy: 'tester' });
    expect(token).not.toHaveProperty('lastUsedAt');
    expect(await status(secret)).toBe(200);
    const tokens = await engine.workbench.call('tokens.list', {});
    expect(tokens.map(({ name }) => name)).toEqual(['CI', 'api-token']);
    expect(tokens[0]).toMatchObject({ lastUsedAt: expect.any(Number) as number });
    expect(JSON.stringify(tokens)).not.toContain(secret);
    await expect(engine.workbench.call('tokens.create', { name: 'CI' })).rejects.toMatchObject({
      code: 'token_name_taken',
    });
    const secrets = new Map([
      ['old', old],
      ['new', secret],
    ]);
    expect(readableIn(dataFolder, secrets)).toEqual([]);

    expect(await engine.workbench.call('tokens.revoke', { id: token.id })).toHaveProperty('revokedAt');
    expect(await status(secret)).toBe(401);
    await expect(engine.workbench.call('tokens.revoke', { id: 99 })).rejects.toMatchObject({
      code: 'token_not_found',
    });
    const again = await engine.workbench.call('tokens.create', { name: 'CI', readOnly: true });
    expect(again.secret).not.toBe(secret);
    await server.close();
    await engine.close();

    engine = await startEngine(options);
    onTestFinished(() => engine.close());
    server = await serve({ workbench: engine.workbench });
    expect([await status(old), await status(secret), await status(again.secret)]).toEqual([200, 401, 200]);
    expect(readableIn(dataFolder, new Map([...secrets, ['third', again.secret]]))).toEqual([]);
  });
});

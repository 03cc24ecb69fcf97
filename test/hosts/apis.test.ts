import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { RunningEngine } from '../../src-main/hosts/engine/open.ts';
import { startServer } from '../../src-main/hosts/server/server.ts';
import { send } from './fleet/served.ts';

let folder: string;
let engine: RunningEngine | undefined;

/** An engine as the desktop application has it; `port`: what was said at its command line. */
async function start(port?: number, serves = true): Promise<RunningEngine['workbench']> {
  engine = await startEngine({
    dataFolder: folder,
    simulator: false,
    connectTo: [],
    autoRead: false,
    ...(serves
      ? { apis: { serve: (workbench, at) => startServer({ workbench, port: at, version: '0.1.0' }), port } }
      : {}),
  });
  return engine.workbench;
}

async function end(): Promise<void> {
  await engine?.close();
  engine = undefined;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apis-'));
});
afterEach(async () => {
  await end();
  rmSync(folder, { recursive: true, force: true });
});

async function listener(port = 0): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

async function freePort(): Promise<number> {
  const { server, port } = await listener();
  await closed(server);
  return port;
}

/** The status that a script gets, or undefined where nobody listens. */
async function status(port: number, secret: string): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${secret}`, Connection: 'close' };
  return await send(port, 'GET', '/ws/v1/esim_profiles', headers).then(
    (reply) => reply.status,
    () => undefined,
  );
}

test('are off until they are switched on, and stay as they were set over restarts', async () => {
  const port = await freePort();
  let workbench = await start();
  const { secret } = await workbench.call('tokens.create', { name: 'script' });
  expect(await workbench.call('apis.get', {})).toEqual({
    available: true,
    settings: { enabled: false, port: 8080 },
  });

  const settings = { enabled: true, port };
  const on = { available: true, settings, address: `http://127.0.0.1:${port}` };
  expect(await workbench.call('apis.set', settings)).toEqual(on);
  expect(await status(port, secret)).toBe(200);
  expect(await workbench.call('apis.set', settings)).toEqual(on);
  await end();
  expect(await status(port, secret)).toBeUndefined();

  workbench = await start();
  expect(await workbench.call('apis.get', {})).toEqual(on);
  expect(await status(port, secret)).toBe(200);
  const other = await freePort();
  expect(await workbench.call('apis.set', { enabled: true, port: other })).toMatchObject({
    address: `http://127.0.0.1:${other}`,
  });
  expect([await status(port, secret), await status(other, secret)]).toEqual([undefined, 200]);

  const off = { available: true, settings: { enabled: false, port: other } };
  expect(await workbench.call('apis.set', off.settings)).toEqual(off);
  expect(await status(other, secret)).toBeUndefined();
  await end();
  workbench = await start();
  expect(await workbench.call('apis.get', {})).toEqual(off);
  expect(await status(other, secret)).toBeUndefined();
});

test('that are asked for at a port of somebody else’s stay as they were, and the reason is said', async () => {
  const { server: other, port: taken } = await listener();
  onTestFinished(() => void other.close());
  const port = await freePort();
  let workbench = await start();
  const { secret } = await workbench.call('tokens.create', { name: 'script' });
  const on = await workbench.call('apis.set', { enabled: true, port });
  await expect(workbench.call('apis.set', { enabled: true, port: taken })).rejects.toMatchObject({
    code: 'api_port_unusable',
    params: { port: taken, reason: expect.stringContaining('in use') as string },
  });
  expect(await workbench.call('apis.get', {})).toEqual(on);
  expect(await status(port, secret)).toBe(200);
  await end();

  // Taken meanwhile: the engine works without, says so, and has them when they are asked for again.
  const { server: thief } = await listener(port);
  workbench = await start();
  const without = await workbench.call('apis.get', {});
  expect(without).toMatchObject({ settings: { enabled: true, port }, error: { code: 'api_port_unusable' } });
  expect(without).not.toHaveProperty('address');
  await closed(thief);
  expect(await workbench.call('apis.set', { enabled: true, port })).toEqual(on);
  expect(await status(port, secret)).toBe(200);
});

test('are served for once at a port from the command line, and that is not kept', async () => {
  const port = await freePort();
  let workbench = await start(port);
  const { secret } = await workbench.call('tokens.create', { name: 'script' });
  expect(await workbench.call('apis.get', {})).toEqual({
    available: true,
    settings: { enabled: false, port: 8080 },
    address: `http://127.0.0.1:${port}`,
  });
  expect(await status(port, secret)).toBe(200);
  await end();
  workbench = await start();
  expect(await workbench.call('apis.get', {})).not.toHaveProperty('address');
});

test('are another’s matter where the engine was not started by the application', async () => {
  const workbench = await start(undefined, false);
  expect(await workbench.call('apis.get', {})).toEqual({
    available: false,
    settings: { enabled: false, port: 8080 },
  });
  await expect(workbench.call('apis.set', { enabled: true, port: 8080 })).rejects.toMatchObject({
    code: 'apis_not_here',
  });
  for (const port of [0, 65_536, 80.5, '80'])
    await expect(workbench.call('apis.set', { enabled: true, port: port as number })).rejects.toMatchObject({
      code: 'input_invalid',
    });
});

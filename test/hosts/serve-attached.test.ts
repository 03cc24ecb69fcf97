import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fleetBase } from '../../src-main/hosts/server/fleet/routes.ts';
import type { FleetOperation, SimulatedCode } from '../../src-shared/model/index.ts';
import { send } from './fleet/served.ts';
import { runProgram, type ServedWorkbench, serveProgram } from './run-program.ts';

/** `serve` in two processes over one data folder: the first has the engine, the second is attached to it. */
describe('serve beside an engine of another process', () => {
  let folder: string;
  let first: ServedWorkbench;
  let second: ServedWorkbench;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'attached-'));
    first = await serveProgram(folder);
    second = await serveProgram(folder);
  }, 60_000);
  afterAll(() => {
    for (const { process } of [first, second]) process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  const portOf = (served: ServedWorkbench) => Number(new URL(served.address()).port);

  function ask(served: ServedWorkbench, secret: string, method: string, path: string, body?: object) {
    const headers = {
      Authorization: `Bearer ${secret}`,
      Connection: 'close',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return send(portOf(served), method, path, headers, text);
  }

  async function token(name: string, ...options: string[]): Promise<string> {
    const made = await runProgram(['token', 'create', name, ...options, '--data', folder]);
    expect(made).toMatchObject({ code: 0 });
    return made.stdout.trim();
  }

  test('serves the fleet API in the names of its own tokens, and both see the same', {
    timeout: 60_000,
  }, async () => {
    const [lab, watcher] = [await token('lab'), await token('watcher', '--read-only')];
    const codes = (await ask(second, lab, 'POST', '/api/v1/simulator.codes', {})).json as SimulatedCode[];
    const free = codes.find(({ confirmationCode }) => confirmationCode === undefined);
    const wish = { operation: 'activate', device_id: 'sim:0', activation_code: free?.activationCode };
    const at = `${fleetBase}/operations/inventory`;
    expect((await ask(second, watcher, 'POST', at, wish)).status).toBe(403);
    const started = await ask(second, lab, 'POST', at, wish);
    expect([started.status, started.json]).toMatchObject([
      200,
      { operation: 'activate', device_id: 'sim:0', created_by: 'lab', source: 'v1/esim_profiles' },
    ]);
    const { id } = started.json as FleetOperation;
    await expect
      .poll(async () => ((await ask(second, lab, 'GET', `${at}/${id}`)).json as FleetOperation).status, {
        timeout: 30_000,
      })
      .toBe('successful');
    const [here, there] = await Promise.all(
      [second, first].map((served) => ask(served, watcher, 'GET', `${at}/${id}`)),
    );
    expect(there?.json).toEqual(here?.json);
    expect(here?.json).toMatchObject({ status: 'successful', created_by: 'lab' });
  });

  test('passes lists on as CSV, each to its own reader alone', { timeout: 30_000 }, async () => {
    const [reader, other] = [await token('reader', '--read-only'), await token('other', '--read-only')];
    const lists = await Promise.all(
      [first, second].map((served) => ask(served, reader, 'GET', `${fleetBase}/bulk`)),
    );
    expect(lists.map(({ status }) => status)).toEqual([200, 200]);
    expect(lists[1]?.text).toBe(lists[0]?.text);
    expect(lists[0]?.text.split('\r\n').length).toBeGreaterThan(2);
    // The callers that the attached host names are told apart by the engine.
    const begun = await ask(second, reader, 'POST', '/api/v1/fleet.bulk', { resource: 'inventory' });
    const { id } = begun.json as { id: number };
    const next = (secret: string) => ask(second, secret, 'POST', '/api/v1/fleet.bulkNext', { id });
    expect((await next(other)).json).toMatchObject({ error: { code: 'fleet_bulk_ended' } });
    expect((await next(reader)).json).toHaveProperty('lines');
  });

  test('opens to a token no more that was revoked elsewhere, and ends with its engine', {
    timeout: 30_000,
  }, async () => {
    const leaver = await token('leaver');
    expect((await ask(second, leaver, 'GET', fleetBase)).status).toBe(200);
    expect(await runProgram(['token', 'revoke', 'leaver', '--data', folder])).toMatchObject({ code: 0 });
    for (const served of [first, second])
      expect((await ask(served, leaver, 'GET', fleetBase)).status).toBe(401);
    const ended = new Promise((resolve) => second.process.once('exit', resolve));
    first.process.kill('SIGKILL');
    expect(await ended).not.toBe(0);
    await expect(ask(second, leaver, 'GET', fleetBase)).rejects.toThrow();
  });
});

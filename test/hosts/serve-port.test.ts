import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepServed, keptPort } from '../../src-main/hosts/server/kept-serve.ts';
import { Sessions } from '../../src-main/hosts/server/sessions.ts';
import { serveProgram } from './run-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-port-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

test('a port is kept by folder; what is damaged is as if there were none', () => {
  expect(keptPort(folder)).toBeUndefined();
  keepServed(folder, 40_123);
  expect(keptPort(folder)).toBe(40_123);
  for (const text of ['{', '{"port":0}', '{"port":"80"}', '{"port":70000}']) {
    writeFileSync(join(folder, 'serve.json'), text);
    expect(keptPort(folder)).toBeUndefined();
  }
});

test('a browser is known to the next server of the same port, for seven days; the file does not tell its cookie', () => {
  let now = 1_000_000_000_000;
  const clock = { now: () => now };
  const at = (port: number) => new Sessions(port, { secure: false, clock, keeper: keepServed(folder, port) });
  const first = at(5000);
  const header = first.open(first.token) ?? '';
  const request = { headers: { cookie: header.split(';')[0] ?? '' } } as IncomingMessage;
  const stranger = { headers: { cookie: `${request.headers.cookie}x` } } as IncomingMessage;
  expect([first.knows(request), at(5000).knows(request), at(5000).knows(stranger)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(readFileSync(join(folder, 'serve.json'), 'utf8')).not.toContain(
    request.headers.cookie?.split('=')[1],
  );
  now += 7 * 24 * 3600 * 1000;
  expect(at(5000).knows(request)).toBe(false);
  now -= 1000;
  expect(at(5000).knows(request)).toBe(true);
  // At another port nobody is known, and from then on at the one before neither.
  expect([at(5001).knows(request), at(5000).knows(request)]).toEqual([false, false]);
});

test('a window is served at the address of last time, so that a browser knows it again; at another where that is taken', {
  timeout: 90_000,
}, async () => {
  const serve = async (...options: string[]) => {
    const served = await serveProgram(folder, ['--no-simulator', ...options]);
    const { port } = new URL(served.address());
    return { port: Number(port), end: () => served.end() };
  };
  const first = await serve();
  // Beside it, attached to the same engine: it takes nothing over.
  const beside = await serve();
  expect(beside.port).not.toBe(first.port);
  await beside.end();
  expect(await first.end()).toBe(0);
  const again = await serve();
  expect(again.port).toBe(first.port);
  await again.end();
  const other = await listen(first.port);
  const elsewhere = await serve();
  expect(elsewhere.port).not.toBe(first.port);
  await elsewhere.end();
  await new Promise((done) => other.close(done));
});

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return server;
}

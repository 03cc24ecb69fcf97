import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepPort, keptPort } from '../../src-main/hosts/server/kept-port.ts';
import { serveProgram } from './run-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-port-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

test('a port is kept by folder; what is damaged is as if there were none', () => {
  expect(keptPort(folder)).toBeUndefined();
  keepPort(folder, 40_123);
  expect(keptPort(folder)).toBe(40_123);
  for (const text of ['{', '{"port":0}', '{"port":"80"}', '{"port":70000}']) {
    writeFileSync(join(folder, 'serve.json'), text);
    expect(keptPort(folder)).toBeUndefined();
  }
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

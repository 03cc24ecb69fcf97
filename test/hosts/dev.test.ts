import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { projectFolder } from './run-program.ts';

let data: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'dev-'));
});
afterEach(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(data, { recursive: true, force: true });
});

test('in development, without a desktop: the window from its source, and behind it an engine', async () => {
  const script = join(projectFolder, 'scripts/dev-browser.mjs');
  child = spawn(process.execPath, [script, '--no-simulator', '--data', data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { origin, hash } = new URL(line);

  const page = await (await fetch(`${origin}/`)).text();
  expect(page).toContain('/@vite/client');
  // A source file, in a folder that is named as the engine's path.
  expect(await (await fetch(`${origin}/api/socket.ts`)).text()).toContain('connectSocket');

  const openSession = (from: string) =>
    fetch(`${origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: from },
      body: JSON.stringify({ token: hash.replace('#token=', '') }),
    });
  expect((await openSession('https://example.com')).ok).toBe(false);
  const session = await openSession(origin);
  expect(session.ok).toBe(true);
  const cookie = (session.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';

  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api`, { headers: { cookie }, origin });
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, call: 'system.info', input: {} }));
  let answer: { id?: number; ok?: unknown };
  do answer = JSON.parse(String((await once(socket, 'message'))[0])) as typeof answer;
  while (answer.id !== 1);
  expect(answer.ok).toMatchObject({ dataFolder: data, simulator: { running: false } });
  socket.close();
});

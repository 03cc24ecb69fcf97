import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { Token } from '../../src-shared/model/index.ts';
import { startCli } from './run-cli.ts';

test('a token is made, listed and revoked at the command line, and printed once', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'token-cli-'));
  const engine = await startEngine({ dataFolder, simulator: false, connectTo: [], autoRead: false });
  onTestFinished(async () => {
    await engine.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  // Attached to the engine that runs, as beside `serve`.
  const cli = (...args: string[]) => startCli(args, engine.workbench, { dataFolder }).done;

  const made = await cli('token', 'create', 'CI job');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^euicc_[\w-]{43}\n$/) as string });
  const secret = made.stdout.trim();
  const json = await cli('token', 'create', 'watcher', '--read-only', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    token: { name: 'watcher', readOnly: true },
    secret: expect.stringMatching(/^euicc_/) as string,
  });

  const list = await cli('token', 'list');
  expect(list.stdout).toMatch(/watcher +reads .* never/);
  expect(list.stdout).toMatch(/CI job +all /);
  expect(list.stdout).not.toContain(secret);
  const tokens = JSON.parse((await cli('token', 'list', '--json')).stdout) as Token[];
  expect(tokens[0]?.createdBy).not.toBe('');

  expect(await cli('token', 'create', 'watcher')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('watcher') as string,
  });
  expect((await cli('token', 'create', '-x/')).code).toBe(2);
  expect((await cli('token', 'create', 'no/name')).code).toBe(2);
  expect((await cli('token', 'revoke', 'nobody')).code).toBe(2);
  expect(await cli('token', 'revoke', 'CI job')).toMatchObject({ code: 0, stdout: 'CI job is revoked.\n' });
  expect(await engine.workbench.call('tokens.check', { secret })).toEqual({});
  expect((await cli('token', 'revoke', String(tokens[0]?.id))).code).toBe(0);
  expect((await cli('token', 'list')).stdout.match(/revoked/g)).toHaveLength(2);
});

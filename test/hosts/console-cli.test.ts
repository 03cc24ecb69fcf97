/** The console at the command line: typed, from a file, and as a test. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseScript } from '../../src-main/hosts/cli/commands/console.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { RunningEngine } from '../../src-main/hosts/engine/open.ts';
import { lpacLog } from '../workbench/imports/samples.ts';
import { startCli } from './run-cli.ts';

const root = mkdtempSync(join(tmpdir(), 'console-cli-'));
const dataFolder = join(root, 'data');
let engine: RunningEngine;

beforeAll(async () => {
  engine = await startEngine({ simulator: true, connectTo: [], autoRead: false, dataFolder });
});
afterAll(async () => {
  await engine.close();
  rmSync(root, { recursive: true, force: true });
});

const run = (args: readonly string[], stdin?: string) =>
  startCli(['console', ...args], engine.workbench, {
    dataFolder,
    ...(stdin === undefined ? {} : { stdin }),
  }).done;
const reader = ['--reader', 'sim:0'];

test('a script is a test: its expectations are met, or exit code 1 says which is not', async () => {
  const file = join(root, 'card.txt');
  writeFileSync(file, '# a card of this lab\nGetEID\nexpect 9000\n\n00EE0000\nexpect 9000 6DXX\n');
  const good = await run(['run', file, ...reader]);
  expect([good.code, good.stderr]).toEqual([0, expect.stringContaining('2 inputs were sent')]);
  expect(good.stdout).toContain('[1] ES10c.GetEID');
  expect(good.stdout).toContain('9000 normal ending');
  const bad = await run(['run', '-', ...reader, '--json'], 'GetEID\nexpect 6A88\nGetEUICCInfo2\n');
  expect(bad.code).toBe(1);
  const told = JSON.parse(bad.stdout) as { passed: boolean; failure: string; answers: unknown[] };
  expect(told).toMatchObject({ passed: false, failure: expect.stringMatching(/^Line 2: expected 6A88/) });
  expect(told.answers).toHaveLength(1);
  const readers = await engine.workbench.call('readers.list', {});
  expect(readers.find(({ id }) => id === 'sim:0')?.operationId).toBeUndefined();
});

test('a dangerous line wants --yes, and nothing of it is sent without', async () => {
  const script = 'SetDefaultDpAddress {"defaultDpAddress":"console.example"}\nexpect 9000\n';
  expect((await run(['run', '-', ...reader], script)).code).toBe(5);
  expect((await run(['run', '-', ...reader, '--yes'], script)).code).toBe(0);
});

test('what is wrong in a script ends it with the exit code of its error', async () => {
  expect((await run(['run', '-', ...reader], 'hello\n')).code).toBe(2);
  expect((await run(['run', join(root, 'nothing.txt'), ...reader])).code).toBe(2);
  expect((await run(['run', '-', ...reader], 'expect 9000\n')).code).toBe(2);
  expect(() => parseScript('GetEID\nexpect soon')).toThrow('Line 2');
});

test('typed inputs are answered and kept for the next time, but for those with a secret', async () => {
  const typed = ['GetEID', 'help EnableProfile', '00200001083132333435FFFFFF', 'nonsense 31323334', 'exit'];
  const { code, stdout, stderr } = await run([...reader, '--yes'], `${typed.join('\n')}\n`);
  expect(code).toBe(0);
  expect(stdout).toContain('ES10c.GetEID');
  expect(stderr).toContain('profileIdentifier.iccid');
  expect(stdout + stderr).not.toContain('31323334');
  const history = join(dataFolder, 'console-history');
  expect(readFileSync(history, 'utf8')).toBe('GetEID\n');
  expect(statSync(history).mode & 0o777).toBe(0o600);
  expect(existsSync(history)).toBe(true);
});

test('functions are listed, and one with its fields', async () => {
  expect((await run(['functions'])).stdout).toContain('ES10b.GetEUICCInfo2');
  expect((await run(['functions', 'geteid'])).stdout).toContain('tagList');
});

test('trace import takes in what another program has recorded, and refuses what is cut with the place', async () => {
  const [good, cut] = [join(root, 'run.log'), join(root, 'cut.log')];
  writeFileSync(good, lpacLog());
  writeFileSync(cut, lpacLog().slice(0, -20));
  const trace = (...args: string[]) => startCli(['trace', ...args], engine.workbench, { dataFolder }).done;
  const made = await trace('import', good, '--json');
  expect(made.code).toBe(0);
  const { operation, exchanges } = JSON.parse(made.stdout) as {
    operation: { id: number; kind: string };
    exchanges: object;
  };
  expect([operation.kind, exchanges]).toEqual(['import', { apdus: 5, http: 1 }]);
  expect((await trace('import', good, '--format', 'pcap')).code).toBe(2);
  const refused = await trace('import', cut);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/cut\.log is damaged or cut at line 13/),
  ]);
  const found = await trace('search', 'fn:VERIFY', '--operation', String(operation.id), '--json');
  expect((JSON.parse(found.stdout) as { hits: object[] }).hits).toHaveLength(1);
});

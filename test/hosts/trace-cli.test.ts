import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../src-shared/bytes.ts';
import { decodedInput } from '../../src-shared/model/index.ts';
import { startCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'ew-trace-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noEngine = {
  call: () => Promise.reject(new Error('decode asks no engine')),
  subscribe: () => () => undefined,
  ready: () => Promise.resolve(),
};
const run = (args: readonly string[], stdin?: string) =>
  startCli(args, noEngine, { dataFolder: folder, ...(stdin === undefined ? {} : { stdin }) }).done;

describe('decode', () => {
  it('prints a tree, with sections where they are wanted', async () => {
    const { code, stdout } = await run(['decode', 'BF3103800105', '--sections']);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'ES10c.EnableProfile, response',
      '  ES10c.EnableProfile  [BF31]  (SGP.22 v2.5 §5.7.16)',
      '    enableResult  [80]  catBusy (5)  05  (SGP.22 v2.5 §5.7.16)',
      '',
    ]);
  });

  it('tells what is wrong below what is wrong', async () => {
    const { stdout } = await run(['decode', 'BF310481800105']);
    expect(stdout).toContain('!');
  });

  it('reads stdin and files, text and bytes, and prints JSON', async () => {
    const wanted = { kind: 'es10_request', hex: 'BF3E035C015A' };
    const json = async (args: readonly string[], stdin?: string) =>
      decodedInput.parse(JSON.parse((await run(['decode', ...args, '--json'], stdin)).stdout));
    expect(await json(['-'], 'BF3E 035C 015A\n')).toMatchObject(wanted);
    writeFileSync(join(folder, 'bytes'), fromHex('BF3E035C015A'));
    writeFileSync(join(folder, 'text'), 'vz4DXAFa');
    expect(await json(['--file', join(folder, 'bytes')])).toMatchObject(wanted);
    expect(await json(['-f', join(folder, 'text')])).toMatchObject(wanted);
  });

  it('refuses what it cannot read with exit code 2', async () => {
    for (const args of [['decode'], ['decode', 'hello!'], ['decode', 'BF', '--file', 'x']])
      expect((await run(args)).code).toBe(2);
    expect((await run(['decode', '-'], '0'.repeat(3_200_000))).stderr).toContain('can be decoded at once');
  });

  it('makes hostile text harmless', async () => {
    const { stdout } = await run(['decode', 'E30A9208411B5B316D202E42']);
    expect(stdout).toContain('profileName');
    expect(stdout).not.toContain('\u001b');
  });
});

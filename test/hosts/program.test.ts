import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OperationDetail } from '../../src-shared/model/index.ts';
import { needs } from '../summary/needs.ts';
import { program, projectFolder, runProgram } from './run-program.ts';

let data: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'program-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

async function firstCode(): Promise<string> {
  const { stdout } = await runProgram(['simulator', 'codes', '--json', '--data', data]);
  const [code] = JSON.parse(stdout) as { activationCode: string; confirmationCode?: string }[];
  if (code === undefined || code.confirmationCode !== undefined) throw new Error('no code to begin with');
  return code.activationCode;
}

const operations = async () =>
  JSON.parse((await runProgram(['operation', 'list', '--json', '--data', data])).stdout) as OperationDetail[];

/** A Node that cannot run TypeScript, as Debian and others still have it. */
function oldNode(): string | undefined {
  for (const node of ['/usr/bin/node', '/usr/local/bin/node']) {
    if (!existsSync(node)) continue;
    const [major = 0, minor = 0] = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
      .split('.')
      .map(Number);
    if (major >= 20 && (major < 22 || (major === 22 && minor < 18))) return node;
  }
  return undefined;
}

describe('the program, on its own engine and the simulated bench', () => {
  test('downloads and enables; the same code again fails with the reason', async () => {
    const code = await firstCode();
    const download = ['profile', 'download', code, '--reader', 'sim:0', '--json', '--yes', '--data', data];
    const first = await runProgram([...download, '--enable']);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ status: 'successful' });
    const shown = await runProgram(['operation', 'show', '1', '--trace', '--json', '--data', data]);
    const { steps } = JSON.parse(shown.stdout) as OperationDetail;
    const durations = [...shown.stdout.matchAll(/"durationMs": ([^,\s]+)/g)].map(([, text]) => text);
    expect(durations.length).toBeGreaterThan(steps.length);
    for (const duration of durations) expect(duration).toMatch(/^\d+(\.\d{1,3})?$/);
    expect(steps.filter((step) => step.step === undefined).map((step) => step.status)).toEqual([
      'starting',
      'download',
      'download_verify',
      'enable',
      'enable_verify',
      'successful',
    ]);
    const second = await runProgram(download);
    expect(second.code).not.toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(/\w+ \w+/) as string },
    });
    expect(first.stderr + second.stderr).not.toContain(code.split('$')[2]);
  });

  test('two at the same time share one engine', async () => {
    const both = await Promise.all(
      ['sim:0', 'sim:1'].map((reader) =>
        runProgram(['card', 'info', '-r', reader, '--json', '--data', data]),
      ),
    );
    expect(both.map((run) => run.code)).toEqual([0, 0]);
    const eids = both.map((run) => (JSON.parse(run.stdout) as { eid: string }).eid);
    expect(new Set(eids).size).toBe(2);
  });

  test.for([
    ['by itself', process.execPath],
    ['started by an older Node, which alone is killed', oldNode()],
  ])(
    'killed in mid-load, %s: the operation is there afterwards and says what is on the card',
    async ([, node], context) => {
      if (node === undefined) return context.skip('there is no Node 20 here');
      const code = await firstCode();
      const child = spawn(
        node,
        [
          program,
          'profile',
          'download',
          code,
          '-r',
          'sim:0',
          '-y',
          '--data',
          data,
          '--simulator-delay',
          '150',
        ],
        { cwd: projectFolder, stdio: 'ignore' },
      );
      children.push(child);
      const exited = new Promise((resolve) => child.on('exit', resolve));
      await expect
        .poll(async () => (await operations())[0]?.progress?.step, { timeout: 25_000, interval: 50 })
        .toBe('ES10b.LoadBoundProfilePackage');
      child.kill('SIGKILL');
      await exited;
      const [operation] = await operations();
      expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'done' } });
      const profiles = JSON.parse(
        (await runProgram(['profile', 'list', '-r', 'sim:0', '--json', '--data', data])).stdout,
      ) as { iccid: string }[];
      const installed = profiles.some((profile) => profile.iccid === operation?.iccid);
      expect(operation?.reconciliation.outcome).toBe(
        installed ? 'profile_installed' : 'profile_not_installed',
      );
    },
  );
});

describe('the program on an older Node', needs(oldNode() ? undefined : 'there is no Node 20 here'), () => {
  test('runs all the same, with its exit codes and its streams', async () => {
    const help = await runProgram(['--help'], oldNode());
    expect(help).toMatchObject({ code: 0 });
    expect(help.stdout).toContain('Usage: euicc-workbench');
    const wrong = await runProgram(['profile', 'enable', 'x', '--json', '--data', data], oldNode());
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'usage' } });
  });

  test('shows no activation code to those who list the processes', async () => {
    const secret = 'LPA:1$smdp.simulated.test$VERY-SECRET';
    const child = spawn(
      oldNode() ?? '',
      [
        program,
        'profile',
        'download',
        secret,
        '-r',
        'sim:0',
        '-y',
        '--data',
        data,
        '--simulator-delay',
        '300',
      ],
      { cwd: projectFolder, stdio: 'ignore' },
    );
    children.push(child);
    await expect.poll(async () => (await operations()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    const mine = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(mine).not.toContain('VERY-SECRET');
    expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).toContain('euicc-workbench');
  });
});

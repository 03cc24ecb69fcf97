import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../../summary/needs.ts';
import { projectFolder } from '../run-program.ts';

/** Whether a program is in the PATH. */
function has(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      readFileSync(join(folder, program));
      return true;
    } catch {
      return false;
    }
  });
}

function missing(): string | undefined {
  const absent = ['bash', 'curl', 'npx'].filter((program) => !has(program));
  return absent.length === 0 ? undefined : `${absent.join(' and ')} cannot be found`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the fleet API with curl', needs(missing()), () => {
  test('does what README.md says, command by command', { timeout: 90_000 }, async () => {
    const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
    const [, script = ''] = /## The fleet API with curl\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(script).toContain('curl');
    const folder = mkdtempSync(join(tmpdir(), 'readme-'));
    // As it stands there, but for the port, which may be somebody's here, and the files, which belong elsewhere.
    const port = String(await freePort());
    const own = script
      .replaceAll('8080', port)
      .replace('> address.txt', `> ${folder}/address.txt`)
      .replace('> openapi.json', `> ${folder}/openapi.json`);
    const shell = spawn('bash', ['-c', own], {
      cwd: projectFolder,
      detached: true,
      env: {
        ...process.env,
        PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
        EUICC_WORKBENCH_DATA: join(folder, 'data'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => {
      try {
        // With the server that it has started, should that still be there.
        if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
      } catch {
        // All of it has ended.
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    });
    let stdout = '';
    let stderr = '';
    shell.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    shell.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const code = await new Promise<number | null>((resolve) => shell.on('exit', resolve));
    expect([code, stdout], stderr).toEqual([0, expect.any(String)]);
    const lines = stdout.split('\n').map((line) => line.trimEnd());
    const path = ['starting', 'download', 'download_verify', 'enable', 'enable_verify', 'successful'];
    expect(lines.slice(0, 6), stderr).toEqual(path);
    const [transactions = '', inventory = '', head = '', row = ''] = lines.slice(6);
    expect(JSON.parse(transactions)).toMatchObject({
      count: 2,
      list: [
        { action: 'enable', status: 'complete', device_id: 'sim:0' },
        { action: 'download', status: 'complete', device_id: 'sim:0' },
      ],
    });
    const made = JSON.parse(inventory) as { list: { iccid: string }[] };
    expect(made).toMatchObject({ count: 1, list: [{ device_id: 'sim:0', status: 'active' }] });
    expect(head).toBe('carrier,customer_id,device_id,eid,iccid,id,normalized_carrier,status,type');
    expect(row).toContain(made.list[0]?.iccid);
  });
});

/** The master key of a data folder is changed: by the command line, by an engine that runs, and by one that is killed at it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runOperation } from '../../bench/lib/workbench.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import { inspectKey, openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { FakeKeychain } from '../store/fake-keychain.ts';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';

function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'key-rotate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `${text}\n`);
    return path;
  };
  const start = async (options: Partial<Parameters<typeof startEngine>[0]> = {}) => {
    const engine = await startEngine({
      dataFolder: folder,
      simulator: false,
      connectTo: [],
      autoRead: false,
      ...options,
    });
    onTestFinished(() => engine.close());
    return engine;
  };
  /** With the engine that runs in the folder. */
  const cli = (...args: string[]) => startCli(args, new FakeWorkbench(), { dataFolder: folder }).done;
  return { folder, file, start, cli };
}

describe('key rotate --master', () => {
  it('gives an engine with a simulated bench a new key while it works; all is read as before, and the old key is forgotten', async () => {
    const { folder, start, cli } = bench();
    const engine = await start({ simulator: true });
    const { workbench } = engine;
    const { id } = await runOperation(workbench, { kind: 'read_card', readerId: 'sim:0' });
    const before = await workbench.call('trace.list', { operationId: id, after: 0, limit: 1000 });
    const [sample] = await workbench.call('simulator.codes', {});
    const activationCode = sample?.activationCode ?? '';
    await workbench.call('codes.add', { codes: [{ activationCode }] });
    expect((await cli('key', 'status')).stdout).toMatch(/number 1, in store\.key/);

    expect((await cli('key', 'rotate', '--master')).stdout).toContain('Key 2 seals from now on');
    expect(await workbench.call('trace.list', { operationId: id, after: 0, limit: 1000 })).toEqual(before);
    const other = await runOperation(workbench, { kind: 'read_card', readerId: 'sim:1' });
    const sealed = await cli('key', 'reseal');
    expect([sealed.code, sealed.stdout]).toEqual([0, expect.stringMatching(/number 2[\s\S]*none/)]);
    expect(inspectKey(folder)).toMatchObject({ number: 2, older: [] });
    expect((await cli('doctor')).stdout).toMatch(/The key fits[\s\S]*keys of the vault unseal/);
    await engine.close();

    const again = (await start({ simulator: true })).workbench;
    // The state of the simulated bench is as it was: its card has what it had.
    expect((await again.call('system.info', {})).simulator.running).toBe(true);
    expect(await again.call('trace.list', { operationId: id, after: 0, limit: 1000 })).toEqual(before);
    expect(await again.call('trace.list', { operationId: other.id, after: 0, limit: 10 })).not.toEqual([]);
    expect(await again.call('codes.reveal', { id: 1 })).toMatchObject({ activationCode });
  });

  it('asks for the passphrase of a key that has one, and wants the right one', async () => {
    const { folder, file, start, cli } = bench();
    const secret = file('secret', 'open sesame');
    openKey({ folder, passphrase: 'open sesame', entropy: systemEntropy });
    const engine = await start({ passphrase: 'open sesame' });
    expect((await cli('key', 'rotate', '--master')).code).toBe(2);
    const wrong = await cli('key', 'rotate', '--master', '--passphrase-file', file('wrong', 'x'));
    expect([wrong.code, wrong.stderr]).toEqual([6, expect.stringContaining('does not open')]);
    expect(inspectKey(folder)).toMatchObject({ number: 1 });
    expect((await cli('key', 'rotate', '--master', '--passphrase-file', secret)).code).toBe(0);
    expect((await cli('key', 'reseal')).code).toBe(0);
    await engine.close();
    expect(openKey({ folder, passphrase: 'open sesame', entropy: systemEntropy })).toMatchObject({
      number: 2,
      older: [],
    });
    // Where no engine runs, the file says what it is, without being opened.
    expect((await cli('key', 'status', '--json')).stdout).toContain('"place": "passphrase"');
  });

  it('puts the new key into the keychain of the desktop', async () => {
    const { folder, start, cli } = bench();
    const keychain = new FakeKeychain();
    const engine = await start({ keychain });
    expect((await cli('key', 'rotate', '--master')).code).toBe(0);
    expect(inspectKey(folder)).toMatchObject({ kind: 'keychain', number: 2 });
    expect((await cli('key', 'reseal')).code).toBe(0);
    await engine.close();
    await (await start({ keychain })).close();
    expect(inspectKey(folder)).toMatchObject({ kind: 'keychain', number: 2, older: [] });
  });

  it('is in an export with the older keys that are still needed', async () => {
    const { folder, file, start, cli } = bench();
    const { workbench, close } = await start({ simulator: true });
    const { id } = await runOperation(workbench, { kind: 'read_card', readerId: 'sim:0' });
    const lines = await workbench.call('trace.list', { operationId: id, after: 0, limit: 1000 });
    const rotated = workbench.call('key.rotate', {});
    const paused = rotated.then(() => workbench.call('key.pauseReseal', {}));
    expect((await paused).older).toEqual([1]);
    const target = join(folder, 'target');
    const archive = [
      join(folder, 'lab.euicc'),
      '--export-passphrase-file',
      file('journey', 'for the journey'),
    ];
    expect(await cli('data', 'export', ...archive)).toMatchObject({ code: 0 });
    await close();
    const done = await startCli(['data', 'import', ...archive], new FakeWorkbench(), { dataFolder: target })
      .done;
    expect(done).toMatchObject({ code: 0 });
    const other = (await start({ dataFolder: target })).workbench;
    expect(await other.call('trace.list', { operationId: id, after: 0, limit: 1000 })).toEqual(lines);
    await other.call('key.reseal', {});
    while ((await other.call('key.status', {})).older.length > 0) await systemClock.sleep(20);
    expect(await other.call('trace.list', { operationId: id, after: 0, limit: 1000 })).toEqual(lines);
  });

  it('is gone on with in the background by an engine that stays, after a crash', async () => {
    const { folder, start } = bench();
    const first = await start();
    await first.workbench.call('key.rotate', {});
    await first.close();
    // Closed at once: what is left is done by the next that stays.
    const engine = await start({ autoRead: true });
    for (let status = await engine.workbench.call('key.status', {}); status.older.length > 0; ) {
      await systemClock.sleep(20);
      status = await engine.workbench.call('key.status', {});
    }
    expect(inspectKey(folder)).toMatchObject({ number: 2, older: [] });
  });
});

describe('kill -9', () => {
  const script = fileURLToPath(new URL('../store/reseal-child.ts', import.meta.url));

  it('at any moment of changing and sealing anew leaves a folder that opens, with all that was told to be written', async () => {
    const { folder } = bench();
    // One that a process was killed in is not told, and the next process goes on behind it.
    const told = new Set<number>();
    for (const afterMs of [0, 15, 40, 80, 160, 320, 640, 1280, 2560]) {
      // The longer ones are for a machine that has much else to do.
      if (afterMs > 320 && told.size > 6 && (inspectKey(folder)?.number ?? 0) > 2) break;
      const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      await once(child.stdout, 'data');
      await systemClock.sleep(afterMs);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      for (const line of said.split('\n').slice(0, -1)) told.add(Number(line));
      const key = openKey({ folder, entropy: systemEntropy });
      const store = openStore({ folder, clock: systemClock, entropy: systemEntropy, key });
      try {
        for (const id of told) {
          expect(store.getRequest(id)).toMatchObject({ kind: 'download', matchingId: `CODE-${id}` });
          expect(store.listTrace(id, 0, 10)).toHaveLength(3);
          expect(store.codes.reveal(store.getOperation(id)?.codeId ?? 0)).toBeDefined();
        }
      } finally {
        store.close();
      }
    }
    expect(told.size).toBeGreaterThan(6);
    expect(inspectKey(folder)?.number).toBeGreaterThan(2);
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../hosts/run-program.ts';
import { driven } from '../summary/needs.ts';
import { missing, offline, run, sandbox, sandboxEnv } from './sandbox.ts';

/** The application as it is packed for Linux, without the wrapping (`--dir`). */
describe('the packed application', driven(missing()), () => {
  let folder: string;
  let app: string;
  let program: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'packed-test-'));
    const dist = (await run(offline)).stdout.trim();
    const builder = join(projectFolder, 'node_modules/electron-builder/cli.js');
    await run(
      process.execPath,
      [builder, '--config', 'packaging/electron-builder.mjs', '--dir', `-c.directories.output=${folder}`],
      { cwd: projectFolder, env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist } },
    );
    app = join(folder, 'linux-unpacked');
    program = join(app, 'euicc-workbench');
    // It is started by another user.
    await run('chmod', ['-R', 'a+rX', folder]);
  }, 240_000);
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('has its fuses set: no Node, no debugger, no code but that of its archive', async () => {
    const wire = await getCurrentFuseWire(program);
    const set = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] as number);
    expect({
      runAsNode: set(FuseV1Options.RunAsNode),
      nodeOptions: set(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: set(FuseV1Options.EnableNodeCliInspectArguments),
      onlyFromAsar: set(FuseV1Options.OnlyLoadAppFromAsar),
      cookieEncryption: set(FuseV1Options.EnableCookieEncryption),
      integrity: set(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      fileProtocol: set(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: '0',
      nodeOptions: '0',
      inspect: '0',
      onlyFromAsar: '1',
      cookieEncryption: '1',
      integrity: '1',
      fileProtocol: '0',
    });
  });

  test('has its libraries beside the archive, where the system can load them', () => {
    const unpacked = join(app, 'resources/app.asar.unpacked/node_modules');
    expect(existsSync(join(unpacked, 'better-sqlite3/prebuilds', `linux-${process.arch}.node`))).toBe(true);
    const built = existsSync(join(projectFolder, 'native/build/Release/pcsclite.node'));
    expect(existsSync(join(unpacked, '@euicc-workbench/pcsclite/build/Release/pcsclite.node'))).toBe(built);
  });

  test('opens its window with the simulated bench, takes a code that is handed over, and ends', async () => {
    const { stdout } = await run(
      sandbox,
      [
        process.execPath,
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'drive-packed.ts'),
        program,
        join(folder, 'data', 'workbench'),
      ],
      { cwd: projectFolder, env: sandboxEnv(join(folder, 'data')) },
    );
    const seen: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(seen).toMatchObject({
      code: 'LPA:1$smdp.example.com$HANDED-OVER',
      system: { simulator: { running: true } },
      exit: 0,
      isNode: false,
    });
  }, 120_000);
});

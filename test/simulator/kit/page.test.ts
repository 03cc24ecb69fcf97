/** The examples of docs/simulator.md, as they stand there, against the package as it is packed. */

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { needs } from '../../summary/needs.ts';

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);
const npm = (args: readonly string[], cwd: string) => run('npm', [...args], { cwd, maxBuffer: 64 << 20 });

const page = readFileSync(join(root, 'docs/simulator.md'), 'utf8');
/** Code blocks that name a file. */
const examples = new Map(
  [...page.matchAll(/^```[a-z]+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => [
    file,
    code,
  ]),
);

const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');

/** Why nothing can be installed here, or undefined. */
async function whyNoRegistry(): Promise<string | undefined> {
  try {
    await npm(['ping', '--fetch-retries=0', '--fetch-timeout=3000'], root);
    return undefined;
  } catch {
    return 'no package registry is reachable';
  }
}
const noRegistry = await whyNoRegistry();

/** A folder whose modules are ours (so that nothing is fetched), and the package within it, unpacked. */
let folder: string;
let tarball: string;
beforeAll(async () => {
  mkdirSync(join(root, '.tmp'), { recursive: true });
  folder = mkdtempSync(join(root, '.tmp', 'simulator-page-'));
  const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], root);
  const [packed] = z
    .object({ filename: z.string() })
    .array()
    .parse(Object.values(JSON.parse(stdout.slice(stdout.search(/^[[{]/m)))));
  tarball = join(folder, packed?.filename ?? '');
  const installed = join(folder, 'node_modules', 'euicc-workbench');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['xzf', tarball, '-C', installed, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const [file, code] of examples) writeFileSync(join(folder, file), code);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = () => ({ ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: '' });

/** What the plain script prints, whose chance is seeded and whose time stands still. */
const printed = (text: string) => text.replaceAll(/localhost:\d+/g, 'localhost:PORT');

describe('docs/simulator.md', () => {
  it('has an example for Vitest, for Playwright and for a plain script', () => {
    expect([...examples.keys()]).toEqual(['bench.test.ts', 'bench.spec.ts', 'bench.mjs']);
  });

  it('its Vitest fixture runs', async () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const config = join(folder, 'vitest.config.mjs');
    writeFileSync(config, `export default { test: { include: ['bench.test.ts'], exclude: [] } };`);
    const { stdout } = await run(process.execPath, [vitest, 'run', '--root', folder, '--config', config], {
      env: environment(),
    });
    expect(stdout).toMatch(/Tests\s+3 passed/);
  });

  describe(
    'its Playwright fixture',
    needs(existsSync(playwright) ? undefined : '@playwright/test is not installed'),
    () => {
      it('runs', async () => {
        const { stdout } = await run(
          process.execPath,
          [playwright, 'test', '--config', folder, 'bench.spec.ts'],
          {
            env: environment(),
            cwd: folder,
          },
        );
        expect(stdout).toMatch(/1 passed/);
      });
    },
  );

  it('its plain script runs, the same way each time', async () => {
    const once = async () =>
      (await run(process.execPath, ['bench.mjs'], { cwd: folder, env: environment() })).stdout;
    const first = await once();
    expect(first).toContain('0070000001 019000');
    expect(printed(await once())).toBe(printed(first));
  });

  it('its types are right for TypeScript as strict as it gets', async () => {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2024',
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: true,
          noEmit: true,
          types: ['node'],
        },
        files: ['bench.test.ts'],
      }),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await expect(run(process.execPath, [tsc, '-p', folder])).resolves.toMatchObject({ stdout: '' });
  });
});

describe('the packed package', () => {
  it('needs nothing at run time but its dependencies', () => {
    const main = join(folder, 'node_modules/euicc-workbench/out/main');
    const manifest = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const sources = readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    );
    const imported = new Set(
      sources.flatMap((file) =>
        [
          ...readFileSync(join(main, file), 'utf8').matchAll(
            /^import (?:[^'"\n]* from )?["']([^."'][^"']*)["'];?$/gm,
          ),
        ].map(([, name = '']) => name.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1')),
      ),
    );
    expect(imported).toContain('better-sqlite3');
    const known = new Set([...Object.keys(manifest.dependencies), ...builtinModules, 'electron']);
    expect([...imported].filter((name) => !known.has(name.replace(/^node:/, '')))).toEqual([]);
  });

  describe('installed into a fresh folder', needs(noRegistry), () => {
    it('gives createBench and the command', async () => {
      const fresh = mkdtempSync(join(tmpdir(), 'simulator-fresh-'));
      try {
        writeFileSync(join(fresh, 'package.json'), JSON.stringify({ name: 'fresh', type: 'module' }));
        await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], fresh);
        writeFileSync(join(fresh, 'bench.mjs'), examples.get('bench.mjs') ?? '');
        const { stdout } = await run(process.execPath, ['bench.mjs'], { cwd: fresh, env: environment() });
        expect(stdout).toContain('0070000001 019000');
        const command = join(fresh, 'node_modules/euicc-workbench/bin/euicc-workbench.mjs');
        const version = await run(process.execPath, [command, '--version'], { cwd: fresh });
        expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
      } finally {
        rmSync(fresh, { recursive: true, force: true });
      }
    }, 180_000);
  });
});

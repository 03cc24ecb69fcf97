import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'electron-vite';
import { build, type Plugin } from 'vite';
import { declarations, rendererConfig } from './vite.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The entries that exist, by the name of their output. */
function entries(files: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const found = Object.entries(files).filter(([, file]) => existsSync(at(file)));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, file]) => [name, at(file)]));
}

/** Small files are opened one by one, and modules are linked slowly: what is waited for at a start is one script, each. */
const scripts = {
  electron: './src-main/hosts/electron/start.ts',
  desktop: './src-main/hosts/electron/boot.ts',
  'engine-process': './src-main/hosts/electron/engine-start.ts',
  engine: './src-main/hosts/electron/engine-process.ts',
  'bench-worker': './src-main/simulator/bench-worker.ts',
  'reading-worker': './src-main/workbench/reading-worker.ts',
};

/** Of declarations, what nobody uses goes. A package that is loaded when it is wanted is not loaded at the start as well. */
const moduleSideEffects = (id: string, external: boolean) => !external && !declarations.test(id);

/** What has binaries of its own, or finds files beside its own, stays where it was installed. */
const bundled = ['zod', 'xstate', 'asn1js', 'pkijs', '@noble/curves', 'ws', 'commander', 'csv-parse'];

const { dependencies } = JSON.parse(readFileSync(at('./package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const installed = Object.keys(dependencies).filter((name) => !bundled.includes(name));

function buildScripts(): Plugin {
  return {
    name: 'scripts',
    apply: 'build',
    async closeBundle() {
      for (const [name, file] of Object.entries(scripts))
        await build({
          configFile: false,
          logLevel: 'warn',
          publicDir: false,
          ssr: { noExternal: true },
          build: {
            ssr: true,
            outDir: at('./out/main'),
            emptyOutDir: false,
            sourcemap: true,
            minify: false,
            target: 'node24',
            rolldownOptions: {
              input: at(file),
              treeshake: { moduleSideEffects },
              platform: 'node',
              external: [
                'electron',
                /^node:/,
                ...builtinModules,
                ...installed.map((module) => new RegExp(`^${module}(/|$)`)),
              ],
              output: { format: 'cjs', codeSplitting: false, entryFileNames: `${name}.cjs` },
            },
          },
        });
    },
  };
}

const main = entries({
  // What `euicc-workbench/simulator` is in an installed package, where Node strips no types.
  simulator: './src-main/simulator/index.ts',
  // What `bin/euicc-workbench.mjs` runs where the source is not there.
  cli: './src-main/hosts/cli/main.ts',
});
const preload = entries({ preload: './src-main/hosts/electron/preload.ts' });

const config: UserConfig = { renderer: rendererConfig };

if (main !== undefined)
  config.main = {
    plugins: [buildScripts()],
    build: {
      outDir: at('./out/main'),
      sourcemap: true,
      externalizeDeps: { exclude: bundled },
      rolldownOptions: {
        input: main,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  };

if (preload !== undefined)
  config.preload = {
    build: {
      outDir: at('./out/preload'),
      // A sandboxed preload can load nothing but Electron: everything else goes into its one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: preload,
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };

export default defineConfig(config);

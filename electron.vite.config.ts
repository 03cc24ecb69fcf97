import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'electron-vite';
import { rendererConfig } from './vite.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The entries that exist, by the name of their output. */
function entries(files: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const found = Object.entries(files).filter(([, file]) => existsSync(at(file)));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, file]) => [name, at(file)]));
}

const main = entries({
  electron: './src-main/hosts/electron/start.ts',
  'engine-process': './src-main/hosts/electron/engine-start.ts',
  'bench-worker': './src-main/simulator/bench-worker.ts',
  'reading-worker': './src-main/workbench/reading-worker.ts',
  // What `euicc-workbench/simulator` is in an installed package, where Node strips no types.
  simulator: './src-main/simulator/index.ts',
  // What `bin/euicc-workbench.mjs` runs where the source is not there.
  cli: './src-main/hosts/cli/main.ts',
});
const preload = entries({ preload: './src-main/hosts/electron/preload.ts' });

const config: UserConfig = { renderer: rendererConfig };

if (main !== undefined)
  config.main = {
    build: {
      outDir: at('./out/main'),
      sourcemap: true,
      // Hundreds of small files take longer to open than to run. What has binaries of its own stays where it was installed.
      externalizeDeps: {
        exclude: ['zod', 'xstate', 'asn1js', 'pkijs', '@noble/curves', 'ws', 'commander', 'csv-parse'],
      },
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

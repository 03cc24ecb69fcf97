import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Modules that do nothing but declare: whoever takes one thing from a barrel of them does not get the others. */
export const declarations = /src-shared.(api|model|errors|texts)\b/;

/**
 * The window. One build serves Electron (app protocol) and the loopback server: addresses are relative, and nothing is
 * inline, so that `default-src 'none'; script-src 'self'; style-src 'self'` refuses nothing.
 */
export const rendererConfig = {
  root: at('./src-renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: at('./out/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // A data: font or script would want a looser policy; small pictures may stay files too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    minify: true,
    cssMinify: true,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    rolldownOptions: {
      input: at('./src-renderer/index.html'),
      treeshake: { moduleSideEffects: (id: string) => !declarations.test(id) },
      output: {
        // What the first page wants in a few files: each is a way through the main process, which starts the engine meanwhile.
        codeSplitting: {
          groups: [
            {
              name: 'first',
              priority: 1,
              test: /node_modules.(react|react-dom|scheduler|@mantine|zod|lucide-react|clsx|@floating-ui)\b|src-renderer.(api|app|bench|shell|state|ui)\b/,
            },
            // What frames are checked against, when the first picture stands.
            { name: 'contract', test: /src-shared.(api|model)\b/ },
          ],
        },
      },
    },
  },
} satisfies UserConfig;

export default defineConfig(rendererConfig);

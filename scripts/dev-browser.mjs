// The window from its source in a browser: Vite serves it, and passes on to an engine of its own (`serve`) what goes there.
// Run by `npm run dev` on the project's Node where there can be no desktop window.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';
import { root } from './lib/run.mjs';

const host = '127.0.0.1';
const cli = join(root, 'bin', 'euicc-workbench.mjs');
const engine = spawn(process.execPath, [cli, 'serve', ...process.argv.slice(2)], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
// Ctrl-C reaches the engine by itself; both end when it has.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => engine.kill('SIGTERM'));
engine.on('exit', (code) => process.exit(code ?? 1));

/** Vite for the engine at `target`. Gives the address at which the window is. */
async function serveWindow(target) {
  let own;
  /** The engine takes requests of its own page only: ours is that page. Other pages stay what they are, and are refused. */
  const asOwn = (outgoing, request) => {
    if (request.headers.origin === own) outgoing.setHeader('origin', target);
  };
  const passOn = {
    target,
    changeOrigin: true,
    configure: (proxy) => proxy.on('proxyReq', asOwn).on('proxyReqWs', asOwn),
  };
  const vite = await createServer({
    configFile: join(root, 'vite.config.ts'),
    // The window's own sources lie under /api/ too: only the WebSocket's exact path is the engine's.
    server: { host, proxy: { '^/session$': passOn, '^/api$': { ...passOn, ws: true } } },
  });
  await vite.listen();
  own = `http://${host}:${vite.httpServer.address().port}`;
  return own;
}

let served;
for await (const line of createInterface({ input: engine.stdout })) {
  const { origin, hash } = new URL(line);
  served ??= serveWindow(origin);
  process.stdout.write(`${await served}/${hash}\n`);
}

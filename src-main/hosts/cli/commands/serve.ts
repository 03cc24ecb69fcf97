import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { packageFolder, workbenchVersion } from '../../engine/version.ts';
import { startServer } from '../../server/server.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

/** Serves until Ctrl-C. Each address that can be opened is one line on stdout; everything else is on stderr. */
export async function serve(context: Context, options: { readonly port: number }): Promise<number> {
  const { output, streams, interrupted, dataFolder } = context;
  const rendererFolder = join(packageFolder(), 'out', 'renderer');
  if (!existsSync(join(rendererFolder, 'index.html')))
    output.note('The window is not built (npm run build); only the API is served.');
  const engine = await context.engine({ stays: true });
  let first = true;
  const server = await startServer({
    workbench: engine,
    port: options.port,
    rendererFolder,
    dataFolder,
    version: workbenchVersion(),
    onAddress: (address) => {
      output.note(
        first
          ? 'Open this address in a browser on this machine (it can be used once; Ctrl-C ends the server):'
          : 'The address has been used. For another browser or tab:',
      );
      first = false;
      streams.stdout.write(`${address}\n`);
    },
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkbenchError(
      'usage',
      { reason: `Port ${options.port} cannot be had: ${reason}` },
      { cause: error },
    );
  });
  try {
    await Promise.race([
      engine.gone.then(() => Promise.reject(new WorkbenchError('engine_gone'))),
      new Promise<void>((resolve) => {
        if (interrupted.aborted) resolve();
        interrupted.addEventListener('abort', () => resolve(), { once: true });
      }),
    ]);
  } finally {
    await server.close();
  }
  return exitCodes.ok;
}

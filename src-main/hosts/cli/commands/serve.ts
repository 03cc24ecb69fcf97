import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkbenchApi } from '../../../../src-shared/api.ts';
import { endingLine } from '../../../../src-shared/ending-line.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { packageFolder, workbenchVersion } from '../../engine/version.ts';
import { keepPort, keptPort } from '../../server/kept-port.ts';
import { listenOptions } from '../../server/listen.ts';
import { startServer } from '../../server/server.ts';
import { type Context, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly listen?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly allowRemote?: boolean;
  readonly hostName?: readonly string[];
}

const read = async (file: string | undefined) => (file === undefined ? undefined : await readText(file));

/** Says what becomes of operations that run: who has pressed Ctrl-C may have to wait for a card that is being written. */
async function tellEnding(engine: WorkbenchApi, output: Context['output']): Promise<void> {
  for (const operation of await engine.call('operations.ending', {}).catch(() => []))
    output.note(endingLine(operation));
}

/** Serves until Ctrl-C. Each address that can be opened is one line on stdout; everything else is on stderr. */
export async function serve(context: Context, options: ServeOptions): Promise<number> {
  const { output, streams, interrupted } = context;
  const where = listenOptions({
    address: options.listen,
    cert: await read(options.tlsCert),
    key: await read(options.tlsKey),
    allowRemote: options.allowRemote,
    hostNames: options.hostName,
  });
  const rendererFolder = join(packageFolder(), 'out', 'renderer');
  if (!existsSync(join(rendererFolder, 'index.html')))
    output.note('The window is not built (npm run build); only the API is served.');
  const engine = await context.engine({ stays: true });
  let first = true;
  function onAddress(address: string): void {
    output.note(
      first
        ? 'Open this address in a browser (it can be used once; Ctrl-C ends the server):'
        : 'The address has been used. For another browser or tab:',
    );
    first = false;
    streams.stdout.write(`${address}\n`);
  }
  const startAt = (port: number) =>
    startServer({
      workbench: engine,
      ...where,
      port,
      version: workbenchVersion(),
      window: { folder: rendererFolder, onAddress },
    });
  // Beside an engine of another process, the port is that one's.
  const keeps = options.port === undefined && engine.own;
  const kept = keeps ? keptPort(context.dataFolder) : undefined;
  const server = await startAt(options.port ?? kept ?? 0).catch((error: unknown) => {
    if (kept === undefined) throw error;
    return startAt(0);
  });
  if (keeps) keepPort(context.dataFolder, server.port);
  try {
    await Promise.race([
      engine.gone.then(() => Promise.reject(new WorkbenchError('engine_gone'))),
      new Promise<void>((resolve) => {
        if (interrupted.aborted) resolve();
        interrupted.addEventListener('abort', () => resolve(), { once: true });
      }),
    ]);
    if (engine.own) await tellEnding(engine, output);
  } finally {
    await server.close();
  }
  return exitCodes.ok;
}

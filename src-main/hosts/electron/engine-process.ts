/** The engine in a process of its own (Electron's utilityProcess): it alone opens the database and the readers. */

import type {} from 'electron';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { startEngine } from '../engine/compose.ts';
import type { RunningEngine } from '../engine/open.ts';
import { workbenchVersion } from '../engine/version.ts';
import type { RunningServer } from '../server/server.ts';
import { type FromEngineProcess, type ToEngineProcess, toEngineProcess } from './channels.ts';
import { remoteKeychain } from './keychain.ts';

let engine: Promise<RunningEngine> | undefined;

function tell(message: FromEngineProcess): void {
  process.parentPort.postMessage(message);
}

const { keychain, answered } = remoteKeychain(tell);

async function start(message: Extract<ToEngineProcess, { type: 'start' }>): Promise<void> {
  const { dataFolder, simulator, connectTo, passphrase, apiPort } = message;
  const apis = { serve: serveApis, port: apiPort };
  engine = startEngine({
    dataFolder,
    simulator,
    simulatorLater: true,
    connectTo,
    passphrase,
    keychain,
    apis,
    autoRead: true,
  });
  try {
    const { workbench } = await engine;
    // Said to be started when the APIs are served, or cannot be.
    await workbench.call('apis.get', {});
    tell({ type: 'started' });
  } catch (error) {
    const { code, params } = toWorkbenchError(error).toData();
    tell({ type: 'failed', error: { code, params: { ...params } } });
  }
}

/** The same server as that of `serve`, for scripts alone. */
async function serveApis(workbench: WorkbenchApi, port: number): Promise<RunningServer> {
  const { startServer } = await import('../server/server.ts');
  const server = await startServer({ workbench, port, version: workbenchVersion() });
  process.stderr.write(`The APIs are served at ${server.address}\n`);
  return server;
}

async function close(): Promise<void> {
  const running = await engine?.catch(() => undefined);
  await running?.close();
  process.exit(0);
}

process.parentPort.on('message', ({ data }: { data: unknown }) => {
  const message = toEngineProcess.parse(data);
  if (message.type === 'keychain') answered(message);
  else void (message.type === 'start' ? start(message) : close());
});

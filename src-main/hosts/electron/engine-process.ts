/** The engine in a process of its own (Electron's utilityProcess): it alone opens the database and the readers. */

import type {} from 'electron';
import { toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { startEngine } from '../engine/compose.ts';
import type { RunningEngine } from '../engine/open.ts';
import { type FromEngineProcess, type ToEngineProcess, toEngineProcess } from './channels.ts';

let engine: Promise<RunningEngine> | undefined;

function tell(message: FromEngineProcess): void {
  process.parentPort.postMessage(message);
}

async function start(message: Extract<ToEngineProcess, { type: 'start' }>): Promise<void> {
  const { dataFolder, simulator, connectTo, passphrase } = message;
  engine = startEngine({ dataFolder, simulator, connectTo, passphrase, autoRead: true });
  try {
    await engine;
    tell({ type: 'started' });
  } catch (error) {
    const { code, params } = toWorkbenchError(error).toData();
    tell({ type: 'failed', error: { code, params: { ...params } } });
  }
}

async function close(): Promise<void> {
  const running = await engine?.catch(() => undefined);
  await running?.close();
  process.exit(0);
}

process.parentPort.on('message', ({ data }: { data: unknown }) => {
  const message = toEngineProcess.parse(data);
  void (message.type === 'start' ? start(message) : close());
});

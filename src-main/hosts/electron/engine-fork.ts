import { join } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import { packageFolder } from '../engine/version.ts';

/** Starts the engine's process, which waits to be told how to start the engine. Electron must be ready. */
export function forkEngine(): UtilityProcess {
  return utilityProcess.fork(join(packageFolder(), 'out', 'main', 'engine-process.cjs'), [], {
    serviceName: 'eUICC Workbench engine',
    stdio: 'inherit',
  });
}

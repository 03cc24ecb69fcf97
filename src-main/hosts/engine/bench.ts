/** The simulated bench as an engine uses it. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type SimulatedBench, startSimulatedBench } from '../../simulator/bench.ts';
import { packageFolder } from './version.ts';

/** Starts the bench, which keeps its state in `folder`. In a bundle its worker is an entry of its own. */
export async function startBench(folder: string, apduDelayMs: number): Promise<SimulatedBench> {
  const bundled = !import.meta.url.endsWith('.ts');
  return await startSimulatedBench({
    folder,
    apduDelayMs,
    ...(bundled ? { worker: pathToFileURL(join(packageFolder(), 'out', 'main', 'bench-worker.js')) } : {}),
  });
}

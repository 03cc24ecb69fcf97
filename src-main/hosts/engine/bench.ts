/** The simulated bench as an engine uses it. */

import { type SimulatedBench, startSimulatedBench } from '../../simulator/bench.ts';
import { workerModule } from './worker-module.ts';

/** Starts the bench, which keeps its state in `folder`. */
export async function startBench(folder: string, apduDelayMs: number): Promise<SimulatedBench> {
  return await startSimulatedBench({ folder, apduDelayMs, ...workerModule('bench-worker') });
}

/** The simulated bench as an engine uses it. */

import type { KeyObject } from 'node:crypto';
import { type SimulatedBench, startSimulatedBench } from '../../simulator/bench.ts';
import { workerModule } from './worker-module.ts';

/** Starts the bench, which keeps its state in `folder`, sealed. */
export async function startBench(
  folder: string,
  apduDelayMs: number,
  sealingKey: KeyObject,
): Promise<SimulatedBench> {
  return await startSimulatedBench({ folder, apduDelayMs, sealingKey, ...workerModule('bench-worker') });
}

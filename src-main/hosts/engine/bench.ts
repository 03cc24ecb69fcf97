/** The simulated bench as an engine uses it. */

import type { KeyObject } from 'node:crypto';
import { type SimulatedBench, startSimulatedBench } from '../../simulator/bench.ts';
import { workerModule } from './worker-module.ts';

/** Starts the bench, which keeps its state in `folder`, sealed. */
export async function startBench(
  folder: string,
  {
    cards,
    ...options
  }: {
    readonly apduDelayMs: number;
    /** Readers with a card each. Default: as many as the simulator has by itself. */
    readonly cards: number | undefined;
    readonly sealingKey: KeyObject;
  },
): Promise<SimulatedBench> {
  return await startSimulatedBench({
    folder,
    ...options,
    ...(cards === undefined ? {} : { cards }),
    ...workerModule('bench-worker'),
  });
}

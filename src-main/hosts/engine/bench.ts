/** The simulated bench as an engine uses it. */

import type { KeyObject } from 'node:crypto';
import { type OpenedBench, openSimulatedBench } from '../../simulator/bench.ts';
import { workerModule } from './worker-module.ts';

/** Opens the bench, which keeps its state in `folder`, sealed. */
export async function openBench(
  folder: string,
  {
    cards,
    restMs,
    ...options
  }: {
    readonly apduDelayMs: number;
    /** Readers with a card each. Default: as many as the simulator has by itself. */
    readonly cards: number | undefined;
    readonly sealingKey: KeyObject;
    /** How long its worker is not begun, where the bench is known without it. */
    readonly restMs: number;
  },
): Promise<OpenedBench> {
  return await openSimulatedBench(
    {
      folder,
      ...options,
      ...(cards === undefined ? {} : { cards }),
      ...workerModule('bench-worker'),
    },
    restMs,
  );
}

/** The simulated bench as an engine uses it. */

import type { SimulatedCode } from '../../../src-shared/model/index.ts';
import type { ReaderProvider } from '../../card/port.ts';

export interface Bench {
  readonly readers: ReaderProvider;
  /** Its SM-DP+: the address in the activation codes, and where that is reached. */
  readonly smdp: { readonly address: string; readonly host: string; readonly port: number };
  /** The roots that its servers are checked against (DER). */
  readonly trustAnchors: readonly Uint8Array[];
  codes(): Promise<SimulatedCode[]>;
  close(): Promise<void>;
}

/** Starts the bench, which keeps its state in `folder`. */
export async function startBench(_folder: string): Promise<Bench> {
  throw new Error('not yet');
}

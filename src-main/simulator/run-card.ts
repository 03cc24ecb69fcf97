/** `simulator card`: a virtual eUICC in a reader that pcscd has through vpcd. */

import type { Clock, Entropy } from '../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { eidOfCard } from './bench-eid.ts';
import { createFileStateStore, createVirtualEuicc, type EuiccConfigInput } from './euicc/index.ts';
import { loadOrMakePkis } from './rsp-server/index.ts';
import { connectVpcd } from './vpcd-bridge.ts';

export interface RunCardOptions {
  readonly vpcd: { readonly host: string; readonly port: number };
  /** Where the PKI is; one is made where the folder is empty or missing. */
  readonly pkiDir: string;
  /** Where the card keeps its state. */
  readonly stateFile: string;
  /** Milliseconds that the card takes for each APDU. */
  readonly apduDelayMs?: number;
  readonly config?: EuiccConfigInput;
  /** Takes the card out. */
  readonly signal: AbortSignal;
  /** One line for people at a time. */
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}

/**
 * Puts the card in and resolves when it is out again: taken out through the signal, or since pcscd went away. Rejects
 * as `connectVpcd` and `createVirtualEuicc` do.
 */
export async function runCard(options: RunCardOptions): Promise<'removed' | 'reader_gone'> {
  const { vpcd, signal, log, apduDelayMs = 0, clock = systemClock, entropy = systemEntropy } = options;
  const address = 'smdp.simulated.test';
  const { pkis, made } = loadOrMakePkis({
    pkiDir: options.pkiDir,
    address,
    eid: eidOfCard(0),
    clock,
    entropy,
  });
  if (made) log(`A new PKI is in ${options.pkiDir}`);
  const card = createVirtualEuicc({
    pki: pkis,
    clock,
    entropy,
    state: createFileStateStore(options.stateFile),
    config: { apduDelay: { fixedMs: apduDelayMs, perByteMs: 0 }, ...options.config },
  });
  const bridge = await connectVpcd({ ...vpcd, card, signal, clock });
  log(`eUICC ${card.chip.eid} is in the reader of vpcd at ${vpcd.host}:${vpcd.port}`);
  const end = await bridge.ended;
  log(end === 'removed' ? 'The card is out' : 'The reader is gone');
  return end;
}

/** `simulator card`: a virtual eUICC in a reader that pcscd has through vpcd. */

import type { FaultRuleState } from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { eidOfCard } from './bench-eid.ts';
import { createFileStateStore, createVirtualEuicc, type EuiccConfigInput } from './euicc/index.ts';
import { type FaultRule, FaultRules, withApduFaults } from './faults/index.ts';
import { loadOrMakePkis } from './rsp-server/index.ts';
import { connectVpcd, type VpcdBridge } from './vpcd-bridge.ts';

/** pcscd looks every 400 ms whether a card is there; one that is back before that was never out. */
const noticeMs = 1000;

export interface RunCardOptions {
  readonly vpcd: { readonly host: string; readonly port: number };
  /** Where the PKI is; one is made where the folder is empty or missing. */
  readonly pkiDir: string;
  /** Where the card keeps its state. */
  readonly stateFile: string;
  readonly config?: EuiccConfigInput;
  /** EID, 32 digits; absent: that of the PKI. */
  readonly eid?: string;
  /** What is to go wrong with the card and at its contacts. */
  readonly rules?: readonly FaultRule[];
  /** Takes the card out. */
  readonly signal: AbortSignal;
  /** One line for people at a time. */
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}

/** How it ended, and what the fault rules did. */
export interface CardRun {
  readonly end: 'removed' | 'reader_gone';
  readonly rules: readonly FaultRuleState[];
}

/**
 * Puts the card in and resolves when it is out again: taken out through the signal or by a fault, or since pcscd went
 * away. A fault that removes the card for a time puts it in again. Rejects as `connectVpcd` and `createVirtualEuicc` do.
 */
export async function runCard(options: RunCardOptions): Promise<CardRun> {
  const { vpcd, signal, log, clock = systemClock, entropy = systemEntropy } = options;
  const address = 'smdp.simulated.test';
  const { pkis, made } = loadOrMakePkis({
    pkiDir: options.pkiDir,
    address,
    eid: eidOfCard(0),
    clock,
    entropy,
  });
  if (made) log(`A new PKI is in ${options.pkiDir}`);
  const rules = new FaultRules({ entropy, rules: options.rules ?? [] });
  const ofPki = pkis.find((pki) => pki.euicc !== undefined)?.euicc?.certificate.subject.serialNumber;
  const eid = options.eid ?? ofPki ?? '';
  const faults = rules.forCard({ eid });
  const card = createVirtualEuicc({
    pki: pkis,
    clock,
    entropy,
    state: createFileStateStore(options.stateFile),
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.eid === undefined ? {} : { eid: options.eid }),
    faults,
  });
  let bridge: VpcdBridge | undefined;
  /** Milliseconds until the card is back, of a removal by a fault. */
  let backAfterMs: number | undefined;
  const contacts = withApduFaults(card, {
    faults,
    clock,
    entropy,
    onRemoval: async (back) => {
      log('A fault takes the card out');
      backAfterMs = back;
      // Not waited for: the command at work, which is this one, has to end first.
      void bridge?.remove();
    },
  });
  for (;;) {
    backAfterMs = undefined;
    bridge = await connectVpcd({ ...vpcd, card: contacts, signal, clock });
    log(`eUICC ${card.chip.eid} is in the reader of vpcd at ${vpcd.host}:${vpcd.port}`);
    const end = await bridge.ended;
    if (end === 'power_lost') {
      log('The card lost its power and is put in again');
      backAfterMs = 0;
    }
    if (backAfterMs !== undefined && (await sleptFor(Math.max(backAfterMs, noticeMs), clock, signal)))
      continue;
    log(end === 'removed' ? 'The card is out' : 'The reader is gone');
    return { end: end === 'reader_gone' ? end : 'removed', rules: rules.list() };
  }
}

/** False where the signal came first. */
async function sleptFor(ms: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  await clock.sleep(ms, signal).catch(() => {});
  return !signal.aborted;
}

import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { CardFaults } from '../faults/ports.ts';
import type { Pki } from '../pki/index.ts';
import { EuiccCard } from './card.ts';
import { type EuiccConfigInput, parseEuiccConfig } from './config.ts';
import type { StateStore } from './state.ts';

export {
  type EuiccConfig,
  type EuiccConfigInput,
  euiccConfigSchema,
  parseEuiccConfigText,
} from './config.ts';
export {
  bppErrors,
  type Es8FunctionData,
  type Es10FunctionData,
  type Es10Name,
  es8Functions,
  es10Functions,
} from './functions.ts';
export { durationsOfRecording } from './recording.ts';
export type { CardState, StateStore, StoredNotification, StoredProfile } from './state.ts';
export { createFileStateStore, createMemoryStateStore } from './store.ts';
export { ApduKinds, apduKinds, type Durations } from './timing.ts';
export type { EuiccCard };

export interface VirtualEuiccOptions {
  /** One PKI for each CI, the preferred one first. */
  readonly pki: Pki | readonly Pki[];
  /**
   * EID, 32 digits. Default: that of the first eUICC certificate. For another one each EUM with its private key
   * certifies a key of this card, which is kept with its state.
   */
  readonly eid?: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly state: StateStore;
  readonly config?: EuiccConfigInput;
  /** What is to go wrong; absent: nothing. */
  readonly faults?: CardFaults;
}

function isList(pki: Pki | readonly Pki[]): pki is readonly Pki[] {
  return Array.isArray(pki);
}

/**
 * A virtual eUICC as SGP.22 v2.5 describes it, without power until `powerOn`. Throws `pki_incomplete` where no PKI has
 * an eUICC certificate with its key, or no EUM one for another EID, `simulator_config_invalid`, `simulator_state_corrupt` and
 * `simulator_state_foreign` for what they say.
 */
export function createVirtualEuicc(options: VirtualEuiccOptions): EuiccCard {
  return new EuiccCard({
    pkis: isList(options.pki) ? options.pki : [options.pki],
    clock: options.clock,
    entropy: options.entropy,
    store: options.state,
    config: parseEuiccConfig(options.config),
    ...(options.eid === undefined ? {} : { eid: options.eid }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
}

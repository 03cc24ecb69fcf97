/** What can be told of a card before a server is asked to give it a profile. */

import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { cardResources } from '../es10/index.ts';
import type { EUICCInfo1, EUICCInfo2 } from '../rsp/index.ts';
import type { OperationRun } from './run.ts';

/**
 * Before the first call (SGP.22 v2.5 §3.0.1): without CI keys for both directions no server can be met, and the version
 * has to be one that this LPA speaks. CI keys of which none is known here are remarked: server and card may know each
 * other all the same, since TLS and RSP may have different roots.
 * @throws WorkbenchError card_without_ci_keys, card_version_unsupported
 */
export function checkBeforeFirstCall(run: OperationRun, info1: EUICCInfo1): void {
  const { svn, euiccCiPKIdListForVerification, euiccCiPKIdListForSigning } = info1;
  const major = Number(svn.split('.')[0]);
  if (major < 2) throw new WorkbenchError('card_version_unsupported', { svn });
  if (euiccCiPKIdListForVerification.length === 0)
    throw new WorkbenchError('card_without_ci_keys', { use: 'to verify a server with' });
  if (euiccCiPKIdListForSigning.length === 0)
    throw new WorkbenchError('card_without_ci_keys', { use: 'to prove itself under' });
  if (major > 2) run.remarkOnce('card_newer_version', { svn });
  const known = run.ports.ciKeys();
  const own = euiccCiPKIdListForVerification.map(toHex);
  const roots = own.flatMap((keyId) => known.find((one) => one.keyId === keyId) ?? []);
  if (roots.some((root) => root.enabled)) return;
  const off = roots[0]?.keyId;
  if (off === undefined) run.remarkOnce('ci_keys_unknown', { keyIds: own.join(', ') });
  else run.remarkOnce('ci_keys_disabled', { keyId: off });
}

/**
 * A card that says itself that it can take no other profile (§5.7.8, additionalProfile) and has no memory left. The bit
 * alone is no reason, since cards are known that set it wrongly.
 * @throws WorkbenchError card_full
 */
export function checkCardCapacity(run: OperationRun, info2: EUICCInfo2): void {
  if (info2.rspCapability.includes('additionalProfile')) return;
  const { freeNonVolatileMemory } = cardResources(info2.extCardResource);
  if (freeNonVolatileMemory === 0) throw new WorkbenchError('card_full');
  run.remarkOnce('card_says_full');
}

/** What a segment has beside the profile's bytes at most: tag and length, the MAC (§2.5.3), the padding before it. */
const overhead = 4 + 8 + 16;

/**
 * The package against the free memory that the card has told: the measure that an SM-DP+ has, too (Annex F).
 * @param segments of the package, as they are sent
 * @throws WorkbenchError card_memory_short
 */
export function checkMemory(info2: EUICCInfo2, segments: readonly Uint8Array[]): void {
  const { freeNonVolatileMemory: free } = cardResources(info2.extCardResource);
  if (free === undefined) return;
  const needed = segments
    .filter((segment) => segment[0] === 0x86)
    .reduce((sum, segment) => sum + Math.max(0, segment.length - overhead), 0);
  if (needed > free) throw new WorkbenchError('card_memory_short', { needed, free });
}

/** What is looked at on a card before anything is asked of a server for it. */

import { sameCarrier } from '../../../src-shared/carrier.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { BatchRecipe, Card, Code, Profile } from '../../../src-shared/model/index.ts';

interface KnownRoot {
  readonly keyId: string;
  readonly enabled: boolean;
}

/** Throws batch_card_unreadable, batch_ci_not_trusted, card_full, batch_memory_short. */
export function checkCard(card: Card | undefined, recipe: BatchRecipe, roots: readonly KnownRoot[]): Card {
  const info = card?.info;
  if (card === undefined || info === undefined)
    throw new WorkbenchError('batch_card_unreadable', { reason: 'it does not tell what it is' });
  const { trustedCi, freeMemory } = recipe.checks;
  const known = info.ciKeyIdsForVerification;
  if (trustedCi && !roots.some(({ keyId, enabled }) => enabled && known.includes(keyId)))
    throw new WorkbenchError('batch_ci_not_trusted', { keyIds: known.join(', ') || 'none' });
  const { freeNonVolatileMemory: free } = info;
  if (free === 0) throw new WorkbenchError('card_full');
  if (freeMemory !== undefined && free !== undefined && free < freeMemory)
    throw new WorkbenchError('batch_memory_short', { free, wanted: freeMemory });
  return card;
}

/** The profile that a card has already: the one of the code, where its ICCID is known, or one of the expected carrier. */
export function profileThere(card: Card, recipe: BatchRecipe, code: Code | undefined): Profile | undefined {
  const { carrier } = recipe.expect;
  return card.profiles.find(
    ({ iccid, serviceProviderName = '', profileClass = 'operational' }) =>
      (code?.iccid !== undefined && iccid === code.iccid) ||
      (carrier !== undefined && profileClass === 'operational' && sameCarrier(carrier, serviceProviderName)),
  );
}

export function hasTestProfiles(card: Card): boolean {
  return card.profiles.some(({ profileClass }) => profileClass === 'test');
}

/** Bytes that a nickname may have (SGP.22 v2.5 §5.7.21). */
const nicknameBytes = 64;

/** The nickname by a pattern; a place for which nothing is known becomes nothing. Cut between characters. */
export function nicknameOf(pattern: string, values: Readonly<Record<string, string | undefined>>): string {
  const text = pattern
    .replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
    )
    .replace(/\s+/g, ' ')
    .trim();
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > nicknameBytes) break;
    kept += character;
  }
  return kept;
}

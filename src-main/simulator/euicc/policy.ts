/** Profile policy rules (SGP.22 v2.5 §2.9): which of them a profile may bring along. */

import { toHex } from '../../../src-shared/bytes.ts';
import type { StoreMetadataRequest } from '../../rsp/index.ts';
import type { Chip } from './chip.ts';
import type { AuthorisationRule } from './config.ts';

type Operator = NonNullable<StoreMetadataRequest['profileOwner']>;
type AllowedOperator = AuthorisationRule['allowedOperators'][number];

/** Group identifiers: absent in the table means that the owner has none, empty means any (§2.9.2.1). */
function gidMatches(allowed: string | undefined, actual: Uint8Array | undefined): boolean {
  if (allowed === undefined) return actual === undefined;
  return allowed === '' || (actual !== undefined && toHex(actual) === allowed.toUpperCase());
}

function operatorMatches(allowed: AllowedOperator, owner: Operator): boolean {
  const actual = toHex(owner.mccMnc);
  const digits = [...allowed.mccMnc.toUpperCase()];
  return (
    digits.every((digit, at) => digit === 'E' || digit === actual[at]) &&
    gidMatches(allowed.gid1, owner.gid1) &&
    gidMatches(allowed.gid2, owner.gid2)
  );
}

/** Whether the card lets a profile with this metadata in, as far as its policy rules go (§2.9.2.4, §5.5.3). */
export function policyRulesAllowed(chip: Chip, metadata: StoreMetadataRequest): boolean {
  const rules = (metadata.profilePolicyRules ?? []).filter((rule) => rule === 'ppr1' || rule === 'ppr2');
  if (rules.length === 0) return true;
  const { forbiddenProfilePolicyRules, rat } = chip.config;
  if (rules.some((rule) => forbiddenProfilePolicyRules.includes(rule))) return false;
  const owner = metadata.profileOwner;
  if (owner === undefined) return false;
  // A profile that may not be disabled would shut out the operational ones that are there.
  const others = chip.state.profiles.some((profile) => profile.profileClass === 'operational');
  if (rules.includes('ppr1') && others) return false;
  return rules.every((rule) =>
    rat.some(
      (row) =>
        row.pprIds.includes(rule) && row.allowedOperators.some((allowed) => operatorMatches(allowed, owner)),
    ),
  );
}

/** Profile policy rules of a profile that is offered, against the card's rules (SGP.22 v2.5 §2.9, §3.1.3). */

import { toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { getProfilesInfo, getRat, policyRulesOf } from '../es10/index.ts';
import type { EUICCInfo2, GetRatResponse, StoreMetadataRequest } from '../rsp/index.ts';
import { isConnectionLost, type OperationRun } from './run.ts';

/** A rule that forbids the user something; `pprUpdateControl` forbids nothing. */
export type ForbiddingRule = 'ppr1' | 'ppr2';
type Owner = NonNullable<StoreMetadataRequest['profileOwner']>;
type AuthorisationRule = GetRatResponse['rat'][number];
type AllowedOperator = AuthorisationRule['allowedOperators'][number];

function forbiddingRules(metadata: StoreMetadataRequest): ForbiddingRule[] {
  return policyRulesOf(metadata.profilePolicyRules ?? []).filter((rule) => rule !== 'pprUpdateControl');
}

/** Absent in the table: the owner has none either. Empty: any (§2.9.2.1). */
function gidMatches(allowed: Uint8Array | undefined, actual: Uint8Array | undefined): boolean {
  if (allowed === undefined) return actual === undefined;
  return allowed.length === 0 || (actual !== undefined && toHex(actual) === toHex(allowed));
}

function operatorMatches(allowed: AllowedOperator, owner: Owner): boolean {
  const actual = toHex(owner.mccMnc);
  // A digit E stands for any (§2.9.2.1), also for the filler of an MNC of two digits.
  const digits = [...toHex(allowed.mccMnc)].every((digit, at) => digit === 'E' || digit === actual[at]);
  return digits && gidMatches(allowed.gid1, owner.gid1) && gidMatches(allowed.gid2, owner.gid2);
}

/** The entry of the table that counts for a rule and an owner: the first that is for both (§2.9.2.1, §2.9.2.4). */
export function authorisationFor(
  rat: GetRatResponse['rat'],
  rule: ForbiddingRule,
  owner: Owner | undefined,
): AuthorisationRule | undefined {
  // A profile that has rules has to name its owner (§5.5.3); one that does not is nobody's whom the table allows.
  if (owner === undefined) return undefined;
  return rat.find(
    (entry) =>
      entry.pprIds.includes(rule) &&
      entry.allowedOperators.some((allowed) => operatorMatches(allowed, owner)),
  );
}

/** The table; empty, which allows nothing, where the card cannot give it. */
async function readRat(run: OperationRun): Promise<GetRatResponse['rat']> {
  try {
    return (await run.call(getRat, {})).value.rat;
  } catch (thrown) {
    const error = toWorkbenchError(thrown);
    if (isConnectionLost(error)) throw error;
    run.remark('rat_unreadable', { code: error.code });
    return [];
  }
}

async function operationalProfile(run: OperationRun): Promise<string | undefined> {
  const { value } = await run.call(getProfilesInfo, {});
  if (!('profileInfoListOk' in value)) return undefined;
  const found = value.profileInfoListOk.find(
    ({ profileClass }) => profileClass === undefined || profileClass === 'operational',
  );
  return found?.iccid ?? found?.profileName ?? (found === undefined ? undefined : 'without ICCID');
}

/**
 * The rules of a profile that the user has to agree to, by the card's table and the rules that it forbids altogether.
 * @throws WorkbenchError ppr_not_allowed where one of them is not allowed to the profile's owner
 */
export function consentRules(
  metadata: StoreMetadataRequest,
  rat: GetRatResponse['rat'],
  forbidden: EUICCInfo2['forbiddenProfilePolicyRules'] = [],
): ForbiddingRule[] {
  const rules = forbiddingRules(metadata);
  return rules.filter((rule) => {
    const entry = forbidden.includes(rule) ? undefined : authorisationFor(rat, rule, metadata.profileOwner);
    if (entry === undefined) throw new WorkbenchError('ppr_not_allowed', { rules: rules.join(', ') });
    return entry.pprFlags.includes('consentRequired');
  });
}

/**
 * Checks the rules that a profile brings along (§3.1.3, §2.9.2.4): the table has to allow each of them to the profile's
 * owner, and one that can never be disabled (PPR1) may not come beside an operational profile.
 * @returns the rules that the user has to agree to expressly (strong confirmation)
 * @throws WorkbenchError ppr_not_allowed, ppr1_beside_operational
 */
export async function checkPolicyRules(
  run: OperationRun,
  metadata: StoreMetadataRequest,
  info2: EUICCInfo2,
): Promise<ForbiddingRule[]> {
  const rules = forbiddingRules(metadata);
  if (rules.length === 0) return [];
  const consents = consentRules(metadata, await readRat(run), info2.forbiddenProfilePolicyRules);
  if (rules.includes('ppr1')) {
    const other = await operationalProfile(run);
    if (other !== undefined) throw new WorkbenchError('ppr1_beside_operational', { profile: other });
  }
  return consents;
}

/** Enabling, disabling, deleting: what changes profiles that are on the card (SGP.22 v2.5 §3.2, §5.7.16 to §5.7.18). */

import { fromHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Profile } from '../../src-shared/model/index.ts';
import { deleteProfile, disableProfile, enableProfile, type ListedNotification } from '../es10/index.ts';
import { type CardState, checkSameCard, findProfile, readCardState } from './card-state.ts';
import type { OperationRun } from './run.ts';

export interface ProfileTarget {
  readonly iccid?: string;
  readonly isdpAid?: string;
}

type Identifier = { readonly iccid: string } | { readonly isdpAid: Uint8Array };

/** The ways to name a profile to the card, the likelier first. */
function identifiers(run: OperationRun, profile: Profile): Identifier[] {
  const byIccid: Identifier[] = profile.iccid === '' ? [] : [{ iccid: profile.iccid }];
  const byAid: Identifier[] = profile.isdpAid === undefined ? [] : [{ isdpAid: fromHex(profile.isdpAid) }];
  return run.quirks.byIsdpAid ? [...byAid, ...byIccid] : [...byIccid, ...byAid];
}

function refusedAs(error: unknown, result: string): boolean {
  return (
    error instanceof WorkbenchError && error.code === 'es10_refused' && error.params['result'] === result
  );
}

/** Runs a command with each identifier in turn, as long as the card says that it knows no such profile. */
async function withIdentifier<T>(
  run: OperationRun,
  profile: Profile,
  command: (identifier: Identifier) => Promise<T>,
): Promise<T> {
  const all = identifiers(run, profile);
  for (const [index, identifier] of all.entries()) {
    try {
      const result = await command(identifier);
      // DEVIATION: cards that know a profile only by the AID of its ISD-P.
      if (index > 0 && 'isdpAid' in identifier) run.learn('by_isdp_aid');
      return result;
    } catch (error) {
      if (!refusedAs(error, 'iccidOrAidNotFound') || index === all.length - 1) throw error;
    }
  }
  throw new WorkbenchError('profile_not_on_card', { profile: profile.iccid });
}

/**
 * Enable or disable with the refresh flag that was asked for; without it where the card is busy or wants it so.
 * @throws WorkbenchError es10_refused
 */
export async function switchProfile(
  run: OperationRun,
  kind: 'enable' | 'disable',
  profile: Profile,
  refresh: boolean,
): Promise<void> {
  const command = (refreshFlag: boolean) =>
    withIdentifier(run, profile, async (profileIdentifier) => {
      if (kind === 'enable') await run.call(enableProfile, { profileIdentifier, refreshFlag });
      else await run.call(disableProfile, { profileIdentifier, refreshFlag });
    });
  const refreshFlag = refresh && !run.quirks.noRefresh;
  try {
    await command(refreshFlag);
  } catch (error) {
    const busy = refusedAs(error, 'catBusy');
    if (!refreshFlag || !(busy || refusedAs(error, 'undefinedError'))) throw error;
    // A card that cannot start a REFRESH of its own switches when it is reset.
    run.remark('refresh_refused', { result: busy ? 'catBusy' : 'undefinedError' });
    await command(false);
    if (!busy) run.learn('no_refresh');
  }
}

export async function removeProfile(run: OperationRun, profile: Profile): Promise<void> {
  await withIdentifier(run, profile, (identifier) => run.call(deleteProfile, identifier));
}

/** The profile that the request means, or an error that names it. */
export function requireProfile(state: CardState, target: ProfileTarget): Profile {
  const profile = findProfile(state.profiles, target);
  if (profile === undefined) {
    throw new WorkbenchError('profile_not_on_card', { profile: target.iccid ?? target.isdpAid ?? '' });
  }
  return profile;
}

/**
 * After a switch: the card is reset, as the REFRESH that it asked for wants it (ETSI TS 102 223 §6.4.7) or in its
 * place, the ISD-R is opened again, and the profile must be in the state that was asked for. A card that has not
 * switched after a warm reset gets its power removed.
 * @throws WorkbenchError profile_state_unchanged, card_changed
 */
export async function verifySwitch(
  run: OperationRun,
  target: ProfileTarget,
  wanted: 'enabled' | 'disabled',
): Promise<CardState> {
  const { eid } = run.operation;
  if (!run.refreshAsked) run.remark('reset_instead_of_refresh');
  for (const kind of ['warm', 'cold'] as const) {
    await run.resetCard(kind);
    if (eid !== undefined) await checkSameCard(run, eid);
    const state = await readCardState(run);
    if (requireProfile(state, target).state === wanted) return state;
  }
  throw new WorkbenchError('profile_state_unchanged', {
    iccid: target.iccid ?? target.isdpAid ?? '',
    state: wanted === 'enabled' ? 'disabled' : 'enabled',
  });
}

/** The notifications that came since `before`. */
export function newNotifications(
  before: readonly ListedNotification[],
  after: readonly ListedNotification[],
): ListedNotification[] {
  const known = new Set(before.map((one) => one.sequenceNumber));
  return after.filter((one) => !known.has(one.sequenceNumber));
}

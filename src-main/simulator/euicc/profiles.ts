/** ES10c: the profiles on the card (SGP.22 v2.5 §5.7.15 to 5.7.21, procedures of §3.2). */

import { toHex } from '../../../src-shared/bytes.ts';
import {
  DeleteProfileRequest,
  DeleteProfileResponse,
  DisableProfileRequest,
  DisableProfileResponse,
  type deleteResult,
  type disableResult,
  EnableProfileRequest,
  EnableProfileResponse,
  EuiccMemoryResetRequest,
  EuiccMemoryResetResponse,
  type enableResult,
  SetNicknameRequest,
  SetNicknameResponse,
  type setNicknameResult,
} from '../../rsp/index.ts';
import { decode, encode, iccidToBytes } from '../../tlv/index.ts';
import type { Chip, Es10Function } from './chip.ts';
import { withEventNotifications } from './notifications.ts';
import type { CardState, ProfileSwitch, StoredProfile } from './state.ts';

type Identifier = { readonly isdpAid: Uint8Array } | { readonly iccid: string };

function findProfile(chip: Chip, identifier: Identifier): StoredProfile | undefined {
  if ('isdpAid' in identifier) {
    const aid = toHex(identifier.isdpAid);
    return chip.state.profiles.find((profile) => profile.isdpAid === aid);
  }
  const iccid = toHex(iccidToBytes(identifier.iccid));
  return chip.state.profiles.find((profile) => profile.iccid === iccid);
}

function byIccid(state: CardState, iccid: string | undefined): StoredProfile | undefined {
  return state.profiles.find((profile) => profile.iccid === iccid);
}

export function enabledProfile(state: CardState): StoredProfile | undefined {
  return state.profiles.find((profile) => profile.state === 'enabled');
}

function withProfileState(state: CardState, iccid: string, to: StoredProfile['state']): CardState {
  return {
    ...state,
    profiles: state.profiles.map((profile) =>
      profile.iccid === iccid ? { ...profile, state: to } : profile,
    ),
  };
}

/** The state after a switch: one profile off, another on, a notification for each address of either. */
export function withSwitch(chip: Chip, state: CardState, change: ProfileSwitch): CardState {
  const { pendingSwitch: _, ...rest } = state;
  let next: CardState = rest;
  const off = byIccid(next, change.disable);
  const on = byIccid(next, change.enable);
  if (off !== undefined) {
    next = withProfileState(next, off.iccid, 'disabled');
    next = withEventNotifications(chip, next, off, 'notificationDisable');
  }
  if (on !== undefined) {
    next = withProfileState(next, on.iccid, 'enabled');
    next = withEventNotifications(chip, next, on, 'notificationEnable');
  }
  return withTestReturn(next, off, on);
}

/** Remembers the operational profile that a test profile takes the place of, for the way back (§3.2.1, §3.2.2). */
function withTestReturn(
  state: CardState,
  off: StoredProfile | undefined,
  on: StoredProfile | undefined,
): CardState {
  const { operationalBeforeTest, ...rest } = state;
  if (on?.profileClass !== 'test') return rest;
  // From test profile to test profile the way back stays the same; from none at all there is none.
  const before = off?.profileClass === 'test' ? operationalBeforeTest : undefined;
  const back = off?.profileClass === 'operational' ? off.iccid : before;
  return back === undefined ? rest : { ...rest, operationalBeforeTest: back };
}

/** Switches at once, or, with refresh, after the device has refreshed or reset the card. */
function perform(chip: Chip, change: ProfileSwitch, refresh: boolean): void {
  if (!refresh) {
    chip.commit(withSwitch(chip, chip.state, change));
    return;
  }
  chip.commit({ ...chip.state, pendingSwitch: change });
  chip.proactive = { kind: 'refresh', fetched: false };
}

export const enableProfile: Es10Function = (chip, bytes) => {
  const request = decode(EnableProfileRequest, bytes, 'ES10c.EnableProfile');
  const answer = (result: keyof typeof enableResult) =>
    encode(EnableProfileResponse, { enableResult: result });
  const target = findProfile(chip, request.profileIdentifier);
  if (target === undefined) return answer('iccidOrAidNotFound');
  if (target.state === 'enabled') return answer('profileNotInDisabledState');
  const current = enabledProfile(chip.state);
  // A test profile may take the place of a profile that must not be disabled: it gives it back (§2.4.5.3).
  if (target.profileClass !== 'test' && current?.policyRules.includes('ppr1'))
    return answer('disallowedByPolicy');
  const { operationalBeforeTest } = chip.state;
  if (
    current?.profileClass === 'test' &&
    target.profileClass !== 'test' &&
    operationalBeforeTest !== undefined &&
    target.iccid !== operationalBeforeTest
  )
    return answer('wrongProfileReenabling');
  if (chip.proactive !== undefined) return answer('catBusy');
  if (!request.refreshFlag && !chip.config.supportsNoRefresh) return answer('undefinedError');
  perform(
    chip,
    { enable: target.iccid, ...(current === undefined ? {} : { disable: current.iccid }) },
    request.refreshFlag,
  );
  return answer('ok');
};

export const disableProfile: Es10Function = (chip, bytes) => {
  const request = decode(DisableProfileRequest, bytes, 'ES10c.DisableProfile');
  const answer = (result: keyof typeof disableResult) =>
    encode(DisableProfileResponse, { disableResult: result });
  const target = findProfile(chip, request.profileIdentifier);
  if (target === undefined) return answer('iccidOrAidNotFound');
  if (target.state !== 'enabled') return answer('profileNotInEnabledState');
  if (target.policyRules.includes('ppr1')) return answer('disallowedByPolicy');
  if (chip.proactive !== undefined) return answer('catBusy');
  if (!request.refreshFlag && !chip.config.supportsNoRefresh) return answer('undefinedError');
  const back =
    target.profileClass === 'test' ? byIccid(chip.state, chip.state.operationalBeforeTest) : undefined;
  perform(
    chip,
    { disable: target.iccid, ...(back === undefined ? {} : { enable: back.iccid }) },
    request.refreshFlag,
  );
  return answer('ok');
};

/** The state without a profile, with its delete notifications. */
function withoutProfile(chip: Chip, state: CardState, profile: StoredProfile): CardState {
  const { operationalBeforeTest, ...rest } = state;
  const next: CardState = {
    ...rest,
    ...(operationalBeforeTest === undefined ||
    operationalBeforeTest === profile.iccid ||
    profile.state === 'enabled'
      ? {}
      : { operationalBeforeTest }),
    profiles: state.profiles.filter((one) => one.iccid !== profile.iccid),
  };
  return withEventNotifications(chip, next, profile, 'notificationDelete');
}

export const deleteProfile: Es10Function = (chip, bytes) => {
  const identifier = decode(DeleteProfileRequest, bytes, 'ES10c.DeleteProfile');
  const answer = (result: keyof typeof deleteResult) =>
    encode(DeleteProfileResponse, { deleteResult: result });
  const target = findProfile(chip, identifier);
  if (target === undefined) return answer('iccidOrAidNotFound');
  if (target.state === 'enabled') return answer('profileNotInDisabledState');
  if (target.policyRules.includes('ppr2')) return answer('disallowedByPolicy');
  chip.commit(withoutProfile(chip, chip.state, target));
  return answer('ok');
};

/** Deletes whatever its policy rules say (§5.7.19); where that takes the enabled profile, a REFRESH follows. */
export const memoryReset: Es10Function = (chip, bytes) => {
  const { resetOptions } = decode(EuiccMemoryResetRequest, bytes, 'ES10c.eUICCMemoryReset');
  const answer = (result: 'ok' | 'nothingToDelete' | 'catBusy') =>
    encode(EuiccMemoryResetResponse, { resetResult: result });
  const doomed = chip.state.profiles.filter(
    (profile) =>
      (profile.profileClass === 'operational' && resetOptions.includes('deleteOperationalProfiles')) ||
      (profile.profileClass === 'test' &&
        !profile.preloaded &&
        resetOptions.includes('deleteFieldLoadedTestProfiles')),
  );
  const address =
    resetOptions.includes('resetDefaultSmdpAddress') &&
    chip.state.defaultDpAddress !== chip.config.defaultDpAddress;
  if (doomed.length === 0 && !address) return answer('nothingToDelete');
  const takesEnabled = doomed.some((profile) => profile.state === 'enabled');
  if (takesEnabled && chip.proactive !== undefined) return answer('catBusy');
  let next = chip.state;
  for (const profile of doomed) next = withoutProfile(chip, next, profile);
  if (address) {
    const { defaultDpAddress: _, ...rest } = next;
    const { defaultDpAddress } = chip.config;
    next = defaultDpAddress === undefined ? rest : { ...rest, defaultDpAddress };
  }
  chip.commit(next);
  if (takesEnabled) chip.proactive = { kind: 'refresh', fetched: false };
  return answer('ok');
};

export const setNickname: Es10Function = (chip, bytes) => {
  const { iccid, profileNickname } = decode(SetNicknameRequest, bytes, 'ES10c.SetNickname');
  const answer = (result: keyof typeof setNicknameResult) =>
    encode(SetNicknameResponse, { setNicknameResult: result });
  const target = findProfile(chip, { iccid });
  if (target === undefined) return answer('iccidNotFound');
  if ([...profileNickname].length > 64) return answer('undefinedError');
  const { nickname: _, ...rest } = target;
  const renamed = profileNickname === '' ? rest : { ...rest, nickname: profileNickname };
  chip.commit({
    ...chip.state,
    profiles: chip.state.profiles.map((one) => (one.iccid === target.iccid ? renamed : one)),
  });
  return answer('ok');
};

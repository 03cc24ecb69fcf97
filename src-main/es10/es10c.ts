/** ES10c: local profile management (SGP.22 v2.5 §5.7.15 to §5.7.21). */

import {
  DeleteProfileRequest,
  DeleteProfileResponse,
  DisableProfileRequest,
  DisableProfileResponse,
  EnableProfileRequest,
  EnableProfileResponse,
  EuiccMemoryResetRequest,
  EuiccMemoryResetResponse,
  GetEuiccDataRequest,
  GetEuiccDataResponse,
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  SetNicknameRequest,
  SetNicknameResponse,
} from '../rsp/index.ts';
import { es10Function, refusedUnlessOk } from './function.ts';

export const getProfilesInfo = es10Function('ES10c.GetProfilesInfo', '5.7.15', {
  tag: 0xbf2d,
  request: ProfileInfoListRequest,
  response: ProfileInfoListResponse,
  refusal: (response) => ('profileInfoListError' in response ? response.profileInfoListError : undefined),
});

export const enableProfile = es10Function('ES10c.EnableProfile', '5.7.16', {
  tag: 0xbf31,
  request: EnableProfileRequest,
  response: EnableProfileResponse,
  refusal: (response) => refusedUnlessOk(response.enableResult),
});

export const disableProfile = es10Function('ES10c.DisableProfile', '5.7.17', {
  tag: 0xbf32,
  request: DisableProfileRequest,
  response: DisableProfileResponse,
  refusal: (response) => refusedUnlessOk(response.disableResult),
});

export const deleteProfile = es10Function('ES10c.DeleteProfile', '5.7.18', {
  tag: 0xbf33,
  request: DeleteProfileRequest,
  response: DeleteProfileResponse,
  refusal: (response) => refusedUnlessOk(response.deleteResult),
});

export const euiccMemoryReset = es10Function('ES10c.eUICCMemoryReset', '5.7.19', {
  tag: 0xbf34,
  request: EuiccMemoryResetRequest,
  response: EuiccMemoryResetResponse,
  refusal: ({ resetResult: result }) => (result === 'nothingToDelete' ? undefined : refusedUnlessOk(result)),
});

export const getEid = es10Function('ES10c.GetEID', '5.7.20', {
  tag: 0xbf3e,
  request: GetEuiccDataRequest,
  response: GetEuiccDataResponse,
});

export const setNickname = es10Function('ES10c.SetNickname', '5.7.21', {
  tag: 0xbf29,
  request: SetNicknameRequest,
  response: SetNicknameResponse,
  refusal: (response) => refusedUnlessOk(response.setNicknameResult),
});

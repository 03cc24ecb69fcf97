/** What fault rules may name: functions, commands, error values. All from RSPDefinitions and SGP.22 v2.5 §5.3 to §5.9. */

import {
  authenticateErrorCode,
  bppCommandId,
  bppErrorReason,
  cancelSessionError,
  deleteNotificationStatus,
  deleteResult,
  disableResult,
  downloadErrorCode,
  enableResult,
  loadCrlError,
  profileInfoListError,
  resetResult,
  setDefaultDpAddressResult,
  setNicknameResult,
} from '../../rsp/index.ts';

export interface CardFunction {
  /** As `ES10b.AuthenticateServer`. */
  readonly name: string;
  /** Tag of its request. */
  readonly tag: number;
  /** Values of its error, by name; empty where the function has none. */
  readonly errors: Readonly<Record<string, number>>;
  /** Whether its answer is signed and names the transaction. */
  readonly signs: boolean;
}

function fn(
  name: string,
  tag: number,
  errors: Readonly<Record<string, number>> = {},
  signs = false,
): CardFunction {
  return {
    name,
    tag,
    errors: Object.fromEntries(Object.entries(errors).filter(([one]) => one !== 'ok')),
    signs,
  };
}

/** The functions of ES10 that come to the card whole (SGP.22 v2.5 §5.7). */
export const cardFunctions: readonly CardFunction[] = [
  fn('ES10a.GetEuiccConfiguredAddresses', 0xbf3c),
  fn('ES10a.SetDefaultDpAddress', 0xbf3f, setDefaultDpAddressResult),
  fn('ES10b.PrepareDownload', 0xbf21, downloadErrorCode, true),
  fn('ES10b.GetEUICCChallenge', 0xbf2e),
  fn('ES10b.GetEUICCInfo1', 0xbf20),
  fn('ES10b.GetEUICCInfo2', 0xbf22),
  fn('ES10b.ListNotification', 0xbf28, { undefinedError: 127 }),
  fn('ES10b.RetrieveNotificationsList', 0xbf2b, { noResultAvailable: 1, undefinedError: 127 }),
  fn('ES10b.RemoveNotificationFromList', 0xbf30, deleteNotificationStatus),
  fn('ES10b.LoadCRL', 0xbf35, loadCrlError),
  fn('ES10b.AuthenticateServer', 0xbf38, authenticateErrorCode, true),
  fn('ES10b.CancelSession', 0xbf41, cancelSessionError, true),
  fn('ES10b.GetRAT', 0xbf43),
  fn('ES10c.GetProfilesInfo', 0xbf2d, profileInfoListError),
  fn('ES10c.EnableProfile', 0xbf31, enableResult),
  fn('ES10c.DisableProfile', 0xbf32, disableResult),
  fn('ES10c.DeleteProfile', 0xbf33, deleteResult),
  fn('ES10c.eUICCMemoryReset', 0xbf34, resetResult),
  fn('ES10c.GetEID', 0xbf3e),
  fn('ES10c.SetNickname', 0xbf29, setNicknameResult),
];

/** Comes in segments; its faults are those of layer `bpp`, and those of its APDUs. */
export const loadBoundProfilePackage = 'ES10b.LoadBoundProfilePackage';

/** Commands of a bound profile package as occasions name them. `storeMetadata2` is a place in a result, not a command. */
export const bppCommands: readonly string[] = Object.keys(bppCommandId).filter(
  (one) => one !== 'storeMetadata2',
);
export const bppReasons: Readonly<Record<string, number>> = bppErrorReason;

/** Functions that the servers have, by interface. */
export const serverFunctions: Readonly<Record<string, readonly string[]>> = {
  'ES9+': [
    'InitiateAuthentication',
    'AuthenticateClient',
    'GetBoundProfilePackage',
    'HandleNotification',
    'CancelSession',
  ],
  ES11: ['InitiateAuthentication', 'AuthenticateClient'],
  ES12: ['RegisterEvent', 'DeleteEvent'],
  ES15: ['RegisterEvent', 'DeleteEvent'],
  'ES2+': ['DownloadOrder', 'ConfirmOrder', 'CancelOrder', 'ReleaseProfile'],
};

/** One of `known` by its name in whatever case. */
export function named(known: readonly string[], text: string): string | undefined {
  return known.find((one) => one === text) ?? known.find((one) => one.toLowerCase() === text.toLowerCase());
}

export function cardFunction(name: string): CardFunction | undefined {
  return cardFunctions.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

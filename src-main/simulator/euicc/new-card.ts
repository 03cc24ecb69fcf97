/** What a virtual eUICC has on it before anybody has used it. */

import { toHex } from '../../../src-shared/bytes.ts';
import { notificationEventNames, StoreMetadataRequest } from '../../rsp/index.ts';
import { encode, iccidToBytes } from '../../tlv/index.ts';
import type { EuiccConfig, PreloadedProfile } from './config.ts';
import { type CardState, freeIsdpAid, type StoredProfile } from './state.ts';

/** A profile as it is kept that nobody downloaded. @param ciKeyId of the keys that sign for it, in hexadecimal */
export function preloadedProfile(
  preloaded: PreloadedProfile,
  isdpAid: string,
  ciKeyId: string,
): StoredProfile {
  const { iccid, profileClass, serviceProviderName, profileName, notificationAddress } = preloaded;
  const metadata = encode(StoreMetadataRequest, {
    iccid,
    serviceProviderName,
    profileName,
    profileClass,
    ...(notificationAddress === undefined
      ? {}
      : {
          notificationConfigurationInfo: notificationEventNames.map((event) => ({
            profileManagementOperation: [event],
            notificationAddress,
          })),
        }),
  });
  return {
    iccid: toHex(iccidToBytes(iccid)),
    isdpAid,
    state: preloaded.enabled ? 'enabled' : 'disabled',
    preloaded: true,
    profileClass,
    metadata: toHex(metadata),
    policyRules: [],
    ciKeyId,
    size: metadata.length,
  };
}

/** @param ciKeyId of the keys that sign for preloaded profiles, in hexadecimal */
export function newCard(eid: string, config: EuiccConfig, ciKeyId: string): CardState {
  const profiles: StoredProfile[] = [];
  for (const one of config.preloadedProfiles)
    profiles.push(preloadedProfile(one, freeIsdpAid(profiles), ciKeyId));
  const { defaultDpAddress } = config;
  return {
    version: 1,
    eid,
    nextSeqNumber: 1,
    ...(defaultDpAddress === undefined ? {} : { defaultDpAddress }),
    profiles,
    notifications: [],
    oneTimeKeys: [],
    crls: [],
  };
}

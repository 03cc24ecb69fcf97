/** Whether an eUICC can take a profile (SGP.22 v2.5 Annex F: the minimal check, with what EUICCInfo2 says). */

import type { EUICCInfo2 } from '../../rsp/index.ts';
import { readTlvs } from '../../tlv/index.ts';
import { type ProfileOffer, type ProfilePackageHeader, serviceCapabilities } from '../profile/index.ts';

/** Services that the profile insists on and the eUICC does not announce. */
export function missingServices(header: ProfilePackageHeader, info: EUICCInfo2): string[] {
  return header.mandatoryServices.filter((service) => {
    const bit = serviceCapabilities[service];
    return bit !== undefined && !info.uiccCapability.includes(bit);
  });
}

/** Whether the eUICC reads packages of the header's major version (SGP.22 v2.5 §4.3, profileVersion). */
export function understandsVersion(header: ProfilePackageHeader, info: EUICCInfo2): boolean {
  return Number(info.profileVersion.split('.')[0]) >= header.majorVersion;
}

/** Policy rules of the profile that the eUICC forbids. */
export function forbiddenRules(offer: ProfileOffer, info: EUICCInfo2): string[] {
  const forbidden: readonly string[] = info.forbiddenProfilePolicyRules ?? [];
  return (offer.metadata.profilePolicyRules ?? []).filter((rule) => forbidden.includes(rule));
}

/** Free non-volatile memory in bytes (ETSI TS 102 226 §8.2.1.7.2, tag 82), where the eUICC says so. */
export function freeMemory(info: EUICCInfo2): number | undefined {
  try {
    const field = readTlvs(info.extCardResource).find((one) => one.tag === 0x82);
    if (field === undefined || field.value.length === 0 || field.value.length > 6) return undefined;
    return field.value.reduce((sum, byte) => sum * 256 + byte, 0);
  } catch {
    return undefined;
  }
}

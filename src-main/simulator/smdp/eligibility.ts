/** Whether an eUICC and its device can take a profile (SGP.22 v2.5 Annex F: the minimal check, with what they say of themselves). */

import type { DeviceCapabilities, EUICCInfo2 } from '../../rsp/index.ts';
import { type Infer, readTlvs } from '../../tlv/index.ts';
import {
  type ProfileOffer,
  type ProfilePackageHeader,
  parseProfilePackage,
  serviceCapabilities,
} from '../profile/index.ts';

const headers = new WeakMap<Uint8Array, ProfilePackageHeader>();

/** The header of an offer's package, read once. */
export function headerOf({ upp }: ProfileOffer): ProfilePackageHeader {
  let header = headers.get(upp);
  if (header === undefined) {
    header = parseProfilePackage(upp).header;
    headers.set(upp, header);
  }
  return header;
}

/** Services that the profile insists on and the eUICC does not announce. */
export function missingServices(offer: ProfileOffer, info: EUICCInfo2): string[] {
  return headerOf(offer).mandatoryServices.filter((service) => {
    const bit = serviceCapabilities[service];
    return bit !== undefined && !info.uiccCapability.includes(bit);
  });
}

/** Whether the eUICC reads packages of the header's major version (SGP.22 v2.5 §4.3, profileVersion). */
export function understandsVersion(offer: ProfileOffer, info: EUICCInfo2): boolean {
  return Number(info.profileVersion.split('.')[0]) >= headerOf(offer).majorVersion;
}

/** Capabilities that the order wants of the device, and that it does not announce (§4.2). */
export function missingDevice(offer: ProfileOffer, capabilities: Infer<typeof DeviceCapabilities>): string[] {
  return (offer.deviceCapabilities ?? []).filter((name) => capabilities[name] === undefined);
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

/**
 * Reads an unprotected profile package (SGP.22 v2.5 §2.5.2; TCA interoperable profile package 3.3.1): a sequence of
 * profile elements with a header first and an end last. Shared by the SM-DP+ and the card.
 */

import { toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { profileElementNames, type ServiceName, serviceNames } from '../../rsp/profile-elements.ts';
import { checkNesting, decodeTlv, iccidToBytes, readTlv, type Tlv, tagText } from '../../tlv/index.ts';
import { PEHeader, ProfileHeader } from './declarations.ts';

export interface ProfilePackageHeader {
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly profileType?: string;
  /** Digits as printed. The header has them in plain order, unlike EF ICCID. */
  readonly iccid: string;
  /** The 10 bytes, as EF ICCID holds them. */
  readonly iccidBytes: Uint8Array;
  readonly mandatoryServices: readonly (ServiceName | `service${number}`)[];
  /** OIDs of the file structure templates that the eUICC has to know. */
  readonly mandatoryGfsteList: readonly string[];
}

export interface ProfileElement {
  readonly tag: number;
  /** Name in the CHOICE ProfileElement, as `opt-usim`; `unknown` for a tag that PEDefinitions 3.3.1 has not. */
  readonly name: string;
  /** Identification number; the package's header has none. */
  readonly identification?: number;
  /** Whether an eUICC that does not support the element has to give up. */
  readonly mandated: boolean;
  /** View of the whole TLV. */
  readonly raw: Uint8Array;
  /** Where it begins in the package. */
  readonly offset: number;
}

export interface ProfilePackage {
  readonly header: ProfilePackageHeader;
  /** All elements in order, header and end included. */
  readonly elements: readonly ProfileElement[];
}

export interface ProfilePackageLimits {
  readonly maxBytes: number;
  readonly maxElements: number;
}

export const defaultProfilePackageLimits: ProfilePackageLimits = { maxBytes: 1024 * 1024, maxElements: 1024 };

const headerTag = 0xa0;
const endTag = 0xaa;
const limits = { maxDepth: 16, maxLength: 1024 * 1024 };

function malformed(element: string, offset: number, cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WorkbenchError('profile_element_malformed', { element, offset, reason }, { cause });
}

function readHeader(tlv: Tlv): ProfilePackageHeader {
  let header: ProfileHeader;
  try {
    header = decodeTlv(ProfileHeader, tlv, 'header', limits);
  } catch (cause) {
    throw malformed('header', tlv.offset, cause);
  }
  const { majorVersion, minorVersion, profileType, iccid } = header;
  if (majorVersion < 1 || majorVersion > 3)
    throw new WorkbenchError('profile_version_unsupported', { version: `${majorVersion}.${minorVersion}` });
  const digits = toHex(iccid).replace(/F+$/, '');
  if (!/^\d{18,20}$/.test(digits)) throw malformed('header', tlv.offset, 'the ICCID has not 18 to 20 digits');
  return {
    majorVersion,
    minorVersion,
    ...(profileType === undefined ? {} : { profileType }),
    iccid: digits,
    iccidBytes: iccidToBytes(digits),
    mandatoryServices: header.mandatoryServices.map((service) => {
      const position = (service[0] ?? 0) & 0x1f;
      return serviceNames[position] ?? (`service${position}` as const);
    }),
    mandatoryGfsteList: header.mandatoryGfsteList,
  };
}

/**
 * Reads the element that begins at `offset`, or gives undefined where the bytes end before it does (a card that loads
 * a package segment by segment asks again with more). Throws `profile_element_malformed`.
 */
export function readProfileElement(bytes: Uint8Array, offset: number): ProfileElement | undefined {
  let tlv: Tlv;
  try {
    tlv = readTlv(bytes, offset, 'profile element', limits);
  } catch (cause) {
    if (cause instanceof WorkbenchError && cause.code === 'tlv_truncated') return undefined;
    throw malformed('unknown', offset, cause);
  }
  const name = profileElementNames[tlv.tag] ?? 'unknown';
  try {
    checkNesting(tlv.raw, name, limits);
    if (tlv.tag === headerTag) return { tag: tlv.tag, name, mandated: true, raw: tlv.raw, offset };
    const header = decodeTlv(PEHeader, readTlv(tlv.value, 0, name, limits), `${name}.header`, limits);
    const { identification } = header;
    if (identification < 0 || identification > 32767) throw new RangeError('identification out of range');
    const mandated = header.mandated !== undefined;
    return { tag: tlv.tag, name, identification, mandated, raw: tlv.raw, offset };
  } catch (cause) {
    throw malformed(name === 'unknown' ? tagText(tlv.tag) : name, offset, cause);
  }
}

/**
 * Reads a whole package, strictly: header first and once, end last and once, nothing behind it, every identification
 * number used once. Throws `profile_too_large`, `profile_no_header`, `profile_no_end`, `profile_element_malformed`,
 * `profile_element_misplaced`, `profile_identification_repeated` or `profile_version_unsupported`.
 */
export function parseProfilePackage(
  upp: Uint8Array,
  { maxBytes, maxElements }: ProfilePackageLimits = defaultProfilePackageLimits,
): ProfilePackage {
  if (upp.length > maxBytes)
    throw new WorkbenchError('profile_too_large', { length: upp.length, limit: maxBytes });
  const elements: ProfileElement[] = [];
  const identifications = new Set<number>();
  let header: ProfilePackageHeader | undefined;
  for (let at = 0; at < upp.length; ) {
    const element = readProfileElement(upp, at);
    if (element === undefined) throw malformed('unknown', at, 'the package ends within an element');
    const { tag, name, identification, raw } = element;
    if (header === undefined) {
      if (tag !== headerTag) throw new WorkbenchError('profile_no_header', { element: name });
      header = readHeader(readTlv(raw, 0, 'header', limits));
    } else if (tag === headerTag) {
      throw new WorkbenchError('profile_element_misplaced', { element: 'header', offset: at });
    }
    if (elements[elements.length - 1]?.tag === endTag)
      throw new WorkbenchError('profile_element_misplaced', { element: name, offset: at });
    if (identification !== undefined) {
      if (identifications.has(identification))
        throw new WorkbenchError('profile_identification_repeated', { identification, element: name });
      identifications.add(identification);
    }
    elements.push(element);
    if (elements.length > maxElements)
      throw new WorkbenchError('profile_too_large', { length: elements.length, limit: maxElements });
    at += raw.length;
  }
  if (header === undefined) throw new WorkbenchError('profile_no_header', { element: 'nothing' });
  if (elements[elements.length - 1]?.tag !== endTag) throw new WorkbenchError('profile_no_end');
  return { header, elements };
}

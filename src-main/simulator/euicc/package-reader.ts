/**
 * A profile package as it comes in, element by element (SIMalliance / TCA eUICC Profile Package 2.3.1 and 3.x). The
 * card has never the whole of it in memory; each element is looked at when its last byte is there.
 */

import { concatBytes, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { StoreMetadataRequest } from '../../rsp/index.ts';
import { peStatus, serviceNames } from '../../rsp/profile-elements.ts';
import {
  decode,
  encodeTlv,
  integerToBytes,
  readHeader,
  readSingleTlv,
  readTlvs,
  type Tlv,
} from '../../tlv/index.ts';
import { ProfileHeader } from '../profile/declarations.ts';
import { type ProfileElement, readProfileElement, serviceCapabilities } from '../profile/index.ts';
import type { EuiccConfig } from './config.ts';

export type PackageError =
  | { readonly kind: 'element'; readonly status: number; readonly identification: number | undefined }
  /** The ICCID of the header is not that of the metadata. */
  | { readonly kind: 'mismatch' }
  /** A test profile with a key that it must not have. */
  | { readonly kind: 'naaKey' };

export class PackageProblem extends Error {
  readonly problem: PackageError;
  constructor(problem: PackageError) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** What the card needs of the profile later. */
export interface PackageFacts {
  readonly usimAid?: string;
  readonly imsi?: string;
}

/** The card also checks the test algorithm, whose capability EUICCInfo2 has no name for. */
const requiredCapabilities: Readonly<Record<string, EuiccConfig['uiccCapability'][number]>> = {
  ...serviceCapabilities,
  'usim-test-algorithm': 'rfu1',
};

function fail(status: number, identification?: number): never {
  throw new PackageProblem({ kind: 'element', status, identification });
}

const headerTag = 0xa0;
const endTag = 0xaa;
const usimTag = 0xb3;
const akaParameterTag = 0xa4;
const usimTestAlgorithm = 3;

export class PackageReader {
  readonly #config: EuiccConfig;
  readonly #iccid: string;
  readonly #checkKeys: boolean;
  #rest: Uint8Array = new Uint8Array(0);
  #state: 'header' | 'elements' | 'ended' = 'header';
  #facts: PackageFacts = {};
  #length = 0;

  /** @param metadata of the profile, whose ICCID and class the package must fit */
  constructor(config: EuiccConfig, metadata: StoreMetadataRequest) {
    this.#config = config;
    this.#iccid = metadata.iccid;
    this.#checkKeys = config.checkTestProfileKeys && metadata.profileClass === 'test';
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  get facts(): PackageFacts {
    return this.#facts;
  }

  /** Takes the next bytes. Throws a PackageProblem. */
  feed(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let rest = this.#rest.length === 0 ? bytes : concatBytes(this.#rest, bytes);
    for (;;) {
      const element = this.#next(rest);
      if (element === undefined) break;
      this.#take(element);
      rest = rest.subarray(element.raw.length);
    }
    this.#rest = rest;
  }

  /** Says that no more bytes come. Throws a PackageProblem where the end element is missing. */
  end(): void {
    if (this.#state !== 'ended' || this.#rest.length > 0) fail(peStatus['invalid-request-format']);
  }

  #next(bytes: Uint8Array): ProfileElement | undefined {
    if (bytes.length === 0) return undefined;
    try {
      const header = readHeader(bytes, 0, 'package');
      if (header.valueAt + header.length > bytes.length) return undefined;
      return readProfileElement(bytes, 0);
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      if (error.code === 'tlv_truncated') return undefined;
      return fail(peStatus['invalid-request-format']);
    }
  }

  #take(element: ProfileElement): void {
    const isHeader = element.tag === headerTag;
    if (this.#state === 'ended' || isHeader !== (this.#state === 'header'))
      fail(peStatus['invalid-request-format'], element.identification);
    if (isHeader) {
      this.#header(element);
      this.#state = 'elements';
      return;
    }
    if (element.name === 'unknown' && element.mandated)
      fail(peStatus['pe-not-supported'], element.identification);
    if (element.tag === akaParameterTag && this.#checkKeys && !isTestKey(element.raw))
      throw new PackageProblem({ kind: 'naaKey' });
    if (element.tag === endTag) this.#state = 'ended';
    if (element.tag === usimTag) this.#facts = { ...this.#facts, ...usimFacts(element.raw) };
  }

  #header(element: ProfileElement): void {
    let header: ProfileHeader;
    try {
      header = decode(ProfileHeader, element.raw, 'header');
    } catch {
      fail(peStatus['bad-values']);
    }
    const [supported = 0] = this.#config.profileVersion.split('.').map(Number);
    if (header.majorVersion > supported) fail(peStatus['unsupported-profile-version']);
    // The header has the digits in plain order, EF ICCID and the metadata have them swapped.
    if (toHex(header.iccid).replace(/F+$/, '') !== this.#iccid)
      throw new PackageProblem({ kind: 'mismatch' });
    for (const service of header.mandatoryServices) {
      const name = serviceNames[(service[0] ?? 0) & 0x1f];
      const capability = name && requiredCapabilities[name];
      if (capability !== undefined && !this.#config.uiccCapability.includes(capability))
        fail(peStatus['feature-not-supported']);
    }
  }
}

/** First value of a tag among the TLVs below, at whatever depth. */
function search(bytes: Uint8Array, tag: number, depth = 0): Uint8Array | undefined {
  if (depth > 6) return undefined;
  for (const tlv of readTlvs(bytes)) {
    if (tlv.tag === tag) return tlv.value;
    const inside = tlv.tag & 0x20 && tlv.tag <= 0xff ? search(tlv.value, tag, depth + 1) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/**
 * Whether the network cannot be entered with the key of PE-AKAParameter: it is for the test algorithm, or its first 120
 * bits are zero. algoParameter [1] has algorithmID under 80 and key under 82; a mapping has no key of its own.
 */
function isTestKey(element: Uint8Array): boolean {
  const choice = readTlvs(readSingleTlv(element).value).find((one) => one.tag === 0xa1);
  const algorithm = choice && readTlvs(choice.value).find((one) => one.tag === 0xa1);
  if (algorithm === undefined) return true;
  const fields = readTlvs(algorithm.value);
  const id = fields.find((one) => one.tag === 0x80)?.value[0];
  const key = fields.find((one) => one.tag === 0x82)?.value ?? new Uint8Array(0);
  return id === usimTestAlgorithm || key.subarray(0, 15).every((byte) => byte === 0);
}

/** AID and IMSI out of PE-USIM: adf-usim [2] has the AID under 84, ef-imsi [3] its content in fillFileContent [3]. */
function usimFacts(element: Uint8Array): PackageFacts {
  const fields = readTlvs(readSingleTlv(element).value);
  const adf = fields.find((one) => one.tag === 0xa2);
  const efImsi = fields.find((one) => one.tag === 0xa3);
  const aid = adf && search(adf.value, 0x84);
  const imsi =
    efImsi && readTlvs(efImsi.value).flatMap((one) => (one.tag === 0x83 ? [one.value] : readImsi(one)))[0];
  return {
    ...(aid === undefined || aid.length < 5 || aid.length > 16 ? {} : { usimAid: toHex(aid) }),
    ...(imsi === undefined || imsi.length !== 9 ? {} : { imsi: toHex(imsi) }),
  };
}

function readImsi(file: Tlv): Uint8Array[] {
  if (file.tag !== 0xa1) return [];
  return readTlvs(file.value).flatMap((one) =>
    one.tag === 0x83 && one.value.length === 9 ? [one.value] : [],
  );
}

/** EUICCResponse for the ProfileInstallationResult. */
export function euiccResponse(status: number, identification?: number): Uint8Array {
  const entry = encodeTlv(
    0x30,
    encodeTlv(0x80, integerToBytes(status)),
    ...(identification === undefined ? [] : [encodeTlv(0x81, integerToBytes(identification))]),
  );
  const aborted = status === peStatus.ok ? [] : [encodeTlv(0x81, new Uint8Array(0))];
  return encodeTlv(0x30, encodeTlv(0xa0, entry), ...aborted);
}

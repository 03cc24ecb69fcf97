/** ES10b.LoadCRL and what follows from it (SGP.22 v2.5 §5.7.12, §4.6): certificates that the CI has taken back. */

import { equalBytes, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { LoadCRLRequest, LoadCRLResponse, type loadCrlError } from '../../rsp/index.ts';
import {
  decode,
  encode,
  integerFromBytes,
  oidFromBytes,
  readSingleTlv,
  readTlvs,
  type Tlv,
  textFromBytes,
} from '../../tlv/index.ts';
import { verifyDer } from '../crypto/index.ts';
import { type Certificate, findCi } from '../pki/index.ts';
import type { Chip, Es10Function } from './chip.ts';
import type { CardState } from './state.ts';
import { hasRspCapability } from './versions.ts';

type StoredCrl = CardState['crls'][number];

interface CrlPart {
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly thisUpdate: number;
  readonly authorityKeyId: Uint8Array | undefined;
  readonly crlNumber: number;
  readonly totalParts: number;
  readonly part: number;
  /** CRL number that this one adds to; undefined for a CRL that stands for itself (RFC 5280 §5.2.4). */
  readonly baseCrlNumber: number | undefined;
  readonly revoked: readonly string[];
}

const oid = {
  authorityKeyIdentifier: '2.5.29.35',
  crlNumber: '2.5.29.20',
  deltaCrlIndicator: '2.5.29.27',
  totalPartialCrlNumber: '2.23.146.1.2.0.2',
  partialCrlNumber: '2.23.146.1.2.0.3',
};

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new WorkbenchError('tlv_missing', { path: 'CRL', expected: 'a field' });
  return value;
}

function time(tlv: Tlv | undefined): number {
  const text = textFromBytes(need(tlv).value) ?? '';
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = need(match ?? undefined)
    .slice(1)
    .map(Number);
  const full = text.length === 15 ? year : year < 50 ? 2000 + year : 1900 + year;
  return Date.UTC(full, month - 1, day, hour, minute, second);
}

/** CertificateList (RFC 5280 §5.1). Throws errors of family `decode` for what is none. */
function readCrl(der: Uint8Array): CrlPart {
  const [tbs, , signature] = readTlvs(readSingleTlv(der, 'CRL').value, 'CRL');
  const fields = readTlvs(need(tbs).value, 'CRL');
  const times = fields.filter((one) => one.tag === 0x17 || one.tag === 0x18);
  const lists = fields.filter((one) => one.tag === 0x30);
  const extensionField = fields.find((one) => one.tag === 0xa0);
  // version, AlgorithmIdentifier and Name come before; a third SEQUENCE is revokedCertificates.
  const revoked = lists[2] === undefined ? [] : readTlvs(lists[2].value, 'CRL');
  if (fields[0]?.tag !== 0x02 || revoked.length > 4096) need(undefined);
  const extensions = new Map<string, Uint8Array>();
  if (extensionField !== undefined) {
    for (const extension of readTlvs(readSingleTlv(extensionField.value).value)) {
      const parts = readTlvs(extension.value);
      extensions.set(need(oidFromBytes(need(parts[0]).value)), need(parts.at(-1)).value);
    }
  }
  const integerOf = (id: string) => {
    const value = extensions.get(id);
    return value === undefined ? undefined : integerFromBytes(readSingleTlv(value).value);
  };
  const keyId = extensions.get(oid.authorityKeyIdentifier);
  return {
    tbs: need(tbs).raw,
    signature: need(signature).value.subarray(1),
    thisUpdate: time(times[0]),
    authorityKeyId: keyId && readTlvs(readSingleTlv(keyId).value).find((one) => one.tag === 0x80)?.value,
    crlNumber: integerOf(oid.crlNumber) ?? 0,
    totalParts: Math.min(4096, Math.max(1, integerOf(oid.totalPartialCrlNumber) ?? 1)),
    part: integerOf(oid.partialCrlNumber) ?? 1,
    baseCrlNumber: integerOf(oid.deltaCrlIndicator),
    revoked: revoked.map((one) => toHex(need(readTlvs(one.value)[0]).value)),
  };
}

function answerError(error: keyof typeof loadCrlError): Uint8Array {
  return encode(LoadCRLResponse, { loadCRLResponseError: error });
}

export const loadCrl: Es10Function = (chip, bytes) => {
  if (!hasRspCapability(chip.config, 'crlSupport')) return answerError('undefinedError');
  let crl: CrlPart;
  try {
    crl = readCrl(decode(LoadCRLRequest, bytes, 'ES10b.LoadCRL').crl);
  } catch (error) {
    if (error instanceof WorkbenchError) return answerError('invalidCRLFormat');
    throw error;
  }
  const ci = findCi(chip.cis, crl.authorityKeyId);
  if (ci?.subjectKeyId === undefined) return answerError('verificationKeyNotFound');
  if (!verifyDer(ci.publicKey, crl.tbs, crl.signature)) return answerError('invalidSignature');
  const ciKeyId = toHex(ci.subjectKeyId);
  const known = chip.state.crls.find((one) => one.ciKeyId === ciKeyId);
  const same =
    known !== undefined && known.crlNumber === crl.crlNumber && known.thisUpdate === crl.thisUpdate;
  if (known !== undefined && !same && known.thisUpdate >= crl.thisUpdate)
    return answerError('fresherCrlAlreadyLoaded');
  const base = crl.baseCrlNumber;
  if (base !== undefined && (known === undefined || known.crlNumber < base))
    return answerError('baseCrlMissing');
  const merged = merge(same || base !== undefined ? known : undefined, crl, ciKeyId);
  if (merged.revoked.length > chip.config.maxRevoked) return answerError('notEnoughMemorySpace');
  chip.commit({ ...chip.state, crls: [...chip.state.crls.filter((one) => one !== known), merged] });
  const missingParts = Array.from({ length: merged.totalParts }, (_, at) => at + 1).filter(
    (part) => !merged.parts.includes(part),
  );
  return encode(LoadCRLResponse, { loadCRLResponseOk: missingParts.length === 0 ? {} : { missingParts } });
};

function merge(known: StoredCrl | undefined, crl: CrlPart, ciKeyId: string): StoredCrl {
  return {
    ciKeyId,
    crlNumber: crl.crlNumber,
    thisUpdate: crl.thisUpdate,
    totalParts: crl.totalParts,
    // A CRL that adds to another one has parts of its own.
    parts: [...new Set([...(known?.crlNumber === crl.crlNumber ? known.parts : []), crl.part])],
    revoked: [...new Set([...(known?.revoked ?? []), ...crl.revoked])],
  };
}

/** Whether a CRL that the card holds names the certificate. */
export function isRevoked(chip: Chip, certificate: Certificate): boolean {
  const { authorityKeyId } = certificate;
  if (chip.state.crls.length === 0 || authorityKeyId === undefined) return false;
  const serial = readTlvs(readSingleTlv(certificate.tbs).value).find((one) => one.tag === 0x02)?.value;
  if (serial === undefined) return false;
  const ci = chip.cis.find((one) => one.subjectKeyId && equalBytes(one.subjectKeyId, authorityKeyId));
  const crl = chip.state.crls.find((one) => ci?.subjectKeyId && one.ciKeyId === toHex(ci.subjectKeyId));
  return crl?.revoked.includes(toHex(serial)) ?? false;
}

/** Where SGP.22, X.509 and JSON put what is personal or secret (lenient: traces hold what peers got wrong). */

import { headerAt, isSecretName, type Range, secretsInTlv } from '../../store/secret-places.ts';
import type { HiddenValues, NumberKind } from './values.ts';
import type { View } from './views.ts';

const deepest = 14;
const mostItems = 50_000;

interface Item {
  readonly tag: number;
  readonly value: Uint8Array;
  /** Tags above it, the nearest last. */
  readonly above: readonly number[];
}

/** Whether a value is made of whole TLVs: octet and bit strings often wrap some. */
function isTlvs(bytes: Uint8Array): boolean {
  if (bytes.length < 2) return false;
  for (let at = 0; at < bytes.length; ) {
    const header = headerAt(bytes, at, bytes.length);
    if (header === undefined || header.tag === 0 || header.valueAt + header.length > bytes.length)
      return false;
    at = header.valueAt + header.length;
  }
  return true;
}

function isConstructedTag(tag: number): boolean {
  let first = tag;
  while (first > 0xff) first = Math.floor(first / 256);
  return (first & 0x20) !== 0;
}

/** Visits every TLV of a payload, which may be cut off anywhere. */
export function walk(bytes: Uint8Array, visit: (item: Item) => void): void {
  let items = 0;
  const inside = (value: Uint8Array, above: readonly number[]) => {
    for (let at = 0; at < value.length; ) {
      const header = headerAt(value, at, value.length);
      if (header === undefined || ++items > mostItems) return;
      const content = value.subarray(header.valueAt, Math.min(value.length, header.valueAt + header.length));
      visit({ tag: header.tag, value: content, above });
      if (
        above.length < deepest &&
        (isConstructedTag(header.tag) || (header.tag === 0x04 && isTlvs(content)))
      )
        inside(content, [...above, header.tag]);
      at = header.valueAt + header.length;
    }
  };
  inside(bytes, []);
}

// --- names and numbers ----------------------------------------------------------------------------------------------

/** Names that only a lab's own servers have: reserved ones (RFC 2606, RFC 6761, RFC 8375), those in common use, addresses. */
const labEndings =
  /\.(test|local|localhost|localdomain|lan|lab|internal|intranet|corp|home|private|invalid|home\.arpa)$/i;
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const address = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Whether a name tells of somebody's lab. A server on the Internet is named as it is: its operator has to find it. */
export function isLabHost(name: string): boolean {
  if (name.length > 253 || !hostName.test(name)) return false;
  return address.test(name) || labEndings.test(name);
}

const hostInText = /[a-z0-9][a-z0-9.-]*[a-z0-9]/gi;

/** Names of a lab anywhere in a text. */
export function hostsIn(text: string): string[] {
  return (text.match(hostInText) ?? []).filter(isLabHost);
}

function swapped(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(.)(.)/g, '$2$1')
    .replace(/f+$/, '')
    .toUpperCase();
}

const straight = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

/** EIDs and ICCIDs as they stand in texts: by their first digits (telecom, ITU-T E.118) and their lengths. */
export function numbersIn(text: string, values: HiddenValues): void {
  for (const [digits] of text.matchAll(/(?<!\d)89\d{16,30}(?!\d)/g)) {
    if (digits.length === 32) values.number('eid', digits);
    else if (digits.length <= 20) values.number('iccid', digits);
  }
}

/** What a text says by itself. */
export function collectFromText(text: string, values: HiddenValues): void {
  numbersIn(text, values);
  for (const host of hostsIn(text)) values.text('host', host);
}

const personalNames: Readonly<Record<string, NumberKind>> = {
  eid: 'eid',
  iccid: 'iccid',
  imei: 'imei',
  tac: 'tac',
  imsi: 'imsi',
  msisdn: 'msisdn',
  phonenumber: 'msisdn',
};

/** What the member of a JSON text, a parameter or a header of this name holds. Returns whether it is a secret. */
export function collectNamed(name: string, value: string, values: HiddenValues): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const kind = personalNames[plain];
  if (kind !== undefined) values.number(kind, value);
  else if (plain === 'nickname' || plain === 'profilenickname') values.text('nickname', value);
  if (!isSecretName(name)) return false;
  values.text(secretKind(plain), value);
  return true;
}

/** Of which kind a secret is that stands under a name. */
export function secretKind(plainName: string) {
  if (plainName === 'matchingid' || plainName === 'eventid') return 'matching_id' as const;
  if (plainName === 'confirmationcode') return 'confirmation_code' as const;
  return /token|authorization|cookie|session|key|secret/.test(plainName)
    ? ('token' as const)
    : ('other_secret' as const);
}

// --- payloads -------------------------------------------------------------------------------------------------------

/** X.509: whose subject holds an EID is the certificate of an eUICC (SGP.22 v2.5 §4.5.2.1). */
function collectCertificate(bytes: Uint8Array, values: HiddenValues): void {
  let euicc = false;
  walk(bytes, ({ tag, value }) => {
    euicc ||= (tag === 0x13 || tag === 0x0c) && value.length === 32 && /^89\d{30}$/.test(latin1(value));
  });
  if (!euicc) return;
  let keyId = false;
  walk(bytes, ({ tag, value, above }) => {
    // Its subjectKeyIdentifier (2.5.29.14) is a hash of the key, in an OCTET STRING within one.
    if (tag === 0x06) keyId = straight(value) === '551D0E';
    if (keyId && tag === 0x04 && above.at(-1) === 0x04) values.bytes('euicc_public_key', value);
    const [depth, parent] = [above.length, above.at(-1)];
    // Certificate ::= { tbsCertificate { [0] version, serialNumber, … }, signatureAlgorithm, signature }
    if (tag === 0x02 && depth === 1 && parent === 0x30) values.bytes('certificate_serial', value);
    // BIT STRINGs: a byte of unused bits, then an uncompressed point, or r and s.
    if (tag === 0x03 && value[1] === 0x04 && value.length > 60)
      values.bytes('euicc_public_key', value.subarray(2));
    if (tag === 0x03 && value[1] === 0x30)
      walk(value.subarray(1), (inner) => {
        if (inner.tag === 0x02) values.bytes('euicc_signature', inner.value);
      });
  });
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** @param fromCard whether the card has made it: then it is the card that signed it */
export function collectFromPayload(bytes: Uint8Array, fromCard: boolean, values: HiddenValues): void {
  for (const [from, to] of secretsInTlv(bytes)) collectSecret(bytes.subarray(from, to), values);
  walk(bytes, ({ tag, value, above }) => {
    const parent = above.at(-1);
    if (tag === 0x5a && value.length === 16) values.number('eid', straight(value));
    else if (tag === 0x5a && value.length === 10) values.number('iccid', swapped(value));
    else if (tag === 0x90 && (parent === 0xe3 || parent === 0xbf29))
      values.text('nickname', Buffer.from(value).toString());
    // DeviceInfo (§4.2) is the [1] of ctxParams1.
    else if (parent === 0xa1 && above.at(-2) === 0xa0 && tag === 0x82 && value.length === 8)
      values.number('imei', swapped(value));
    else if (parent === 0xa1 && above.at(-2) === 0xa0 && tag === 0x80 && value.length === 4)
      collectTac(straight(value), values);
    else if (tag === 0x5f37 && fromCard) values.bytes('euicc_signature', value);
    else if (value.length >= 4 && value.length <= 253 && !isConstructedTag(tag)) {
      const text = latin1(value);
      if (/^[\x20-\x7e]+$/.test(text)) {
        numbersIn(text, values);
        const host = text.replace(/:\d{1,5}$/, '');
        if (isLabHost(host)) values.text('host', host);
      }
    }
    if (tag === 0x30 && fromCard) collectCertificateIn(value, values);
  });
}

/** A sequence that begins as a certificate does. */
function collectCertificateIn(value: Uint8Array, values: HiddenValues): void {
  const tbs = headerAt(value, 0, value.length);
  if (tbs?.tag !== 0x30 || value[tbs.valueAt] !== 0xa0) return;
  collectCertificate(value, values);
}

/** What every bench has by default says nothing of a device (and is in the test range). */
export function collectTac(tac: string, values: HiddenValues): void {
  if (tac !== '35290611') values.number('tac', tac);
}

function collectSecret(value: Uint8Array, values: HiddenValues): void {
  const text = Buffer.from(value).toString();
  if (/^[\x20-\x7e]*$/.test(text)) values.text('matching_id', text);
  else values.bytes('confirmation_code_hash', value);
}

/** Secrets that are too short to be looked for by their value: hidden where they stand. */
export function hideShortSecrets(view: View, values: HiddenValues): void {
  for (const [from, to] of secretsInTlv(view.whole)) {
    if (to - from >= 4) continue;
    const text = view.whole.toString('latin1', from, to);
    view.write(from, Buffer.from(values.text('matching_id', text), 'latin1'), 'matching_id');
  }
}

/**
 * The protected parts of a bound profile package (SGP.22 v2.5 §2.5.2): the profile (86) and its keys (87), which hold the
 * secrets of a subscription. Of the package as a whole, or of a segment that goes to the card.
 */
export function profileData(bytes: Uint8Array): Range[] {
  const out: Range[] = [];
  const items = (from: number, to: number, inside: 'segment' | 'package' | 'part') => {
    for (let at = from; at < to; ) {
      const header = headerAt(bytes, at, to);
      if (header === undefined) return;
      const end = Math.min(to, header.valueAt + header.length);
      const { tag, valueAt } = header;
      if (tag === 0x86 || tag === 0x87) out.push([valueAt, end]);
      else if (inside === 'segment' && tag === 0xbf36) items(valueAt, end, 'package');
      else if (inside !== 'part' && (tag === 0xa0 || tag === 0xa2 || tag === 0xa3))
        items(valueAt, end, 'part');
      at = end;
    }
  };
  items(0, bytes.length, 'segment');
  return out.filter(([from, to]) => to > from);
}

/** Whether a payload is a bound profile package, or a segment of one. Other payloads have these tags for other things. */
export function isPackagePart(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x86 || bytes[0] === 0x87 || (bytes[0] === 0xbf && bytes[1] === 0x36) || isKeyPart(bytes)
  );
}

/** `A0` or `A2` with an `87` within, `A3` with nothing or an `86`. */
function isKeyPart(bytes: Uint8Array): boolean {
  const header = headerAt(bytes, 0, bytes.length);
  const inner = header === undefined ? undefined : bytes[header.valueAt];
  return (bytes[0] === 0xa0 || bytes[0] === 0xa2) && inner === 0x87;
}

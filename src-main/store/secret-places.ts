/** Where SGP.22 and HTTP put secrets: what is hidden there is hidden whether or not its value is known. */

/** Half-open range of byte positions. */
export type Range = readonly [from: number, to: number];

/**
 * Paths of tags to secret values, in requests to the card and its responses alike (SGP.22 v2.5):
 * - §5.7.13 AuthenticateServerRequest.ctxParams1.matchingId
 * - §5.7.13 AuthenticateServerResponse.authenticateResponseOk.euiccSigned1.ctxParams1.matchingId
 * - §5.7.5 PrepareDownloadRequest.hashCc
 * - §5.7.5 PrepareDownloadResponse.downloadResponseOk.euiccSigned2.hashCc
 */
const secretPaths: readonly (readonly number[])[] = [
  [0xbf38, 0xa0, 0x80],
  [0xbf38, 0xa0, 0x30, 0xa0, 0x80],
  [0xbf21, 0x04],
  [0xbf21, 0xa0, 0x30, 0x04],
];

/**
 * Instructions whose data is a PIN or PUK (ETSI TS 102 221 §11.1.9 to §11.1.13; ISO/IEC 7816-4 has the odd ones for BER-TLV):
 * VERIFY, CHANGE, DISABLE, ENABLE, UNBLOCK.
 */
const pinInstructions: ReadonlySet<number> = new Set([0x20, 0x24, 0x26, 0x28, 0x2c]);

/** Whether the data of such a command is a secret as a whole. */
export function isPinInstruction(ins: number): boolean {
  return pinInstructions.has(ins & 0xfe);
}

export interface TlvHeader {
  readonly tag: number;
  readonly valueAt: number;
  readonly length: number;
}

/** Tag and length at a position; undefined where there is no whole header. Lenient: traces hold what peers got wrong. */
export function headerAt(bytes: Uint8Array, start: number, end: number): TlvHeader | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined || at > end) return undefined;
  let tag = byte;
  if ((byte & 0x1f) === 0x1f) {
    do {
      byte = bytes[at++];
      if (byte === undefined || at > end || at - start > 4) return undefined;
      tag = tag * 256 + byte;
    } while (byte & 0x80);
  }
  byte = bytes[at++];
  if (byte === undefined || at > end) return undefined;
  if (byte < 0x80) return { tag, valueAt: at, length: byte };
  const count = byte & 0x7f;
  if (count === 0 || count > 4 || at + count > end) return undefined;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at++] ?? 0);
  return { tag, valueAt: at, length };
}

/** The secret values in a BER-TLV payload, which may be cut off anywhere. */
export function secretsInTlv(bytes: Uint8Array): Range[] {
  const found: Range[] = [];
  const walk = (from: number, to: number, paths: readonly (readonly number[])[], depth: number) => {
    for (let at = from; at < to; ) {
      const header = headerAt(bytes, at, to);
      if (header === undefined) return;
      const end = Math.min(to, header.valueAt + header.length);
      const matching = paths.filter((path) => path[depth] === header.tag);
      if (matching.some((path) => path.length === depth + 1)) found.push([header.valueAt, end]);
      const deeper = matching.filter((path) => path.length > depth + 1);
      if (deeper.length > 0) walk(header.valueAt, end, deeper, depth + 1);
      at = header.valueAt + header.length;
    }
  };
  walk(0, bytes.length, secretPaths, 0);
  return found.filter(([from, to]) => to > from);
}

const secretNames = new Set([
  'ac',
  'activationcode',
  'lpaactivationcode',
  'matchingid',
  'eventid',
  'eventid',
  'confirmationcode',
  'hashcc',
  'authorization',
  'credential',
  'credentials',
  'passphrase',
  'passwd',
  'sessionid',
  'ki',
  'opc',
]);

/** Whether the value of a JSON member, a query parameter or a header of this name is a secret. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (
    secretNames.has(plain) ||
    /(token|secret|password|apikey|accesskey|privatekey|cookie)s?$/.test(plain) ||
    /^(pin|puk|adm)\d?$/.test(plain)
  );
}

/** A header's secret part: all of it, but for the scheme of an authorization. */
export function secretInHeader(name: string, value: string): Range | undefined {
  if (!isSecretName(name) && !/^proxy-authorization$/i.test(name)) return undefined;
  const scheme = /authorization$/i.test(name) ? /^[A-Za-z][\w-]*\s+/.exec(value) : null;
  return [scheme?.[0].length ?? 0, value.length];
}

/** Secret parts of an address: the user's name and password, and parameters by their names. */
export function secretsInUrl(url: string): Range[] {
  const found: Range[] = [];
  const user = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(url);
  if (user?.[1]) {
    const from = url.indexOf('//') + 2;
    found.push([from, from + user[1].length]);
  }
  for (const match of url.matchAll(/[?&#;]([^=&#;?]*)=([^&#;]*)/g)) {
    const [whole, name = '', value = ''] = match;
    let plain = name;
    try {
      plain = decodeURIComponent(name);
    } catch {
      // A broken escape: the name as it stands.
    }
    const end = match.index + whole.length;
    if (isSecretName(plain)) found.push([end - value.length, end]);
  }
  return found;
}

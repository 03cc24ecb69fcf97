/**
 * Activation codes (SGP.22 v2.5 §4.1): `LPA:1$SM-DP+ address$matching id[$SM-DP+ OID[$1]]`, and the address inside them.
 * Free of Node, so that the window can check what is typed.
 *
 * What people paste is tolerated as far as its meaning is certain, and a remark says what was tolerated:
 * `white_space_removed`, `quotes_removed`, `backslashes_removed`, `prefix_missing`, `prefix_lower_case`, `port_deviation`,
 * `matching_id_lower_case`, `matching_id_nonstandard`. Everything else has an error that names the part at fault.
 * No error carries text of the code, which is a secret.
 */

import { WorkbenchError } from './errors/index.ts';
import type { ActivationCodeParts } from './model/system.ts';

export type ActivationCodeRemark =
  | 'white_space_removed'
  | 'quotes_removed'
  | 'backslashes_removed'
  | 'prefix_missing'
  | 'prefix_lower_case'
  | 'port_deviation'
  | 'matching_id_lower_case'
  | 'matching_id_nonstandard';

/** §4.1: the longest activation code, without `LPA:`. */
export const maxActivationCodeLength = 255;
/** What surrounds a code may be long (a pasted mail), but not without end. */
export const maxInputLength = 4096;

/** Where a server is. */
export interface ServerAddress {
  /** Lower case, since names are compared without regard to case. */
  readonly name: string;
  readonly port: number;
}

const quotePairs = ['""', "''", '``', '“”', '‘’', '«»', '„“'];

/** Why a text is no host name, or undefined where it is one (RFC 1123 §2.1). */
function nameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 253) return 'it is longer than 253 characters';
  if (/^[a-z]+:\/\//i.test(name)) return 'it is a URL, not a name';
  if (/[^A-Za-z0-9.-]/.test(name)) return 'only letters, digits, hyphens and dots are allowed';
  for (const label of name.split('.')) {
    if (label === '') return 'a part between two dots is empty';
    if (label.length > 63) return 'a part between two dots is longer than 63 characters';
    if (label.startsWith('-') || label.endsWith('-'))
      return 'a part between two dots begins or ends with a hyphen';
  }
  const last = name.slice(name.lastIndexOf('.') + 1);
  // A name whose last part is a number can only be an IPv4 address (WHATWG URL §3.5).
  if (/^\d+$/.test(last) && !/^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?=\d)|$)){4}$/.test(name))
    return 'it ends in a number but is no IPv4 address';
  return undefined;
}

function splitAddress(address: string): { name: string; port: number; hasPort: boolean } | string {
  const colon = address.lastIndexOf(':');
  const hasPort = colon >= 0 && !address.includes('/');
  const name = hasPort ? address.slice(0, colon) : address;
  const portText = hasPort ? address.slice(colon + 1) : '443';
  const fault = nameFault(name);
  if (fault !== undefined) return fault;
  const port = Number(portText);
  if (!/^[1-9]\d{0,4}$/.test(portText) || port > 65_535) return 'the port is no number from 1 to 65535';
  return { name: name.toLowerCase(), port, hasPort };
}

/**
 * An SM-DP+ or SM-DS address: a name, or (DEVIATION: for labs, §4.1 has an FQDN alone) `name:port`.
 * Throws address_malformed.
 */
export function parseServerAddress(address: string): ServerAddress {
  const split = splitAddress(address.slice(0, 300));
  if (typeof split === 'string') throw new WorkbenchError('address_malformed', { reason: split });
  return { name: split.name, port: split.port };
}

/** Whether `parseServerAddress` takes it. */
export function isServerAddress(address: string): boolean {
  return typeof splitAddress(address) !== 'string';
}

/** Takes off what surrounds the code; adds remarks for it. */
function unwrap(text: string, remarks: ActivationCodeRemark[]): string {
  let inner = text;
  const remark = (code: ActivationCodeRemark) => {
    if (!remarks.includes(code)) remarks.push(code);
  };
  for (let before = ''; inner !== before; ) {
    before = inner;
    // Zero-width characters and the byte order mark come along when a code is copied from a page or read from a file.
    const trimmed = inner.replace(/^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/g, '');
    if (trimmed !== inner) remark('white_space_removed');
    inner = trimmed;
    if (inner.length >= 2 && quotePairs.includes(inner.charAt(0) + inner.charAt(inner.length - 1))) {
      inner = inner.slice(1, -1);
      remark('quotes_removed');
    }
  }
  if (inner.includes('\\$')) {
    inner = inner.replaceAll('\\$', '$');
    remark('backslashes_removed');
  }
  return inner;
}

function withoutPrefix(code: string, remarks: ActivationCodeRemark[]): string {
  const prefix = /^lpa:/i.exec(code)?.[0];
  if (prefix !== undefined) {
    if (prefix !== 'LPA:') remarks.push('prefix_lower_case');
    return code.slice(prefix.length);
  }
  // One ordering API gives codes as `1$…`; a code whose `$…` a shell has eaten begins with 1 as well.
  if (!/^\d+(\$|\.|-|$)/.test(code)) throw new WorkbenchError('activation_code_prefix');
  remarks.push('prefix_missing');
  return code;
}

/** Whether a matching id that is given by itself can stand in an activation code. */
export function isMatchingId(text: string): boolean {
  return /^[0-9A-Za-z._-]*$/.test(text);
}

function checkMatchingId(matchingId: string, remarks: ActivationCodeRemark[]): void {
  // §4.1.1 allows upper-case letters, digits and hyphens. DEVIATION: codes with lower case, and on test servers with
  // underscores and dots (file names as matching ids, as osmo-smdpp has them), are in use; they are sent as they are.
  if (/^[0-9A-Z-]*$/.test(matchingId)) return;
  if (/^[0-9A-Za-z-]*$/.test(matchingId)) remarks.push('matching_id_lower_case');
  else if (isMatchingId(matchingId)) remarks.push('matching_id_nonstandard');
  else throw new WorkbenchError('activation_code_matching_id');
}

function isOid(text: string): boolean {
  const match = /^([0-2])\.(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,38})){0,30}$/.exec(text);
  return match !== null && (match[1] === '2' || Number(match[2]) < 40);
}

/**
 * Takes an activation code apart. Throws activation_code_empty, _too_long, _characters, _prefix, _shell, _format,
 * _missing_part, _trailing, _address, _matching_id, _oid, _flag and nothing else.
 */
export function parseActivationCode(text: string): ActivationCodeParts {
  const remarks: ActivationCodeRemark[] = [];
  if (text.length > maxInputLength)
    throw new WorkbenchError('activation_code_too_long', {
      length: text.length,
      limit: maxActivationCodeLength,
    });
  const unwrapped = unwrap(text, remarks);
  if (unwrapped === '') throw new WorkbenchError('activation_code_empty');
  const code = withoutPrefix(unwrapped, remarks);
  if (code.length > maxActivationCodeLength)
    throw new WorkbenchError('activation_code_too_long', {
      length: code.length,
      limit: maxActivationCodeLength,
    });
  if (/[^\x21-\x7e]/.test(code)) throw new WorkbenchError('activation_code_characters');

  const parts = code.split('$');
  const [format = '', address, matchingId, oid = '', flag = '', ...trailing] = parts;
  // A shell replaces `$name` in an unquoted or double-quoted code by nothing: the delimiters go with it, the 1 stays.
  if (parts.length === 1 && format.startsWith('1')) throw new WorkbenchError('activation_code_shell');
  if (format !== '1') throw new WorkbenchError('activation_code_format');
  if (address === undefined || (address === '' && matchingId === undefined))
    throw new WorkbenchError('activation_code_missing_part', { part: 'SM-DP+ address' });
  const split = splitAddress(address);
  if (typeof split === 'string') throw new WorkbenchError('activation_code_address', { reason: split });
  if (split.hasPort) remarks.push('port_deviation');
  // §4.1: the matching id may be empty, its delimiter may not be missing.
  if (matchingId === undefined)
    throw new WorkbenchError('activation_code_missing_part', { part: 'matching ID' });
  checkMatchingId(matchingId, remarks);
  if (oid !== '' && !isOid(oid)) throw new WorkbenchError('activation_code_oid');
  if (flag !== '' && flag !== '1') throw new WorkbenchError('activation_code_flag');
  if (trailing.length > 0) throw new WorkbenchError('activation_code_trailing', { count: trailing.length });
  return {
    smdpAddress: address,
    matchingId,
    ...(oid !== '' && { smdpOid: oid }),
    confirmationCodeRequired: flag === '1',
    remarks,
  };
}

/** The activation code of its parts (§4.1), in its shortest form. Nothing is checked. */
export function formatActivationCode(
  parts: Pick<ActivationCodeParts, 'smdpAddress' | 'matchingId' | 'smdpOid' | 'confirmationCodeRequired'>,
): string {
  const fields = ['1', parts.smdpAddress, parts.matchingId];
  if (parts.smdpOid !== undefined || parts.confirmationCodeRequired) fields.push(parts.smdpOid ?? '');
  if (parts.confirmationCodeRequired) fields.push('1');
  return `LPA:${fields.join('$')}`;
}

/** Enough of a matching id to tell two apart, and too little to use: at most its last four characters, and no more than a fourth of it. */
export function matchingIdHint(matchingId: string): string {
  const shown = Math.min(4, Math.floor(matchingId.length / 4));
  return `\u2026${shown === 0 ? '' : matchingId.slice(-shown)}`;
}

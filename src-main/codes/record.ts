/** One record of an import out of the fields that were written for it. */

import {
  type ActivationCodeRemark,
  formatActivationCode,
  parseActivationCode,
} from '../../src-shared/activation-code.ts';
import { hasEidCheckDigits } from '../../src-shared/eid.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { findCodes } from '../../src-shared/find-codes.ts';
import {
  type ActivationCodeParts,
  type CodeImportRemark,
  type ImportedCode,
  importedCode,
} from '../../src-shared/model/index.ts';
import { type ColumnName, columnTexts } from './columns.ts';
import {
  cleanCell,
  type DateOrder,
  hasCheckDigit,
  parseEid,
  parseExpiry,
  parseFlag,
  parseIccid,
} from './fields.ts';

/** What was written for each column. */
export type Fields = Readonly<Partial<Record<ColumnName, string>>>;

export interface CheckedRecord {
  readonly record: ImportedCode;
  readonly remarks: string[];
}

type Remark = ActivationCodeRemark | CodeImportRemark;

/** `https://rsp.example.com/` is what some lists call an SM-DP+ address. */
function bareAddress(address: string): string {
  return address.replace(/^https:\/\//i, '').replace(/\/$/, '');
}

function missing(column: ColumnName): WorkbenchError {
  return new WorkbenchError('code_field_missing', { column: columnTexts[column] });
}

/** Whether `code`, with which the text begins, goes on behind a quote: cut off there it would be another code. */
export function isCutShort(text: string, code: string): boolean {
  return text.startsWith(code) && /^["'`]+[\w-]/.test(text.slice(code.length));
}

/** The text as it is, or the one code in it where it is a link or a sentence around a code. */
function parseLoosely(text: string): ActivationCodeParts {
  try {
    return parseActivationCode(text);
  } catch (error) {
    const [code, second] = findCodes(text);
    if (code === undefined || code === text || second !== undefined || isCutShort(text, code)) throw error;
    return parseActivationCode(code);
  }
}

function partsOf(fields: Fields, remarks: Remark[]): ActivationCodeParts {
  const { activationCode = '', smdpAddress = '', matchingId = '', smdpOid = '' } = fields;
  const address = bareAddress(smdpAddress);
  const written = (id: string) => {
    const oid = smdpOid === '' ? {} : { smdpOid };
    // Taken apart again, so that its parts are checked as those of any other code.
    return parseActivationCode(
      formatActivationCode({ smdpAddress: address, matchingId: id, confirmationCodeRequired: false, ...oid }),
    );
  };
  if (activationCode === '') {
    if (address === '') throw missing(matchingId === '' ? 'activationCode' : 'smdpAddress');
    if (matchingId === '') throw missing('matchingId');
    return written(matchingId);
  }
  // Telephones ask for "SM-DP+ address" and "activation code", and mean the matching id by the latter.
  if (address !== '' && /^[\w.-]+$/.test(activationCode) && ['', activationCode].includes(matchingId)) {
    remarks.push('matching_id_in_code_column');
    return written(activationCode);
  }
  const parts = parseLoosely(activationCode);
  const same = (one: string, other: string) => one === '' || one.toLowerCase() === other.toLowerCase();
  if (!same(address, parts.smdpAddress) || !same(matchingId, parts.matchingId))
    throw new WorkbenchError('code_fields_differ');
  return parts;
}

function text(fields: Fields, column: 'carrier' | 'label' | 'batch' | 'confirmationCode') {
  const value = fields[column];
  if (value === undefined || value === '') return {};
  const limit = { carrier: 200, label: 200, batch: 100, confirmationCode: 64 }[column];
  if (value.length > limit)
    throw new WorkbenchError('code_field_too_long', { column: columnTexts[column], limit });
  return { [column]: value };
}

/**
 * The record of these fields, and what was tolerated in them. Throws activation_code_*, code_field_*, code_fields_differ;
 * no error holds what was written.
 */
export function checkRecord(raw: Fields, dateOrder?: DateOrder): CheckedRecord {
  const fields: Fields = Object.fromEntries(
    Object.entries(raw).map(([column, cell]) => [column, cleanCell(cell)]),
  );
  const remarks: Remark[] = [];
  const parts = partsOf(fields, remarks);
  remarks.unshift(...(parts.remarks as ActivationCodeRemark[]));

  const { confirmationCodeRequired: flag = '', iccid = '', eid = '', validUntil = '' } = fields;
  const said = flag === '' ? undefined : parseFlag(flag);
  const confirmationCodeRequired =
    parts.confirmationCodeRequired || said === true || (fields.confirmationCode ?? '') !== '';
  if (said !== undefined && said !== confirmationCodeRequired) remarks.push('confirmation_code_flag_differs');

  const number = iccid === '' ? undefined : parseIccid(iccid);
  if (number !== undefined && !hasCheckDigit(number)) remarks.push('iccid_check_digit');
  const card = eid === '' ? undefined : parseEid(eid);
  if (card !== undefined && !hasEidCheckDigits(card)) remarks.push('eid_check_digits');
  const record = importedCode.parse({
    activationCode: formatActivationCode({ ...parts, confirmationCodeRequired }),
    confirmationCodeRequired,
    ...text(fields, 'confirmationCode'),
    ...(number !== undefined && { iccid: number }),
    ...(card !== undefined && { eid: card }),
    ...text(fields, 'carrier'),
    ...text(fields, 'label'),
    ...text(fields, 'batch'),
    ...(validUntil !== '' && { validUntil: parseExpiry(validUntil, dateOrder) }),
  });
  return { record, remarks };
}

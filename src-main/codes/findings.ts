/** The findings of an import as they grow; what stands twice is found over all of its files. */

import { parseActivationCode, parseServerAddress } from '../../src-shared/activation-code.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type CodeFindings,
  type CodePlace,
  codeImportLimits,
  type FoundCode,
} from '../../src-shared/model/index.ts';
import { codePlaceText } from '../../src-shared/texts.ts';

/** Throws codes_too_many with the first code that is too much. */
export interface Findings {
  /** Takes a code, or refuses it as code_line_duplicate. */
  add(found: FoundCode): void;
  /** Throws again what ends the import, and what is no fault of the file but a mistake of ours. */
  refuse(place: CodePlace, error: unknown): void;
  passOver(what: {
    readonly lines?: number;
    readonly qrCodes?: number;
    readonly columns?: readonly string[];
  }): void;
  /** Adds what a part (a file, some pages) has given. */
  merge(part: CodeFindings): void;
  readonly result: CodeFindings;
}

/** What makes a code the same: server and matching id. One without matching id is told by its card: by its ICCID. */
function keyOf({ record }: FoundCode): string {
  const { smdpAddress, matchingId } = parseActivationCode(record.activationCode);
  const { name, port } = parseServerAddress(smdpAddress);
  return JSON.stringify([name, port, matchingId, matchingId === '' ? record.iccid : '']);
}

export function startFindings(): Findings {
  const result = {
    found: [] as FoundCode[],
    refused: [] as CodeFindings['refused'],
    passedOver: { lines: 0, qrCodes: 0, columns: [] as string[] },
  };
  const codes = new Map<string, CodePlace>();
  const iccids = new Set<string>();
  const { codes: limit } = codeImportLimits;
  const count = (more: number) => {
    if (result.found.length + result.refused.length + more > limit)
      throw new WorkbenchError('codes_too_many', { limit });
  };
  const findings: Findings = {
    add(found) {
      const key = keyOf(found);
      const first = codes.get(key);
      if (first !== undefined) {
        const error = new WorkbenchError('code_line_duplicate', { first: codePlaceText(first) });
        findings.refuse(found.place, error);
        return;
      }
      count(1);
      codes.set(key, found.place);
      const { iccid } = found.record;
      const repeated = iccid !== undefined && iccids.has(iccid) && !found.remarks.includes('iccid_repeated');
      if (iccid !== undefined) iccids.add(iccid);
      result.found.push(repeated ? { ...found, remarks: [...found.remarks, 'iccid_repeated'] } : found);
    },
    refuse(place, error) {
      const known = toWorkbenchError(error);
      if (known.code === 'internal' || known.code === 'codes_too_many') throw error;
      count(1);
      result.refused.push({ place, error: known.toData() });
    },
    passOver({ lines = 0, qrCodes = 0, columns = [] }) {
      result.passedOver.lines += lines;
      result.passedOver.qrCodes += qrCodes;
      for (const column of columns)
        if (!result.passedOver.columns.includes(column)) result.passedOver.columns.push(column);
    },
    merge(part) {
      for (const found of part.found) findings.add(found);
      count(part.refused.length);
      for (const refused of part.refused) result.refused.push(refused);
      findings.passOver(part.passedOver);
    },
    result,
  };
  return findings;
}

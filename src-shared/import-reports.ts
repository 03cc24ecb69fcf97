/** An import may take several calls; what became of it is told as of one. */

import type { ImportReport } from './model/index.ts';

/** The reports in their order as one; of none, that of an import in which there was nothing. */
export function joinImportReports(reports: readonly ImportReport[]): ImportReport {
  const sum = (name: 'lines' | 'qrCodes') =>
    reports.reduce((total, { passedOver }) => total + passedOver[name], 0);
  return {
    added: reports.flatMap(({ added }) => added),
    known: reports.flatMap(({ known }) => known),
    refused: reports.flatMap(({ refused }) => refused),
    remarks: reports.flatMap(({ remarks }) => remarks),
    passedOver: {
      lines: sum('lines'),
      qrCodes: sum('qrCodes'),
      columns: reports.flatMap(({ passedOver }) => passedOver.columns),
    },
    kept: reports.every(({ kept }) => kept),
  };
}

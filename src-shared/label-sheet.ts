/** Sheets of labels: those that are sold everywhere by name, all others by their measures. Lengths are in millimetres. */

import { z } from 'zod';
import { WorkbenchError } from './errors/index.ts';

export interface LabelSheet {
  readonly paper: { readonly width: number; readonly height: number };
  readonly columns: number;
  readonly rows: number;
  readonly label: { readonly width: number; readonly height: number };
  /** From the paper's edge to the first label. */
  readonly margin: { readonly left: number; readonly top: number };
  /** Between two labels. */
  readonly gap: { readonly x: number; readonly y: number };
}

const papers = {
  a4: { width: 210, height: 297 },
  a5: { width: 148, height: 210 },
  letter: { width: 215.9, height: 279.4 },
} as const;

/** Name: columns x rows, measures as `parseLabelSheet` reads them, and which products have them. */
export const labelSheets = {
  'a4-38x21': ['A4 5x13 38.1x21.2 centred 2.5x0', 'Avery L7651 and the like'],
  'a4-63x34': ['A4 3x8 63.5x33.9 centred 2.5x0', 'Avery L7159 and the like'],
  'a4-63x38': ['A4 3x7 63.5x38.1 centred 2.5x0', 'Avery L7160 and the like'],
  'a4-63x47': ['A4 3x6 63.5x46.6 centred 2.5x0', 'Avery L7161 and the like'],
  'a4-70x37': ['A4 3x8 70x37', 'Avery 3474 and the like'],
  'a4-99x38': ['A4 2x7 99.1x38.1 centred 2.5x0', 'Avery L7163 and the like'],
  'a4-99x68': ['A4 2x4 99.1x67.7 centred 2.5x0', 'Avery L7165 and the like'],
  'letter-67x25': ['Letter 3x10 66.675x25.4 centred 3.175x0', 'Avery 5160 and the like'],
  'letter-102x51': ['Letter 2x5 101.6x50.8 centred 4.763x0', 'Avery 5163 and the like'],
  'letter-102x85': ['Letter 2x3 101.6x84.66 centred 4.763x0', 'Avery 5164 and the like'],
} as const satisfies Readonly<Record<string, readonly [measures: string, products: string]>>;

export const defaultLabelSheet = 'a4-63x38';

const measures = z.object({
  paper: z.object({ width: z.number().min(20).max(1200), height: z.number().min(20).max(1200) }),
  columns: z.int().min(1).max(40),
  rows: z.int().min(1).max(40),
  label: z.object({ width: z.number().min(10).max(1200), height: z.number().min(10).max(1200) }),
  margin: z.object({ left: z.number().min(0), top: z.number().min(0) }),
  gap: z.object({ x: z.number().min(0).max(200), y: z.number().min(0).max(200) }),
});

function wrong(reason: string): WorkbenchError {
  return new WorkbenchError('label_sheet_measures', { reason });
}

/** `3x8`, `63.5x38.1`, `63,5×38,1`. */
function pair(text: string | undefined, what: string): [number, number] {
  const match = /^(\d{1,4}(?:[.,]\d{1,3})?)[x×*](\d{1,4}(?:[.,]\d{1,3})?)$/i.exec(text ?? '');
  if (match === null) throw wrong(`${what} are not written like 63.5x38.1`);
  return [Number(match[1]?.replace(',', '.')), Number(match[2]?.replace(',', '.'))];
}

function isPaper(name: string): name is keyof typeof papers {
  return Object.hasOwn(papers, name);
}

/**
 * A sheet by its name in `labelSheets`, or by `PAPER COLUMNSxROWS WIDTHxHEIGHT [LEFTxTOP|centred [GAPxGAP]]`, as
 * `A4 3x7 63.5x38.1 7.2x15.1 2.5x0`. Paper is A4, A5, Letter or its measures. Throws label_sheet_measures.
 */
export function parseLabelSheet(text: string): LabelSheet {
  const name = text.trim().toLowerCase();
  if (Object.hasOwn(labelSheets, name))
    return parseLabelSheet(labelSheets[name as keyof typeof labelSheets][0]);
  const [paperText = '', grid, size, margins = 'centred', gaps = '0x0', ...rest] = name.split(/\s+/, 8);
  if (grid === undefined || rest.length > 0)
    throw wrong('it is neither a name that is known nor PAPER COLUMNSxROWS WIDTHxHEIGHT');
  const [width, height] = isPaper(paperText)
    ? [papers[paperText].width, papers[paperText].height]
    : pair(paperText, 'the measures of the paper');
  const [columns, rows] = pair(grid, 'columns and rows');
  const [labelWidth, labelHeight] = pair(size, 'the measures of a label');
  const [x, y] = pair(gaps, 'the gaps');
  const used = {
    width: columns * labelWidth + (columns - 1) * x,
    height: rows * labelHeight + (rows - 1) * y,
  };
  // Measures are rounded: a tenth of a millimetre too much is none.
  if (used.width > width + 0.1 || used.height > height + 0.1)
    throw wrong('the labels and the gaps between them are larger than the paper');
  const centred = [Math.max(0, (width - used.width) / 2), Math.max(0, (height - used.height) / 2)] as const;
  const [left, top] = /^cent(red|ered)$/.test(margins) ? centred : pair(margins, 'the margins');
  if (left + used.width > width + 0.1 || top + used.height > height + 0.1)
    throw wrong('with these margins, the labels do not fit on the paper');
  const parsed = measures.safeParse({
    paper: { width, height },
    columns,
    rows,
    label: { width: labelWidth, height: labelHeight },
    margin: { left, top },
    gap: { x, y },
  });
  if (!parsed.success)
    throw wrong(`${parsed.error.issues[0]?.path.join('.')} is too small, too large or no whole number`);
  return parsed.data;
}

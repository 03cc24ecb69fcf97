import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLabelSheet, labelSheets, parseLabelSheet } from '../../src-shared/label-sheet.ts';
import { failure } from '../support/errors.ts';

describe('sheets by name', () => {
  test('fit on their paper, and are centred', () => {
    for (const name of Object.keys(labelSheets)) {
      const { paper, columns, rows, label, margin, gap } = parseLabelSheet(name);
      const width = 2 * margin.left + columns * label.width + (columns - 1) * gap.x;
      const height = 2 * margin.top + rows * label.height + (rows - 1) * gap.y;
      expect(width).toBeCloseTo(paper.width, 6);
      expect(height).toBeCloseTo(paper.height, 6);
    }
    expect(Object.keys(labelSheets)).toContain(defaultLabelSheet);
  });

  test('have the margins that their makers print', () => {
    expect(parseLabelSheet('letter-67x25').margin.left).toBeCloseTo(4.76, 2);
    expect(parseLabelSheet('Letter-67x25').margin.top).toBeCloseTo(12.7, 6);
    expect(parseLabelSheet('a4-99x38').margin.left).toBeCloseTo(4.65, 6);
  });
});

describe('sheets by their measures', () => {
  test('with margins and gaps, points and commas', () => {
    expect(parseLabelSheet(' A4 3x7 63.5x38,1 7.2×15.1 2.5x0 ')).toEqual({
      paper: { width: 210, height: 297 },
      columns: 3,
      rows: 7,
      label: { width: 63.5, height: 38.1 },
      margin: { left: 7.2, top: 15.1 },
      gap: { x: 2.5, y: 0 },
    });
    expect(parseLabelSheet('100x50 1x1 100x50')).toMatchObject({
      paper: { width: 100, height: 50 },
      margin: { left: 0, top: 0 },
    });
  });

  test.each([
    ['', 'neither a name'],
    ['avery', 'neither a name'],
    ['A4 3x7', 'measures of a label'],
    ['A3 3x7 60x30', 'measures of the paper'],
    ['A4 3x 60x30', 'columns and rows'],
    ['A4 3x7 80x30', 'larger than the paper'],
    ['A4 3x7 60x30 40x10', 'with these margins'],
    ['A4 3x7 60x30 left', 'the margins'],
    ['A4 3x7 60x30 centred 1', 'the gaps'],
    ['A4 3x7 60x30 centred 1x1 1x1', 'neither a name'],
    ['A4 0x7 60x30', 'columns'],
    ['A4 1.5x7 60x30', 'columns'],
    ['A4 3x7 5x5', 'label.width'],
    ['9999x9999 1x1 20x20', 'paper'],
    ['constructor', 'neither a name'],
  ])('refused: %s', (text, reason) => {
    expect(failure(() => parseLabelSheet(text))).toMatchObject({
      code: 'label_sheet_measures',
      reason: expect.stringContaining(reason),
    });
  });

  test('any text gives a sheet that fits, or that error', () => {
    const part = fc.oneof(
      fc.constantFrom('A4', 'letter', 'centred', 'toString', '', ' '),
      fc.tuple(fc.nat(300), fc.constantFrom('x', '×', ','), fc.nat(300)).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        let sheet: ReturnType<typeof parseLabelSheet>;
        try {
          sheet = parseLabelSheet(parts.join(' '));
        } catch (error) {
          expect(error).toMatchObject({ code: 'label_sheet_measures' });
          return;
        }
        const { paper, columns, label, margin, gap } = sheet;
        expect(margin.left + columns * label.width + (columns - 1) * gap.x).toBeLessThan(paper.width + 0.2);
      }),
      { numRuns: 1000 },
    );
  });
});

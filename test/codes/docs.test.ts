/** docs/codes.md names every name of a column, every sheet and every limit that there is. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnNames, columnTexts } from '../../src-main/codes/columns.ts';
import { labelSheets } from '../../src-shared/label-sheet.ts';
import { codeImportLimits } from '../../src-shared/model/index.ts';

const page = readFileSync(new URL('../../docs/codes.md', import.meta.url), 'utf8');
const row = (first: string) => page.split('\n').find((line) => line.startsWith(`| ${first} |`));

test('the names of columns, in their order', () => {
  for (const [column, names] of Object.entries(columnNames)) {
    const text = columnTexts[column as keyof typeof columnTexts];
    expect(row(text)).toBe(`| ${text} | ${names.map((name) => `\`${name}\``).join(', ')} |`);
  }
});

test('the sheets', () => {
  for (const [name, [measures, products]] of Object.entries(labelSheets))
    expect(row(`\`${name}\``)).toBe(`| \`${name}\` | \`${measures}\` | ${products} |`);
});

test('the limits', () => {
  const { files, codes, lines, columns, field, pages, listBytes, pdfBytes } = codeImportLimits;
  const limits = page.slice(page.indexOf('Limits:'));
  for (const text of [
    `${files} files and ${codes / 1000} 000 codes`,
    `${listBytes / 2 ** 20} MiB, ${lines / 1000} 000 lines, ${columns} columns, ${field} characters`,
    `${pdfBytes / 2 ** 20} MiB and ${pages} pages`,
  ])
    expect(limits).toContain(text);
});

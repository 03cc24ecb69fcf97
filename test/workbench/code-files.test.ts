/** Files into the vault and out of it again, through the calls that everybody uses. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { readCodeFiles } from '../../src-main/codes/file-part.ts';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { openStore } from '../../src-main/store/open.ts';
import { StoreKey } from '../../src-main/store/seal.ts';
import { createCodeDesk } from '../../src-main/workbench/code-desk.ts';
import type { Caller } from '../../src-shared/api.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { errorOf } from '../support/errors.ts';
import { drawnPage, pdf } from '../support/pdf.ts';
import { pngOf, qrGrid } from '../support/png.ts';

const caller: Caller = { createdBy: 'test', source: 'api' };
const code = (id: number) => `LPA:1$smdp.example.com$QX7-SECRET-${id}`;

function desk() {
  const key = new StoreKey(new Uint8Array(32).fill(7));
  const store = openStore({ folder: ':memory:', clock: systemClock, entropy: systemEntropy, key });
  onTestFinished(() => store.close());
  return createCodeDesk({
    codes: store.codes,
    onDisk: () => store.onDisk(),
    clock: systemClock,
    emit: () => undefined,
    readPart: readFilePart,
    drawLabels: labelFiles,
  }).handlers;
}

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
const list = [
  'activation code;label;confirmation code;valid until',
  `${code(1)};"Bench; 1";;2099-12-31`,
  `LPA:1$smdp.example.com;wrong;;`,
  `${code(2)};Bench 2;4711-geheim;`,
].join('\r\n');
const files = [
  { name: 'list.csv', data: base64(`\uFEFF${list}`) },
  { name: 'sheet.png', data: base64(pngOf(qrGrid([code(3), code(4)], 2, 4))) },
  { name: 'pages.pdf', data: base64(pdf([drawnPage(code(5), 2), drawnPage(code(1), 2)])) },
];

describe('codes.read', () => {
  const read = (name: string, data: string) => desk()['codes.read']({ file: { name, data } }, caller);

  it('tells all codes of a picture, a list and a PDF file in their order, and keeps none', async () => {
    const handlers = desk();
    const codesOf = async (at: number) =>
      (await handlers['codes.read']({ file: files[at] as (typeof files)[number] }, caller)).codes;
    expect(await codesOf(1)).toEqual([code(3), code(4)]);
    // Its confirmation code stands beside it: it is one that needs one.
    expect(await codesOf(0)).toEqual([code(1), `${code(2)}$$1`]);
    expect(await codesOf(2)).toEqual([code(5), code(1)]);
    expect((await handlers['codes.list']({ limit: 10 }, caller)).codes).toEqual([]);
  });

  it('one code in two ways of writing it is one code; what is wrong is told beside the right ones', async () => {
    const link = `https://esim.example/qr?carddata=${encodeURIComponent(code(3))}`;
    const picture = pngOf(qrGrid([code(3), link, 'https://example.com', 'LPA:1$smdp.example.com'], 2, 4));
    const { codes, refused } = await read('', base64(picture));
    expect(codes).toEqual([code(3)]);
    expect(refused.map(({ error }) => error.code)).toEqual([
      'code_line_duplicate',
      'activation_code_missing_part',
    ]);
  });

  it('says why a file has none', async () => {
    for (const [bytes, why] of [
      [pngOf(qrGrid(['https://example.com', 'just words'], 2, 4)), undefined],
      [new TextEncoder().encode('just words'), 'code_list_empty'],
      [pdf([]), 'pdf_damaged'],
    ] as const) {
      const { codes, refused } = await read('file', base64(bytes));
      expect([codes, refused[0]?.error.code]).toEqual([[], why]);
    }
  });
});

describe('codes.import', () => {
  it('puts the good ones into the vault and tells the others by their place', async () => {
    const handlers = desk();
    const report = await handlers['codes.import']({ files, batch: 'May', allOrNothing: false }, caller);
    expect(report.kept).toBe(true);
    expect(
      report.added.map(({ place, code: added }) => [place, added.source, added.label, added.batch]),
    ).toEqual([
      [{ file: 'list.csv', line: 2 }, 'csv', 'Bench; 1', 'May'],
      [{ file: 'list.csv', line: 4 }, 'csv', 'Bench 2', 'May'],
      [{ file: 'sheet.png', index: 1 }, 'qr', undefined, 'May'],
      [{ file: 'sheet.png', index: 2 }, 'qr', undefined, 'May'],
      [{ file: 'pages.pdf', page: 1 }, 'qr', undefined, 'May'],
    ]);
    expect(report).not.toHaveProperty('right');
    expect(report.refused.map(({ place, error }) => [place, error.code])).toEqual([
      [{ file: 'list.csv', line: 3 }, 'activation_code_missing_part'],
      [{ file: 'pages.pdf', page: 2 }, 'code_line_duplicate'],
    ]);
    expect(report.added[1]?.code).toMatchObject({
      confirmationCodeRequired: true,
      confirmationCodeKept: true,
    });
    expect(JSON.stringify(report)).not.toMatch(/QX7-SECRET|4711-geheim/);
  });

  it('keeps nothing where everything was wanted and one is wrong', async () => {
    const handlers = desk();
    const report = await handlers['codes.import']({ files, allOrNothing: true }, caller);
    expect(report).toMatchObject({ kept: false, added: [], right: 5 });
    expect(report.refused).toHaveLength(2);
    const { codes } = await handlers['codes.list']({ limit: 10 }, caller);
    expect(codes).toEqual([]);
  });
});

it('codes.import reads dates in the order that it is told, and refuses them otherwise', async () => {
  const handlers = desk();
  const dated = [{ name: 'a.csv', data: base64(`lpa,expiry\n${code(1)},03/04/2099`) }];
  const { refused } = await handlers['codes.import']({ files: dated, allOrNothing: false }, caller);
  expect(refused.map(({ error }) => error.code)).toEqual(['code_field_date_ambiguous']);
  const { added } = await handlers['codes.import'](
    { files: dated, dateOrder: 'month_first', allOrNothing: false },
    caller,
  );
  expect(added[0]?.code.validUntil).toBe(Date.UTC(2099, 2, 5) - 1);
});

describe('codes.labels', () => {
  it('are read back as the codes that they were made of', async () => {
    const handlers = desk();
    const { added } = await handlers['codes.import']({ files, allOrNothing: false }, caller);
    const ids = added.map(({ code: { id } }) => id);
    const { files: made } = await handlers['codes.labels'](
      { ids, format: 'png', withConfirmationCode: false },
      caller,
    );
    const pictures = made.map(({ name, data }) => ({
      name,
      bytes: new Uint8Array(Buffer.from(data, 'base64')),
    }));
    const { found } = await readCodeFiles(pictures, readFilePart);
    expect(found.map(({ place, record }) => [place.file, record.activationCode])).toEqual(
      [code(1), `${code(2)}$$1`, code(3), code(4), code(5)].map((text, at) => [`code-${ids[at]}.png`, text]),
    );
  });

  it('show the confirmation code only where it is asked for, and sheets by name or not at all', async () => {
    const handlers = desk();
    const { added } = await handlers['codes.import']({ files, allOrNothing: false }, caller);
    const ids = added.map(({ code: { id } }) => id);
    const page = async (withConfirmationCode: boolean, sheet?: string) => {
      const answer = await handlers['codes.labels'](
        { ids, format: 'page', sheet, withConfirmationCode },
        caller,
      );
      return Buffer.from(answer.files[0]?.data ?? '', 'base64').toString();
    };
    expect(await page(false)).toContain('Valid until 2099-12-31');
    expect(await page(false)).not.toContain('4711-geheim');
    expect(await page(true, 'letter-102x51')).toContain('Confirmation code 4711-geheim');
    const asked = {
      ids,
      format: 'page',
      withConfirmationCode: false,
      withCodeText: true,
      outlines: true,
      skip: 1,
    } as const;
    const [more] = (await handlers['codes.labels'](asked, caller)).files;
    const html = Buffer.from(more?.data ?? '', 'base64').toString();
    expect(html).toContain('QX7-SECRET-5');
    expect(html.match(/<rect [^>]*stroke=/g)).toHaveLength(ids.length);
    expect((await errorOf(page(true, 'A3'))).code).toBe('label_sheet_measures');
  });
});

import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCodeFiles } from '../../src-main/codes/file-part.ts';
import { type LabelWish, labelFiles } from '../../src-main/codes/label-files.ts';
import { type CodeLabel, type LabelOptions, labelHtml, labelPages } from '../../src-main/codes/labels.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { defaultLabelSheet, labelSheets, parseLabelSheet } from '../../src-shared/label-sheet.ts';
import { needs } from '../summary/needs.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { errorOf, failure } from '../support/errors.ts';
import { pngOf } from '../support/png.ts';

const code = (id: number | string) => `LPA:1$smdp.example.com$ID-${id}`;
const label = (id: number | string, more: Partial<CodeLabel> = {}): CodeLabel => ({
  activationCode: code(id),
  confirmationCodeRequired: false,
  ...more,
});
const sheet = parseLabelSheet(defaultLabelSheet);

interface Square {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The dark squares of an SVG page in millimetres: viewports within viewports, and paths of runs as `M4 4h7v1h-7z`. */
function squaresOf(svg: string): Square[] {
  const squares: Square[] = [];
  const stack = [{ x: 0, y: 0, scale: 1 }];
  for (const [tag] of svg.matchAll(/<\/svg>|<svg [^>]*>|<path [^>]*>/g)) {
    const outer = stack.at(-1) ?? { x: 0, y: 0, scale: 1 };
    const value = (name: string) => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(tag)?.[1] ?? 0);
    if (tag === '</svg>') {
      stack.pop();
    } else if (tag.startsWith('<svg')) {
      const inner = Number(/viewBox="0 0 ([\d.]+)/.exec(tag)?.[1] ?? value('width'));
      const width = tag.includes('mm"') || !tag.includes(' width=') ? inner : value('width');
      stack.push({ x: outer.x + value('x'), y: outer.y + value('y'), scale: (outer.scale * width) / inner });
    } else {
      for (const [, x, y, run] of tag.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
        for (let at = 0; at < Number(run); at++)
          squares.push({
            x: outer.x + (Number(x) + at) * outer.scale,
            y: outer.y + Number(y) * outer.scale,
            width: outer.scale,
          });
    }
  }
  return squares;
}

/** What a printer of so many dots a millimetre would make of the squares of a page. */
function printed(svg: string, paper: { width: number; height: number }, dots = 10): Uint8Array {
  const [width, height] = [Math.ceil(paper.width * dots), Math.ceil(paper.height * dots)];
  const data = new Uint8Array(width * height).fill(255);
  for (const square of squaresOf(svg)) {
    const [left, right, top, bottom] = [
      ...[square.x, square.x + square.width],
      ...[square.y, square.y + square.width],
    ].map((edge) => Math.round(edge * dots)) as [number, number, number, number];
    for (let y = top; y < bottom; y++) data.fill(0, y * width + left, y * width + right);
  }
  return pngOf({ width, height, data });
}

async function codesIn(pictures: readonly Uint8Array[], name = 'page.png'): Promise<string[]> {
  const files = pictures.map((bytes) => ({ name, bytes }));
  const { found, refused } = await readCodeFiles(files, readFilePart);
  expect(refused).toEqual([]);
  return found.map(({ record }) => record.activationCode);
}

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

describe('a sheet of labels', () => {
  test.each(Object.keys(labelSheets))('%s: what was drawn is read back, in order', async (name) => {
    const named = parseLabelSheet(name);
    const places = named.columns * named.rows;
    const labels = Array.from({ length: places + 1 }, (_, at) => label(at, { label: `Card ${at}` }));
    const pages = labelPages(labels, { sheet: named });
    expect(pages).toHaveLength(2);
    const pictures = pages.map((page) => printed(page, named.paper));
    expect(await codesIn(pictures)).toEqual(labels.map(({ activationCode }) => activationCode));
  });

  test('has four modules of white around each code, within its label', () => {
    const squares = squaresOf(labelPages([label(1), label(2)], { sheet })[0] ?? '');
    const { margin, gap } = sheet;
    const [module = 0] = squares.map(({ width }) => width);
    for (const at of [0, 1]) {
      const left = margin.left + at * (sheet.label.width + gap.x);
      const own = squares.filter(({ x }) => x >= left && x < left + sheet.label.width);
      const edges = {
        left: Math.min(...own.map(({ x }) => x)) - left,
        top: Math.min(...own.map(({ y }) => y)) - margin.top,
        bottom: margin.top + sheet.label.height - Math.max(...own.map(({ y, width }) => y + width)),
      };
      for (const edge of Object.values(edges)) expect(edge).toBeGreaterThanOrEqual(4 * module - 0.01);
    }
  });

  test('begins behind the labels that are used up', () => {
    const [page = ''] = labelPages([label(1)], { sheet, skip: 4 });
    const x = sheet.margin.left + sheet.label.width + sheet.gap.x;
    expect(page).toContain(`<svg x="${x}" y="${Number((sheet.margin.top + sheet.label.height).toFixed(3))}"`);
    expect(labelPages([], { sheet })).toEqual([]);
    expect(labelPages([label(1)], { sheet, skip: 20 })).toHaveLength(1);
    expect(labelPages([label(1), label(2)], { sheet, skip: 20 })).toHaveLength(2);
  });

  test('shows what is known, and the confirmation code only where it is asked for', () => {
    const one = label(1, {
      label: 'Bench 3',
      iccid: '8949000000000000018',
      carrier: 'Netz',
      batch: 'May',
      confirmationCodeRequired: true,
      confirmationCode: 'QX7-4711',
      validUntil: Date.UTC(2027, 1, 1) - 1,
    });
    const shown = (options: Omit<LabelOptions, 'sheet'> = {}) =>
      texts(labelPages([one], { sheet, ...options })[0] ?? '');
    const rest = ['8949000000000000018', 'Netz', 'Valid until 2027-01-31', 'May'];
    expect(shown()).toEqual(['Bench 3', 'Confirmation code needed', ...rest]);
    expect(labelHtml([one], { sheet })).not.toContain('QX7-4711');
    expect(labelHtml([one], { sheet, withConfirmationCode: false })).not.toContain('QX7-4711');
    expect(shown({ withConfirmationCode: true })).toEqual(['Bench 3', 'Confirmation code QX7-4711', ...rest]);
    expect(shown({ withCodeText: true })).toEqual([
      ...['Bench 3', 'Confirmation code needed', '8949000000000000018', 'smdp.example.com', 'ID-1'],
      ...rest.slice(1),
    ]);
    expect(shown().join()).not.toContain('smdp');
    const bare = { activationCode: 'LPA:1$smdp.example.com$', confirmationCodeRequired: false };
    expect(texts(labelPages([bare], { sheet, withCodeText: true })[0] ?? '')).toEqual(['smdp.example.com']);
    expect(texts(labelPages([label(1)], { sheet, withConfirmationCode: true })[0] ?? '')).toEqual([]);
  });

  test.each([
    ['de', 'Bestätigungscode nötig', 'Gültig bis 2027-01-31', 'Bestätigungscode QX7-4711'],
    ['zh', '需要确认码', '有效期至 2027-01-31', '确认码 QX7-4711'],
  ] as const)(
    'is in the language that was asked for, %s, and the next one in English',
    async (language, needed, until, confirmation) => {
      const known = { confirmationCode: 'QX7-4711', validUntil: Date.UTC(2027, 1, 1) - 1 };
      const one = { id: 1, ...label(1, { ...known, confirmationCodeRequired: true }) };
      const made = async (wish: Omit<LabelWish, 'format'>, format: 'svg' | 'page' = 'svg') => {
        const [file] = await labelFiles([one], { format, sheet: defaultLabelSheet, ...wish });
        return Buffer.from(file?.data ?? '', 'base64').toString();
      };
      expect(texts(await made({ language }))).toEqual([needed, until]);
      expect(texts(await made({ language, withConfirmationCode: true }))).toEqual([confirmation, until]);
      expect(await made({ language }, 'page')).toMatch(
        language === 'de' ? /<html lang="de">/ : /<html lang="zh-Hans">/,
      );
      expect(texts(await made({}))).toEqual(['Confirmation code needed', 'Valid until 2027-01-31']);
    },
  );

  test('leaves out what does not fit, the last first, and cuts or narrows what is too long', () => {
    const small = parseLabelSheet('A4 5x13 38.1x21.2');
    const one = label(1, {
      label: 'A label with very many words that nobody can read',
      iccid: '89490000000000000018',
      carrier: 'Carrier',
      batch: 'Batch',
      validUntil: 0,
    });
    const [page = ''] = labelPages([one], { sheet: small });
    expect(texts(page)[0]).toMatch(/^A label.*…$/);
    expect(texts(page)[1]).toBe('89490000000000000018');
    expect(page).toMatch(/textLength="[\d.]+" lengthAdjust="spacingAndGlyphs">89490000000000000018</);
    const flat = parseLabelSheet('100x100 1x1 90x12');
    expect(texts(labelPages([one], { sheet: flat })[0] ?? '')).toHaveLength(4);
  });

  test('is refused where the QR code would be too small to be read', () => {
    const tiny = parseLabelSheet('A4 10x20 10x10');
    expect(failure(() => labelPages([label('X'.repeat(40))], { sheet: tiny }))).toMatchObject({
      code: 'label_too_small',
      width: 10,
      height: 10,
      limit: 0.25,
    });
  });

  test('of the longest code there is', async () => {
    const long = `LPA:1$smdp.example.com$${'A1-'.repeat(100)}`.slice(0, 259);
    const large = parseLabelSheet('a4-99x68');
    const pages = labelPages([{ activationCode: long, confirmationCodeRequired: false }], { sheet: large });
    expect(await codesIn(pages.map((page) => printed(page, large.paper)))).toEqual([long]);
  });
});

describe('files of labels', () => {
  const labels = [7, 9].map((id) => ({ ...label(id), id }));
  const contents = (files: readonly { data: string }[]) =>
    files.map(({ data }) => Buffer.from(data, 'base64'));

  test('a picture of each code, named by its number', async () => {
    const png = await labelFiles(labels, { format: 'png' });
    expect(png.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['code-7.png', 'image/png'],
      ['code-9.png', 'image/png'],
    ]);
    expect(await codesIn(contents(png))).toEqual([code(7), code(9)]);
    const svg = await labelFiles(labels, { format: 'svg' });
    expect(svg.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['code-7.svg', 'image/svg+xml'],
      ['code-9.svg', 'image/svg+xml'],
    ]);
    const drawn = contents(svg).map((text) => printed(text.toString(), { width: 41, height: 41 }));
    expect(await codesIn(drawn)).toEqual([code(7), code(9)]);
  });

  test('sheets, by name or measures, and the page to print', async () => {
    const sheets = await labelFiles(labels, { format: 'svg', sheet: '100x50 1x1 100x50' });
    expect(sheets.map(({ name }) => name)).toEqual(['labels-1.svg', 'labels-2.svg']);
    const [page, ...others] = await labelFiles(labels, { format: 'page' });
    expect(page).toMatchObject({ name: 'labels.html', mediaType: 'text/html' });
    expect(others).toEqual([]);
    expect(contents(page ? [page] : [])[0]?.toString()).toBe(labelHtml(labels, { sheet }));
    const wrong = { format: 'page', sheet: 'no such sheet' } as const;
    expect((await errorOf(labelFiles(labels, wrong))).code).toBe('label_sheet_measures');
    expect((await errorOf(labelFiles(labels, { format: 'png', sheet: 'a4-63x38' }))).code).toBe(
      'label_sheet_png',
    );
  });
});

describe('hostile texts', () => {
  const hostile = [
    '</text></svg><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    ']]><!--&amp;&lt;',
    '\u202Egnp.exe\u202C\u2066\u200F\u0007\u0000\uFFFE\uD800',
    `Z${'\u0301'.repeat(100)}`,
  ];

  test('do nothing, neither as markup nor as orders to write backwards', () => {
    for (const text of hostile) {
      const html = labelHtml([label(1, { label: text, carrier: text, batch: text })], { sheet });
      const inside = html.slice(html.indexOf('<text'));
      expect(inside).not.toMatch(/<(?!\/?(svg|text|rect|path|body|html)\b)/);
      expect((inside.match(/<[^>]*>/g) ?? []).join('')).not.toMatch(/ on\w+=|style=|href/i);
      expect(html.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Noncharacter_Code_Point}/u);
      expect(html.isWellFormed()).toBe(true);
      expect(html).not.toMatch(/\u0301{10}/);
    }
  });

  test('whatever they are, the page is the same but for its texts', () => {
    const shape = (text: string) =>
      labelHtml([label(1, { label: text })], { sheet })
        .replace(/>[^<>]*<\/text>/g, '></text>')
        .replace(/font-size="[\d.]+"/g, '');
    const expected = shape('x');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), (text) => {
        expect(shape(text)).toBe(expected);
      }),
    );
  });

  test('the page loads nothing and runs nothing', () => {
    const html = labelHtml([label(1)], { sheet, outlines: true });
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|href|src=|url\(|@import/i);
    expect(html).toContain('@page{size:210mm 297mm;margin:0}');
  });
});

describe('the page, printed by a browser', needs(chromiumMissing), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test.each(['a4-63x38', 'letter-67x25'])(
    '%s: as many pages as sheets, and each code on its place',
    async (name) => {
      const named = parseLabelSheet(name);
      const places = named.columns * named.rows;
      const labels = Array.from({ length: places + 2 }, (_, at) =>
        label(at, {
          label: `Karte ${at} <b>&</b>`,
          iccid: '8949000000000000018',
          confirmationCodeRequired: at % 2 === 0,
        }),
      ).map((one) => ({
        ...one,
        activationCode: one.confirmationCodeRequired ? `${one.activationCode}$$1` : one.activationCode,
      }));
      const page = await browser.newPage({ javaScriptEnabled: false });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.setContent(labelHtml(labels, { sheet: named }));
      const bytes = new Uint8Array(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
      await page.close();
      expect(asked).toEqual([]);
      const { found, refused } = await readCodeFiles([{ name: 'labels.pdf', bytes }], readFilePart);
      expect(refused).toEqual([]);
      expect(found.map(({ place, record }) => [place.page, place.index, record.activationCode])).toEqual(
        labels.map(({ activationCode }, at) => [
          Math.floor(at / places) + 1,
          (at % places) + 1,
          activationCode,
        ]),
      );
      expect(new Set(found.map(({ place }) => place.page)).size).toBe(2);
    },
  );
});

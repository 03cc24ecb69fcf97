import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cursorKey } from '../../../src-main/store/fleet-cursor.ts';
import { openStoreForReading } from '../../../src-main/store/reading.ts';
import { sealingKeys } from '../../../src-main/store/seal.ts';
import { startReading } from '../../../src-main/workbench/reading.ts';
import { csvHead } from '../../../src-main/workbench/report/csv.ts';
import { makeReport } from '../../../src-main/workbench/report/make.ts';
import { csvCell } from '../../../src-shared/csv.ts';
import { startOfDay } from '../../../src-shared/days.ts';
import { type Language, languageTags } from '../../../src-shared/language.ts';
import { type ReportRequest, reportDocument, reportRequest } from '../../../src-shared/model/index.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import { inLanguage } from '../../../src-shared/texts/in-language.ts';
import { downloadOf, eid, otherEid, temporaryFolder, testKey, testStore } from '../../store/fixtures.ts';

const zone = 'Europe/Vienna';
const iccid = '8943000000000000001';
const hostile = '=HYPERLINK("http://x","\u202Ey")<script>alert(1)</script>&\r\n\'';

/** A store with `readers` and what a report is asked of. */
function bench() {
  const folder = temporaryFolder();
  const store = testStore({ folder });
  const reading = openStoreForReading({
    folder,
    keys: sealingKeys(testKey()),
    cursorKey: cursorKey(testKey()),
  });
  onTestFinished(() => reading.close());
  let made = 0;
  function operation(options: {
    readonly at: number;
    readonly eid?: string;
    readonly simulated?: boolean;
    readonly batch?: string;
    readonly end?: 'successful' | 'failed' | 'cancelled' | 'pending' | 'none';
  }): number {
    const { at, simulated = true, batch, end = 'successful' } = options;
    const base = downloadOf(`CODE-${made++}`);
    const { id } = store.createOperation({
      ...base,
      request: { ...base.request, ...(batch === undefined ? {} : { batch }) },
      simulated,
      createdAt: at,
      caller: { createdBy: 'anna', source: 'window' },
    });
    store.patchOperation(id, at, {
      ...(options.eid === undefined ? {} : { eid: options.eid }),
      iccid,
      smdpAddress: 'smdp.example.com',
      profile: { iccid, profileName: hostile },
    });
    const error = { code: 'timed_out' as const, params: { what: hostile, seconds: 3 } };
    if (end === 'successful') store.enterStatus(id, 'successful', at + 1500);
    else if (end === 'failed') store.enterStatus(id, 'failed', at + 1500, { error });
    else if (end === 'cancelled')
      store.enterStatus(id, 'failed', at + 1500, { error: { code: 'cancelled', params: {} } });
    else if (end === 'pending')
      store.enterStatus(id, 'failed', at + 1, { error, reconciliation: { state: 'pending' } });
    return id;
  }
  function report(request: Omit<Partial<ReportRequest>, 'by'> & Pick<ReportRequest, 'by'>) {
    store.listOperations({ limit: 1 });
    return makeReport(reading, reportRequest.parse({ timeZone: zone, ...request }), Date.UTC(2026, 10, 27));
  }
  const document = (request: Parameters<typeof report>[0]) =>
    reportDocument.parse(JSON.parse(report({ ...request, format: 'json' }).text));
  return { folder, store, operation, report, document };
}

const day = startOfDay('2026-10-25', zone);

describe('a report', () => {
  it('as JSON follows its schema: who did what to which card, with what outcome, how long, with which code', () => {
    const { operation, document } = bench();
    const id = operation({ at: day, eid, batch: 'pallet 7', end: 'failed' });
    const { groups, totals } = document({ by: 'card' });
    expect(totals.simulated).toEqual({
      operations: 1,
      successful: 0,
      failed: 1,
      cancelled: 0,
      running: 0,
      unknown: 0,
    });
    expect(groups).toMatchObject([{ name: eid, simulated: true }]);
    expect(groups[0]?.entries[0]).toMatchObject({
      operation: id,
      kind: 'download',
      outcome: 'failed',
      begun: '2026-10-25T00:00:00+02:00',
      ended: '2026-10-25T00:00:01+02:00',
      durationMs: 1500,
      day: '2026-10-25',
      batch: 'pallet 7',
      eid,
      iccid,
      code: 1,
      codeUse: 'unused',
      server: 'smdp.example.com',
      reader: 'Simulated reader 0',
      createdBy: 'anna',
      source: 'window',
      error: { code: 'timed_out', remedy: expect.stringContaining('Try again') },
    });
    expect(JSON.stringify(groups)).not.toContain('CODE-0');
  });

  it('of a batch has the operations of its codes, also where none of them names it', () => {
    const { store, document } = bench();
    const base = downloadOf('OF-AUTUMN');
    const [added] = store.codes.add(
      [{ activationCode: 'LPA:1$smdp.example.com$OF-AUTUMN$$1', source: 'hand', batch: 'Autumn' }],
      { createdBy: 'anna', at: day },
    );
    const { id } = store.createOperation({
      ...base,
      request: { kind: 'download', readerId: 'sim:0', codeId: added?.code.id ?? 0, acceptProfile: true },
    });
    const { groups } = document({ by: 'batch', batch: 'Autumn' });
    expect(groups.map(({ name, entries }) => [name, entries.map(({ operation }) => operation)])).toEqual([
      ['Autumn', [id]],
    ]);
  });

  it.each(['card', 'day', 'batch'] as const)(
    'per %s never puts real and simulated cards into one group',
    (by) => {
      const { operation, document, report } = bench();
      operation({ at: day, eid, simulated: true, batch: 'b' });
      operation({ at: day, eid, simulated: false, batch: 'b' });
      const { groups, totals } = document({ by });
      expect(groups.map(({ simulated, entries }) => [simulated, entries.length])).toEqual([
        [false, 1],
        [true, 1],
      ]);
      expect([totals.real.operations, totals.simulated.operations]).toEqual([1, 1]);
      expect(report({ by, format: 'html' }).text.match(/class="simulated">SIMULATED/g)).toHaveLength(1);
      expect(report({ by, format: 'csv' }).text.match(/,simulated,|,real,/g)).toEqual([
        ',simulated,',
        ',real,',
      ]);
    },
  );

  it('of a day has all 25 hours of the day on which the clocks go back, and none of another', () => {
    const { operation, document } = bench();
    const hour = 3_600_000;
    const ids = [-1, 0, 24 * hour, 25 * hour - 1, 25 * hour].map((after) => operation({ at: day + after }));
    const found = document({ by: 'day', day: '2026-10-25' }).groups.flatMap(({ entries }) => entries);
    expect(found.map(({ operation: id }) => id)).toEqual(ids.slice(1, 4));
    expect(new Set(found.map((entry) => entry.day))).toEqual(new Set(['2026-10-25']));
    expect(document({ by: 'day', day: '2026-10-25', timeZone: 'UTC' }).listed).toBe(3);
  });

  it('tells running, unknown, failed, cancelled and successful apart', () => {
    const { operation, document, report } = bench();
    for (const end of ['successful', 'failed', 'cancelled', 'pending', 'none'] as const)
      operation({ at: day, end });
    expect(document({ by: 'batch' }).groups[0]?.totals).toEqual({
      operations: 5,
      successful: 1,
      failed: 1,
      cancelled: 1,
      running: 1,
      unknown: 1,
    });
    expect(document({ by: 'batch' }).totals.simulated).toEqual(document({ by: 'batch' }).groups[0]?.totals);
    expect(report({ by: 'batch', format: 'csv' }).text.match(/,download,\w+,\w*/g)?.[2]).toBe(
      ',download,cancelled,cancelled',
    );
    const page = report({ by: 'batch', format: 'html' }).text;
    expect(page).toContain('1 failed, 1 cancelled, 1 running');
    expect(page).toContain('<span class="cancelled">Cancelled</span>');
  });

  it('keeps what the filter says: card, profile, batch as it is written, kind, time', () => {
    const { operation, document } = bench();
    operation({ at: day, eid, batch: 'b' });
    operation({ at: day + 1, eid: otherEid, batch: 'B' });
    operation({ at: day + 2 });
    const numbers = (request: Parameters<typeof document>[0]) =>
      document(request).groups.flatMap(({ entries }) => entries.map(({ operation: id }) => id));
    expect(numbers({ by: 'card', eid })).toEqual([1]);
    expect(numbers({ by: 'card', batch: 'B' })).toEqual([2]);
    expect(numbers({ by: 'card', iccid })).toEqual([1, 2, 3]);
    expect(numbers({ by: 'card', kinds: ['enable', 'delete'] })).toEqual([]);
    expect(numbers({ by: 'card', kinds: ['enable', 'download'], from: day + 1, to: day + 2 })).toEqual([2]);
  });

  it('lists no more than its limit, says so, and goes on from there', () => {
    const { operation, report, document } = bench();
    for (let i = 0; i < 5; i++) operation({ at: day + i });
    const parts = [report({ by: 'day', format: 'csv', limit: 2 })];
    for (let last = parts[0]; last?.more !== undefined; last = parts.at(-1))
      parts.push(report({ by: 'day', format: 'csv', limit: 2, after: last.more }));
    expect(parts.map(({ listed, matching, limit }) => [listed, matching, limit])).toEqual([
      [2, 5, 2],
      [2, 5, 2],
      [1, 5, 2],
    ]);
    const whole = report({ by: 'day', format: 'csv' });
    expect(whole.more).toBeUndefined();
    expect(parts.map(({ text }) => text).join('')).toBe(whole.text);
    expect(document({ by: 'day', limit: 2 })).toMatchObject({ listed: 2, limit: 2, more: 2 });
    expect(report({ by: 'day', format: 'html', limit: 2 }).text).toContain('lists 2 of 5 operations');
    expect(report({ by: 'day', format: 'html' }).text).not.toContain('class="warning"');
  });

  it('as CSV is read by another reader as it was written, without formulas', () => {
    const { operation, report } = bench();
    operation({ at: day, eid, batch: hostile.slice(0, 100), end: 'failed' });
    const { text, mediaType } = report({ by: 'card', format: 'csv' });
    expect(mediaType).toBe('text/csv');
    expect(text.endsWith('\r\n')).toBe(true);
    const [row] = parse(text, { columns: true }) as unknown as Record<string, string>[];
    expect(row).toMatchObject({ eid, iccid, card: 'simulated', outcome: 'failed', duration_ms: '1500' });
    for (const name of ['profile', 'batch']) expect(row?.[name]).toMatch(/^'=HYPERLINK/);
    expect(text).not.toContain('\u202E');
  });

  it('as a page has no script, nothing from elsewhere, and hostile text neither acts nor turns what is around it', () => {
    const { operation, report } = bench();
    operation({ at: day, eid, batch: '"><img src=x onerror=alert(1)>', end: 'failed' });
    const { text } = report({ by: 'batch', format: 'html' });
    expect(text).not.toMatch(/<script|<img|<link|\bon\w+="|javascript:|url\(|@import/i);
    expect(text).toContain("default-src 'none'");
    expect(text).toContain('<bdi>&#34;&#62;&#60;img');
    expect(text).toContain('@media print');
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    const [open = [], close = []] = [text.match(/<(\w+)[ >]/g) ?? [], text.match(/<\/\w+>/g) ?? []];
    const without = open.filter((tag) => !/^<(meta|br)/.test(tag));
    expect(without.length).toBe(close.length);
  });

  it('is made by the worker as it is made here', async () => {
    const { folder, operation, report, store } = bench();
    operation({ at: day, eid });
    store.listOperations({ limit: 1 });
    const reading = startReading({ folder, key: testKey(), clock: systemClock });
    onTestFinished(() => reading.close());
    const page = (language: Language) =>
      reading.makeReport(
        reportRequest.parse({ by: 'card', format: 'html', language, timeZone: zone }),
        Date.UTC(2026, 10, 27),
      );
    const english = report({ by: 'card', format: 'html' });
    expect(await page('en')).toEqual(english);
    expect((await page('de')).text).toContain('<h1>Bericht nach Karten</h1>');
    // What comes after it is English again.
    expect(await page('en')).toEqual(english);
  });
});

describe('in another language', () => {
  /** Of an HTML page: what a person reads that is not of others. */
  const ownWords = (html: string) =>
    html
      .replace(/<style>[\s\S]*<\/style>/, '')
      .replace(/<bdi>.*?<\/bdi>/g, '')
      .replace(/<[^>]*>/g, ' ');
  const english =
    /\b(report|card|batch|made|zone|operations?|begun|took|what|outcome|server|reader|successful|failed|unknown|simulated|used|again|lists|download)\b/i;

  it.each([
    ['de', 'Bericht nach Karten', '25.10.2026'],
    ['zh', '按卡片的报告', '2026/10/25'],
  ] as const)('%s: the page is in it, errors, kinds and times as well', async (language, title, date) => {
    const { operation, report } = bench();
    operation({ at: day, eid, end: 'failed' });
    operation({ at: day + 1, end: 'pending' });
    operation({ at: day + 2, eid, end: 'none', batch: 'pallet 7', simulated: false });
    const page = await inLanguage(language, () =>
      report({ by: 'card', format: 'html', kinds: ['download', 'enable'], limit: 2 }),
    );
    expect(page.text).toContain(`<html lang="${languageTags[language]}">`);
    expect(page.text).toContain(`<h1>${title}</h1>`);
    expect(page.text).toContain(`<td><span class="time">${date} 00:00:00</span> +02:00</td>`);
    expect(page.text).not.toMatch(/\d{4}-\d\d-\d\d/);
    // Words that German has too are not looked for.
    const words = ownWords(page.text).replace(/\b(Server|Download)\b/g, '');
    expect(english.exec(words)).toBeNull();
    expect(report({ by: 'card', format: 'html' }).text).toContain('<h1>Report per card</h1>');
  });

  it('a table keeps the names of its columns, its kinds and codes; its sentences are in it', async () => {
    const { operation, report } = bench();
    operation({ at: day, eid, end: 'failed' });
    const tableOf = (text: string): Record<string, string>[] => parse(text, { columns: true });
    const [plain] = tableOf(report({ by: 'card', format: 'csv' }).text);
    const made = await inLanguage('de', () => report({ by: 'card', format: 'csv' }));
    const [german] = tableOf(made.text);
    expect(Object.keys(german ?? {})).toEqual(Object.keys(plain ?? {}));
    const differs = Object.keys(plain ?? {}).filter((name) => plain?.[name] !== german?.[name]);
    expect(differs).toEqual(['error', 'next_step']);
  });
});

describe('a cell of CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', `"'\t=1"`],
    ['\uFF1D1', "'\uFF1D1"],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['plain', 'plain'],
  ])('%j is written as %j', (given, written) => {
    expect(csvCell(given)).toBe(written);
  });

  it('is read again as the text, or with the apostrophe before it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [row] = parse(`x,${csvCell(text)},y\r\n`, { record_delimiter: '\r\n' }) as string[][];
        expect([text, `'${text}`]).toContain(row?.[1]);
      }),
    );
    expect(csvHead).toMatch(/^operation,day,.*\r\n$/);
  });
});

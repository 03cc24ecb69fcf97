import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnNames, columnTexts } from '../../src-main/codes/columns.ts';
import { type ListOptions, readCodeList } from '../../src-main/codes/read-list.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { codeFindings, codeImportLimits } from '../../src-shared/model/index.ts';
import { failure } from '../support/errors.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options?: ListOptions) => readCodeList(utf8(text), options);
const records = (text: string, options?: ListOptions) =>
  read(text, options).found.map(({ record }) => record);
const codesOf = (text: string) => records(text).map(({ activationCode }) => activationCode);
const refusals = (text: string, options?: ListOptions) =>
  read(text, options).refused.map(({ place, error }) => [place.line, error.code]);

const code = (id: string | number) => `LPA:1$smdp.example.com$ID-${id}`;
/** An ICCID of 19 digits with its check digit (ISO/IEC 7812-1 Annex B), reckoned the other way round than in the source. */
function iccid(account: number): string {
  const digits = `8949000000${String(account).padStart(8, '0')}`;
  const sum = [...digits].reduce((all, digit, at) => {
    const weighted = Number(digit) * (at % 2 === digits.length % 2 ? 1 : 2);
    return all + Math.floor(weighted / 10) + (weighted % 10);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

const eid = '89049032000001000000000000000055';

describe('the card that a code is for', () => {
  test('by its column, and in a list without names by its 32 digits', () => {
    for (const text of [
      `EID;code\n'${eid};${code(1)}`,
      `card eid,activation code\n8904 9032 0000 0100 0000 0000 0000 0055,${code(1)}`,
      `${eid},${code(1)}`,
      `${code(1)};${iccid(1)};${eid}`,
    ])
      expect(records(text)).toMatchObject([{ activationCode: code(1), eid }]);
    expect(records(`iccid,code\n${iccid(1)},${code(1)}`)[0]).not.toHaveProperty('eid');
  });

  test('what is no EID is refused at its line, and check digits that do not fit are pointed out', () => {
    const mistyped = `${eid.slice(0, -1)}6`;
    const read = readCodeList(
      Buffer.from(`eid,code\n${eid.slice(1)},${code(1)}\n8.9E+31,${code(2)}\n${mistyped},${code(3)}`),
    );
    expect(read.refused.map(({ place, error }) => [place.line, error.code])).toEqual([
      [2, 'code_field_eid'],
      [3, 'code_field_eid'],
    ]);
    expect(read.found.map(({ record, remarks }) => [record.eid, remarks])).toEqual([
      [mistyped, ['eid_check_digits']],
    ]);
  });
});

test('a code that goes on behind a quote is refused, and not cut off there to another one', () => {
  for (const quote of ['"', "'", '`'])
    for (const text of [
      `code;label\n${code(1)}${quote}A;x\n${code(2)};y`,
      `${code(1)}${quote}A\n${code(2)}\n${code(3)}`,
    ]) {
      expect(codesOf(text)[0]).toBe(code(2));
      expect(refusals(text)).toEqual([[text.startsWith('code') ? 2 : 1, 'activation_code_matching_id']]);
    }
  expect(codesOf(`code;label\n"${code(1)}" (new);x`)).toEqual([code(1)]);
});

describe('a list of lines', () => {
  test('one code on each line, with empty lines, remarks, quotes and a missing prefix', () => {
    const text = `# of Monday\n${code(1)}\r\n\r\n  "${code(2)}"\n1$smdp.example.com$ID-3\n`;
    expect(read(text, { file: 'list.txt' })).toEqual({
      found: [
        [1, 2, []],
        [2, 4, ['quotes_removed']],
        [3, 5, ['prefix_missing']],
      ].map(([id, line, remarks]) => ({
        place: { file: 'list.txt', line },
        source: 'list',
        record: { activationCode: code(id as number), confirmationCodeRequired: false },
        remarks,
      })),
      refused: [],
      passedOver: { lines: 1, qrCodes: 0, columns: [] },
    });
  });

  test('what is no code is refused by its line, and the rest is read', () => {
    const text = [code(1), 'LPA:1$smdp.example.com', code(2), 'LPA:2$smdp.example.com$X', code(3), 'hm'].join(
      '\n',
    );
    expect(codesOf(text)).toEqual([code(1), code(2), code(3)]);
    expect(refusals(text)).toEqual([
      [2, 'activation_code_missing_part'],
      [4, 'activation_code_format'],
      [6, 'activation_code_prefix'],
    ]);
  });

  test('a single line tells what is wrong with it', () => {
    expect(refusals('LPA:1')).toEqual([[1, 'activation_code_shell']]);
    expect(refusals('LPA:1$smdp_example$X')).toEqual([[1, 'activation_code_address']]);
  });

  test('a name of the column above the codes is none of them', () => {
    expect(codesOf(`Aktivierungscode\n${code(1)}\n${code(2)}`)).toEqual([code(1), code(2)]);
    expect(refusals(`Activation Code\n${code(1)}`)).toEqual([]);
  });

  test('the confirmation code flag is kept', () => {
    expect(records(`${code(1)}$$1`)).toEqual([
      { activationCode: `${code(1)}$$1`, confirmationCodeRequired: true },
    ]);
  });

  test('with the backslashes of a shell', () => {
    expect(codesOf('1\\$smdp.example.com\\$ID-1, for slot 3')).toEqual([code(1)]);
    expect(codesOf(`${iccid(1)};LPA:1\\$smdp.example.com\\$ID-2`)).toEqual([code(2)]);
  });

  test('several on one line, by comma', () => {
    expect(codesOf(`${code(1)},${code(2)}; ${code(3)}`)).toEqual([code(1), code(2), code(3)]);
    expect(read(`${code(1)}, ${code(2)}`).found.map(({ place }) => place)).toEqual([
      { line: 1, index: 1 },
      { line: 1, index: 2 },
    ]);
  });
});

describe('a pasted mail', () => {
  const mail = `From: sales@example.com
Subject: Your eSIMs (1$ each, LPA: local profile assistant)

Dear lab,

> here are your codes: "${code(1)}", and (${code(2)}).
The third is <${code(3)}>! It costs 1$.
Install: https://services.example.com/connect/qrcode/v1/esim/LPA:1$rsp.example.com$FDSAA-ASD
Apple: https://esimsetup.example.com/qr?carddata=LPA%3A1%24rsp.example.com%24ABC-1&lang=en#top
Without prefix: 1$rsp.example.com$6C-DA326D-K86D.
One that was cut: LPA:1$rsp.example.com
`;

  test('has its codes found, and the one that was cut refused', () => {
    expect(codesOf(mail)).toEqual([
      ...[code(1), code(2), code(3)],
      ...['LPA:1$rsp.example.com$FDSAA-ASD', 'LPA:1$rsp.example.com$ABC-1'],
      'LPA:1$rsp.example.com$6C-DA326D-K86D',
    ]);
    expect(refusals(mail)).toEqual([[11, 'activation_code_missing_part']]);
    expect(read(mail).passedOver.lines).toBe(3);
  });

  test('without codes says so', () => {
    expect(failure(() => read('Dear lab,\nthe codes follow tomorrow.\n'))).toEqual({
      code: 'code_list_empty',
    });
    expect(failure(() => read(''))).toEqual({ code: 'code_list_empty' });
  });
});

describe('CSV', () => {
  const rows = [
    ['Activation code', 'ICCID', 'Operator', 'Label', 'Valid until', 'Colour'],
    [code(1), iccid(1), 'Größe & Söhne', 'red, "7 inch"; a|b\tc', '2027-01-31', 'x'],
    [code(2), iccid(2), '', '', '', ''],
  ];
  const first = {
    activationCode: code(1),
    confirmationCodeRequired: false,
    iccid: iccid(1),
    carrier: 'Größe & Söhne',
    label: 'red, "7 inch"; a|b c',
    validUntil: Date.UTC(2027, 1, 1) - 1,
  };
  const second = { activationCode: code(2), confirmationCodeRequired: false, iccid: iccid(2) };
  const csv = (delimiter: string, end = '\n') =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)).join(end);

  test.each([',', ';', '\t', '|'])('the delimiter %j is found', (delimiter) => {
    for (const end of ['\n', '\r\n', '\r']) expect(records(csv(delimiter, end))).toEqual([first, second]);
    expect(read(csv(delimiter)).passedOver.columns).toEqual(['Colour']);
    expect(records(`sep=${delimiter}\r\n${csv(delimiter)}`)).toEqual([first, second]);
  });

  test('UTF-8 and UTF-16 of both orders, with and without a byte order mark, and Windows-1252', () => {
    const text = csv(';', '\r\n');
    const le = Buffer.from(text, 'utf16le');
    const be = Buffer.from(text, 'utf16le').swap16();
    for (const bytes of [
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
      Buffer.concat([Buffer.from([0xff, 0xfe]), le]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), be]),
      ...[le, be, Buffer.from(text, 'latin1')],
    ])
      expect(readCodeList(bytes).found.map(({ record }) => record)).toEqual([first, second]);
  });

  test('a quoted field goes over lines, and places name the first of them', () => {
    const text = `lpa,label\n${code(1)},"a\nb"\n${code(2)},c\n`;
    expect(read(text).found.map(({ place, record }) => [place.line, record.label])).toEqual([
      [2, 'a b'],
      [4, 'c'],
    ]);
  });

  test('a quote that is not closed costs its line only', () => {
    const text = `lpa,label\n${code(1)},"open\n${code(2)},7" card\n${code(3)},8" card\n${code(4)},d\n`;
    expect(refusals(text)).toEqual([[2, 'code_line_quotes']]);
    expect(records(text).map(({ label }) => label)).toEqual(['7" card', '8" card', 'd']);
  });

  test('every documented name of a column is known, however it is written', () => {
    const cells = {
      smdpAddress: 'smdp.example.com',
      matchingId: 'ID-1',
      smdpOid: '2.999.10',
      confirmationCode: '4711',
      confirmationCodeRequired: 'yes',
      iccid: iccid(1),
      carrier: 'Carrier',
      label: 'Label',
      batch: 'Batch',
      validUntil: '2027-01-31',
    };
    const expected = {
      activationCode: 'LPA:1$smdp.example.com$ID-1$2.999.10$1',
      confirmationCode: '4711',
      confirmationCodeRequired: true,
      iccid: iccid(1),
      carrier: 'Carrier',
      label: 'Label',
      batch: 'Batch',
      validUntil: Date.UTC(2027, 1, 1) - 1,
    };
    const names = { ...columnTexts, activationCode: '' };
    for (const [column, spellings] of Object.entries(columnNames)) {
      if (column === 'activationCode') {
        for (const name of spellings)
          expect(codesOf(`${name.toUpperCase()};iccid\n${code(1)};`)).toEqual([code(1)]);
        continue;
      }
      for (const name of spellings)
        for (const written of [name, name.toUpperCase(), `_${name} `, `"${name}:"`]) {
          const header = Object.keys(cells).map((one) =>
            one === column ? written : names[one as keyof typeof cells],
          );
          expect(records(`${header.join(',')}\n${Object.values(cells).join(',')}`)).toEqual([expected]);
        }
    }
    const all = Object.values(columnNames).flat();
    expect(new Set(all).size).toBe(all.length);
  });

  test('columns as Truphone/1GLOBAL, Octopus Cards, Digi, eSIM Go, Intune and German lists have them', () => {
    const truphone =
      'matching_id,iccid,_lpa,_qrcode,_smdp\n' +
      `6C-DA326D-K86D,${iccid(5)},1$rsp.truphone.com$6C-DA326D-K86D,https://services.truphone.com/connect/qrcode/v1/esim/LPA:1$rsp.truphone.com$6C-DA326D-K86D,rsp.truphone.com`;
    expect(read(truphone)).toMatchObject({
      found: [
        {
          record: { activationCode: 'LPA:1$rsp.truphone.com$6C-DA326D-K86D', iccid: iccid(5) },
          remarks: ['prefix_missing'],
        },
      ],
      passedOver: { columns: ['_qrcode'] },
    });
    expect(codesOf(`order_id,iccid,activation_code\n9302481,${iccid(1)},${code(1)}`)).toEqual([code(1)]);
    expect(records(`iccid,carrier,secret\n${iccid(1)},SPN,${code(1)}`)).toMatchObject([{ carrier: 'SPN' }]);
    const esimGo = `"ICCID","Matching ID","RSP URL","Bundle"\n"${iccid(1)}","ID-1","smdp.example.com","1 GB"`;
    expect(codesOf(esimGo)).toEqual([code(1)]);
    const intune = `https://smdp.example.com\n${iccid(1)},ID-1\n${iccid(2)},ID-2`;
    expect(records(intune)).toMatchObject([
      { activationCode: code(1), iccid: iccid(1) },
      { activationCode: code(2), iccid: iccid(2) },
    ]);
    const german = `SM-DP+-Adresse;Matching-ID;Bestätigungscode;Netzbetreiber;Gültig bis;Bezeichnung\nsmdp.example.com;ID-1;0815;Netz;31.12.2026;Karte`;
    expect(records(german)).toEqual([
      {
        activationCode: `${code(1)}$$1`,
        confirmationCode: '0815',
        confirmationCodeRequired: true,
        carrier: 'Netz',
        label: 'Karte',
        validUntil: Date.UTC(2027, 0, 1) - 1,
      },
    ]);
  });

  test('a title above the names, and the names once more further down', () => {
    const text = `Codes of May,,\nlpa,label\n${code(1)},a\nlpa,label\n,\n${code(2)},b\n`;
    expect(codesOf(text)).toEqual([code(1), code(2)]);
    expect(read(text).passedOver.lines).toBe(1);
    expect(refusals(text)).toEqual([]);
  });

  test('where the codes are tells which column holds them, when its name is not known', () => {
    const text = `eSIM-Profil,ICCID,Installation,Farbe\n${'Bench 1'},${iccid(1)},${code(1)},rot\nBench 2,${iccid(2)},LPA:1$x,rot\nBench 3,${iccid(3)},${code(3)},rot\n`;
    expect(records(text)).toMatchObject([
      { activationCode: code(1), iccid: iccid(1) },
      { activationCode: code(3), iccid: iccid(3) },
    ]);
    expect(refusals(text)).toEqual([[3, 'activation_code_missing_part']]);
    expect(read(text).passedOver.columns).toEqual(['eSIM-Profil', 'Farbe']);
    expect(records(`Token;ICCID\n${code(1)};${iccid(1)}`)).toEqual([
      { activationCode: code(1), confirmationCodeRequired: false, iccid: iccid(1) },
    ]);
  });

  test('a table that was copied from Markdown', () => {
    const text = `| ICCID | Activation code |\n|:---|---:|\n| ${iccid(1)} | ${code(1)} |\n| ${iccid(2)} | ${code(2)} |\n`;
    expect(codesOf(text)).toEqual([code(1), code(2)]);
    expect(refusals(text)).toEqual([]);
  });

  test('"activation code" beside an address is the matching id, as telephones ask for it', () => {
    expect(read(`ICCID,SmDpAddress,ActivationCode\n${iccid(1)},smdp.example.com,ID-1`).found).toMatchObject([
      { record: { activationCode: code(1) }, remarks: ['matching_id_in_code_column'] },
    ]);
  });

  test('without names, code and ICCID are known by their look, and nothing else is guessed', () => {
    const text = `${iccid(1)};${code(1)};4711\n;LPA:1$smdp.example.com;\n${iccid(2)};${code(2)};0815\n`;
    expect(records(text)).toEqual([
      { activationCode: code(1), confirmationCodeRequired: false, iccid: iccid(1) },
      { activationCode: code(2), confirmationCodeRequired: false, iccid: iccid(2) },
    ]);
    expect(read(text).passedOver.columns).toEqual(['column 3']);
    expect(refusals(text)).toEqual([[2, 'activation_code_missing_part']]);
    expect(refusals(`${code(1)},x\n${code(2)},y\n${code(3)},${code(4)}\n`)).toEqual([
      [3, 'code_line_two_codes'],
    ]);
  });

  test('names without any for a code', () => {
    expect(failure(() => read(`iccid,carrier\n${iccid(1)},X`))).toEqual({ code: 'code_list_columns' });
  });

  test('ten thousand lines of which three are wrong: those are named by line, the rest is read', () => {
    const lines = ['lpa;iccid;label;valid until'];
    for (let n = 1; n <= 10_000; n++)
      lines.push(`${code(n)};${iccid(n)};"card; ${n}";2027-03-0${(n % 9) + 1}`);
    lines[500] = `LPA:1$smdp.example.com;${iccid(500)};no matching id;`;
    lines[5000] = `${code(5000)};12345;short ICCID;`;
    lines[10_000] = `${code(10_000)};${iccid(10_000)};x;03/04/2027`;
    const { found, refused } = read(lines.join('\r\n'));
    expect(found).toHaveLength(9997);
    expect(refused.map(({ place, error }) => [place.line, error.code])).toEqual([
      [501, 'activation_code_missing_part'],
      [5001, 'code_field_iccid'],
      [10_001, 'code_field_date_ambiguous'],
    ]);
    expect(found[9996]).toMatchObject({ place: { line: 10_000 }, record: { label: 'card; 9999' } });
    expect(found.flatMap(({ remarks }) => remarks)).toEqual([]);
  });
});

describe('fields', () => {
  const one = (column: string, cell: string, options?: ListOptions) =>
    read(`lpa,"${column}"\n${code(1)},"${cell.replaceAll('"', '""')}"`, options);
  const value = (column: string, cell: string, options?: ListOptions) => one(column, cell, options).found[0];
  const refused = (column: string, cell: string) => one(column, cell).refused[0]?.error.code;

  test.each([
    ['8949000000000000018', '8949000000000000018', true],
    ['8949 0000 0000 0000 018', '8949000000000000018', true],
    ["'8949000000000000018", '8949000000000000018', true],
    ['="8949000000000000018"', '8949000000000000018', true],
    ['8949000000000000018F', '8949000000000000018', true],
    ['89490000000000000001', '89490000000000000001', false],
    ['8949000000000000017', '8949000000000000017', false],
    ['894900000000000001', '894900000000000001', false],
    // Of lpac's recording of osmo-smdpp's TS.48 profile (../shared/vectors/traces).
    ['8949449999999990023', '8949449999999990023', true],
  ])('ICCID %s', (cell, expected, fits) => {
    expect(value('iccid', cell)).toMatchObject({
      record: { iccid: expected },
      remarks: fits ? [] : ['iccid_check_digit'],
    });
  });

  test('an ICCID that is none, and one that a spreadsheet has rounded', () => {
    for (const cell of ['12345', '894900000000000001834', '89490000000000000AB', 'unknown'])
      expect(refused('iccid', cell)).toBe('code_field_iccid');
    for (const cell of ['8.949E+18', '8,94900000000000E+18', '9E18'])
      expect(refused('iccid', cell)).toBe('code_field_iccid_rounded');
  });

  test('an ICCID that stands twice is pointed out', () => {
    const text = `lpa,iccid\n${code(1)},${iccid(1)}\n${code(2)},${iccid(1)}`;
    expect(read(text).found.map(({ remarks }) => remarks)).toEqual([[], ['iccid_repeated']]);
  });

  const end = Date.UTC(2026, 11, 31, 23, 59, 59, 999);
  test.each([
    ...['2026-12-31', '2026/12/31', '20261231', '31.12.2026', '31. 12. 2026', '31/12/2026', '12/31/2026'],
    ...['31-12-2026', '31 Dec 2026', '31-Dec-2026', 'Dec 31, 2026', 'December 31 2026', '31. Dezember 2026'],
  ])('a date as %s is its whole day', (cell) => {
    expect(value('expiry', cell)?.record.validUntil).toBe(end);
  });

  test.each([
    ['2026-12-31T12:30:15Z', Date.UTC(2026, 11, 31, 12, 30, 15)],
    ['2026-12-31T12:30:15.250+02:00', Date.UTC(2026, 11, 31, 10, 30, 15, 250)],
    ['2026-12-31 12:30', Date.UTC(2026, 11, 31, 12, 30)],
    ['31.12.2026 12:30:15 UTC', Date.UTC(2026, 11, 31, 12, 30, 15)],
    ['2026-12-31T00:00:00.000000-0530', Date.UTC(2026, 11, 31, 5, 30)],
    [String(end), end],
    ['1798761599', 1_798_761_599_000],
  ])('a moment as %s', (cell, at) => {
    expect(value('expiry', cell)?.record.validUntil).toBe(at);
  });

  test('a date that can be read in two ways is not guessed, unless it is said which', () => {
    expect(refused('expiry', '03/04/2027')).toBe('code_field_date_ambiguous');
    const at = (dateOrder: 'day_first' | 'month_first') =>
      value('expiry', '03/04/2027', { dateOrder })?.record.validUntil;
    expect(at('day_first')).toBe(Date.UTC(2027, 3, 4) - 1);
    expect(at('month_first')).toBe(Date.UTC(2027, 2, 5) - 1);
    expect(value('expiry', '05/05/2027')?.record.validUntil).toBe(Date.UTC(2027, 4, 6) - 1);
  });

  test.each([
    ...[
      '31.02.2026',
      '2026-13-01',
      '31.12.26',
      '46022',
      'soon',
      '1999-01-01',
      '2026-12-31T25:00',
      '13/13/2027',
    ],
    ...['2026-12-31T10:00+99:00', `2026-12-31${' '.repeat(50)}`.padStart(100, 'x'), '31 Foo 2026'],
  ])('no date: %s', (cell) => {
    expect(refused('expiry', cell)).toBe('code_field_date');
  });

  test('whether a confirmation code is needed', () => {
    for (const cell of ['yes', 'Ja', 'TRUE', '1', 'x', 'required'])
      expect(value('cc required', cell)?.record.activationCode).toBe(`${code(1)}$$1`);
    for (const cell of ['no', 'Nein', 'false', '0', '', '-'])
      expect(value('cc required', cell)?.record.activationCode).toBe(code(1));
    expect(refused('cc required', 'perhaps')).toBe('code_field_flag');
    expect(read(`lpa,cc required\n${code(1)}$$1,no`).found[0]).toMatchObject({
      record: { confirmationCodeRequired: true },
      remarks: ['confirmation_code_flag_differs'],
    });
  });

  test('texts that are too long, and fields and columns without end', () => {
    expect(one('label', 'x'.repeat(201)).refused).toEqual([
      {
        place: { line: 2 },
        error: { code: 'code_field_too_long', params: { column: 'label', limit: 200 } },
      },
    ]);
    expect(refused('confirmation code', '1'.repeat(65))).toBe('code_field_too_long');
    expect(refused('colour', 'x'.repeat(codeImportLimits.field + 1))).toBe('code_field_too_long');
    expect(refusals(`lpa,label\n${code(1)},a,b\n${code(2)},c,,`)).toEqual([[2, 'code_line_columns']]);
    const names = `lpa${',x'.repeat(codeImportLimits.columns)}\n${code(1)}${','.repeat(codeImportLimits.columns)}`;
    expect(refusals(names)).toEqual([1, 2].map((line) => [line, 'code_line_columns']));
    const wide = `${code(1)}${','.repeat(codeImportLimits.columns)}`;
    expect(refusals(`${wide}\n${code(2)},`)).toEqual([[1, 'code_line_columns']]);
  });

  test('a code and its parts that say different things', () => {
    const text = `lpa,smdp,matching id\n${code(1)},SMDP.example.com,id-1\n${code(2)},smdp.example.com,ID-9\n${code(3)},other.example.com,\n`;
    expect(codesOf(text)).toEqual([code(1)]);
    expect(refusals(text)).toEqual([
      [3, 'code_fields_differ'],
      [4, 'code_fields_differ'],
    ]);
    const parts = `smdp,matching id\nsmdp.example.com,\n,ID-1\n`;
    expect(read(parts).refused.map(({ error }) => error)).toEqual([
      { code: 'code_field_missing', params: { column: 'matching ID' } },
      { code: 'code_field_missing', params: { column: 'SM-DP+ address' } },
    ]);
  });
});

describe('what stands twice', () => {
  test('is refused, and the first place is named; case and port of the server do not count', () => {
    const text = [code(1), code(2), code(1), '1$SMDP.example.com:443$ID-1', 'LPA:1$smdp.example.com$id-1'];
    expect(codesOf(text.join('\n'))).toEqual([code(1), code(2), 'LPA:1$smdp.example.com$id-1']);
    expect(read(text.join('\n'), { file: 'a.txt' }).refused).toEqual(
      [3, 4].map((line) => ({
        place: { file: 'a.txt', line },
        error: { code: 'code_line_duplicate', params: { first: 'a.txt, line 1' } },
      })),
    );
  });

  test('codes without matching id are told apart by their ICCIDs', () => {
    const text = `lpa,iccid\nLPA:1$smdp.example.com$,${iccid(1)}\nLPA:1$smdp.example.com$,${iccid(2)}\n`;
    expect(records(text)).toHaveLength(2);
    expect(refusals(`${text}LPA:1$smdp.example.com$,${iccid(2)}`)).toEqual([[4, 'code_line_duplicate']]);
  });
});

describe('what is no list', () => {
  test('a file that is too large, has too many lines, or is no text', () => {
    const limit = codeImportLimits.listBytes;
    expect(failure(() => readCodeList(new Uint8Array(limit + 1)))).toEqual({
      code: 'code_file_too_large',
      length: limit + 1,
      limit,
    });
    expect(failure(() => read('\n'.repeat(codeImportLimits.lines)))).toEqual({
      code: 'code_list_lines',
      limit: codeImportLimits.lines,
    });
    expect(read(`${code(1)}${'\n'.repeat(codeImportLimits.lines - 1)}`).found).toHaveLength(1);
    const xlsx = Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0);
    expect(failure(() => readCodeList(xlsx))).toEqual({ code: 'code_list_not_text' });
    expect(failure(() => readCodeList(Uint8Array.of(0xff, 0xfe, 0x00, 0xd8)))).toEqual({
      code: 'code_list_not_text',
    });
  });
});

describe('what is made to take long', () => {
  const { lines, listBytes } = codeImportLimits;
  test.each([
    ['quotes that are never closed', `"${'a'.repeat(150)}\n`.repeat(lines - 2), undefined],
    ['quotes without end', '"'.repeat(listBytes - 100), 'activation_code_too_long'],
    ['points without end', `LPA:1$${'.'.repeat(listBytes - 200)}x`, 'activation_code_missing_part'],
    ['spaces without end', `x${' '.repeat(listBytes - 200)}x`, 'activation_code_too_long'],
    ['fields without end', ','.repeat(listBytes - 200), 'activation_code_too_long'],
  ])('%s: the code that follows is found', (_, text, refused) => {
    const findings = read(`${text}\n${code(1)}`);
    expect(findings.found.map(({ record }) => record.activationCode)).toEqual([code(1)]);
    expect(findings.refused.map(({ error }) => error.code)).toEqual(refused ? [refused] : []);
  });

  test('codes without end', () => {
    const limit = codeImportLimits.codes;
    const many = 'LPA:1$a.b$C '.repeat(limit);
    expect(read(many).refused).toHaveLength(limit - 1);
    expect(failure(() => read(`${many}LPA:1$a.b$C`))).toEqual({ code: 'codes_too_many', limit });
    expect(failure(() => read(`${many}LPA:1$a.b$D`))).toEqual({ code: 'codes_too_many', limit });
  });
});

describe('for any input', () => {
  const checked = (bytes: Uint8Array) => {
    try {
      return codeFindings.parse(readCodeList(bytes));
    } catch (error) {
      if (!(error instanceof WorkbenchError) || error.code === 'internal') throw error;
      return undefined;
    }
  };

  test('bytes give findings or an error of the input, and nothing else', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void checked(bytes)));
    const piece = fc.constantFrom(
      ...['LPA:1$', 'lpa%3A1%24', '1$a.b$C', '$', ',', ';', '"', '\n', '\t', '|', ' ', '://', '&', '%'],
      ...[
        'activation code',
        'iccid',
        'smdp',
        'matching id',
        'valid until',
        code(1),
        iccid(1),
        '03/04/2027',
        'ä',
      ],
    );
    const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 });
    fc.assert(
      fc.property(text, (parts) => void checked(utf8(parts.join('')))),
      { numRuns: 500 },
    );
  });

  test('no error and no name of a column holds text of a code', () => {
    const secret = 'QX7TOPSECRET';
    const pieces = [
      ',',
      ';',
      '"',
      '\n',
      '$',
      'LPA:1$',
      'iccid',
      'lpa',
      'smdp.example.com',
      '$$1',
      ' ',
      'date',
    ];
    const text = fc.array(fc.constantFrom(secret, `LPA:1$smdp.example.com$${secret}`, ...pieces), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, (parts) => {
        try {
          const { refused } = readCodeList(utf8(parts.join('')));
          expect(JSON.stringify(refused)).not.toContain(secret);
        } catch (error) {
          if (!(error instanceof WorkbenchError)) throw error;
          expect(JSON.stringify([error.toData(), error.message])).not.toContain(secret);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a CSV that was written reads back, whatever is in its texts', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((text) => text.replace(/\p{Cc}+/gu, ' ').trim())
      .filter((text) => text !== '' && !/^="[^"]*"$/.test(text));
    const record = fc.record(
      {
        confirmationCode: word,
        iccid: fc.integer({ min: 1, max: 99_999_999 }).map(iccid),
        carrier: word,
        label: word,
        batch: word,
        validUntil: fc.integer({ min: Date.UTC(2001, 8, 10), max: Date.UTC(2199, 0, 1) }),
      },
      { requiredKeys: [] },
    );
    const columns = ['confirmationCode', 'iccid', 'carrier', 'label', 'batch', 'validUntil'] as const;
    const list = fc.uniqueArray(record, {
      minLength: 1,
      maxLength: 20,
      selector: ({ iccid: one }) => one ?? {},
    });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(list, fc.constantFrom(',', ';', '\t', '|'), (given, delimiter) => {
        const line = (cells: readonly string[]) => cells.map(quoted).join(delimiter);
        const written = given.map((one, at) =>
          line([code(at), ...columns.map((column) => String(one[column] ?? ''))]),
        );
        const text = [line(['activation code', ...columns]), ...written].join('\r\n');
        const required = (one: object) => 'confirmationCode' in one;
        expect(records(text)).toEqual(
          given.map((one, at) => ({
            ...one,
            activationCode: required(one) ? `${code(at)}$$1` : code(at),
            confirmationCodeRequired: required(one),
          })),
        );
      }),
    );
  });
});

/** How inputs are understood, and which want to be confirmed. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src-main/card/apdu.ts';
import { es10Functions } from '../../../src-main/es10/index.ts';
import { consoleFunctions, understand } from '../../../src-main/workbench/console/parse.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { consoleChecked, consoleFunction } from '../../../src-shared/model/index.ts';

const checked = (input: string) => understand(input).checked;
const dangers = (input: string) => checked(input).warnings.map(({ danger }) => danger);
function codeOf(input: string): string {
  try {
    return `understood as ${checked(input).title}`;
  } catch (error) {
    return error instanceof WorkbenchError ? error.code : String(error);
  }
}

describe('a command APDU', () => {
  // ISO/IEC 7816-4 §5.1, table 1.
  test.each([
    ['1', '00A40000', undefined, undefined],
    ['2S', '00C0000010', undefined, 16],
    ['2S with 256', '00C0000000', undefined, 256],
    ['3S', '00A40004023F00', '3F00', undefined],
    ['4S', '00A40004023F0000', '3F00', 256],
    ['2E', '00B00000000100', undefined, 256],
    ['2E with 65536', '00B00000000000', undefined, 65_536],
    ['3E', '00D60000000002ABCD', 'ABCD', undefined],
    ['4E', '00D60000000002ABCD0000', 'ABCD', 65_536],
  ])('of case %s', (_name, hex, data, le) => {
    const parsed = parseCommand(fromHex(hex));
    if ('reason' in parsed) throw new Error(parsed.reason);
    expect(parsed.data === undefined ? undefined : toHex(parsed.data)).toBe(data);
    expect(parsed.le).toBe(le);
    expect(parsed.extended).toBe(/E/.test(_name));
  });

  test.each([
    '00',
    '00A400',
    'FFA40000',
    '00600000',
    '00950000',
    '00A40004033F00',
    '00A40004013F00FF',
    '00A400000001',
    '00D600000000',
    '00D60000000003ABCD',
    '00D60000000000ABCD',
    '00D60000000002ABCD00',
  ])('is not %s', (hex) => expect(codeOf(hex)).toBe('console_apdu_malformed'));

  test('is what case says that has its lengths, and nothing else is', () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 300 });
    fc.assert(
      fc.property(bytes, (given) => {
        const parsed = parseCommand(given);
        if ('reason' in parsed) return;
        const { data, le, extended } = parsed;
        const lengths =
          (data === undefined ? 0 : extended ? 3 : 1) + (le === undefined ? 0 : extended ? 2 : 1);
        const whole = 4 + lengths + (data?.length ?? 0) + (extended && data === undefined ? 1 : 0);
        expect(whole).toBe(given.length);
      }),
    );
  });
});

describe('an input', () => {
  test('may have spaces, colons and 0x', () => {
    for (const text of ['00 A4 00 04 02 3F 00', '00:a4:00:04:02:3f:00', '0x00 0xA4 0x00 0x04 0x02 0x3F 0x00'])
      expect(checked(text)).toMatchObject({ kind: 'apdu', title: 'SELECT', hex: '00A40004023F00' });
  });

  test('is a function by its name, in any case, with its request as JSON or TLV, or without', () => {
    const hex = 'BF3E035C015A';
    for (const text of [
      'GetEID',
      'es10c.geteid',
      'GetEID {"tagList":"5A"}',
      `GetEID ${hex}`,
      'GetEID {"tagList": "5 a"}'.replace('5 a', '5a'),
    ])
      expect(checked(text)).toMatchObject({ kind: 'es10', title: 'ES10c.GetEID', hex });
    const enable = 'EnableProfile {"profileIdentifier":{"iccid":"89882390000000000015"},"refreshFlag":true}';
    expect(checked(enable).hex).toBe('BF3111A00C5A0A988832090000000000518101FF');
  });

  test('selects by AID', () => {
    const aid = 'A0000005591010FFFFFFFF8900000100';
    expect(checked(`select ${aid}`)).toMatchObject({ kind: 'select', hex: `00A4040010${aid}00` });
    expect(codeOf('select A000')).toBe('console_aid_malformed');
    expect(codeOf('select')).toBe('console_hex_malformed');
  });

  test('that is wrong is refused with its reason', () => {
    expect(codeOf('hello')).toBe('console_input_unknown');
    expect(codeOf('reset now')).toBe('console_input_unknown');
    expect(codeOf('store-data 0')).toBe('console_hex_malformed');
    expect(codeOf('GetEID {"tagList":')).toBe('console_json_malformed');
    expect(codeOf('GetEID {"tags":"5A"}')).toBe('console_request_invalid');
    expect(codeOf('GetEID {"tagList":90}')).toBe('console_request_invalid');
    expect(codeOf('SetNickname {"iccid":"8988"}')).toBe('console_request_invalid');
    expect(codeOf('eUICCMemoryReset {"resetOptions":["everything"]}')).toBe('console_request_invalid');
    expect(codeOf(`store-data ${'00'.repeat(66_000)}`)).toBe('command_too_long');
  });

  test('whatever it is, is understood or refused as one of this program, and quickly', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }).map(toHex),
      fc
        .tuple(fc.constantFrom(...es10Functions.map(({ name }) => name)), fc.json({ maxDepth: 6 }))
        .map(([name, json]) => `${name} ${json}`),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          consoleChecked.parse(checked(input));
        } catch (error) {
          if (!(error instanceof WorkbenchError) || error.code === 'internal') throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('functions', () => {
  test('all have a skeleton that begins with their name, and fields', () => {
    const functions = consoleFunctions();
    for (const one of functions) consoleFunction.parse(one);
    for (const { name } of es10Functions) {
      const found = functions.find((one) => one.name === name);
      expect(found?.skeleton.startsWith(name)).toBe(true);
    }
    const enable = functions.find(({ name }) => name === 'ES10c.EnableProfile');
    expect(enable?.fields.map(({ path }) => path)).toEqual([
      'profileIdentifier',
      'profileIdentifier.isdpAid',
      'profileIdentifier.iccid',
      'refreshFlag',
    ]);
    expect(enable?.skeleton).toBe(
      'ES10c.EnableProfile {"profileIdentifier":{"iccid":""},"refreshFlag":true}',
    );
  });
});

describe('a danger', () => {
  test('is what changes the card; what reads is none', () => {
    expect(dangers('DeleteProfile {"iccid":"8988"}')).toEqual(['delete_profile']);
    expect(dangers('eUICCMemoryReset {"resetOptions":["deleteOperationalProfiles"]}')).toEqual([
      'reset_memory',
    ]);
    expect(dangers('SetDefaultDpAddress {"defaultDpAddress":"smdp.example.com"}')).toEqual(['es10_write']);
    for (const name of [
      'GetEID',
      'GetEUICCInfo2',
      'GetProfilesInfo',
      'ListNotification',
      '00A40004023F00',
      '00B0000000',
    ])
      expect(dangers(name)).toEqual([]);
    expect(dangers('00D6000001FF')).toEqual(['file_write']);
    expect(dangers('80E60200050000000000')).toEqual(['card_manage']);
    expect(dangers('80C2000002D100')).toEqual(['envelope']);
  });

  test('cannot be hidden in STORE DATA', () => {
    const remove = checked('DeleteProfile {"iccid":"89882390000000000015"}').hex ?? '';
    const block = (data: string, p1 = '91', p2 = '00') =>
      `80E2${p1}${p2}${toHex(Uint8Array.of(data.length / 2))}${data}`;
    expect(dangers(block(remove))).toEqual(['delete_profile']);
    expect(dangers(`store-data ${remove}`)).toEqual(['delete_profile']);
    // Under the name of a function that reads, behind one, as a further block, and as a first one of several.
    expect(dangers(`GetEID ${remove}`)).toEqual(['delete_profile']);
    expect(dangers(`store-data BF3E035C015A${remove}`)).toEqual(['store_data_unknown']);
    expect(dangers(block('BF3E035C015A', '91', '01'))).toEqual(['store_data_unknown']);
    expect(dangers(block('BF3E035C015A', '11'))).toEqual(['store_data_unknown']);
    expect(dangers(block('BF3E035C015A'))).toEqual([]);
  });

  test('is a PIN with few tries, or with nobody knows how many; its data is in no answer', () => {
    const verify = '0020000108313233 34FFFFFFFF';
    expect(checked(verify)).toMatchObject({ secret: true, title: 'VERIFY PIN' });
    expect(checked(verify).hex).toBeUndefined();
    expect(JSON.stringify(checked(verify))).not.toContain('3132');
    expect(checked(verify).warnings).toEqual([
      { danger: 'pin_tries', params: { key: '01', tries: 'unknown' } },
    ]);
    expect(dangers('00200001')).toEqual([]);
    expect(understand(verify, new Map([[1, 3]])).checked.warnings).toEqual([]);
    expect(understand(verify, new Map([[1, 2]])).checked.warnings[0]?.params).toEqual({
      key: '01',
      tries: 2,
    });
    for (const ins of ['20', '21', '24', '26', '28', '2C'])
      expect(checked(`00${ins}00010831323334FFFFFFFF`).secret).toBe(true);
  });

  test('a matching id is a secret wherever it is typed', () => {
    const input = 'store-data BF381AA018800D4D41544348494E472D4944A1073504352906110000';
    expect(checked(input).secret).toBe(true);
    expect(checked(input).hex).toBeUndefined();
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProfilePackage, readProfileElement } from '../../../src-main/simulator/profile/index.ts';
import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';

const header = fromHex(
  'A0 1B 80 01 03 81 01 03 82 01 54 83 0A 89 44 01 00 00 00 00 00 00 1F A5 02 81 00 A6 00',
);
const pe = (tag: number, id: number) => Uint8Array.of(tag, 5, 0xa0, 3, 0x81, 1, id);
const code = (bytes: Uint8Array): string => {
  try {
    parseProfilePackage(bytes);
    return 'fine';
  } catch (error) {
    return error instanceof WorkbenchError ? error.code : String(error);
  }
};

describe('parseProfilePackage', () => {
  it('reads header and elements', () => {
    const parsed = parseProfilePackage(concatBytes(header, pe(0xb0, 1), pe(0xaa, 2)));
    expect(parsed.header).toMatchObject({
      majorVersion: 3,
      iccid: '8944010000000000001',
      profileType: 'T',
      mandatoryServices: ['usim'],
      mandatoryGfsteList: [],
    });
    expect(parsed.elements.map(({ name, identification }) => [name, identification])).toEqual([
      ['header', undefined],
      ['mf', 1],
      ['end', 2],
    ]);
  });

  it('names what is wrong', () => {
    const end = pe(0xaa, 9);
    expect(code(new Uint8Array())).toBe('profile_no_header');
    expect(code(concatBytes(pe(0xb0, 1), end))).toBe('profile_no_header');
    expect(code(header)).toBe('profile_no_end');
    expect(code(concatBytes(header, pe(0xb0, 1)))).toBe('profile_no_end');
    expect(code(concatBytes(header, end, pe(0xb0, 1)))).toBe('profile_element_misplaced');
    expect(code(concatBytes(header, header, end))).toBe('profile_element_misplaced');
    expect(code(concatBytes(header, pe(0xb0, 9), end))).toBe('profile_identification_repeated');
    expect(code(concatBytes(header, end).subarray(0, -1))).toBe('profile_element_malformed');
    expect(code(concatBytes(header, Uint8Array.of(0xb0, 0), end))).toBe('profile_element_malformed');
    expect(code(concatBytes(header, Uint8Array.of(0xb0, 0x80, 0, 0), end))).toBe('profile_element_malformed');
    const version9 = header.slice();
    version9[4] = 9;
    expect(code(concatBytes(version9, end))).toBe('profile_version_unsupported');
    const letters = header.slice();
    letters[13] = 0xab;
    expect(code(concatBytes(letters, end))).toBe('profile_element_malformed');
    expect(() => parseProfilePackage(concatBytes(header, end), { maxBytes: 10, maxElements: 9 })).toThrow(
      expect.objectContaining({ code: 'profile_too_large' }),
    );
    expect(() => parseProfilePackage(concatBytes(header, end), { maxBytes: 999, maxElements: 1 })).toThrow(
      expect.objectContaining({ code: 'profile_too_large' }),
    );
  });

  it('never throws anything but its named errors', () => {
    const good = concatBytes(header, pe(0xb0, 1), pe(0xaa, 2));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
        const bad = good.slice(0, length);
        bad[at] = byte;
        expect(code(bad)).toMatch(/^(fine|profile_\w+)$/);
      }),
    );
  });

  it('waits for the rest of an element that is not all there', () => {
    const element = pe(0xb0, 1);
    for (let length = 0; length < element.length; length++)
      expect(readProfileElement(element.subarray(0, length), 0)).toBeUndefined();
    expect(readProfileElement(element, 0)).toMatchObject({ name: 'mf', identification: 1 });
  });
});

const folder = join(sharedFolder, 'vectors/upp');
describe('vectors/upp', needsShared('vectors/upp'), () => {
  it.each(existsSync(folder) ? readdirSync(folder) : [])('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const { header, elements } = parseProfilePackage(bytes);
    expect(header.iccid).toMatch(/^89\d{16,18}$/);
    expect(elements.length).toBeGreaterThan(20);
    expect(elements.reduce((sum, element) => sum + element.raw.length, 0)).toBe(bytes.length);
    expect(elements.map((element) => element.name)).toEqual(expect.arrayContaining(['mf', 'usim', 'end']));
    expect(elements.every((element) => element.name !== 'unknown')).toBe(true);
  });
});

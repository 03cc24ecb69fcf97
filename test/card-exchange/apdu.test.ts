import { describe, expect, it } from 'vitest';
import {
  classOnChannel,
  decodeResponse,
  encodeCommand,
  swMeaning,
  swText,
} from '../../src-main/card/apdu.ts';
import { knownIsdrAids, quirksFor, standardQuirks } from '../../src-main/card/quirks.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';

const header = { cla: 0x80, ins: 0xe2, p1: 0x91, p2: 0x00 };
const data = fromHex('BF2E00');

describe('a command', () => {
  it.each([
    ['case 1', header, '80E29100', '80E2910000'],
    ['case 2', { ...header, le: 1 }, '80E2910001', '80E2910001'],
    ['case 2, 256 bytes', { ...header, le: 256 }, '80E2910000', '80E2910000'],
    ['case 3', { ...header, data }, '80E2910003BF2E00', '80E2910003BF2E00'],
    ['case 4', { ...header, data, le: 256 }, '80E2910003BF2E0000', '80E2910003BF2E00'],
    ['empty data', { ...header, data: new Uint8Array(0), le: 256 }, '80E2910000', '80E2910000'],
  ])('%s', (_, command, t1, t0) => {
    expect(toHex(encodeCommand(command))).toBe(t1);
    expect(toHex(encodeCommand(command, 'T=1'))).toBe(t1);
    expect(toHex(encodeCommand(command, 'T=0'))).toBe(t0);
  });

  it('carries up to 255 bytes', () => {
    expect(encodeCommand({ ...header, data: new Uint8Array(255) }, 'T=0')).toHaveLength(260);
    expect(() => encodeCommand({ ...header, data: new Uint8Array(256) })).toThrow(RangeError);
  });
});

describe('a response', () => {
  it('has a status word at its end', () => {
    expect(decodeResponse(fromHex('9000'))).toEqual({ data: new Uint8Array(0), sw: 0x9000 });
    expect(decodeResponse(fromHex('AABB6A82'))).toEqual({ data: fromHex('AABB'), sw: 0x6a82 });
    expect([decodeResponse(fromHex('')), decodeResponse(fromHex('90'))]).toEqual([undefined, undefined]);
  });
});

describe('the class byte', () => {
  it('carries the channel (ETSI TS 102 221 §10.1.1)', () => {
    const classes = (cla: 0x00 | 0x80) =>
      Array.from({ length: 20 }, (_, channel) => toHex(Uint8Array.of(classOnChannel(cla, channel)))).join(
        ' ',
      );
    expect(classes(0x00)).toBe('00 01 02 03 40 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F');
    expect(classes(0x80)).toBe('80 81 82 83 C0 C1 C2 C3 C4 C5 C6 C7 C8 C9 CA CB CC CD CE CF');
  });
});

describe('a status word', () => {
  it.each([
    [0x9000, '9000', 'normal ending'],
    [0x6a82, '6A82', 'file or application not found'],
    [0x6881, '6881', 'logical channel not supported'],
    [0x6985, '6985', 'conditions of use not satisfied'],
    [0x6d00, '6D00', 'instruction not supported'],
    [0x9300, '9300', 'SIM application toolkit is busy'],
    [0x6110, '6110', 'more data available'],
    [0x6c20, '6C20', 'wrong length expected'],
    [0x910b, '910B', 'normal ending, with a proactive command'],
    [0x63c2, '63C2', 'warning'],
    [0x6899, '6899', 'function in the class byte not supported'],
    [0x69ff, '69FF', 'command not allowed'],
    [0x6aff, '6AFF', 'wrong parameters'],
    [0x0001, '0001', 'not specified'],
  ])('%d is %s, in words: %s', (_sw, text, meaning) => {
    expect([swText(_sw), swMeaning(_sw)]).toEqual([text, meaning]);
  });
});

describe('quirks', () => {
  it('of a card that nothing is known of are the standard ones', () => {
    expect(quirksFor({})).toEqual(standardQuirks);
    expect(standardQuirks.isdrAids[0]).toBe('A0000005591010FFFFFFFF8900000100');
    expect(new Set(knownIsdrAids).size).toBe(knownIsdrAids.length);
  });

  it('that were learned are kept', () => {
    const learned = [
      'basic_channel',
      'no_refresh',
      'by_isdp_aid',
      'store_data_block_120',
      `isdr_${knownIsdrAids[3]}`,
    ];
    const quirks = quirksFor({ atr: '3B00', eid: '89', learned });
    expect(quirks).toMatchObject({ basicChannel: true, noRefresh: true, byIsdpAid: true, blockSize: 120 });
    expect(quirks.isdrAids).toEqual([
      knownIsdrAids[3],
      ...knownIsdrAids.filter((aid) => aid !== knownIsdrAids[3]),
    ]);
  });

  it('of an unknown name or of nonsense change nothing that matters', () => {
    expect(quirksFor({ learned: ['', 'isdr_XYZ', 'isdr_A0', 'store_data_block_', 'something_new'] })).toEqual(
      standardQuirks,
    );
    expect(quirksFor({ learned: ['store_data_block_0'] }).blockSize).toBe(16);
    expect(quirksFor({ learned: ['store_data_block_9999'] }).blockSize).toBe(255);
  });
});

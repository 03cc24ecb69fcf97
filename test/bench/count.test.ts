import { describe, expect, it } from 'vitest';
import { countByFunction, downloadPart, nameApdus } from '../../bench/lib/count.ts';
import { met, table } from '../../bench/lib/report.ts';
import { median, quantile } from '../../bench/lib/statistics.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { describeWithVectors, readRecording } from '../support/vectors.ts';

const apdus = (...commands: readonly string[]) =>
  commands.map((command) => ({ command: fromHex(command), response: fromHex('9000') }));

const session = apdus(
  '80AA00000AA9088100820101830107',
  '0070000001',
  '01A4040010A0000005591010FFFFFFFF890000010000',
  '81E2910003BF2E0000',
  '81C0000015',
  // Two segments of a package, the second of two blocks.
  '81E2910006BF36820100A000',
  '81E21100028640',
  '81E29101020000',
  '81E2910003BF2D0000',
  '0070800100',
);

describe('counting APDUs', () => {
  it('gives later blocks and GET RESPONSE to the function that they continue', () => {
    expect(countByFunction(nameApdus(session))).toEqual({
      total: 10,
      byFunction: {
        'TERMINAL CAPABILITY': 1,
        'MANAGE CHANNEL': 2,
        'SELECT ISD-R': 1,
        'ES10b.GetEUICCChallenge': 2,
        'ES10b.LoadBoundProfilePackage': 3,
        'ES10c.GetProfilesInfo': 1,
      },
    });
  });

  it('takes a download to end with its last segment and the closing of the channel', () => {
    const part = downloadPart(nameApdus(session));
    expect(part).toHaveLength(9);
    expect(part.map((one) => one.function)).not.toContain('ES10c.GetProfilesInfo');
    expect(() => downloadPart(nameApdus(session.slice(0, 5)))).toThrow('no whole download');
  });
});

describeWithVectors(
  'counting the APDUs of lpac',
  () => {
    it('finds the 142 that were counted when it was recorded, all of them part of the download', () => {
      const { apdus: recorded } = readRecording('01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl');
      expect(downloadPart(nameApdus(recorded))).toHaveLength(142);
    });
  },
  'traces',
);

describe('the report', () => {
  it('holds a number to the most that is allowed', () => {
    expect(met({ name: '', measured: 80, target: 80, unit: '' })).toBe(true);
    expect(met({ name: '', measured: 80.1, target: 80, unit: '' })).toBe(false);
    expect(met({ name: '', measured: Number.NaN, target: 80, unit: '' })).toBe(false);
  });

  it('sets numbers to the right and words to the left', () => {
    expect(
      table(
        ['a', 'number'],
        [
          ['long word', 1],
          ['b', 22.5],
        ],
      ),
    ).toEqual(['a          number', '---------  ------', 'long word       1', 'b           22.50']);
  });

  it('finds the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { durationsOfRecording, type EuiccConfigInput } from '../../../src-main/simulator/euicc/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';
import { download, insertedCard, stillClock } from './bench.ts';
import { basic, failureOf } from './outcomes.ts';

/** A clock on which time passes only while a card sleeps. */
function sleepingClock() {
  let passed = 0;
  const clock: Clock = {
    ...stillClock,
    monotonic: () => passed,
    sleep: async (ms) => {
      passed += ms;
    },
  };
  return { clock, passed: () => passed };
}

async function timed(config: EuiccConfigInput) {
  const { clock, passed } = sleepingClock();
  const { lpa } = await insertedCard({ config, clock, open: false });
  return async (command: string) => {
    const before = passed();
    await lpa.apdu(command);
    return passed() - before;
  };
}

const open = ['0070000001', '01A4040C10A0000005591010FFFFFFFF8900000100'];

describe('the time that a card takes', () => {
  test('is none, fixed, and for each byte both ways', async () => {
    expect(await (await timed({}))('0070000001')).toBe(0);
    const fixed = await timed({ apduDelay: { fixedMs: 5, perByteMs: 0 } });
    expect(await fixed('0070000001')).toBe(5);
    const bytes = await timed({ apduDelay: { fixedMs: 1, perByteMs: 2 } });
    // Five bytes out, three back.
    expect(await bytes('0070000001')).toBe(1 + 2 * 8);
  });

  test('can be told for functions and other kinds of APDU, in turn where there are several', async () => {
    const time = await timed({
      apduDelay: { fixedMs: 1, perByteMs: 0 },
      durations: {
        'ES10c.GetEID': 100,
        'ES10b.GetEUICCInfo1': [10, 20],
        'ES10b.GetEUICCChallenge': 0,
        'GET RESPONSE': 3,
        'STORE DATA': 7,
      },
    });
    for (const command of open) expect(await time(command)).toBe(1);
    expect(await time('81E2910006BF3E035C015A')).toBe(100);
    expect(await time('81C0000015')).toBe(3);
    expect(await time('81E2910003BF2E00')).toBe(0);
    const info = '81E2910003BF2000';
    expect([await time(info), await time(info), await time(info)]).toEqual([10, 20, 10]);
    // In two blocks: the last one is the function's.
    expect(await time('81E2110003BF3E03')).toBe(7);
    expect(await time('81E29101035C015A')).toBe(100);
  });

  test('of a kind that there is not is faulted by name', async () => {
    await expect(insertedCard({ config: { durations: { 'ES10b.Nothing': 1 } } })).rejects.toMatchObject({
      code: 'simulator_config_invalid',
      params: { reason: expect.stringContaining('no such kind') },
    });
  });
});

describe('a recording', () => {
  const lines = [
    { kind: 'card', op: 'power-on' },
    { kind: 'apdu', c: '0070000001', r: '019000', ms: 2 },
    { kind: 'apdu', c: '81E2110003BF3E03', r: '9000', ms: 4 },
    { kind: 'apdu', c: '81E29101035C015A', r: '6115', ms: 90 },
    { kind: 'apdu', c: '81C0000015', r: '9000', ms: 8 },
    { kind: 'http-req', url: '/gsma/rsp2/es9plus/initiateAuthentication' },
    { kind: 'apdu', c: '81E2910003BF2E00', r: '6115', ms: 30 },
    { kind: 'apdu', c: '82E291000486020000', r: '9000', ms: 70 },
    { kind: 'apdu', c: '81E2910003BF2E00', r: '6115', ms: 40 },
  ];
  const expected = {
    'MANAGE CHANNEL': [2],
    'STORE DATA': [4],
    'ES10c.GetEID': [90],
    'GET RESPONSE': [8],
    'ES10b.GetEUICCChallenge': [30, 40],
    'ES10b.LoadBoundProfilePackage': [70],
  };

  test('is JSON Lines, JSON, or a trace of the workbench', () => {
    const jsonl = lines.map((line) => JSON.stringify(line)).join('\n');
    expect(durationsOfRecording(jsonl)).toEqual(expected);
    expect(durationsOfRecording(JSON.stringify(lines))).toEqual(expected);
    const trace = lines.map((line, seq) =>
      'c' in line
        ? { seq, kind: 'apdu', command: line.c, response: line.r, durationMs: line.ms, purpose: 'x' }
        : { seq, kind: 'note', code: 'x' },
    );
    expect(durationsOfRecording(JSON.stringify({ lines: trace }))).toEqual(expected);
  });

  test('tells the kind of an APDU whose payload is redacted behind its head', () => {
    const redacted = { kind: 'apdu', command: '81E2910120 ‹20 bytes›', durationMs: 5 };
    const first = { kind: 'apdu', command: '81E2110003BF21820123', durationMs: 1 };
    expect(durationsOfRecording([first, redacted].map((one) => JSON.stringify(one)).join('\n'))).toEqual({
      'STORE DATA': [1],
      'ES10b.PrepareDownload': [5],
    });
  });

  test.each([
    ['', 'no APDU'],
    ['[]', 'no APDU'],
    ['no recording', 'line 1 is no JSON'],
    ['{"kind":"apdu","c":"00A4"}', 'without a command and a duration'],
    ['{"kind":"apdu","c":"00A4","ms":-1}', 'without a command and a duration'],
  ])('%j is refused: %s', (text, reason) => {
    expect(() => durationsOfRecording(text)).toThrow(
      expect.objectContaining({
        code: 'simulator_config_invalid',
        params: { reason: expect.stringContaining(reason) },
      }),
    );
  });

  describe('of lpac', needsShared('vectors/traces'), () => {
    test('makes the card take as long for each function', async () => {
      const file = join(sharedFolder, 'vectors/traces/01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl');
      if (!existsSync(file)) return;
      const durations = durationsOfRecording(readFileSync(file, 'utf8'));
      expect(Object.keys(durations)).toEqual(
        expect.arrayContaining([
          'ES10b.AuthenticateServer',
          'ES10b.PrepareDownload',
          'ES10b.LoadBoundProfilePackage',
          'ES10b.GetEUICCChallenge',
        ]),
      );
      const { clock, passed } = sleepingClock();
      const bench = await insertedCard({ config: { durations }, clock });
      expect(failureOf((await download(bench, basic)).result)).toBe('success');
      const of = (kind: string) => [durations[kind] ?? 0].flat()[0] ?? 0;
      expect(passed()).toBeGreaterThan(of('ES10b.AuthenticateServer') + of('ES10b.PrepareDownload'));
    });
  });
});

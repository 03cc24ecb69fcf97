/** Recordings of other programs: read as they were made, and never worse than refused. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type formatOf, readRecording } from '../../../src-main/workbench/imports/read.ts';
import type { Exchange } from '../../../src-main/workbench/imports/recording.ts';
import { toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { importFormat } from '../../../src-shared/model/index.ts';
import { expectedApdus, lpacLog, printedSpyLog, spyLog } from './samples.ts';

const options = { fileName: 'test.log', begin: 1000 };
const read = (text: string | Uint8Array) =>
  readRecording(typeof text === 'string' ? Buffer.from(text) : text, options);
const apdusOf = (entries: readonly Exchange[]) =>
  entries.flatMap((entry) =>
    entry.kind === 'apdu' ? [[toHex(entry.command), toHex(entry.response ?? new Uint8Array(0))]] : [],
  );
function refusal(text: string | Uint8Array) {
  try {
    read(text);
  } catch (error) {
    if (error instanceof WorkbenchError) return { code: error.code, ...error.params };
    throw error;
  }
  throw new Error('it was read');
}

test('the SELECT of an ISD-R is named as in a trace of the workbench, so that both are compared line by line', () => {
  const select = '00A4040010A0000005591010FFFFFFFF890000010000';
  const log = `[DEBUG] [APDU] [TX] CLA: 00, INS: A4, P1: 04, P2: 00, Lc: 10, Data: ${select.slice(10, 42)}\n[DEBUG] [APDU] [RX] SW1: 61, SW2: 21, Data: \n`;
  expect(read(log).entries.map(({ purpose }) => purpose)).toEqual(['SELECT ISD-R']);
});

describe('lpac', () => {
  test.each([false, true])('is read as it prints, older: %s', (older) => {
    const { format, entries, timed, left } = read(lpacLog(older));
    expect([format, timed, left]).toEqual(['lpac', false, 1]);
    expect(apdusOf(entries)).toEqual(expectedApdus);
    expect(entries.map(({ purpose }) => purpose)).toEqual([
      'TERMINAL CAPABILITY',
      'MANAGE CHANNEL',
      'ES10c.GetEID',
      'ES10c.GetEID',
      'VERIFY PIN',
      'ES9+.AuthenticateClient',
    ]);
    const http = entries.at(-1);
    expect(http).toMatchObject({
      kind: 'http',
      method: 'POST',
      url: 'https://smdp.example.com/gsma/rsp2/es9plus/authenticateClient',
      status: 200,
    });
    const body = http?.kind === 'http' ? Buffer.from(http.responseBody ?? []).toString() : '';
    expect(JSON.parse(body)).toMatchObject({ transactionId: '0A0B' });
  });

  test('as PowerShell and editors of Windows keep it: UTF-16, and with a byte order mark', () => {
    const windows = lpacLog().replaceAll('\n', '\r\n');
    const utf16 = Buffer.from(`\ufeff${windows}`, 'utf16le');
    for (const bytes of [Buffer.from(`\ufeff${windows}`), utf16, Buffer.from(utf16).swap16()])
      expect(apdusOf(read(bytes).entries)).toEqual(expectedApdus);
    expect(read(Buffer.from(`\ufeff${spyLog()}`, 'utf16le')).entries.length).toBeGreaterThan(4);
    // Half a character at the end is a log that was cut.
    expect(refusal(utf16.subarray(0, utf16.length - 41))).toMatchObject({ code: 'import_malformed' });
    expect(refusal(Uint8Array.of(0xfe, 0xff, 0x00))).toMatchObject({ code: 'import_format_unknown' });
  });

  test('with the colours of a terminal, line ends of Windows, and a body over several lines', () => {
    const coloured = lpacLog()
      .split('\n')
      .map((line) => (line === '' ? '' : `\u001b[0;32m${line}\u001b[0m`))
      .join('\r\n')
      .replace('"status":"Executed-Success"', '"status":\r\n"Executed-Success"');
    const { entries } = read(coloured);
    expect(apdusOf(entries)).toEqual(expectedApdus);
    const http = entries.at(-1);
    if (http?.kind !== 'http') throw new Error('no HTTP');
    expect(JSON.parse(Buffer.from(http.responseBody ?? []).toString())).toHaveProperty('header');
  });

  // lpac 2.3.0 at the simulated card and SM-DP+, over its stdio drivers; stdout and stderr in one file.
  test('as a download was recorded has all of its functions in their order', () => {
    const { entries, left } = read(
      readFileSync(join(import.meta.dirname, 'recorded', 'lpac-2.3.0-download.txt')),
    );
    const functions = entries.map(({ purpose }) => purpose);
    expect(functions.filter((one, at) => one !== functions[at - 1])).toEqual([
      'ES10b.GetEUICCChallenge',
      'ES10b.GetEUICCInfo1',
      'ES9+.InitiateAuthentication',
      'ES10b.AuthenticateServer',
      'ES9+.AuthenticateClient',
      'ES10b.PrepareDownload',
      'ES9+.GetBoundProfilePackage',
      'ES10b.LoadBoundProfilePackage',
    ]);
    expect(
      entries.every((one) => (one.kind === 'apdu' ? one.response : one.responseBody) !== undefined),
    ).toBe(true);
    expect(left).toBe(9);
  });

  test('that ended before an answer keeps the command', () => {
    const { entries } = read(lpacLog().split('\n').slice(0, 3).join('\n'));
    expect(apdusOf(entries).at(-1)).toEqual(['0070000001', '']);
  });

  test('that is cut or made up is refused with its line', () => {
    const lines = lpacLog().split('\n');
    const cut = lpacLog().slice(0, lpacLog().indexOf('5C015A') + 3);
    expect(refusal(cut)).toMatchObject({ code: 'import_malformed', place: 'line 5', file: 'test.log' });
    expect(refusal(lines.slice(1).join('\n'))).toMatchObject({ place: 'line 1' });
    expect(refusal(lpacLog().replace('Lc: 06', 'Lc: 07'))).toMatchObject({ place: 'line 5' });
    expect(refusal(lpacLog().replace('SW1: 90', 'SW1: XX'))).toMatchObject({ code: 'import_malformed' });
    expect(refusal(lpacLog().slice(0, -20))).toMatchObject({ place: 'line 13' });
  });
});

describe('pcsc-spy', () => {
  test('is read as libpcscspy writes it, with its times, its reader, and what failed', () => {
    const { format, entries, timed, left, readerName } = read(spyLog());
    expect([format, timed, left, readerName]).toEqual(['pcsc_spy', true, 2, 'Lab Reader 00 00']);
    expect(apdusOf(entries).slice(0, -1)).toEqual(expectedApdus);
    const [first] = entries;
    expect(first?.startedAt).toBeCloseTo(1_700_000_000_003.12, 2);
    expect(first?.durationMs).toBeCloseTo(1.5, 2);
    const last = entries.at(-1);
    expect(last).toMatchObject({
      error: { code: 'reader_failed', params: { reader: 'Lab Reader 00 00', reason: '0x80100069' } },
    });
    expect(last).not.toHaveProperty('response');
  });

  test('is read as the program prints it', () => {
    const { entries, timed, readerName } = read(printedSpyLog());
    expect([timed, readerName]).toEqual([false, 'Lab Reader 00 00']);
    expect(apdusOf(entries)).toEqual(expectedApdus);
    expect(entries.every(({ durationMs }) => durationMs === 1.5)).toBe(true);
  });

  // Of a program on libpcsclite 1.9.9 that sent three commands to the echo card of test/support.
  test.each([
    ['libpcscspy-1.9.9.txt', true],
    ['pcsc-spy-1.9.9.txt', false],
  ])('as it was recorded in %s', (name, known) => {
    const { entries, timed, readerName, left } = read(
      readFileSync(join(import.meta.dirname, 'recorded', name)),
    );
    expect([timed, readerName, left > 3]).toEqual([known, 'Virtual PCD 00 00', true]);
    expect(apdusOf(entries)).toEqual([
      ['00A40004023F00', '6D00'],
      ['81E2910006BF3E035C015A00', '6D00'],
      ['0020000108313233343536FFFF', '6D00'],
    ]);
    expect(entries.every(({ durationMs }) => durationMs > 0 && durationMs < 1)).toBe(true);
  });

  test('of several threads at once is told apart', () => {
    const one = spyLog().split('\n').filter(Boolean);
    const other = one.map((line) => line.replace('7F3A5C0B2740@', '7F3A5C0B0001@'));
    const mixed = one.flatMap((line, at) => [line, other[at] ?? '']).join('\n');
    expect(read(`${mixed}\n`).entries).toHaveLength(2 * (expectedApdus.length + 1));
  });

  test('that is cut is refused with its line', () => {
    for (const log of [spyLog(), printedSpyLog()]) {
      const lines = log.split('\n');
      const cut = lines.slice(0, lines.findIndex((line) => line.includes('SCardTransmit')) + 4).join('\n');
      expect(refusal(cut)).toMatchObject({
        code: 'import_malformed',
        place: expect.stringMatching(/^line \d+$/),
      });
    }
    expect(refusal(spyLog().replace('81 E2', '81'))).toMatchObject({ code: 'import_malformed' });
  });
});

describe('whatever a file is', () => {
  const samples = [lpacLog(), spyLog(), printedSpyLog()].map((text) => Buffer.from(text));
  const bounded = (bytes: Uint8Array, format?: ReturnType<typeof formatOf>) => {
    try {
      readRecording(bytes, { ...options, format });
    } catch (error) {
      if (!(error instanceof WorkbenchError) || error.code === 'internal') throw error;
    }
  };

  test('it is read or refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(undefined, ...importFormat.options),
        bounded,
      ),
      { numRuns: 400 },
    );
  });

  test('damaged anywhere, it is read or refused', () => {
    const damage = fc.tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(damage, ([sample, changes, end]) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        bounded(bytes.subarray(0, end % 3 === 0 ? end % bytes.length : bytes.length));
      }),
      { numRuns: 400 },
    );
  });

  test('what is none of them says so', () => {
    expect(refusal('hello\n')).toMatchObject({ code: 'import_format_unknown' });
    expect(refusal(new Uint8Array(0))).toMatchObject({ code: 'import_format_unknown' });
    const silent = spyLog().split('\n').slice(0, 3).join('\n');
    expect(refusal(`${silent}\n7F3A5C0B2740@<|1|1|SCardEstablishContext|0x00000000\n`)).toMatchObject({
      code: expect.stringMatching(/^import_/),
    });
  });
});

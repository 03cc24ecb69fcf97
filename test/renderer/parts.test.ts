import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeToken } from '../../src-renderer/api/socket.ts';
import { deviceInfoOf } from '../../src-renderer/download/DeviceInfoFields.tsx';
import { formatRoute, parseRoute, type Route } from '../../src-renderer/state/route.ts';
import { namelessMessage, namesSomebody } from '../../src-renderer/ui/error-text.tsx';
import { describeError } from '../../src-shared/errors/index.ts';
import { operationKind, operationStatus } from '../../src-shared/model/index.ts';
import {
  codeRemarkText,
  fillText,
  formatAbout,
  formatBytes,
  formatDuration,
  formatWhen,
  groupDigits,
  remarkText,
  statusPath,
  statusWordClass,
  visibleRuns,
  visibleText,
} from '../../src-shared/texts.ts';

describe('text that others gave', () => {
  const acting =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

  test('nothing that acts comes through, whatever is put in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 0, max: 100 }),
        (text, limit) => {
          expect(visibleText(text, limit)).not.toMatch(acting);
          expect(visibleText(text, limit).isWellFormed()).toBe(true);
        },
      ),
    );
  });

  test('harmless text stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), (text) => {
        expect(visibleText(text)).toBe(text);
      }),
    );
    for (const text of ['Größe', '日本語', 'مرحبا', '👨‍👩‍👧', 'Ελλάδα']) expect(visibleText(text)).toBe(text);
  });

  test('each kind of mark', () => {
    expect(visibleText('a\nb\u001b[0m')).toBe('a‹LF›b‹ESC›[0m');
    expect(visibleText('\u202Eevil\u202C')).toBe('‹RLO›evil‹PDF›');
    expect(visibleText('\u0085\u007f')).toBe('‹85›‹DEL›');
    expect(visibleText(`a${'\u0301'.repeat(50)}b`)).toBe(`a${'\u0301'.repeat(4)}b`);
    expect(visibleRuns('ab\u0000c', 3)).toEqual({
      runs: [
        { kind: 'text', text: 'ab' },
        { kind: 'mark', text: '‹NUL›', codePoint: 0 },
      ],
      truncated: true,
    });
  });
});

describe('numbers and words', () => {
  test('bytes and durations in the unit that fits', () => {
    expect([0, 999, 1000, 11_812, 1_240_000, 3_410_000_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '11.8 kB',
      '1.24 MB',
      '3.41 GB',
    ]);
    expect([0, 400, 3000, 59_200, 125_000].map(formatAbout)).toEqual([
      '0 s',
      '1 s',
      '3 s',
      '60 s',
      '2 min 05 s',
    ]);
    expect([0.84, 143, 4210, 125_000, 3_700_000].map(formatDuration)).toEqual([
      '0.8 ms',
      '143 ms',
      '4.21 s',
      '2 min 05 s',
      '1 h 01 min',
    ]);
  });

  test('today by its time, other days by date', () => {
    const now = new Date(2026, 10, 22, 15, 0, 0).getTime();
    expect(formatWhen(new Date(2026, 10, 22, 9, 5, 7).getTime(), now)).toBe('09:05:07');
    expect(formatWhen(new Date(2026, 10, 21, 9, 5, 7).getTime(), now)).toBe('2026-11-21 09:05');
  });

  test('groups keep every digit', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 40 }), (digits) => {
        expect(groupDigits(digits).replaceAll(' ', '')).toBe(digits);
      }),
    );
  });

  test('every kind of operation has a path of known statuses, an unknown code is readable', () => {
    for (const kind of operationKind.options) {
      expect(statusPath[kind][0]).toBe('starting');
      for (const status of statusPath[kind]) expect(operationStatus.options).toContain(status);
    }
    expect(remarkText('store_data_block_120')).toContain('120 bytes');
    expect(remarkText('never_heard_of', { reader: 'x' })).toBe('Never heard of (reader x)');
    expect(codeRemarkText('never_heard_of')).toBe('Never heard of');
    expect(fillText('{a} and {b}', { a: 1 })).toBe('1 and {b}');
    expect(['9000', '6110', '9110', '6985'].map(statusWordClass)).toEqual(['good', 'more', 'more', 'bad']);
  });
});

describe('where the window is', () => {
  const routes: readonly Route[] = [
    { page: 'home' },
    { page: 'reader', readerId: 'pcsc:ACS / ACR38U #1 100% 00 00' },
    { page: 'card', eid: '89049032123451234512345678901235' },
    { page: 'operations' },
    { page: 'operation', id: 12 },
    { page: 'trace', id: 12 },
    { page: 'trace', id: 12, seq: 7 },
    { page: 'trace', id: -3, seq: 1 },
    { page: 'trace-compare', a: 12, b: -3 },
    { page: 'trust' },
  ];
  test('every route comes back as it was', () => {
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  test('whatever stands in the address leads somewhere', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => void expect(parseRoute(`#/${hash}`).page).toBeTypeOf('string')),
    );
    expect(parseRoute('#/card/12')).toEqual({ page: 'home' });
    expect(parseRoute('#/operations/-1')).toEqual({ page: 'operations' });
    expect(parseRoute('#/reader/%E0%A4%A')).toEqual({ page: 'home' });
  });
  test('a token is taken out of the address, anything else is left there', () => {
    const page = (hash: string) => {
      const replaced: unknown[] = [];
      return {
        location: { hash, pathname: '/', search: '' } as Location,
        history: { replaceState: (...args: unknown[]) => void replaced.push(args[2]) } as unknown as History,
        replaced,
      };
    };
    const withToken = page('#token=abc_DEF-1.~');
    expect(takeToken(withToken)).toBe('abc_DEF-1.~');
    expect(withToken.replaced).toEqual(['/']);
    for (const hash of ['#/operations', '#token=', '#token=a b', '']) {
      const without = page(hash);
      expect(takeToken(without)).toBeUndefined();
      expect(without.replaced).toEqual([]);
    }
  });
});

test('device information: nothing, right, wrong; the TAC follows from the IMEI', () => {
  const draft = { tac: '', imei: '', releases: {} };
  expect(deviceInfoOf(draft)).toBeUndefined();
  expect(deviceInfoOf({ ...draft, imei: '352099001761481' })).toEqual({
    tac: '35209900',
    imei: '352099001761481',
  });
  expect(deviceInfoOf({ ...draft, tac: '123' })).toBe('wrong');
  const bench = { tac: '35290611', imei: '352906110000007', capabilities: { gsmSupportedRelease: '15.0.0' } };
  expect(deviceInfoOf(draft, bench)).toBeUndefined();
  expect(deviceInfoOf({ ...draft, releases: { nr5gcSupportedRelease: '16.0.0' } }, bench)).toEqual({
    ...bench,
    capabilities: { gsmSupportedRelease: '15.0.0', nr5gcSupportedRelease: '16.0.0' },
  });
  // Another TAC is not sent with the bench's IMEI.
  expect(deviceInfoOf({ ...draft, tac: '35209900' }, bench)).toEqual({
    tac: '35209900',
    capabilities: bench.capabilities,
  });
  expect(deviceInfoOf({ ...draft, tac: '35209900', releases: { nr5gcSupportedRelease: 'fifteen' } })).toBe(
    'wrong',
  );
});

describe('colours', () => {
  const channel = (value: number) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
      channel(Number.parseInt(hex.slice(at, at + 2), 16) / 255),
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [x, y] = [luminance(a), luminance(b)].sort((one, two) => two - one);
    return ((x ?? 0) + 0.05) / ((y ?? 0) + 0.05);
  };

  test('text has a contrast of 4.5 at least on every ground it stands on, in light and dark (WCAG 2.2, 1.4.3)', async () => {
    const css = await readFile(new URL('../../src-renderer/styles/tokens.css', import.meta.url), 'utf8');
    const pairs = new Map(
      [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map((match) => [
        match[1] ?? '',
        [match[2] ?? '', match[3] ?? ''] as const,
      ]),
    );
    const colour = (name: string, scheme: 0 | 1) => pairs.get(name)?.[scheme] ?? '';
    const grounds = ['ground', 'panel', 'panel-2', 'hover'];
    const combinations = [
      ...['ink', 'ink-2', 'accent'].flatMap((text) => grounds.map((ground) => [text, ground] as const)),
      ...['good', 'bad', 'warn', 'sim'].flatMap((tone) =>
        [`${tone}-soft`, 'panel', 'panel-2'].map((ground) => [tone, ground] as const),
      ),
      ...['good-soft', 'bad-soft', 'warn-soft', 'sim-soft', 'accent-soft'].flatMap(
        (ground) =>
          [
            ['ink', ground],
            ['ink-2', ground],
          ] as const,
      ),
      ['accent', 'accent-soft'] as const,
    ];
    for (const [text, ground] of combinations)
      for (const scheme of [0, 1] as const)
        expect(
          contrast(colour(text, scheme), colour(ground, scheme)),
          `${text} on ${ground}, ${scheme === 0 ? 'light' : 'dark'}`,
        ).toBeGreaterThanOrEqual(4.5);
  });
});

describe('what the privacy mask covers of an error', () => {
  test.each([
    [{ eid: '89049032000001000000000000000171' }, true],
    [{ host: 'smdp.example.com', reason: 'no such name' }, true],
    [{ function: 'ES10b.PrepareDownload', result: 'invalidSignature' }, false],
    [{ function: 'ES9+.AuthenticateClient', subjectCode: '8.2.6', reasonCode: '3.8' }, false],
    [{ command: 'loadProfileElements', reason: 'installFailedDueToDataMismatch' }, false],
    // A sentence that a server or a system gave.
    [{ reason: 'the order of Jane Doe is over' }, true],
    [{ count: 3, seconds: 30 }, false],
    [{}, false],
  ])('%j', (params, named) => {
    expect(namesSomebody({ params })).toBe(named);
  });

  test('a note of the system has the sentence without the names in it', () => {
    const eid = '89049032000001000000000000000171';
    const told = namelessMessage({ code: 'card_changed', params: { expected: eid, found: 'Jane Doe' } });
    expect(told).not.toMatch(/8904|Jane/);
    expect(told).toContain('…');
    const plain = {
      code: 'es10_refused',
      params: { function: 'ES10c.EnableProfile', result: 'catBusy' },
    } as const;
    expect(namelessMessage(plain)).toBe(describeError(plain).message);
  });
});

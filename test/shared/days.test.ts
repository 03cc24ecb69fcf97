import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, isDay, isTimeZone, nextDay, startOfDay, zonedTime } from '../../src-shared/days.ts';

const hour = 3_600_000;

describe('days of a time zone', () => {
  // From the IANA database: Vienna goes to summer time on 2026-03-29, back on 2026-10-25; Havana at midnight (2026-03-08);
  // Apia left out 2011-12-30; Kathmandu is at +05:45; New York at -05:00 in winter.
  it.each([
    ['2026-03-29', 'Europe/Vienna', '2026-03-28T23:00:00Z', 23],
    ['2026-10-25', 'Europe/Vienna', '2026-10-24T22:00:00Z', 25],
    ['2026-11-27', 'Europe/Vienna', '2026-11-26T23:00:00Z', 24],
    ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00Z', 23],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z', 25],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z', 0],
    ['2026-06-01', 'Asia/Kathmandu', '2026-05-31T18:15:00Z', 24],
    ['2026-06-01', 'UTC', '2026-06-01T00:00:00Z', 24],
  ])('%s in %s begins at %s and has %i hours', (day, zone, begin, hours) => {
    expect(new Date(startOfDay(day, zone)).toISOString()).toBe(begin.replace('Z', '.000Z'));
    expect((startOfDay(nextDay(day), zone) - startOfDay(day, zone)) / hour).toBe(hours);
  });

  it.each([
    ['2026-10-25T00:30:00Z', 'Europe/Vienna', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', 'Europe/Vienna', '2026-10-25T02:30:00+01:00'],
    ['2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31T23:59:59-05:00'],
    ['2026-01-01T00:00:00Z', 'Asia/Kathmandu', '2026-01-01T05:45:00+05:45'],
  ])('%s in %s is %s', (at, zone, text) => {
    expect(zonedTime(Date.parse(at), zone)).toBe(text);
    expect(dayOf(Date.parse(at), zone)).toBe(text.slice(0, 10));
  });

  it('every time lies in its day, and its text means that time', () => {
    const zones = [
      'UTC',
      'Europe/Vienna',
      'America/Havana',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
        fc.constantFrom(...zones),
        (at, zone) => {
          const day = dayOf(at, zone);
          expect(startOfDay(day, zone)).toBeLessThanOrEqual(at);
          expect(startOfDay(nextDay(day), zone)).toBeGreaterThan(at);
          expect(Date.parse(zonedTime(at, zone))).toBe(Math.floor(at / 1000) * 1000);
        },
      ),
    );
  });

  it('knows what is none', () => {
    expect(['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '2026-01-01T', ''].map(isDay)).not.toContain(
      true,
    );
    expect(isDay('2028-02-29')).toBe(true);
    expect(['Europe/Vienna', 'UTC'].map(isTimeZone)).toEqual([true, true]);
    expect(['Mars/Base', '', 'Europe/Vienna\n', 'x'.repeat(65)].map(isTimeZone)).not.toContain(true);
  });
});

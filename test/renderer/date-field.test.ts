/** Dates are typed as the window writes them, in every language of it, and what cannot be read is said and not taken for nothing. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  dayOfText,
  endOfDay,
  momentOfText,
  momentTextOf,
  movedBy,
  textOfMoment,
} from '../../src-renderer/ui/date-text.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { settled } from './settled.ts';

describe('what is typed for a day or a moment', () => {
  test.each([
    ['2026-11-27', '2026-11-27'],
    [' 2026-1-5 ', '2026-01-05'],
    ['20261127', '2026-11-27'],
    ['2026/11/27', '2026-11-27'],
    ['27.11.2026', '2026-11-27'],
    ['2026年11月27日', '2026-11-27'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', undefined],
    ['2026-13-01', undefined],
    ['11/27/2026', undefined],
    ['03/04/2027', undefined],
    ['2026-11', undefined],
    ['tomorrow', undefined],
    ['2026-11-27x', undefined],
    ['', undefined],
  ])('%j is the day %j', (typed, day) => {
    expect(dayOfText(typed)).toBe(day);
  });

  test.each([
    ['2026-11-27 14:30', '2026-11-27 14:30'],
    ['2026-11-27T9:05', '2026-11-27 09:05'],
    ['27.11.2026  23:59', '2026-11-27 23:59'],
    ['2026-11-27', '2026-11-27 00:00'],
    ['2026-11-27 24:00', undefined],
    ['2026-11-27 12:60', undefined],
    ['14:30', undefined],
    ['2026-11-27 14', undefined],
  ])('%j is the moment %j', (typed, moment) => {
    expect(momentTextOf(typed)).toBe(moment);
    expect(momentOfText(typed) === undefined).toBe(moment === undefined);
  });

  test('a moment is written as it is read; a day ends with its last millisecond, however long it is', () => {
    const at = new Date(2026, 10, 27, 14, 30).getTime();
    expect(textOfMoment(at)).toBe('2026-11-27 14:30');
    expect(momentOfText(textOfMoment(at))).toBe(at);
    for (const [month, day] of [
      [3, 29],
      [10, 25],
      [12, 31],
    ] as const)
      expect(endOfDay(`2026-${month}-${day}`)).toBe(new Date(2026, month - 1, day + 1).getTime() - 1);
    expect(endOfDay('no day')).toBeUndefined();
  });

  test('days are counted over the ends of months and years, and the time stays', () => {
    expect(movedBy('2026-12-31', 1)).toBe('2027-01-01');
    expect(movedBy('1.3.2028', -1)).toBe('2028-02-29');
    expect(movedBy('2026-11-27 14:30', 1)).toBe('2026-11-28 14:30');
    expect(movedBy('2026-11', 1)).toBeUndefined();
  });
});

let bench: WindowBench;

describeWindow('the fields for dates', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('are the window’s own, say what is no date when they are left, and make no report of it', async () => {
    const { page, server, problems } = await bench.open('full', {
      at: '#/reports',
      // A browser that writes its own dates with the month first.
      context: { locale: 'en-US' },
    });
    const from = page.getByRole('textbox', { name: 'From' });
    await expect.poll(() => from.inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(await page.locator('input[type=date], input[type=datetime-local]').count()).toBe(0);
    await page.getByRole('button', { name: 'Save CSV' }).and(page.locator(':enabled')).waitFor();
    const asked = () => server.workbench.calls.filter(({ name }) => name === 'reports.make').length;
    await settled(page);
    const before = asked();

    await from.fill('03/04/2026');
    expect(await from.getAttribute('aria-invalid')).not.toBe('true');
    await from.press('Tab');
    const said = page.getByRole('alert').filter({ hasText: 'This is no date. Write it as 2026-12-31.' });
    await said.waitFor();
    expect(await from.getAttribute('aria-invalid')).toBe('true');
    const described = (await from.getAttribute('aria-describedby')) ?? '';
    expect(described).toContain((await said.getAttribute('id')) ?? 'no id');
    await settled(page);
    expect(asked()).toBe(before);
    expect(await page.getByRole('button', { name: 'Save CSV' }).isDisabled()).toBe(true);

    await from.fill('4.3.2026');
    await from.press('Tab');
    await expect.poll(() => from.inputValue()).toBe('2026-03-04');
    await from.press('ArrowUp');
    expect(await from.inputValue()).toBe('2026-03-05');
    await from.press('ArrowDown');
    await from.press('ArrowDown');
    expect(await from.inputValue()).toBe('2026-03-03');
    expect(await said.count()).toBe(0);
    await expect.poll(asked).toBeGreaterThan(before);
    expect(problems).toEqual([]);
  });

  test('a code whose end cannot be read is not kept as one without', async () => {
    const { page, server } = await bench.open('full', { at: '#/codes/639' });
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    const until = dialog.getByRole('textbox', { name: 'Valid until' });
    await until.fill('2026-02-30');
    await until.press('Enter');
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(server.workbench.calls.some(({ name }) => name === 'codes.update')).toBe(false);
    await until.fill('2026-02-28');
    await until.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const sent = server.workbench.calls.find(({ name }) => name === 'codes.update')?.input;
    expect(sent).toMatchObject({ validUntil: new Date(2026, 2, 1).getTime() - 1 });
  });

  test('in German they have the form in German, and are masked with nothing that is private', async () => {
    const { page } = await bench.open('full', { at: '#/reports' });
    await page.evaluate(() =>
      localStorage.setItem('euicc-workbench.window', JSON.stringify({ language: 'de', masked: true })),
    );
    await page.reload();
    const to = page.getByRole('textbox', { name: 'Bis' });
    await to.waitFor();
    expect(await to.getAttribute('placeholder')).toBe('JJJJ-MM-TT');
    const security = await to.evaluate((field) =>
      getComputedStyle(field).getPropertyValue('-webkit-text-security'),
    );
    expect(security).toBe('none');
  });
});

/** The console and imports in the window, on the real program with the simulated card. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationDetail, TraceLine } from '../../src-shared/model/index.ts';
import { runProgram } from '../hosts/run-program.ts';
import { driven } from '../summary/needs.ts';
import { atAddress } from '../support/at-address.ts';
import { lpacLog } from '../workbench/imports/samples.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('the console in the window in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;

  beforeAll(async () => {
    bench = await serveWindow('console');
  });
  afterAll(() => bench?.end());

  test('reads the EID of the simulated card, is kept as an operation, and its script is a test at the command line', async () => {
    const page = await bench.openPage();
    await page.keyboard.press('x');
    await page.getByRole('heading', { level: 1, name: 'Console' }).waitFor();
    await page.getByRole('combobox', { name: 'Reader' }).selectOption('sim:0');
    await page.getByRole('button', { name: 'Open console' }).click();
    const input = page.getByRole('combobox', { name: 'Input' });
    await input.fill('GetEID');
    await input.press('Enter');
    const entry = page.locator('.console-entry').last();
    await entry.getByText('eidValue').first().waitFor();
    await entry.getByText('normal ending').first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as script' }).click();
    const script = join(bench.folder, 'card.txt');
    await (await download).saveAs(script);
    const operation = await page.getByRole('link', { name: /^Operation \d+/ }).innerText();
    await page.getByRole('button', { name: 'Close console' }).click();
    await page.getByRole('button', { name: 'Open console' }).waitFor();
    const id = /\d+/.exec(operation)?.[0] ?? '';
    const kept = await bench.json<OperationDetail>('operation', 'show', id);
    expect(kept).toMatchObject({ kind: 'console', status: 'successful' });
    expect(kept.steps.map(({ step }) => step)).toContain('ES10c.GetEID');
    const ran = await runProgram(['console', 'run', script, '--reader', 'sim:0', '--data', bench.folder]);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('eidValue')]);
    expect(bench.problems).toEqual([]);
  });

  test('a log of lpac that is dropped is an operation whose trace is shown, without its PIN', async () => {
    const page = await bench.openPage();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Import recording…' }).waitFor();
    const file = join(bench.folder, 'run.log');
    writeFileSync(file, lpacLog());
    await page.locator('main input[type=file]').setInputFiles(file);
    await atAddress(page, /#\/operations\/\d+\/trace/);
    const id = /operations\/(\d+)/.exec(page.url())?.[1] ?? '';
    await page.getByText('VERIFY PIN').first().waitFor();
    expect(await page.locator('main').innerText()).not.toContain('313233343536');
    const { trace } = await bench.json<{ trace: TraceLine[] }>('operation', 'show', id, '--trace');
    expect(trace.filter(({ kind }) => kind === 'apdu')).toHaveLength(5);
    expect(bench.problems).toEqual([]);
  });
});

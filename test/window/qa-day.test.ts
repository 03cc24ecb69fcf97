/** The QA engineer's day in Chromium, and evidence files that are no good, given to the window of the real program. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidenceMostBytes, type Operation } from '../../src-shared/model/index.ts';
import { packed, partsOf } from '../evidence/searched.ts';
import { runProgram } from '../hosts/run-program.ts';
import { driven } from '../summary/needs.ts';
import { faultOfTheDay, qaDay } from '../support/qa-day.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('the QA engineer in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let fresh: ServedWindow;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'window-qa-files-'));
    [bench, fresh] = await Promise.all([serveWindow('qa'), serveWindow('qa-fresh')]);
    const codes = await bench.json<{ activationCode: string; confirmationCode?: string }[]>(
      'simulator',
      'codes',
    );
    const code = codes.find(({ confirmationCode }) => confirmationCode === undefined)?.activationCode ?? '';
    const cli = (...args: string[]) => runProgram([...args, '--data', bench.folder]);
    expect((await cli('simulator', 'faults', 'add', faultOfTheDay)).code).toBe(0);
    expect((await cli('profile', 'download', code, '--reader', 'sim:0', '--yes')).code).not.toBe(0);
  }, 120_000);
  afterAll(async () => {
    await bench?.end();
    await fresh?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('finds why a download failed, exports the evidence and replays it in a fresh data folder, by keyboard, with axe finding nothing', async () => {
    const page = await bench.openPage();
    const day = await qaDay(page, {
      async saved(save) {
        const [download] = await Promise.all([page.waitForEvent('download'), save()]);
        return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
      },
      openFresh: () => fresh.openPage(),
    });
    expect(day.fileName).toMatch(/\.euicc-evidence$/);
    expect(day.verdict).toContain('Byte for byte the same');
    expect(day.views.map(([name]) => name)).toEqual([
      'history',
      'operation',
      'trace',
      'export',
      'evidence, empty',
      'evidence, replayed',
      'trace of the evidence',
    ]);
    expect(day.views.filter(([, findings]) => findings.length > 0)).toEqual([]);
    expect([...bench.problems, ...fresh.problems]).toEqual([]);
    // What was opened is no operation of the other workbench.
    const operations = await fresh.json<Operation[]>('operation', 'list');
    expect(operations.filter(({ kind }) => kind === 'download')).toEqual([]);
  }, 180_000);

  /** Gives a file to the window as a person does who chooses it. */
  async function choose(page: Page, name: string, bytes: Buffer): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('n')]);
    await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
  }

  test('evidence that is corrupt, foreign, newer or enormous is refused with its reason, and nothing of it is kept', async () => {
    const file = join(folder, 'good.euicc-evidence');
    const [failed] = await bench.json<Operation[]>('operation', 'list', '--status', 'failed');
    await bench.json('evidence', 'export', String(failed?.id), '-o', file);
    const good = readFileSync(file);
    const before = await fresh.json<unknown[]>('evidence', 'list');
    const page = await fresh.openPage();
    // Held for as long as the page is there: to take it up anew for each file would be a race with the key.
    page.on('filechooser', () => undefined);
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Evidence' }).waitFor();

    const evil = '\u202Eecnedive\u200B<img src=x>.euicc-evidence';
    const hashless = () =>
      packed(partsOf(good), (manifest) => {
        for (const part of manifest['parts'] as { sha256: string }[]) part.sha256 = '0'.repeat(64);
      });
    const newer = () => packed(partsOf(good), (manifest) => Object.assign(manifest, { version: 2 }));
    for (const [name, bytes, reason] of [
      ['cut.euicc-evidence', good.subarray(0, good.length - 20), /damaged or was changed/],
      ['changed.euicc-evidence', hashless(), /SHA-256/],
      ['picture.png', Buffer.from('89504E470D0A1A0A', 'hex'), /is no evidence file/],
      ['empty.euicc-evidence', Buffer.alloc(0), /is no evidence file/],
      ['newer.euicc-evidence', newer(), /newer workbench \(version 2/],
      // A bomb: a kilobyte that unpacks to more than may be.
      [
        'bomb.euicc-evidence',
        gzipSync(Buffer.concat([gunzipSync(good), Buffer.alloc(140 * 1024 * 1024)])),
        /./,
      ],
      [evil, Buffer.from('nothing'), /‹RLO›ecnedive.*is no evidence file/],
    ] as const) {
      await choose(page, name, Buffer.from(bytes));
      const alert = page.getByRole('alert');
      await alert.getByText('This file was not opened').waitFor();
      await alert.getByText(reason).first().waitFor();
      expect(await page.locator('img[src=x]').count()).toBe(0);
      expect(page.url()).toMatch(/#\/evidence$/);
      await alert.getByRole('button', { name: 'Dismiss' }).press('Enter');
      await alert.waitFor({ state: 'detached' });
    }

    // More than an evidence file can have is not even read: it is dropped, since a person would not wait for a dialog of it.
    await page.evaluate((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes + 1)], 'enormous.euicc-evidence'));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document
          .querySelector('main .page')
          ?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, evidenceMostBytes);
    await page
      .getByRole('alert')
      .getByText(/enormous.*is too large/)
      .waitFor();
    expect(await fresh.json<unknown[]>('evidence', 'list')).toEqual(before);

    // And the good one, with what it was called by a hostile person.
    await choose(page, evil, good);
    await page.getByRole('heading', { level: 1, name: /^Evidence \d/ }).waitFor();
    await page.getByText('‹RLO›').first().waitFor();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(fresh.problems).toEqual([]);
  }, 180_000);
});

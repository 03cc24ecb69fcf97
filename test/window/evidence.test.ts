/** Evidence files that are not as they should be, opened in the window of the real program. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence, Operation } from '../../src-shared/model/index.ts';
import { evidenceMostBytes } from '../../src-shared/model/index.ts';
import { runProgram } from '../hosts/run-program.ts';
import { driven } from '../summary/needs.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('evidence in the window in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let good: Buffer;

  beforeAll(async () => {
    bench = await serveWindow('evidence');
    const made = await bench.json<Operation>('card', 'info', '--reader', 'sim:0');
    expect(made).toBeDefined();
    const [operation] = await bench.json<Operation[]>('operation', 'list');
    const file = join(bench.folder, 'good.euicc-evidence');
    const run = await runProgram([
      'evidence',
      'export',
      String(operation?.id),
      '-o',
      file,
      '--data',
      bench.folder,
    ]);
    expect(run.stderr).toBe('');
    good = readFileSync(file);
  }, 90_000);
  afterAll(() => bench?.end());

  /** The file with a number of its manifest changed; its length stays. */
  function newer(): Buffer {
    const tar = gunzipSync(good).toString('latin1');
    const changed = tar.replace(/("version":\s*)1\b/, '$19');
    expect(changed).not.toBe(tar);
    return gzipSync(Buffer.from(changed, 'latin1'));
  }

  test('a corrupt, a foreign, a newer and an enormous file are refused, each with its reason and what to do; a good one opens', async () => {
    const page = await bench.openPage();
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Evidence' }).waitFor();
    const choose = (name: string, buffer: Buffer) =>
      page
        .locator('main input[type=file]')
        .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    const refused = page.getByRole('alert').filter({ hasText: 'not opened' });
    const refusals: readonly (readonly [string, Buffer, RegExp])[] = [
      ['cut.euicc-evidence', good.subarray(0, good.length - 40), /damaged/i],
      [
        'picture.euicc-evidence',
        Buffer.from('89504E470D0A1A0A', 'hex'),
        /no evidence|not an evidence|is no/i,
      ],
      ['future.euicc-evidence', newer(), /newer|version/i],
      ['bomb.euicc-evidence', gzipSync(Buffer.alloc(210 * 1024 * 1024)), /larger|too large|limit/i],
    ];
    for (const [name, bytes, reason] of refusals) {
      await choose(name, bytes);
      const alert = page.getByRole('alert').filter({ hasText: name });
      await alert.waitFor({ timeout: 60_000 });
      expect(await alert.innerText()).toMatch(reason);
      await alert.getByRole('button', { name: 'Dismiss' }).click();
      await alert.waitFor({ state: 'detached' });
    }
    // One that is larger than any may be is not even read.
    await page.evaluate((most) => {
      const file = new File([], 'enormous.euicc-evidence');
      Object.defineProperty(file, 'size', { value: most + 1 });
      const data = new DataTransfer();
      data.items.add(file);
      // A transfer gives copies, which have their own size: the page is given the file itself.
      const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data });
      Object.defineProperty(event, 'dataTransfer', { value: { files: [file], items: [] } });
      document.querySelector('main .page')?.dispatchEvent(event);
    }, evidenceMostBytes);
    await page.getByRole('alert').filter({ hasText: 'enormous' }).waitFor();
    expect(await bench.json<Evidence[]>('evidence', 'list')).toEqual([]);
    await choose('good.euicc-evidence', good);
    await page.waitForURL(/#\/evidence\/\d+/);
    await page.getByRole('heading', { level: 1, name: /Evidence \d/ }).waitFor();
    expect(await refused.count()).toBe(0);
    expect(bench.problems).toEqual([]);
  }, 150_000);
});

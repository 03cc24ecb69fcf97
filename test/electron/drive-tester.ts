/** The tester's day in the running application: `node drive-tester.ts ELECTRON DATA-FOLDER`. Prints what it saw as one JSON document. */

import { resolve } from 'node:path';
import type {} from 'electron';
import { _electron } from 'playwright-core';
import { testerDay } from '../support/tester-day.ts';

const [executablePath = '', dataFolder = ''] = process.argv.slice(2);
if (executablePath === '' || dataFolder === '')
  throw new Error('usage: drive-tester.ts ELECTRON DATA-FOLDER');

const app = await _electron.launch({
  executablePath,
  args: [resolve(import.meta.dirname, '../..'), '--data', dataFolder],
  // Playwright turns the sandbox off unless it is told not to.
  chromiumSandbox: true,
  timeout: 60_000,
});
app.process().stderr?.pipe(process.stderr);
try {
  const page = await app.firstWindow();
  page.setDefaultTimeout(30_000);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  console.log(JSON.stringify(await testerDay(page)));
} finally {
  await app.close();
}

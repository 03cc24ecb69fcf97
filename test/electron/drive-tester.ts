/** The tester's day in the running application: `node drive-tester.ts ELECTRON DATA-FOLDER`. Prints what it saw as one JSON document. */

import type {} from 'electron';
import { testerDay } from '../support/tester-day.ts';
import { openApp } from './open-app.ts';

const [executablePath = '', dataFolder = ''] = process.argv.slice(2);
if (executablePath === '' || dataFolder === '')
  throw new Error('usage: drive-tester.ts ELECTRON DATA-FOLDER');

const { app, page } = await openApp(executablePath, dataFolder);
try {
  console.log(JSON.stringify(await testerDay(page)));
} finally {
  await app.close();
}

/**
 * The QA engineer's day in the desktop application: `node drive-qa.ts ELECTRON DATA-FOLDER`. As `drive.ts`, a program of its own that
 * prints what it saw as one JSON document. The other workbench is a second application with a folder beside the first one's.
 */

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type {} from 'electron';
import type { ElectronApplication, Page } from 'playwright-core';
import { faultOfTheDay, qaDay } from '../support/qa-day.ts';
import { openApp } from './open-app.ts';
import { ask } from './window-call.ts';

const [executablePath = '', dataFolder = ''] = process.argv.slice(2);
if (executablePath === '' || dataFolder === '') throw new Error('usage: drive-qa.ts ELECTRON DATA-FOLDER');
const problems: string[] = [];
const apps: ElectronApplication[] = [];

async function open(folder: string, ...args: string[]) {
  const opened = await openApp(executablePath, folder, { args, problems });
  apps.push(opened.app);
  return opened;
}

/** A download that the server refuses; waits for its end. */
async function fail(page: Page): Promise<void> {
  await ask(page, 'simulator.faults.add', { rule: faultOfTheDay });
  const codes = await ask<{ activationCode: string; confirmationCode?: string }[]>(
    page,
    'simulator.codes',
    {},
  );
  const code = codes.find(({ confirmationCode }) => confirmationCode === undefined);
  // The card is read first, by itself.
  let readers: { id: string; eid?: string; operationId?: number }[];
  do {
    await page.waitForTimeout(100);
    readers = await ask(page, 'readers.list', {});
  } while (
    readers.every(
      ({ id, eid, operationId }) => id !== 'sim:0' || eid === undefined || operationId !== undefined,
    )
  );
  const { id } = await ask<{ id: number }>(page, 'operations.start', {
    kind: 'download',
    readerId: 'sim:0',
    activationCode: code?.activationCode,
    acceptProfile: true,
  });
  let status: string;
  do {
    await page.waitForTimeout(100);
    ({ status } = await ask<{ status: string }>(page, 'operations.get', { id }));
  } while (status !== 'failed' && status !== 'successful');
}

/** What the desktop saves goes into the data folder, without a question. */
async function saved(app: ElectronApplication, save: () => Promise<void>) {
  const path = app.evaluate(
    ({ session }, folder) =>
      new Promise<string>((done) => {
        session.defaultSession.once('will-download', (_event, item) => {
          const file = `${folder}/${item.getFilename()}`;
          item.setSavePath(file);
          item.once('done', () => done(file));
        });
      }),
    dataFolder,
  );
  // The listener is there before the key is pressed.
  await app.evaluate(() => undefined);
  await save();
  const file = await path;
  return { name: basename(file), bytes: readFileSync(file), file };
}

const { app, page } = await open(dataFolder);
await fail(page);
let file = '';
const day = await qaDay(page, {
  async saved(save) {
    const made = await saved(app, save);
    file = made.file;
    return made;
  },
  openFresh: async () => (await open(join(dataFolder, '../fresh'))).page,
});
// The file is opened with the application: the running one of that folder gets it, and shows it.
const handed = await open(join(dataFolder, '../handed'), file);
await handed.page.getByRole('heading', { level: 1, name: /^Evidence 1/ }).waitFor();
const opened = await handed.page.getByText(basename(file)).first().isVisible();
for (const one of apps) await one.close();
process.stdout.write(`${JSON.stringify({ ...day, handedOver: opened, problems })}\n`);

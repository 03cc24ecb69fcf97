/**
 * Looks at the packed application: `node drive-packed.ts PROGRAM DATA-FOLDER`. Its fuses leave no way to Node's debugger, so
 * it is seen through Chromium's own. Prints what it saw as one JSON document.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { chromium, type Page } from 'playwright-core';
import { attachAgain } from './launch.ts';

const [program, dataFolder] = process.argv.slice(2);
if (program === undefined || dataFolder === undefined)
  throw new Error('usage: drive-packed.ts PROGRAM DATA-FOLDER');

/** The address at which Chromium's protocol is spoken, from its word on stderr. */
function debugged(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the application ended (${code}): ${said}`)));
  });
}

/** Whether the program, told to be Node, is: it must not. */
function isNode(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program as string, ['-p', '"I am Node"'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    const done = setTimeout(() => child.kill('SIGKILL'), 4000);
    child.once('exit', () => {
      clearTimeout(done);
      resolve(said.includes('I am Node'));
    });
  });
}

const app = spawn(
  program,
  ['--remote-debugging-port=0', '--data', dataFolder, 'LPA:1$smdp.example.com$HANDED-OVER'],
  {
    stdio: ['ignore', 'inherit', 'pipe'],
  },
);
/** What the system has handed over leads to the page that activates. */
async function activatePage(address: string): Promise<Page> {
  const browser = await chromium.connectOverCDP(address, { timeout: 15_000 });
  try {
    const [context] = browser.contexts();
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (page === undefined) throw new Error('there is no window');
    page.setDefaultTimeout(15_000);
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    return page;
  } catch (error) {
    await browser.close();
    throw error;
  }
}
const address = await debugged(app);
const page = await attachAgain(() => activatePage(address));
const code = await page.getByRole('textbox', { name: 'Activation code' }).inputValue();
const system: unknown = await page.evaluate(
  () =>
    new Promise((done) => {
      const bridge = (
        globalThis as unknown as {
          euiccWorkbench: {
            onFrame(listener: (frame: { id?: number; ok?: unknown }) => void): void;
            request(frame: object): void;
          };
        }
      ).euiccWorkbench;
      bridge.onFrame((frame) => {
        if (frame.id === -1) done(frame.ok);
      });
      bridge.request({ id: -1, call: 'system.info', input: {} });
    }),
);
const screenshot = process.env['SCREENSHOT'];
if (screenshot) await page.screenshot({ path: screenshot });
const exited = new Promise<number | null>((done) => app.once('exit', done));
await page.close();
const exit = await exited;
process.stdout.write(`${JSON.stringify({ code, system, exit, isNode: await isNode() })}\n`);
process.exit(0);

/**
 * `node scripts/screenshots.ts [FOLDER] [--all]`: the pictures of the window in `docs/screenshots`, of the real program on its
 * simulated bench. Serves the workbench on a data folder of its own, fills it over the command line, and drives
 * Chromium. Needs `npm run build` and Chromium. With --all also at 1920x1080, which is to be looked at, not committed.
 */

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { connectEngine } from '../src-main/hosts/engine/client.ts';
import { orderProfile } from '../test/support/technician-bench.ts';

const project = resolve(import.meta.dirname, '..');
const [folder] = process.argv.slice(2).filter((one) => one !== '--all');
const out = resolve(folder ?? join(project, 'docs/screenshots'));
const program = join(project, 'bin/euicc-workbench.mjs');
const data = mkdtempSync(join(tmpdir(), 'screenshots-'));

function cli(...args: string[]): Promise<string> {
  return cliWith('', ...args);
}

/** With something on stdin, as a list of codes. */
async function cliWith(input: string, ...args: string[]): Promise<string> {
  const command = promisify(execFile)(process.execPath, [program, ...args, '--data', data, '--json']);
  command.child.stdin?.end(input);
  // What fails on purpose still prints its document.
  return command.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

const server = spawn(process.execPath, [program, 'serve', '--data', data, '--simulator-cards', '8'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines: string[] = [];
const first = new Promise<void>((done, fail) => {
  createInterface({ input: server.stdout }).on('line', (line) => {
    lines.push(line);
    done();
  });
  server.on('exit', () => fail(new Error('the server ended')));
});

/** An address is good once; the next one is printed as soon as it is used. */
async function freshAddress(after: number): Promise<string> {
  for (let i = 0; i < 200 && lines.length <= after; i++) await new Promise((done) => setTimeout(done, 25));
  return /http:\S+/.exec(lines.at(-1) ?? '')?.[0] ?? '';
}

async function fill(): Promise<void> {
  const codes = JSON.parse(await cli('simulator', 'codes')) as {
    activationCode: string;
    confirmationCode?: string;
  }[];
  const plain = codes.filter((one) => one.confirmationCode === undefined).map((one) => one.activationCode);
  const [one = '', two = '', three = ''] = plain;
  await cli('profile', 'download', one, '--reader', 'sim:0', '--enable', '--yes');
  await cli('profile', 'download', two, '--reader', 'sim:0', '--yes');
  const loaded = JSON.parse(
    await cli('profile', 'download', three, '--reader', 'sim:0', '--yes', '--accept-ppr'),
  ) as {
    iccid: string;
  };
  await cli('profile', 'nickname', loaded.iccid, 'Spare for the test rig', '--reader', 'sim:0');
  await cli('profile', 'download', one, '--reader', 'sim:1', '--yes');
  await cli('card', 'info', '--reader', 'sim:1');
  await fillVault();
}

/** Codes of two batches, orders at both simulated shops, tokens. */
async function fillVault(): Promise<void> {
  const list = (name: string, count: number, carrier: string) =>
    [
      'activation code,label,carrier,valid until',
      ...Array.from({ length: count }, (_, at) => {
        const number = String(at + 1).padStart(2, '0');
        const valid = `2027-0${1 + (at % 9)}-15`;
        return `LPA:1$smdp.${carrier.toLowerCase()}.example$${name.toUpperCase()}-K${7919 * (at + 11)},${name} ${number},${carrier},${valid}`;
      }),
    ].join('\n');
  await cliWith(list('Rig', 24, 'Voyage'), 'code', 'import', '--batch', 'Rig 12');
  await cliWith(list('Spare', 8, 'Nordlicht'), 'code', 'import', '--batch', 'Spares');
  for (const shop of ['octopus', 'truphone']) {
    const products = JSON.parse(
      await cli('shop', 'products', shop, '--country', shop === 'octopus' ? 'JP' : 'JPN'),
    ) as {
      id: string;
    }[];
    const product = products[0]?.id ?? '';
    await cli(
      'order',
      'place',
      shop,
      product,
      '--yes',
      '--wait',
      '--label',
      'Field test',
      '--batch',
      'Field',
    );
    await cli('order', 'place', shop, product, '--yes', '--wait');
  }
  await cli('token', 'create', 'nightly tests');
  await cli('token', 'create', 'dashboard', '--read-only');
}

/** A failure whose reason is worth looking at, its evidence opened, an order and a rule by hand, and a batch that runs. */
async function fillPages(): Promise<{ readonly failed: number; readonly batch: number }> {
  const engine = await connectEngine(data);
  if (engine === undefined) throw new Error('the engine cannot be attached to');
  await engine.ready();
  const order = async () => (await orderProfile(engine)).activationCode;
  const broken = await order();
  await engine.call('simulator.faults.add', { rule: 'ES10b.PrepareDownload error=invalidSignature times=1' });
  await cli('profile', 'download', broken, '--reader', 'sim:2', '--yes');
  const [failed] = (await engine.call('operations.list', { limit: 20 })).filter(
    ({ status, kind }) => status === 'failed' && kind !== 'read_card',
  );
  const file = join(data, 'failed.euicc-evidence');
  await cli('evidence', 'export', String(failed?.id ?? 0), '-o', file, '--note', 'Fails since Monday');
  await cli('evidence', 'open', file);
  await engine.call('simulator.faults.add', { rule: 'apdu delay=60ms' });
  const codes: string[] = [];
  for (let at = 0; at < 12; at++) codes.push(await order());
  const { batch } = await engine.call('batches.create', {
    name: 'Rig 14, morning',
    rows: codes.map((activationCode) => ({ activationCode })),
    readers: ['sim:4', 'sim:5', 'sim:6', 'sim:7'],
  });
  await engine.close();
  return { failed: failed?.id ?? 0, batch: batch?.id ?? 0 };
}

/** The batch at work: a card stands for the next one as soon as it is put in again. */
async function startBatch(batch: number): Promise<void> {
  const engine = await connectEngine(data);
  if (engine === undefined) return;
  try {
    const { state } = await engine.call('batches.get', { id: batch });
    if (state === 'draft') await engine.call('batches.start', { id: batch });
    const { cards } = await engine.call('simulator.picture', {});
    for (const { card, readerId } of cards) {
      if (readerId === undefined || !['sim:4', 'sim:5', 'sim:6', 'sim:7'].includes(readerId)) continue;
      await engine.call('simulator.cards.remove', { card });
      if (readerId !== 'sim:7') await engine.call('simulator.cards.insert', { card, readerId });
    }
  } finally {
    await engine.close();
  }
}

const open = (hash: string) => async (page: Page) => {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForTimeout(500);
};

/** Operation 1 of an engine that reads its cards by itself is a reading; the first download comes after. */
async function downloadId(): Promise<number> {
  const operations = JSON.parse(await cli('operation', 'list')) as { id: number; kind: string }[];
  return operations.find((one) => one.kind === 'activate')?.id ?? 1;
}

type Prepare = (page: Page) => Promise<void>;

/** Those of the first two readers. */
async function eids(): Promise<string[]> {
  const engine = await connectEngine(data);
  if (engine === undefined) throw new Error('the engine cannot be attached to');
  try {
    return (await engine.call('readers.list', {})).flatMap(({ eid }) => eid ?? []).slice(0, 2);
  } finally {
    await engine.close();
  }
}

async function replayed(page: Page): Promise<void> {
  await open('#/evidence/1')(page);
  await page.getByRole('button', { name: /^Replay( again)?$/ }).click();
  const same = page.getByText('Byte for byte the same').first();
  await same.waitFor();
  await page.waitForTimeout(500);
  await same.scrollIntoViewIfNeeded();
}

async function exporting(page: Page, failed: number): Promise<void> {
  await open(`#/operations/${failed}`)(page);
  await page.getByRole('button', { name: 'Export evidence…' }).first().click();
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(800);
}

async function consoleInUse(page: Page): Promise<void> {
  await open('#/console')(page);
  const input = page.getByRole('combobox', { name: 'Input' });
  await page.getByRole('combobox', { name: 'Reader' }).selectOption('sim:3');
  await page.getByRole('button', { name: 'Open console' }).click();
  for (const command of ['GetEID', 'select A0000000871002', 'GetEuiccInfo2']) {
    await input.fill(command);
    await input.press('Enter');
    await page.waitForTimeout(700);
  }
  await input.fill('GetProfilesInfo ');
  await page.waitForTimeout(500);
}

async function palette(page: Page): Promise<void> {
  // The window before had a console, which holds its reader until it is closed.
  const close = page.getByRole('button', { name: 'Close console' });
  if (await close.isVisible()) await close.click();
  await open('#/')(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').first().fill('co');
  await page.waitForTimeout(400);
}

async function shots(
  failed: number,
  batch: number,
): Promise<readonly (readonly [name: string, title: string, prepare: Prepare])[]> {
  const id = await downloadId();
  return [
    ['bench', 'The bench: every reader as a tile', open('#/')],
    ['card', 'A card', open('#/reader/sim%3A0')],
    ['card-readings', 'A card as it was read before', open('#/reader/sim%3A0/readings')],
    [
      'card-compare',
      'Two cards compared',
      async (page) => {
        const [a = '', b = ''] = await eids();
        await open(`#/compare/${a}/${b}`)(page);
      },
    ],
    ['card-abilities', 'What a card can do, in words', open('#/reader/sim%3A0/abilities')],
    [
      'activate',
      'Activate: checks beforehand',
      async (page) => {
        await open('#/activate')(page);
        await page
          .getByRole('textbox', { name: 'Activation code' })
          .fill('LPA:1$smdp.voyage.example$RIG-K87109');
        await page.waitForTimeout(1500);
      },
    ],
    ['activate-failed', 'An end that failed, and why', open(`#/activate/operation/${failed}`)],
    ['station-batches', 'Batches and recipes', open('#/station')],
    ['station-new', 'A new batch', open('#/station/new')],
    ['operations', 'What runs and waits', open('#/operations')],
    ['operation', 'One operation', open(`#/operations/${failed}`)],
    [
      'trace',
      'Its trace',
      async (page) => {
        await open(`#/operations/${id}/trace/8`)(page);
        await page.locator('[role=treegrid] [role=row][aria-rowindex="2"]').waitFor();
        await page.waitForTimeout(500);
      },
    ],
    ['trace-compare', 'Two traces compared', open(`#/trace-compare/${id}/${failed}`)],
    ['history', 'The history', open('#/history')],
    ['evidence', 'Opened evidence', open('#/evidence/1')],
    ['evidence-replay', 'Evidence replayed', replayed],
    ['evidence-export', 'Evidence on its way out: what is taken from it', (page) => exporting(page, failed)],
    ['codes', 'The vault of codes', open('#/codes/36')],
    [
      'labels',
      'Labels',
      async (page) => {
        await open('#/codes')(page);
        await page.getByRole('checkbox', { name: 'Pick all that are free' }).check();
        await page.getByRole('button', { name: 'Labels' }).first().click();
        await page.getByRole('img', { name: /^Page 1/ }).waitFor();
      },
    ],
    ['orders', 'Orders', open('#/orders/1')],
    ['reports', 'Reports', open('#/reports')],
    ['simulator', 'What each side of the bench holds', open('#/simulator')],
    ['simulator-faults', 'Faults on demand', open('#/simulator/faults')],
    ['console', 'The console', consoleInUse],
    ['palette', 'Everything by keyboard', palette],
    ['settings', 'Settings', open('#/settings')],
    ['tokens', 'Tokens', open('#/tokens')],
    ['trust', 'Roots', open('#/trust')],
    ['upkeep', 'Upkeep', open('#/upkeep')],
    // The last one: what ends then would stand before the others.
    [
      'station',
      'The station at work',
      async (page) => {
        await startBatch(batch);
        await open(`#/station/${batch}`)(page);
        await page.waitForTimeout(2500);
      },
    ],
  ];
}

/** `docs/gallery.md` and the table of the README, which have every picture; only where the pictures go where they belong. */
function writeGallery(views: readonly { readonly name: string; readonly title: string }[]): void {
  if (folder !== undefined) return;
  const picture = (name: string, scheme: string) => `screenshots/${name}-1280-${scheme}.png`;
  const sections = views.map(
    ({ name, title }) =>
      `## ${title}\n\n${['light', 'dark'].map((scheme) => `![${title}, ${scheme}](${picture(name, scheme)})`).join('\n')}\n`,
  );
  const head =
    '# The window, view by view\n\nMade by `node scripts/screenshots.ts` from the real program on its simulated bench, light and dark.\n';
  writeFileSync(join(project, 'docs/gallery.md'), [head, ...sections].join('\n'));
  const cells = views.map(
    ({ name, title }) =>
      `<picture><source media="(prefers-color-scheme: dark)" srcset="docs/${picture(name, 'dark')}"><img alt="${title}" src="docs/${picture(name, 'light')}" width="280"></picture><br>${title}`,
  );
  const rows: string[] = [];
  for (let at = 0; at < cells.length; at += 3)
    rows.push(`| ${[...cells.slice(at, at + 3), '', ''].slice(0, 3).join(' | ')} |`);
  const readme = join(project, 'README.md');
  const before = readFileSync(readme, 'utf8');
  const table = /(?<=\| \| \| \|\n\|---\|---\|---\|\n)(?:\| <picture>.*\n)+/;
  if (!table.test(before)) throw new Error('the README has no table of pictures');
  writeFileSync(readme, before.replace(table, `${rows.join('\n')}\n`));
}

const sizes = {
  1280: { width: 1280, height: 800 },
  ...(process.argv.includes('--all') ? { 1920: { width: 1920, height: 1080 } } : {}),
};

await first;
try {
  await fill();
  const { failed, batch } = await fillPages();
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const all = await shots(failed, batch);
  let used = 0;
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
      await page.goto(await freshAddress(used));
      used = lines.length;
      await page.getByText('Simulated reader 0').first().waitFor();
      for (const [name, , prepare] of all) {
        await prepare(page).catch((error: unknown) => process.stderr.write(`${name}: ${String(error)}\n`));
        await page.screenshot({ path: join(out, `${name}-${size}-${colorScheme}.png`) });
        await page.keyboard.press('Escape');
      }
      await page.context().close();
    }
  }
  await browser.close();
  writeGallery(all.map(([name, title]) => ({ name, title })));
} finally {
  server.kill('SIGINT');
  await new Promise((done) => server.once('exit', done));
  rmSync(data, { recursive: true, force: true });
}

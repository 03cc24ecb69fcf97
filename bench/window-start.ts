/** From starting the application to a window in which somebody can work, beside an empty window of the same Electron. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missing, offline, run, sandbox } from '../test/electron/sandbox.ts';
import { firstLoad } from '../test/renderer/first-load.ts';
import { type Section, table } from './lib/report.ts';
import { median } from './lib/statistics.ts';
import type { WindowStarts } from './peers/window-start.ts';

const target = 1.5;
const loadTargetKb = 500;
const rounds = 9;
const project = join(import.meta.dirname, '..');

export const windowStartMissing = missing;

export async function timeWindowStarts(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-window-'));
  // Electron is run by another user there.
  chmodSync(folder, 0o777);
  try {
    const dist = (await run(offline)).stdout.trim();
    const script = join(import.meta.dirname, 'peers', 'window-start.ts');
    const node = [process.execPath, '--disable-warning=ExperimentalWarning'];
    const { stdout } = await run(sandbox, [...node, script, join(dist, 'electron'), folder, String(rounds)], {
      cwd: project,
      env: { ...process.env, SANDBOX_WRITES: folder, XDG_CACHE_HOME: folder },
    });
    const starts = JSON.parse(stdout) as WindowStarts;
    const ratios = starts.ours.map((ours, i) => ours / (starts.empty[i] ?? Number.NaN));
    const loads = firstLoad(join(project, 'out/renderer'));
    const loadKb = [...loads.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000;
    return {
      name: 'Start of the window',
      checks: [
        { name: 'of the time of an empty Electron window', measured: median(ratios), target, unit: '' },
        { name: 'first load of the window, gzipped', measured: loadKb, target: loadTargetKb, unit: ' kB' },
      ],
      details: { starts, files: [...loads] },
      text: [
        `${rounds} starts of each by turns, over a data folder that is there; ms until the readers can be seen and worked with (as`,
        'they were last; what is asked is done as soon as the engine is there), until the engine has told how they are, and until',
        'an empty page is shown',
        '',
        ...table(
          ['', 'least', 'median', 'most'],
          (['ours', 'told', 'empty'] as const).map((name) => [
            name,
            Math.min(...starts[name]),
            median(starts[name]),
            Math.max(...starts[name]),
          ]),
        ),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

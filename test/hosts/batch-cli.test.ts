/** Batches from the command line, with simulated readers, cards and SM-DP+. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Batch, BatchLine } from '../../src-shared/model/index.ts';
import { type StationBench, startStationBench } from '../workbench/station/station-bench.ts';
import { temporaryFolder } from '../workbench/support.ts';
import { startCli } from './run-cli.ts';

const list = (folder: string, name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function started(readers: number): Promise<{ station: StationBench; folder: string }> {
  const station = await startStationBench({ readers });
  for (let index = 0; index < readers; index++) await station.insert(index, index);
  return { station, folder: temporaryFolder() };
}

test('batch run works off a list to its end, tells it by line, and ends with its report and labels', async () => {
  const { station, folder } = await started(2);
  const path = list(folder, 'codes.txt', `${station.codes(2).join('\n')}\nLPA:1$broken\n`);
  const run = startCli(['batch', 'run', path, '--name', 'Night', '--labels', folder], station.workbench, {
    dataFolder: folder,
  });
  const { code, stdout, stderr } = await run.done;
  // All that could be done was; a line of the list was refused.
  expect(code).toBe(2);
  expect(stderr).toContain('codes.txt, line 3: refused');
  expect(stderr).toMatch(/Simulated reader 0: Take it out \| Done\. Line [12] is done/);
  expect(stdout).toContain('Batch 1 (Night): Finished. 2 done, 0 failed, 0 skipped, 0 waiting.');
  // But the example in what to do about the line that was refused.
  expect(`${stdout}${stderr}`).not.toMatch(/LPA:1\$(?!SMDP\.EXAMPLE\.COM\$MATCHING-ID)/);
  expect(readdirSync(folder)).toContain('batch-1-done-labels.html');
  expect(readFileSync(join(folder, 'batch-1-done-labels.html'), 'utf8')).toContain(station.card(0).eid);

  const cli = async (args: string[]) => startCli(args, station.workbench, { dataFolder: folder }).done;
  const shown = JSON.parse((await cli(['batch', 'show', '1', '--json'])).stdout) as { lines: BatchLine[] };
  expect(shown.lines.map(({ state }) => state)).toEqual(['done', 'done']);
  expect((await cli(['batch', 'list'])).stdout).toMatch(/1 +Night +Finished +0 +0 +2 +0 +0 +2/);
  expect((await cli(['batch', 'retry', '1'])).code).toBe(2);
  expect((await cli(['batch', 'remove', '1', '--yes'])).stdout).toContain('Removed: Night');
  expect((await cli(['batch', 'show', '1'])).code).toBe(2);
});

test('with --json each event is a line; bad codes fail their lines, and the batch stops after so many', async () => {
  const { station, folder } = await started(2);
  const [good = ''] = station.codes(1);
  const rows = ['BAD-1', 'BAD-2', 'BAD-3'].map((id) => ({ activationCode: good.replace(/[^$]+$/, id) }));
  const path = list(folder, 'rows.json', JSON.stringify(rows));
  const args = ['batch', 'run', path, '--json', '--next-code', '--stop-after', '2', '--reader', 'sim:0'];
  const { code, stdout } = await startCli(args, station.workbench, { dataFolder: folder }).done;
  expect(code).toBe(1);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; batch?: Batch });
  expect(events[0]?.type).toBe('created');
  expect(events.at(-1)).toMatchObject({
    type: 'end',
    batch: {
      state: 'stopped',
      stop: { reason: 'failures_in_a_row', count: 2 },
      counts: { failed: 2, waiting: 1 },
    },
  });
  expect(events.some(({ type }) => type === 'station')).toBe(true);

  // What another batch has by now stays as it is, and is told; the others begin anew.
  await station.create({ name: 'Other', rows: rows.slice(0, 1) });
  const retried = await startCli(['batch', 'retry', '1'], station.workbench, { dataFolder: folder }).done;
  expect(retried).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/Line 1: Failed\nLine 2: Waiting/),
  });
  expect(retried.stderr).toMatch(/Line 1: .*Other/);
});

test('Ctrl-C pauses, says how to go on, and resume goes on', async () => {
  const { station, folder } = await started(1);
  const path = list(folder, 'codes.txt', station.codes(2).join('\n'));
  const run = startCli(['batch', 'run', path], station.workbench, { dataFolder: folder });
  await vi.waitFor(() => expect(run.stderr()).toContain('Batch 1'), { timeout: 20_000 });
  await station.until(1, ({ counts }) => counts.done === 1, 'the first line');
  run.interrupt();
  const ended = await run.done;
  expect(ended.code).toBe(130);
  expect(ended.stderr).toContain('euicc-workbench batch resume 1');
  expect((await station.get(1)).state).toBe('paused');

  const resumed = startCli(['batch', 'resume', '1'], station.workbench, { dataFolder: folder });
  await station.until(1, ({ state }) => state === 'running', 'going on');
  await station.remove(0);
  await station.shows(1, 0, 'insert');
  await station.card(0).restoreFactoryState();
  // The same card again gets no second code, however empty it is.
  await station.insert(0, 0);
  expect(await station.shows(1, 0, 'take_out')).toMatchObject({ outcome: 'done_before', line: 1 });
  await station.workbench.call('batches.skip', { id: 1, lines: [2] });
  const { code, stderr } = await resumed.done;
  expect(code).toBe(1);
  // The card of before is not named where any other one is wanted.
  expect(stderr).toMatch(/Put a card in \| Next: any card, for line 2$/m);
});

test.each([
  [['batch', 'run', 'nothing-here.csv'], 'cannot be read'],
  [['batch', 'show', '7'], 'There is no batch 7'],
  [['batch', 'list', '--state', 'x'], 'The state must be one of'],
  [['batch', 'labels', '7', '--of', 'x'], '--of is unused or done'],
])('%j is bad input', async (args, text) => {
  const station = await startStationBench({ readers: 1 });
  const { code, stderr } = await startCli(args, station.workbench, { dataFolder: temporaryFolder() }).done;
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});

test('a list of which nothing is left makes no batch, and is not said to have wanted all or nothing', async () => {
  const { station, folder } = await started(1);
  const path = list(folder, 'codes.txt', 'LPA:1$broken\n');
  const { code, stderr } = await startCli(['batch', 'run', path], station.workbench, { dataFolder: folder })
    .done;
  expect(code).toBe(2);
  expect(stderr).toContain('codes.txt, line 1: refused');
  expect(stderr).toContain('No batch was made.');
  expect(stderr).not.toContain('all or nothing');
});

test('labels of a batch that has more than are made at a time are made in parts, and none is left out', async () => {
  const { station, folder } = await started(1);
  const text = Array.from({ length: 503 }, (_, at) => `LPA:1$smdp.example.com$ID-${at}`).join('\n');
  const data = Buffer.from(text).toString('base64');
  const batch = await station.create({ files: [{ name: 'codes.txt', data }] });
  const cli = async (...args: string[]) => startCli(args, station.workbench, { dataFolder: folder }).done;
  const out = join(folder, 'labels');
  const { code, stdout } = await cli(
    ...[
      'batch',
      'labels',
      String(batch.id),
      '--of',
      'unused',
      '--format',
      'page',
      '--skip',
      '2',
      '--out',
      out,
    ],
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining('labels-from-501.html')]);
  expect(readdirSync(out).sort()).toEqual(['labels-from-501.html', 'labels.html']);
  const labels = (name: string) => readFileSync(join(out, name), 'utf8').match(/<path /g)?.length ?? 0;
  expect(labels('labels.html') / labels('labels-from-501.html')).toBeCloseTo(500 / 3, 0);
  const past = await station.workbench.call('batches.labels', {
    id: batch.id,
    of: 'unused',
    format: 'page',
    from: 503,
  });
  expect(past).toEqual({ files: [], total: 503 });
}, 60_000);

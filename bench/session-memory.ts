/** Whether 1,000 sessions in one process leave anything behind. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Section, table } from './lib/report.ts';
import type { MemoryInUse } from './peers/many-sessions.ts';

const sessions = 1000;
const step = 100;
/** What is in use after the last session, as a multiple of that after the hundredth. */
const target = 1.1;

const megabytes = (bytes: number) => bytes / 2 ** 20;

export async function measureSessionMemory(): Promise<Section> {
  const script = join(import.meta.dirname, 'peers', 'many-sessions.ts');
  const node = ['--expose-gc', '--disable-warning=ExperimentalWarning', script, `${sessions}`, `${step}`];
  const measured = JSON.parse(execFileSync(process.execPath, node, { encoding: 'utf8' })) as MemoryInUse[];
  const [first] = measured;
  const last = measured.at(-1);
  if (first?.sessions !== 100 || last?.sessions !== sessions)
    throw new Error('not all sessions were measured');
  const heap = (last.heap + last.outsideHeap) / (first.heap + first.outsideHeap);
  const rss = last.rss / first.rss;
  const rows = measured.map((one) => [
    one.sessions,
    megabytes(one.heap),
    megabytes(one.outsideHeap),
    megabytes(one.rss),
  ]);
  return {
    name: 'Memory over 1,000 sessions in one process',
    checks: [
      {
        name: 'heap and buffers after the last, of those after the hundredth',
        measured: heap,
        target,
        unit: '',
      },
      { name: 'RSS after the last, of that after the hundredth', measured: rss, target, unit: '' },
    ],
    details: { measured, heap, rss },
    text: table(['sessions', 'heap MB', 'buffers MB', 'RSS MB'], rows),
  };
}

/**
 * `npm run bench [-- --json] [--no-check] [--only apdus,download,…]`: the numbers that the workbench claims,
 * measured now, side by side with what they are claimed against. Exits with 1 where a target is missed. docs/bench.md
 * tells what is compared with what.
 */

import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { pcscMissing } from '../test/support/pcscd.ts';
import { fleetMissing } from './lib/fleet-data.ts';
import { met, printSection, type Section } from './lib/report.ts';
import { retentionMissing } from './lib/retention-data.ts';
import { windowListsMissing } from './window-lists.ts';
import { windowReadersMissing } from './window-readers.ts';
import { windowStartMissing } from './window-start.ts';

interface Part {
  readonly name: string;
  readonly title: string;
  /** Why it cannot be run here. */
  readonly missing?: () => string | undefined;
  readonly run: () => Promise<Section>;
}

const parts: readonly Part[] = [
  {
    name: 'apdus',
    title: 'APDUs by function',
    run: async () => (await import('./apdus.ts')).countApdus(),
  },
  {
    name: 'download',
    title: 'Time of a download over pcscd, vpcd and TLS',
    missing: pcscMissing,
    run: async () => (await import('./download-time.ts')).timeDownloads(),
  },
  {
    name: 'event-loop',
    title: "Delay of the engine's event loop",
    missing: pcscMissing,
    run: async () => (await import('./event-loop.ts')).watchEventLoops(),
  },
  {
    name: 'in-process',
    title: 'A download in one process, against its cryptographic primitives',
    run: async () => (await import('./in-process.ts')).compareWithPrimitives(),
  },
  {
    name: 'memory',
    title: 'Memory over 1,000 sessions in one process',
    run: async () => (await import('./session-memory.ts')).measureSessionMemory(),
  },
  {
    name: 'throughput',
    title: 'Sessions of the SM-DP+ in a second of its CPU time',
    missing: () => (existsSync('/proc/self/stat') ? undefined : 'CPU times are read from /proc'),
    run: async () => (await import('./throughput.ts')).compareThroughput(),
  },
  {
    name: 'fleet',
    title: 'Lists of the fleet API on a million operations',
    missing: fleetMissing,
    run: async () => (await import('./fleet.ts')).measureFleet(),
  },
  {
    name: 'retention',
    title: 'Removing old records from a million operations',
    missing: retentionMissing,
    run: async () => (await import('./retention.ts')).measureRetention(),
  },
  {
    name: 'window-start',
    title: 'Start of the window',
    missing: windowStartMissing,
    run: async () => (await import('./window-start.ts')).timeWindowStarts(),
  },
  {
    name: 'window-lists',
    title: 'Long lists in the window',
    missing: windowListsMissing,
    run: async () => (await import('./window-lists.ts')).timeLists(),
  },
  {
    name: 'window-readers',
    title: 'Sixteen readers before the window',
    missing: windowReadersMissing,
    run: async () => (await import('./window-readers.ts')).runReaders(),
  },
];

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'no-check': { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const chosen = options.only?.split(',');
for (const name of chosen ?? [])
  if (!parts.some((part) => part.name === name)) {
    process.stderr.write(
      `There is no part ${name}; there are ${parts.map((part) => part.name).join(', ')}\n`,
    );
    process.exit(2);
  }

const sections: Section[] = [];
for (const { name, title, missing, run } of parts) {
  if (chosen !== undefined && !chosen.includes(name)) continue;
  const skipped = missing?.();
  const section: Section =
    skipped === undefined ? await run() : { name: title, skipped, checks: [], details: {}, text: [] };
  sections.push(section);
  if (!options.json) process.stdout.write(`${printSection(section)}\n`);
}

const machine = { cpus: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version, load: loadavg() };
const missed = sections.flatMap((section) => section.checks.filter((check) => !met(check)));
if (options.json) {
  const report = sections.map(({ name, skipped, checks, details }) => ({
    name,
    ...(skipped === undefined ? {} : { skipped }),
    checks: checks.map((check) => ({ ...check, met: met(check) })),
    details,
  }));
  process.stdout.write(`${JSON.stringify({ machine, sections: report }, undefined, 2)}\n`);
} else {
  const load = machine.load.map((one) => one.toFixed(1)).join(' ');
  process.stdout.write(`\n${machine.cpus} CPUs (${machine.cpu}), Node ${machine.node}, load ${load}\n`);
  if (missed.length > 0) process.stdout.write(`${missed.length} missed\n`);
}
if (missed.length > 0 && !options['no-check']) process.exitCode = 1;

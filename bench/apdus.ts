/** How many APDUs a download and an activate take, by function, beside lpac's. */

import { readFileSync } from 'node:fs';
import { segmentBoundProfilePackage } from '../src-main/es10/index.ts';
import { fromBase64, fromHex } from '../src-shared/bytes.ts';
import { type Apdu, type Counted, countByFunction, downloadPart, nameApdus } from './lib/count.ts';
import { vectorFile } from './lib/profile.ts';
import type { Check, Section } from './lib/report.ts';
import { table } from './lib/report.ts';
import { type SimulatedSession, simulateSession } from './lib/workbench.ts';

const downloadTarget = 80;
const activateTarget = 120;
const lpacTrace = 'traces/01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl';

function apdusOf(session: SimulatedSession): Apdu[] {
  return session.trace.flatMap(({ entry }) =>
    entry.kind === 'apdu' && entry.response !== undefined
      ? [{ command: entry.command, response: entry.response }]
      : [],
  );
}

function lpacApdus(): Apdu[] | undefined {
  const file = vectorFile(lpacTrace);
  if (file === undefined) return undefined;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['kind'] === 'apdu')
    .map((line) => ({ command: fromHex(String(line['c'])), response: fromHex(String(line['r'])) }));
}

/** Bytes of the longest segment of the package that the SM-DP+ gave. */
function longestSegment(session: SimulatedSession): number {
  for (const { entry } of session.trace) {
    if (entry.kind !== 'http' || !entry.purpose.endsWith('GetBoundProfilePackage')) continue;
    const reply = JSON.parse(Buffer.from(entry.responseBody ?? []).toString()) as {
      boundProfilePackage: string;
    };
    const segments = segmentBoundProfilePackage(fromBase64(reply.boundProfilePackage));
    return Math.max(...segments.map((segment) => segment.length));
  }
  throw new Error('no package was given');
}

interface Column {
  readonly name: string;
  readonly counted: Counted;
}

export async function countApdus(): Promise<Section> {
  const columns: Column[] = [];
  const checks: Check[] = [];
  let described = '';
  let segment = 0;
  for (const protocol of ['T=1', 'T=0'] as const) {
    const download = await simulateSession('download', protocol);
    const activate = await simulateSession('activate', protocol);
    described = download.profile.description;
    segment = longestSegment(download);
    const narrow = countByFunction(downloadPart(nameApdus(apdusOf(download))));
    const whole = countByFunction(nameApdus(apdusOf(activate)));
    columns.push({ name: `download ${protocol}`, counted: narrow });
    columns.push({ name: `activate ${protocol}`, counted: whole });
    checks.push(
      { name: `APDUs of a download, ${protocol}`, measured: narrow.total, target: downloadTarget, unit: '' },
      { name: `APDUs of an activate, ${protocol}`, measured: whole.total, target: activateTarget, unit: '' },
    );
  }
  const lpac = lpacApdus();
  if (lpac !== undefined)
    columns.push({ name: 'download lpac', counted: countByFunction(downloadPart(nameApdus(lpac))) });

  const functions = [...new Set(columns.flatMap(({ counted }) => Object.keys(counted.byFunction)))];
  const rows = [
    ...functions.map((name) => [name, ...columns.map(({ counted }) => counted.byFunction[name] ?? 0)]),
    ['all', ...columns.map(({ counted }) => counted.total)],
  ];
  return {
    name: 'APDUs by function',
    checks,
    details: {
      profile: described,
      longestSegment: segment,
      lpacWholeTrace: lpac?.length,
      counts: Object.fromEntries(columns.map(({ name, counted }) => [name, counted])),
    },
    text: [
      `${described}; longest segment of our SM-DP+: ${segment} bytes`,
      lpac === undefined
        ? `lpac: ../shared/vectors/${lpacTrace} is not here`
        : `lpac: its recorded download of TS.48 v1 from osmo-smdpp (${lpac.length} APDUs in the whole trace)`,
      '',
      ...table(['function', ...columns.map(({ name }) => name)], rows),
    ],
  };
}

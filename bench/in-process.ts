/** A whole download in one process, both ends simulated, held against its cryptographic primitives, timed bare. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { download, newCard, newSmdp } from './lib/in-process.ts';
import { barePrimitives, type Primitive } from './lib/primitives.ts';
import { benchProfile } from './lib/profile.ts';
import { type Section, table } from './lib/report.ts';
import { median, quantile } from './lib/statistics.ts';
import { benchPki, smdpAddress } from './lib/workbench.ts';

const target = 10;
const warm = 150;
const rounds = 60;

interface Counted {
  /** Of the first download of a process, and of one later. */
  readonly first: readonly Primitive[];
  readonly warm: readonly Primitive[];
}

function countPrimitives(): Counted {
  const script = join(import.meta.dirname, 'peers', 'counted-download.ts');
  const node = ['--disable-warning=ExperimentalWarning', script];
  return JSON.parse(execFileSync(process.execPath, node, { encoding: 'utf8' })) as Counted;
}

/** Rows of how often each kind was done, and to how many bytes in all. */
function summary({ first, warm: later }: Counted): (string | number)[][] {
  const kinds = [...new Set([...first, ...later].map((one) => one.kind))];
  return kinds.map((kind) => {
    const of = (list: readonly Primitive[]) => list.filter((one) => one.kind === kind);
    const bytes = of(later).reduce((sum, one) => sum + one.bytes, 0);
    return [kind, of(later).length, bytes, of(first).length];
  });
}

export async function compareWithPrimitives(): Promise<Section> {
  const counted = countPrimitives();
  const pki = benchPki();
  const { offer, description } = benchProfile(smdpAddress);
  const smdp = newSmdp(pki, smdpAddress, [{ ...offer, maxInstallations: 100_000 }]);
  const play = barePrimitives(pki.dpAuth.certificate.der);
  const times: { readonly download: number; readonly bare: number }[] = [];
  for (let round = -warm; round < rounds; round++) {
    const card = await newCard(pki);
    const begun = performance.now();
    const result = await download({ smdp, address: smdpAddress, card }, offer.matchingId);
    const between = performance.now();
    for (const primitive of counted.warm) play(primitive);
    const ended = performance.now();
    if (card.chip.state.profiles.length !== 1) throw new Error(`not installed: ${result.length} bytes`);
    if (round >= 0) times.push({ download: between - begun, bare: ended - between });
  }
  const ratios = times.map((one) => one.download / one.bare);
  const downloadMs = median(times.map((one) => one.download));
  const bareMs = median(times.map((one) => one.bare));
  const ratio = median(ratios);
  const rows = summary(counted);
  return {
    name: 'A download in one process, against its cryptographic primitives',
    checks: [{ name: 'times the bare primitives', measured: ratio, target, unit: '' }],
    details: {
      profile: description,
      rounds,
      downloadMs,
      bareMs,
      ratio,
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      primitives: rows.map(([kind, times_, bytes, first]) => ({ kind, times: times_, bytes, first })),
    },
    text: [
      `${description}; medians of ${rounds} rounds: download ${downloadMs.toFixed(2)} ms, primitives ${bareMs.toFixed(2)} ms`,
      '',
      ...table(['primitive', 'times', 'bytes in all', 'times in the first'], rows),
    ],
  };
}

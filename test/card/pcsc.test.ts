import { afterAll, beforeAll } from 'vitest';
import { createPcscReaders } from '../../src-main/card/pcsc-reader.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { openPcscd, type Pcscd, pcscMissing, type VirtualReader } from '../support/pcscd.ts';
import { readerConformance } from './reader-conformance.ts';

/** Longer than an ATR may be: pcscd then reports the card as mute. */
const MUTE_ATR = `3B${'00'.repeat(39)}`;

const missing = pcscMissing();
let pcscd: Pcscd;
beforeAll(async () => {
  if (missing !== undefined) return;
  pcscd = await openPcscd({ readers: 2 });
  pcscd.attach();
});
afterAll(async () => {
  if (missing !== undefined) return;
  await pcscd.close();
});

function reader(name: string): VirtualReader {
  const found = pcscd.readers.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no reader ${name}`);
  return found;
}

readerConformance(
  'pcscd and vpcd',
  async () => {
    const [one, two] = pcscd.readers;
    if (one === undefined || two === undefined) throw new Error('two readers are wanted');
    const provider = createPcscReaders({ clock: systemClock });
    return {
      provider,
      other: createPcscReaders({ clock: systemClock }),
      readerNames: [one.name, two.name],
      takesChains: true,
      insert: (name, card) => pcscd.insert(reader(name), card?.mute ? { atr: MUTE_ATR } : {}),
      remove: (name) => pcscd.remove(reader(name)),
      async dispose() {
        for (const each of pcscd.readers) await pcscd.remove(each);
        // pcscd notices within 400 ms; the next test wants empty readers.
        const last = createPcscReaders({ clock: systemClock });
        while ((await last.snapshot()).readers.some((state) => state.presence !== 'empty'))
          await systemClock.sleep(20);
        await last.close();
      },
    };
  },
  missing,
);

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileStateStore } from '../../../src-main/simulator/euicc/index.ts';
import { generatePki } from '../../../src-main/simulator/pki/index.ts';
import { fromHex } from '../../../src-shared/bytes.ts';
import {
  defaultMetadata,
  download,
  insertedCard,
  seededEntropy,
  smallPackage,
  stillClock,
  testPki,
} from './bench.ts';

const options = { upp: smallPackage(defaultMetadata.iccid), metadata: defaultMetadata };

describe('the state in a file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'euicc-'));
    file = join(folder, 'deeper', 'card.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('survives the process, is readable by its owner alone, and leaves nothing beside it', async () => {
    const bench = await insertedCard({ store: createFileStateStore(file) });
    await download(bench, options);
    const again = await insertedCard({ store: createFileStateStore(file) });
    expect(again.card.chip.state).toEqual(bench.card.chip.state);
    expect(again.card.chip.state.profiles).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['card.json']);
  });

  test('is refused by name where it is damaged, and left as it is', async () => {
    const bench = await insertedCard({ store: createFileStateStore(file) });
    await download(bench, options);
    const whole = readFileSync(file, 'utf8');
    const damaged = [
      whole.slice(0, -20),
      '',
      'null',
      whole.replace('"version":1', '"version":2'),
      whole.replace('"disabled"', '"asleep"'),
    ];
    for (const text of damaged) {
      writeFileSync(file, text);
      await expect(insertedCard({ store: createFileStateStore(file) })).rejects.toMatchObject({
        code: 'simulator_state_corrupt',
      });
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  test('is refused where it belongs to another card, or cannot be reached', async () => {
    const bench = await insertedCard({ store: createFileStateStore(file) });
    await download(bench, options);
    const other = generatePki({
      clock: stillClock,
      entropy: seededEntropy('other'),
      eid: '89049032000000000000000000000231',
      smdpAddress: 'smdp.test.example',
    });
    await expect(insertedCard({ store: createFileStateStore(file), pki: other })).rejects.toMatchObject({
      code: 'simulator_state_foreign',
    });
    await expect(insertedCard({ store: createFileStateStore(folder) })).rejects.toMatchObject({
      code: 'simulator_state_unwritable',
    });
  });

  test('that cannot be written is a status word, not a crash', async () => {
    writeFileSync(join(folder, 'deeper'), 'a file where the folder would be');
    const store = createFileStateStore(join(folder, 'card.json'));
    const bench = await insertedCard({
      store: { load: () => undefined, save: createFileStateStore(file).save },
    });
    expect((await bench.lpa.storeData(fromHex('BF3F0780056C2E747374'))).sw).toBe('6581');
    expect(store.load()).toBeUndefined();
  });
});

describe('the settings', () => {
  test('that are wrong are faulted by name', async () => {
    const wrong: Readonly<Record<string, unknown>> = {
      maxChannels: 20,
      svn: '2.300.0',
      uiccCapability: ['flying'],
      rspCapability: ['flying'],
      preloadedProfiles: [{ iccid: '123' }],
      v3: { highestSvn: '3' },
      durations: { SELECT: [] },
      unheardOf: 1,
    };
    for (const [field, value] of Object.entries(wrong))
      await expect(insertedCard({ config: { [field]: value } })).rejects.toMatchObject({
        code: 'simulator_config_invalid',
        params: { reason: expect.stringContaining(field === 'unheardOf' ? 'settings' : field) },
      });
    const twice = { iccid: '8999900000000000001', enabled: true };
    for (const [other, reason] of [
      [twice.iccid, 'an ICCID comes twice'],
      ['8999900000000000019', 'more than one profile is enabled'],
    ] as const)
      await expect(
        insertedCard({ config: { preloadedProfiles: [twice, { ...twice, iccid: other }] } }),
      ).rejects.toMatchObject({ params: { reason: expect.stringContaining(reason) } });
  });

  test('a PKI without eUICC makes no card', async () => {
    const { euicc: _, ...rest } = testPki();
    await expect(insertedCard({ pki: rest })).rejects.toMatchObject({ code: 'pki_incomplete' });
  });
});

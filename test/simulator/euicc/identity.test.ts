/** Several cards of one PKI, each with an EID and a file of its own. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileStateStore, createMemoryStateStore } from '../../../src-main/simulator/euicc/index.ts';
import { verifyEuiccChain } from '../../../src-main/simulator/pki/index.ts';
import { brainpoolPki, download, eid, insertedCard, now, testPki } from './bench.ts';
import { basic, failureOf } from './outcomes.ts';

const eids = ['89049032000000000000000000000231', '89049032000000000000000000000328', eid];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'euicc-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const fileOf = (one: string) => createFileStateStore(join(folder, `${one}.json`));

describe('cards with EIDs of their own', () => {
  test('are made from one PKI, live at once, and are the same again from their files', async () => {
    const cards = await Promise.all(
      eids.map((one) => insertedCard({ eid: one, store: fileOf(one), seed: one })),
    );
    const results = await Promise.all(
      cards.map((card, index) => download(card, { ...basic, seed: `${index}` })),
    );
    expect(results.map((one) => failureOf(one.result))).toEqual(['success', 'success', 'success']);
    for (const [index, card] of cards.entries()) {
      const { euicc, eum } = card.card.chip.signing[0] ?? {};
      if (euicc === undefined || eum === undefined) throw new Error('no keys');
      expect(await card.lpa.es10Hex('BF3E035C015A')).toBe(`BF3E125A10${eids[index]}`);
      expect(verifyEuiccChain(euicc.certificate, eum, [testPki().ci.certificate], now)).toMatchObject({
        ok: true,
      });
      const again = await insertedCard({ eid: eids[index] ?? '', store: fileOf(eids[index] ?? '') });
      expect(again.card.chip.signing[0]?.euicc.certificate.der).toEqual(euicc.certificate.der);
      expect(again.card.chip.state.profiles).toHaveLength(1);
    }
  });

  test('have a certificate under each CI whose EUM can sign', async () => {
    const card = await insertedCard({ eid: eids[0] ?? '', morePkis: [brainpoolPki()] });
    expect(card.card.chip.signing.map((one) => one.euicc.privateKey.curve)).toEqual([
      'P-256',
      'brainpoolP256r1',
    ]);
  });

  test('keep their keys from the first moment on', async () => {
    const store = createMemoryStateStore();
    const first = await insertedCard({ eid: eids[0] ?? '', store, seed: 'a' });
    const second = await insertedCard({ eid: eids[0] ?? '', store, seed: 'b' });
    const [one, other] = [first, second].map((card) => card.card.chip.signing[0]?.euicc.certificate.der);
    expect(one).toEqual(other);
  });

  test('have the same keys under a CI that comes and goes', async () => {
    const options = { eid: eids[0] ?? '', store: createMemoryStateStore() };
    const ofBrainpool = async (seed: string) => {
      const { card } = await insertedCard({ ...options, seed, morePkis: [brainpoolPki()] });
      return card.chip.signing[1]?.euicc.certificate.der;
    };
    await insertedCard({ ...options, seed: 'first' });
    const added = await ofBrainpool('second');
    expect(await ofBrainpool('third')).toEqual(added);
    const without = await insertedCard({ ...options, seed: 'fourth' });
    await without.lpa.es10('BF3F0780056C2E747374');
    expect(await ofBrainpool('fifth')).toEqual(added);
  });

  test('cannot be made without the EUM’s key, or of what is no EID', async () => {
    const { eum, ...rest } = testPki();
    const pki = { ...rest, eum: { certificate: eum.certificate } };
    await expect(insertedCard({ eid: eids[0] ?? '', pki })).rejects.toMatchObject({ code: 'pki_incomplete' });
    await expect(insertedCard({ eid: '1234' })).rejects.toMatchObject({ code: 'simulator_config_invalid' });
    await expect(insertedCard({ eid, pki })).resolves.toBeDefined();
  });

  test('refuse the file of another card', async () => {
    await insertedCard({ eid: eids[0] ?? '', store: fileOf('one') });
    await expect(insertedCard({ eid: eids[1] ?? '', store: fileOf('one') })).rejects.toMatchObject({
      code: 'simulator_state_foreign',
    });
  });
});

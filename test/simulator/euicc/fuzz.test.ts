import { describe, expect, test } from 'vitest';
import { cardStateSchema } from '../../../src-main/simulator/euicc/state.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { defaultMetadata, download, insertedCard, prepare, smallPackage } from './bench.ts';
import { random } from './chance.ts';

const isWhole = (answer: Uint8Array) => answer.length >= 2 && answer.length <= 258;
const apdus = 5000;

describe(`${apdus} APDUs of chance`, () => {
  test('that are nearly right are all answered, and the card can be used afterwards', async () => {
    const chance = random('mutations');
    const bench = await insertedCard();
    const iccid = defaultMetadata.iccid;
    await download(bench, { upp: smallPackage(iccid), metadata: defaultMetadata });
    const other = { ...defaultMetadata, iccid: '8999900000000000001' };
    const { segments = [] } = await prepare(bench, {
      upp: smallPackage(other.iccid),
      metadata: other,
      seed: 'b',
    });
    const requests = [
      'BF2E00',
      'BF2000',
      'BF2200',
      'BF2D00',
      'BF2D055C03B69F70',
      'BF2800',
      'BF2B00',
      'BF4300',
      'BF3C00',
      'BF3E035C015A',
      'BF3003800101',
      'BF3111A00C5A0A98001032547698103214810100',
      'BF3211A00C5A0A980010325476981032148101FF',
      'BF290F5A0A980010325476981032149001',
      'BF340482020780',
      'BF3F0780056C2E747374',
      'BF4115801000112233445566778899AABBCCDDEEFF810100',
      'BF3503A00130',
      ...segments.map(toHex),
    ].map(fromHex);
    for (let i = 0; i < apdus; i++) {
      const request = (requests[chance.below(requests.length)] ?? new Uint8Array(0)).slice(0, 250);
      for (let hits = chance.below(3); hits > 0 && request.length > 0; hits--)
        request[chance.below(request.length)] = chance.byte();
      const cut = chance.below(5) === 0 ? request.subarray(0, chance.below(request.length + 1)) : request;
      const head = [0x80 | chance.below(3), chance.below(20) === 0 ? chance.byte() : 0xe2];
      const blocks = [chance.below(10) === 0 ? 0x11 : 0x91, chance.below(10) === 0 ? 1 : 0];
      const command = Uint8Array.from([...head, ...blocks, cut.length, ...cut, ...(i % 2 ? [0] : [])]);
      const answer = await bench.card.transmit(command);
      if (!isWhole(answer)) throw new Error(`${toHex(command)}: ${toHex(answer)}`);
      // Chance selects and refreshes now and then, as a device would.
      if (i % 50 === 49) {
        await bench.card.reset();
        await bench.lpa.open();
      }
    }
    cardStateSchema.parse(JSON.parse(JSON.stringify(bench.card.chip.state)));
    await bench.card.reset();
    await bench.lpa.open();
    await bench.lpa.es10('BF340482020780');
    await bench.card.reset();
    await bench.lpa.open();
    await download(bench, { upp: smallPackage(iccid), metadata: defaultMetadata, seed: 'after' });
    expect(await bench.lpa.es10Hex('BF2D00')).toContain('5A0A98001032547698103214');
  });

  test('in a bound profile package end in a result or a status word', async () => {
    const chance = random('packages');
    const bench = await insertedCard({ config: { maxNotifications: 5 } });
    const upp = smallPackage(defaultMetadata.iccid);
    for (let round = 0; round < 150; round++) {
      const options = { upp, metadata: defaultMetadata, seed: `${round}` };
      let answered = 0;
      const tamperBpp = (bpp: Uint8Array) => {
        const out = bpp.slice();
        for (let hits = 1 + chance.below(3); hits > 0; hits--) out[chance.below(out.length)] = chance.byte();
        return out;
      };
      const { segments = [] } = await prepare(bench, options);
      const whole = tamperBpp(Buffer.concat(segments));
      for (let at = 0; at < whole.length; ) {
        const length = 1 + chance.below(400);
        const { data, sw } = await bench.lpa.storeData(whole.subarray(at, at + length));
        expect(sw).toMatch(/^(9000|6985|6A80|6A88)$/);
        answered += data.length > 0 ? 1 : 0;
        at += length;
      }
      expect(answered).toBeLessThanOrEqual(1);
    }
    expect(bench.card.chip.state.profiles.length).toBeLessThanOrEqual(1);
  });
});

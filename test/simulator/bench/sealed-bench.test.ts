import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SimulatedBench, startSimulatedBench } from '../../../src-main/simulator/bench.ts';
import { readableIn, writingsOf } from '../../support/readable.ts';
import { asking } from '../shops/shop-bench.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const otherKey = createSecretKey(Buffer.alloc(32, 8));

/** Buys a code at each shop, one of them pushed to the first card, and gives all that is secret then. */
async function secretsOf(bench: SimulatedBench): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  const keep = (name: string, code: string) => {
    secrets.set(`${name} code`, code.replace(/^LPA:/, ''));
    secrets.set(`${name} matching id`, code.split('$')[2] ?? '');
  };
  for (const code of await bench.codes()) {
    keep(code.profileName, code.activationCode);
    if (code.confirmationCode !== undefined)
      secrets.set(`${code.profileName} confirmation`, code.confirmationCode);
  }
  for (const shop of bench.shops) {
    secrets.set(`${shop.label} token`, shop.token);
    const ask = asking(shop);
    if (shop.connector === 'octopus') {
      const { json } = await ask('/api/v1/esim/orders', { body: { product_id: 712, amount: 4.5 } });
      keep(shop.label, json.data.activation_code);
    } else {
      const product = (await ask('/v2/products')).json.data[0];
      await bench.faults.add('Connect.CreateOrder delivery polls=1');
      const device = { operating_system: 'ios', eid: bench.cards[0]?.eid };
      const body = { operation_type: 'ACTIVATION', sim_type: 'ESIM', product, subscriber: { device } };
      const { id } = (await ask('/v2/orders', { body })).json;
      const { output, _metadata } = (await ask(`/v2/orders/${id}`)).json;
      keep(shop.label, `LPA:${_metadata.links._lpa}`);
      expect(output.matching_id).not.toBe('');
    }
  }
  return secrets;
}

test('a secret is found in each of its writings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readable-'));
  try {
    const secret = 'NORDLICHT-ONE-TIME-1';
    const writings = writingsOf(secret);
    for (const [name, bytes] of writings)
      writeFileSync(join(folder, name), Buffer.concat([Buffer.from('..'), bytes, Buffer.from('..')]));
    for (const before of ['', 'a', 'ab'])
      writeFileSync(join(folder, `in ${before}`), Buffer.from(`${before}${secret}xyz`).toString('base64'));
    const found = readableIn(folder, new Map([['it', secret]]));
    for (const name of writings.keys()) expect(found).toContain(`${name}: it as ${name}`);
    expect(found).toContain('in : it as base64 at 0');
    expect(found).toContain('in a: it as base64 at 1');
    expect(found).toContain('in ab: it as base64 at 2');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a sealed bench', () => {
  let folder: string;
  let bench: SimulatedBench | undefined;
  const start = async (sealingKey = key) => {
    bench = await startSimulatedBench({ folder, cards: 1, sealingKey });
    return bench;
  };
  const stop = async () => {
    await bench?.close();
    bench = undefined;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealed-'));
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('has no code, matching id, confirmation code or token readable in its folder, and knows them all again', async () => {
    const secrets = await secretsOf(await start());
    expect(secrets.size).toBeGreaterThan(15);
    expect(readableIn(folder, secrets)).toEqual([]);
    await stop();
    expect(readableIn(folder, secrets)).toEqual([]);

    const again = await start();
    const codes = await again.codes();
    expect(codes.find((one) => one.confirmationCode !== undefined)?.confirmationCode).toMatch(/^\d{10}$/);
    expect(codes.map((one) => one.activationCode.split('$')[2])).toContain('NORDLICHT-ONE-TIME-1');
    expect(new Set(again.shops.map((one) => one.token)).size).toBe(2);
    for (const { label, token } of again.shops) expect(secrets.get(`${label} token`)).toBe(token);
    for (const shop of again.shops.filter((one) => one.connector === 'octopus')) {
      const [order] = (await asking(shop)('/api/v1/esim/orders')).json.data;
      const { json } = await asking(shop)(`/api/v1/esim/orders/${order.id}`);
      expect(secrets.get(`${shop.label} code`)).toBe(json.data.activation_code.replace(/^LPA:/, ''));
    }
    expect(readableIn(folder, secrets)).toEqual([]);
  });

  test('takes over a folder of before, and leaves nothing of it readable', async () => {
    bench = await startSimulatedBench({ folder, cards: 1 });
    const before = await secretsOf(bench);
    await stop();
    expect(readableIn(folder, before).length).toBeGreaterThan(10);

    // Four digits that everybody knew: not this folder's any more, and found anywhere by chance.
    before.delete('Tidewater Prepaid (with confirmation code) confirmation');
    const sealed = await start();
    expect(readableIn(folder, before)).toEqual([]);
    const after = await secretsOf(sealed);
    await stop();
    for (const { label } of sealed.shops)
      expect(after.get(`${label} token`)).toBe(before.get(`${label} token`));
    expect(
      readableIn(folder, new Map([...before, ...[...after].map(([n, s]) => [`new ${n}`, s] as const)])),
    ).toEqual([]);
  });

  test('keeps what somebody has written into a sample, and a profile of their own', async () => {
    await start();
    await stop();
    const path = join(folder, 'profiles', '1-nordlicht.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    expect(file).not.toHaveProperty('matchingId');
    writeFileSync(path, JSON.stringify({ ...file, matchingId: 'MINE-1', confirmationCode: '12345678' }));
    const codes = await (await start()).codes();
    const mine = codes.find((one) => one.activationCode.includes('MINE-1'));
    expect(mine?.confirmationCode).toBe('12345678');
  });

  test('is not opened with another key, and not begun anew', async () => {
    await start();
    await stop();
    const path = join(folder, 'shop-octopus.json');
    const kept = readFileSync(path);
    await expect(start(otherKey)).rejects.toMatchObject({ code: 'simulator_state_sealed' });
    await expect(startSimulatedBench({ folder, cards: 1 })).rejects.toMatchObject({
      code: 'simulator_state_sealed',
    });
    expect(readFileSync(path)).toEqual(kept);
    await start();
  });
});

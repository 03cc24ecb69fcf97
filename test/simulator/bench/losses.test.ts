import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SimulatedBench, startSimulatedBench } from '../../../src-main/simulator/bench.ts';
import { makeSimulatedOrder } from '../../../src-shared/model/index.ts';

describe('what is taken from the bench by hand', () => {
  let folder: string;
  let bench: SimulatedBench;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'));
    mkdirSync(join(folder, 'deleted-cards/7'), { recursive: true });
    bench = await startSimulatedBench({ folder });
  });
  afterEach(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const cardOf = async (card: number) =>
    (await bench.byHand.picture()).cards.find((one) => one.card === card);
  const profile = {
    card: 1,
    profileClass: 'operational',
    serviceProviderName: 'Carrier',
    profileName: 'Plan',
    bytes: 1000,
  } as const;

  test('a deleted card comes back with its keys and all that is on it, into no reader; once, and not after the end', async () => {
    // What a killed bench has left aside is of no use to anybody.
    expect(existsSync(join(folder, 'deleted-cards/7'))).toBe(false);
    await bench.byHand.changeCard({ card: 1, name: 'Second' });
    const before = await bench.byHand.addProfile(profile);
    expect(await bench.byHand.deleteCard(1)).toEqual(before);
    expect(await cardOf(1)).toBeUndefined();
    const { readerId: _, home: _home, ...kept } = before;
    expect(await bench.byHand.restoreCard(1)).toEqual(kept);
    expect(await bench.byHand.insertCard(1, 'sim:1')).toEqual(before);
    await expect(bench.byHand.restoreCard(1)).rejects.toMatchObject({ code: 'simulator_card_not_restored' });
    // One that was never used has nothing of its own yet.
    const { readerId: _reader, home: _place, ...unused } = await bench.byHand.deleteCard(0);
    expect(await bench.byHand.restoreCard(0)).toEqual(unused);
    await bench.byHand.deleteCard(1);
    await bench.close();
    expect(existsSync(join(folder, 'deleted-cards'))).toBe(false);
    bench = await startSimulatedBench({ folder });
    await expect(bench.byHand.restoreCard(1)).rejects.toMatchObject({ code: 'simulator_card_not_restored' });
  });

  test('a card whose EID another one has now stays deleted', async () => {
    const { eid } = await bench.byHand.deleteCard(1);
    await bench.byHand.makeCard({ eid });
    await expect(bench.byHand.restoreCard(1)).rejects.toMatchObject({
      params: { reason: 'another card has its EID now' },
    });
  });

  test('a reset and a profile that was taken off are taken back, unless the card has changed since', async () => {
    const before = await bench.byHand.addProfile(profile);
    await bench.byHand.resetCard(1);
    expect((await cardOf(1))?.profiles).toEqual([]);
    expect(await bench.byHand.restoreCard(1)).toEqual(before);
    const iccid = before.profiles[0]?.iccid ?? '';
    expect((await bench.byHand.dropProfile(1, iccid)).profiles).toEqual([]);
    expect(await bench.byHand.restoreCard(1)).toEqual(before);
    // One after the other, the last one first.
    await bench.byHand.dropProfile(1, iccid);
    await bench.byHand.deleteCard(1);
    expect((await bench.byHand.restoreCard(1)).profiles).toEqual([]);
    expect((await bench.byHand.restoreCard(1)).profiles).toEqual(before.profiles);
    await bench.byHand.dropProfile(1, iccid);
    const since = await bench.byHand.addProfile({ ...profile, profileName: 'Another' });
    await expect(bench.byHand.restoreCard(1)).rejects.toMatchObject({ code: 'simulator_card_not_restored' });
    expect(await cardOf(1)).toEqual(since);
  });

  test('an order by hand gets another end, or none, and keeps what became of it; others have theirs', async () => {
    const wish = { from: { kind: 'library', profile: '1-nordlicht' }, expiresAt: 1_000 };
    const { order } = await bench.byHand.makeOrder(makeSimulatedOrder.parse(wish));
    await bench.byHand.actOnOrder({ order, action: { kind: 'state', state: 'downloaded' } });
    const expire = (expiresAt?: number) =>
      bench.byHand.actOnOrder({
        order,
        action: { kind: 'expiry', ...(expiresAt === undefined ? {} : { expiresAt }) },
      });
    expect(await expire(2_000)).toMatchObject({ order, state: 'downloaded', expiresAt: 2_000 });
    expect((await expire()).expiresAt).toBeUndefined();
    await bench.close();
    bench = await startSimulatedBench({ folder });
    const again = (await bench.byHand.picture()).smdp.orders.find((one) => one.order === order);
    expect([again?.expiresAt, again?.state]).toEqual([undefined, 'downloaded']);
    await expect(
      bench.byHand.actOnOrder({ order: '1-nordlicht', action: { kind: 'expiry', expiresAt: 5 } }),
    ).rejects.toMatchObject({ code: 'simulator_order_fixed' });
  });
});

import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type SimulatedBench, startSimulatedBench } from '../../../src-main/simulator/bench.ts';
import { eidOfCard } from '../../../src-main/simulator/bench-eid.ts';
import { buildProfilePackage, milenageTestKey } from '../../../src-main/simulator/profile/index.ts';
import { toBase64 } from '../../../src-shared/bytes.ts';
import { makeSimulatedOrder, type SimulatorPicture } from '../../../src-shared/model/index.ts';

const order = (wish: object = {}) =>
  makeSimulatedOrder.parse({ from: { kind: 'library', profile: '1-nordlicht' }, ...wish });

const orderOf = (picture: SimulatorPicture, name: string) =>
  picture.smdp.orders.find((one) => one.order === name);

describe('the bench by hand', () => {
  let folder: string;
  let bench: SimulatedBench;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'));
    bench = await startSimulatedBench({ folder });
  });
  afterEach(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function restart(): Promise<void> {
    await bench.close();
    bench = await startSimulatedBench({ folder });
  }

  test('the picture of a new bench: two cards in two readers, the orders of the folder, one event', async () => {
    const picture = await bench.byHand.picture();
    expect(picture.readers).toEqual([
      { readerId: 'sim:0', card: 0 },
      { readerId: 'sim:1', card: 1 },
    ]);
    expect(picture.cards.map(({ eid, readerId }) => [eid, readerId])).toEqual([
      [eidOfCard(0), 'sim:0'],
      [eidOfCard(1), 'sim:1'],
    ]);
    expect(orderOf(picture, '1-nordlicht')).toMatchObject({ origin: 'folder', state: 'released' });
    expect(picture.smds?.events).toMatchObject([{ eid: eidOfCard(0), order: '7-harbour' }]);
    const text = JSON.stringify(picture);
    for (const { activationCode } of await bench.codes())
      expect(text).not.toContain(activationCode.split('$')[2]);
  });

  test('a card is made with what it is to be, put in, named, and is the same after a restart', async () => {
    const made = await bench.byHand.makeCard({
      name: 'Small and old',
      settings: {
        nonVolatileMemory: 9000,
        maxProfiles: 1,
        svn: '2.2.2',
        atr: 'T=0',
        responseStyle: 'getResponse',
      },
    });
    expect(made).toMatchObject({
      name: 'Small and old',
      memory: { total: 9000 },
      svn: '2.2.2',
      maxProfiles: 1,
    });
    expect(made.readerId).toBeUndefined();
    const { readerId } = await bench.byHand.addReader();
    expect(readerId).toBe('sim:2');
    expect((await bench.byHand.insertCard(made.card, readerId)).readerId).toBe(readerId);
    await bench.byHand.changeCard({ card: made.card, name: 'Renamed' });
    const { readers } = await bench.readers.snapshot();
    expect(readers.map((one) => [one.name, one.presence])).toContainEqual(['Simulated reader 2', 'present']);
    await restart();
    const again = (await bench.byHand.picture()).cards.find((one) => one.card === made.card);
    expect(again).toMatchObject({ name: 'Renamed', readerId, eid: made.eid, memory: { total: 9000 } });
  });

  test('settings and EIDs that no card can have are refused, and leave nothing', async () => {
    const before = await bench.byHand.picture();
    const folders = readdirSync(join(folder, 'cards'));
    const wishes = [
      [{ settings: { nonVolatileMemory: -1 } }, 'simulator_config_invalid'],
      [{ settings: { noSuch: true } }, 'simulator_config_invalid'],
      [{ eid: eidOfCard(0) }, 'simulator_card_invalid'],
      [{ eid: '89049032000001000000000000000100' }, 'simulator_card_invalid'],
      [{ eid: '35200000000000000000000000000026' }, 'simulator_card_invalid'],
      [{ cis: ['00'] }, 'simulator_card_invalid'],
      [{ readerId: 'sim:0' }, 'simulator_reader_taken'],
      [{ readerId: 'sim:9' }, 'simulator_reader_unknown'],
    ] as const;
    for (const [wish, code] of wishes)
      await expect(bench.byHand.makeCard(wish as never), JSON.stringify(wish)).rejects.toMatchObject({
        code,
      });
    expect((await bench.byHand.picture()).cards).toEqual(before.cards);
    expect(readdirSync(join(folder, 'cards'))).toEqual(folders);
  });

  test('a card of a foreign CI trusts nobody of the bench', async () => {
    const { cis, foreign } = await bench.byHand.makeCard({ cis: 'foreign' });
    const picture = await bench.byHand.picture();
    expect(foreign).toBe(true);
    expect(picture.cis.map((one) => one.keyId)).not.toContain(cis[0]);
  });

  test('a card is pulled out and put back; one that waits to come back keeps its place', async () => {
    expect((await bench.byHand.removeCard(0, undefined)).home).toBeUndefined();
    expect((await bench.readers.snapshot()).readers[0]?.presence).toBe('empty');
    expect((await bench.byHand.insertCard(0, 'sim:0')).readerId).toBe('sim:0');
    const gone = await bench.byHand.removeCard(0, 20);
    expect([gone.readerId, gone.home]).toEqual([undefined, 'sim:0']);
    await vi.waitFor(async () => expect((await bench.byHand.picture()).readers[0]?.card).toBe(0));
    await expect(bench.byHand.insertCard(0, 'sim:1')).rejects.toMatchObject({
      code: 'simulator_reader_taken',
    });
    await expect(bench.byHand.insertCard(77, 'sim:1')).rejects.toMatchObject({
      code: 'simulator_reader_taken',
    });
    await expect(bench.byHand.removeCard(77, undefined)).rejects.toMatchObject({
      code: 'simulator_card_unknown',
    });
  });

  test('sixteen readers and no more; one that is taken away frees its number, and its card', async () => {
    for (let count = 2; count < 16; count++) await bench.byHand.addReader();
    await expect(bench.byHand.addReader()).rejects.toMatchObject({ code: 'simulator_readers_full' });
    await bench.byHand.removeReader('sim:1');
    expect((await bench.byHand.picture()).cards[1]?.home).toBeUndefined();
    expect(await bench.byHand.addReader()).toEqual({ readerId: 'sim:1' });
    // One that is named comes back as that one, whichever are free besides.
    await bench.byHand.removeReader('sim:0');
    await bench.byHand.removeReader('sim:5');
    expect(await bench.byHand.addReader('sim:5')).toEqual({ readerId: 'sim:5' });
    expect(await bench.byHand.addReader('sim:5')).toEqual({ readerId: 'sim:5' });
    for (const unknown of ['sim:16', 'sim:x', 'pcsc:sim:1'])
      await expect(bench.byHand.addReader(unknown)).rejects.toMatchObject({
        code: 'simulator_reader_unknown',
      });
    expect(await bench.byHand.addReader()).toEqual({ readerId: 'sim:0' });
    await bench.byHand.removeReader('sim:0');
    await restart();
    expect((await bench.byHand.picture()).readers.map((one) => one.readerId)).not.toContain('sim:0');
  });

  test('profiles are put on a card, changed and taken off; the copy has them, the reset card has not', async () => {
    const profile = {
      card: 1,
      profileClass: 'operational',
      serviceProviderName: 'A',
      profileName: 'B',
    } as const;
    const { profiles } = await bench.byHand.addProfile({ ...profile, bytes: 1000 });
    const [first] = profiles;
    if (first === undefined) throw new Error('no profile');
    const { iccid } = first;
    await bench.byHand.addProfile({ ...profile, bytes: 1000 });
    await bench.byHand.changeProfile({
      card: 1,
      iccid,
      state: 'enabled',
      nickname: 'Mine',
      profileName: 'C',
    });
    const { readerId: _, ...copied } = await bench.byHand.copyCard({ card: 1, profiles: true });
    expect(copied.profiles).toMatchObject([
      { iccid, state: 'enabled', nickname: 'Mine', profileName: 'C', bytes: 1000 },
      { state: 'disabled' },
    ]);
    expect(copied.eid).not.toBe(eidOfCard(1));
    await expect(bench.byHand.addProfile({ ...profile, iccid, bytes: 1 })).rejects.toMatchObject({
      code: 'simulator_card_invalid',
    });
    await expect(bench.byHand.addProfile({ ...profile, bytes: 9_000_000 })).rejects.toMatchObject({
      code: 'simulator_card_invalid',
    });
    expect((await bench.byHand.dropProfile(1, iccid)).profiles).toHaveLength(1);
    await expect(bench.byHand.dropProfile(1, iccid)).rejects.toMatchObject({
      code: 'simulator_profile_unknown',
    });
    expect((await bench.byHand.resetCard(1)).profiles).toEqual([]);
    expect((await bench.byHand.deleteCard(copied.card)).profiles).toHaveLength(2);
    expect(readdirSync(join(folder, 'cards'))).not.toContain(String(copied.card));
  });

  test('an order is made, cancelled, released, reset and set by hand', async () => {
    const made = await bench.byHand.makeOrder(
      order({ confirmationCode: '4711', maxDownloads: 3, policyRules: ['ppr2'] }),
    );
    expect(made).toMatchObject({
      origin: 'made',
      state: 'released',
      confirmationCodeRequired: true,
      maxDownloads: 3,
      policyRules: ['ppr2'],
    });
    const code = await bench.byHand.orderCode(made.order);
    expect(code).toMatchObject({
      activationCode: `LPA:1$${bench.smdp.address}$${code.matchingId}$$1`,
      confirmationCode: '4711',
    });
    expect((await bench.codes()).map((one) => one.activationCode)).toContain(code.activationCode);
    const act = async (action: object) =>
      (await bench.byHand.actOnOrder({ order: made.order, action: action as never })).state;
    expect(await act({ kind: 'cancel', available: true })).toBe('available');
    expect(await act({ kind: 'release' })).toBe('released');
    await expect(act({ kind: 'release' })).rejects.toMatchObject({ code: 'simulator_order_refused' });
    expect(await act({ kind: 'state', state: 'installed' })).toBe('installed');
    await expect(act({ kind: 'cancel', available: false })).rejects.toMatchObject({
      code: 'simulator_order_refused',
      params: { function: 'ES2+.CancelOrder' },
    });
    expect(await act({ kind: 'reset' })).toBe('released');
    const waiting = await bench.byHand.makeOrder(order({ release: false }));
    expect(waiting.state).toBe('confirmed');
    expect(waiting.iccid).not.toBe(made.iccid);
  });

  test('an order for one card waits at the SM-DS, goes with its event, and comes back with it', async () => {
    const eid = eidOfCard(1);
    await expect(bench.byHand.makeOrder(order({ smds: true }))).rejects.toMatchObject({
      code: 'simulator_order_invalid',
    });
    const { order: name } = await bench.byHand.makeOrder(order({ smds: true, eid }));
    const events = async () =>
      (await bench.byHand.picture()).smds?.events.filter((one) => one.order === name).map((one) => one.eid);
    expect(await events()).toEqual([eid]);
    const before = orderOf(await bench.byHand.picture(), name);
    await bench.byHand.removeOrder(name);
    expect(await events()).toEqual([]);
    expect(orderOf(await bench.byHand.picture(), name)).toBeUndefined();
    expect(await bench.byHand.restoreOrder(name)).toEqual(before);
    expect(await events()).toEqual([eid]);
    await restart();
    expect(orderOf(await bench.byHand.picture(), name)).toEqual(before);
  });

  test('what lies in the folder is not removed, an unknown order is none', async () => {
    await expect(bench.byHand.removeOrder('1-nordlicht')).rejects.toMatchObject({
      code: 'simulator_order_fixed',
    });
    for (const ask of [
      () => bench.byHand.removeOrder('made-9'),
      () => bench.byHand.restoreOrder('made-9'),
      () => bench.byHand.orderCode('made-9'),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'simulator_order_unknown' });
  });

  test('an order of a given package, which stays after a restart; damaged ones are refused and leave nothing', async () => {
    const upp = buildProfilePackage({
      iccid: '8999920000000000017',
      imsi: '001010000000001',
      mcc: '001',
      mnc: '01',
      serviceProviderName: 'Given',
      profileType: 'Given',
      authentication: milenageTestKey,
    });
    const from = (bytes: Uint8Array) => order({ from: { kind: 'file', package: toBase64(bytes) } });
    const made = await bench.byHand.makeOrder(from(upp));
    expect(made).toMatchObject({ iccid: '8999920000000000017', bytes: upp.length });
    await expect(bench.byHand.makeOrder(from(upp))).rejects.toMatchObject({
      code: 'simulator_order_invalid',
    });
    await restart();
    const before = await bench.byHand.picture();
    expect(orderOf(before, made.order)?.iccid).toBe(made.iccid);
    await fc.assert(
      fc.asyncProperty(fc.nat(upp.length - 1), async (length) => {
        await expect(bench.byHand.makeOrder(from(upp.subarray(0, length)))).rejects.toThrow();
      }),
      { numRuns: 20 },
    );
    expect((await bench.byHand.picture()).smdp.orders).toEqual(before.smdp.orders);
  });

  test('a fault of ES2+ is met by whoever orders by hand, and no order is left', async () => {
    await bench.faults.add('ES2+.ConfirmOrder status=8.2.6/3.3 times=1');
    await expect(bench.byHand.makeOrder(order())).rejects.toMatchObject({
      code: 'simulator_order_refused',
      params: { subjectCode: '8.2.6', reasonCode: '3.3' },
    });
    expect((await bench.byHand.picture()).smdp.orders.filter((one) => one.origin === 'made')).toEqual([]);
    const last = (await bench.byHand.exchanges(10)).at(-1);
    expect(last).toMatchObject({
      side: 'smdp',
      function: 'ES2+.ConfirmOrder',
      outcome: 'failed',
      reasonCode: '3.3',
    });
  });

  test('events are made and deleted by hand; the same one twice is refused', async () => {
    const eid = eidOfCard(1);
    const made = await bench.byHand.makeEvent({ eid, order: '2-tidewater' });
    expect(made).toMatchObject({ eid, order: '2-tidewater', server: bench.smdp.address });
    await expect(bench.byHand.makeEvent({ eid, order: '2-tidewater' })).rejects.toMatchObject({
      code: 'simulator_event_taken',
    });
    const lost = await bench.byHand.makeEvent({ eid, server: 'elsewhere.test' });
    expect(lost.order).toBeUndefined();
    expect(await bench.byHand.dropEvent(made.event)).toEqual(made);
    await expect(bench.byHand.dropEvent(made.event)).rejects.toMatchObject({
      code: 'simulator_event_unknown',
    });
  });

  test('a rule says where nothing on the bench can meet it', async () => {
    const idle = async (rule: string) => (await bench.faults.add(rule)).idle;
    expect(await idle('ES15.RegisterEvent http=500')).toBe('nobody_calls');
    expect(await idle('ES10b.LoadCRL sw=6A80')).toBe('nobody_calls');
    expect(await idle(`apdu 1 removal card=${eidOfCard(5)}`)).toBe('no_such_card');
    expect(await idle('apdu 1 removal reader=sim:9')).toBe('no_such_reader');
    expect(await idle(`apdu 1 removal card=${eidOfCard(0)} reader=sim:1`)).toBe('card_elsewhere');
    expect(await idle(`apdu 1 removal card=${eidOfCard(0)} reader=sim:0`)).toBeUndefined();
    expect(await idle('ES9+ http=503')).toBeUndefined();
    await bench.byHand.removeReader('sim:1');
    expect((await bench.faults.list())[4]?.idle).toBe('no_such_reader');
  });

  test('so many cards as are asked for are there again, whatever was taken away before', async () => {
    await bench.byHand.removeReader('sim:1');
    await bench.byHand.deleteCard(0);
    await bench.close();
    bench = await startSimulatedBench({ folder, cards: 3 });
    const { readers } = await bench.byHand.picture();
    expect(readers.map((one) => one.readerId)).toEqual(['sim:0', 'sim:1', 'sim:2']);
    expect(readers.every((one) => one.card !== undefined)).toBe(true);
    await restart();
    expect((await bench.byHand.picture()).readers).toEqual(readers);
  });

  test('changes are told of', async () => {
    let told = 0;
    const stop = bench.onChange(() => told++);
    await bench.byHand.addReader();
    await vi.waitFor(() => expect(told).toBeGreaterThan(0));
    stop();
  });

  test('a file of cards and readers that is none stops the bench with its reason', async () => {
    await bench.byHand.addReader();
    await bench.close();
    writeFileSync(join(folder, 'bench.json'), '{"version":1,"cards":7}');
    await expect(startSimulatedBench({ folder })).rejects.toMatchObject({ code: 'simulator_bench_state' });
    rmSync(join(folder, 'bench.json'));
    bench = await startSimulatedBench({ folder });
  });
});

describe('a sealed bench', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('keeps the codes of orders that were made by hand in no readable file', async () => {
    const sealingKey = createSecretKey(Buffer.alloc(32, 7));
    const bench = await startSimulatedBench({ folder, sealingKey });
    const wish = order({ matchingId: 'BY-HAND-SECRET-1', confirmationCode: 'confirm-by-hand' });
    await bench.byHand.makeOrder(wish);
    await bench.close();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect(text, entry.name).not.toContain('BY-HAND-SECRET-1');
      expect(text, entry.name).not.toContain('confirm-by-hand');
    }
  });
});

/** The technician's bench: simulated readers and cards, orders at the simulated SM-DP+, and hands that do what the window says. */

import type { Page } from 'playwright-core';
import { connectEngine } from '../../src-main/hosts/engine/client.ts';
import type { CallInput, CallName, CallOutput, WorkbenchApi } from '../../src-shared/api.ts';

/** Whoever answers calls, also after its engine was killed and another one has come. */
export interface Engine {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  subscribe: WorkbenchApi['subscribe'];
  close(): Promise<void>;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Attaches to the engine of a data folder, as the command line does; waits until there is one. */
export async function attachTo(dataFolder: string): Promise<Engine> {
  for (let tries = 0; tries < 300; tries++) {
    const engine = await connectEngine(dataFolder).catch(() => undefined);
    if (engine !== undefined) {
      await engine.ready();
      return engine;
    }
    await pause(100);
  }
  throw new Error('no engine runs on the data folder');
}

export interface TechnicianBench {
  /** Card numbers of the simulator, in the order in which they are put in. */
  readonly cards: readonly { readonly card: number; readonly eid: string }[];
  /** Codes that the SM-DP+ honours, each for one card. */
  readonly codes: readonly string[];
  readonly orders: readonly string[];
}

/** Takes all cards out, and adds readers until there are so many. */
export async function emptyReaders(engine: Engine, count: number): Promise<void> {
  const { cards, readers } = await engine.call('simulator.picture', {});
  for (const { card, readerId } of cards)
    if (readerId !== undefined) await engine.call('simulator.cards.remove', { card });
  for (let at = readers.length; at < count; at++) await engine.call('simulator.readers.add', {});
}

/** An order of a plain profile at the SM-DP+, and the code that it is downloaded with. */
export async function orderProfile(
  engine: Pick<Engine, 'call'>,
): Promise<{ readonly order: string; readonly activationCode: string }> {
  const [profile] = (await engine.call('simulator.library', {})).filter(
    ({ profileClass, policyRules }) => profileClass === 'operational' && policyRules.length === 0,
  );
  if (profile === undefined) throw new Error('the library has no plain profile');
  const { order } = await engine.call('simulator.orders.make', {
    from: { kind: 'library', profile: profile.profile },
  });
  const { activationCode } = await engine.call('simulator.orders.code', { order });
  return { order, activationCode };
}

/** Empty readers, so many cards beside them, and so many orders. APDUs take their time, as those of real cards do. */
export async function layOut(
  engine: Engine,
  wish: { readonly readers: number; readonly cards: number; readonly codes: number },
): Promise<TechnicianBench> {
  const before = await engine.call('simulator.picture', {});
  await emptyReaders(engine, wish.readers);
  for (let at = before.cards.length; at < wish.cards; at++) await engine.call('simulator.cards.make', {});
  const { cards } = await engine.call('simulator.picture', {});
  const orders: string[] = [];
  const codes: string[] = [];
  for (let at = 0; at < wish.codes; at++) {
    const { order, activationCode } = await orderProfile(engine);
    orders.push(order);
    codes.push(activationCode);
  }
  await engine.call('simulator.faults.add', { rule: 'apdu delay=12ms' });
  return { cards: cards.slice(0, wish.cards).map(({ card, eid }) => ({ card, eid })), codes, orders };
}

/** What the window says of a reader, as somebody sees who stands before it. */
export interface Seen {
  readonly readerId: string;
  readonly card: number | undefined;
  readonly phase: string;
  readonly words: string;
}

export const tileOf = (page: Page, readerId: string) =>
  page
    .locator('.station-tile')
    .filter({ hasText: new RegExp(`Simulated reader ${readerId.slice('sim:'.length)}(?!\\d)`) });

/**
 * Two hands at each reader, which do what its tile says: put a card in, leave it in, take it out, put it back; until no card is left
 * or the tile expects none. `pullOut`: a card that is pulled out once while its profile is loaded.
 */
export async function workOff(
  page: Page,
  engine: Engine,
  cards: readonly { readonly card: number; readonly eid: string }[],
  readers: readonly string[],
  pullOut?: string,
): Promise<readonly Seen[]> {
  const left = [...cards];
  const seen: Seen[] = [];
  let pulled = false;
  const stop = engine.subscribe((event) => {
    if (pulled || event.type !== 'operation' || event.operation.eid !== pullOut) return;
    if (event.operation.progress?.bytesDone === undefined) return;
    const card = cards.find(({ eid }) => eid === pullOut)?.card;
    if (card === undefined) return;
    pulled = true;
    void engine.call('simulator.cards.remove', { card });
  });
  const atReader = async (readerId: string) => {
    const tile = tileOf(page, readerId);
    /** The card that the hand at this reader has put in, or holds. */
    let held: { readonly card: number; readonly eid: string } | undefined;
    let last = '';
    for (;;) {
      const phase = (await tile.getAttribute('data-phase')) ?? '';
      const words = (await tile.innerText()).replace(/\s+/g, ' ');
      const key = `${phase} ${held?.card}`;
      if (key !== last && phase !== 'reading') seen.push({ readerId, card: held?.card, phase, words });
      last = key;
      if (phase === 'insert' && held === undefined) {
        held = left.shift();
        if (held === undefined) return;
        await engine.call('simulator.cards.insert', { card: held.card, readerId });
      } else if (phase === 'take_out' && held !== undefined) {
        await engine.call('simulator.cards.remove', { card: held.card });
        held = undefined;
      } else if (phase === 'put_back' && held !== undefined) {
        const { cards: now } = await engine.call('simulator.picture', {});
        if (now.find(({ card }) => card === held?.card)?.readerId === undefined)
          await engine.call('simulator.cards.insert', { card: held.card, readerId });
      } else if (phase === 'resting') return;
      await pause(60);
    }
  };
  try {
    await Promise.all(readers.map(atReader));
  } finally {
    stop();
  }
  return seen;
}

/**
 * Hands that put cards in and take them out at random, with a desk that runs operations as told: whatever comes, no code is begun
 * on two cards, no card gets two codes, and what is waiting can still be brought to its end. Time is the test's.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eidOfCard } from '../../../src-main/simulator/bench-eid.ts';
import { createStation, type StationPorts } from '../../../src-main/workbench/station/station.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { batchRecipe, type Card, type Operation, type Reader } from '../../../src-shared/model/index.ts';
import { testStore } from '../../store/fixtures.ts';
import { handClock } from '../support.ts';

const readerCount = 3;
const cardCount = 5;

type Move =
  | { readonly kind: 'insert'; readonly reader: number; readonly card: number }
  | { readonly kind: 'remove'; readonly reader: number }
  | { readonly kind: 'end'; readonly reader: number; readonly how: 'good' | 'refused' | 'card' }
  | { readonly kind: 'pause' | 'resume' | 'restart' };

const reader = fc.integer({ min: 0, max: readerCount - 1 });
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('insert' as const), reader, card: fc.nat(cardCount - 1) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), reader }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      reader,
      how: fc.constantFrom('good' as const, 'good' as const, 'refused' as const, 'card' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ kind: 'pause' }, { kind: 'resume' }, { kind: 'restart' }) },
);

const turns = async () => {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Readers, cards and a desk without any of the rooms below; the store is the real one. */
class Hands {
  readonly clock = handClock();
  readonly store = testStore({ clock: this.clock });
  /** By reader, the card in it. */
  readonly cards: (number | undefined)[] = Array.from({ length: readerCount }, () => undefined);
  /** By reader, the operation at work and how it is told to end. */
  readonly atWork = new Map<
    number,
    { readonly id: number; readonly card: number; readonly end: (operation: Operation) => void }
  >();
  /** Profiles by card: the codes that were installed. */
  readonly installed = new Map<number, number[]>();
  readonly batchId: number;
  station = this.#station();

  constructor(lines: number) {
    const codes = Array.from({ length: lines }, (_, at) => ({
      activationCode: `LPA:1$smdp.example.com$RANDOM-${at}`,
      source: 'list' as const,
    }));
    const added = this.store.codes.add(codes, { createdBy: '', at: 0 });
    this.batchId = this.store.batches.createBatch({
      recipe: batchRecipe.parse({ stopAfter: { inARow: 0 }, checks: { trustedCi: false } }),
      lines: added.map(({ code }, at) => ({ place: { line: at + 1 }, codeId: code.id })),
      refused: [],
      createdBy: '',
      at: 0,
      readers: Array.from({ length: readerCount }, (_, at) => `sim:${at}`),
    }).id;
    this.store.batches.setBatchState(this.batchId, 0, 'running');
  }

  readers(): Reader[] {
    return this.cards.map((card, at) => ({
      id: `sim:${at}`,
      kind: 'simulator',
      index: at,
      name: `r${at}`,
      presence: card === undefined ? 'empty' : 'present',
      ...(card === undefined ? {} : { eid: eidOfCard(card) }),
    }));
  }

  #card(eid: string): Card {
    return {
      eid,
      lastSeenAt: 0,
      simulated: true,
      profiles: [],
      notifications: [],
      quirks: [],
      info: {
        svn: '2.2.2',
        uiccCapabilities: [],
        rspCapabilities: [],
        ciKeyIdsForVerification: [],
        ciKeyIdsForSigning: [],
      },
    };
  }

  #station() {
    const { store } = this;
    const desk: StationPorts['desk'] = {
      runInBackground: async () => undefined,
      answer: () => {
        throw new Error('nothing is asked');
      },
      startLine: async (request, caller, line) => {
        const at = Number(request.readerId.slice(4));
        const card = this.cards[at];
        if (card === undefined || eidOfCard(card) !== line.eid) throw new WorkbenchError('card_changed');
        if (this.atWork.has(at)) throw new WorkbenchError('reader_busy', { reader: request.readerId });
        const operation = store.createOperation({
          request,
          readerName: 'r',
          simulated: true,
          createdAt: this.clock.now(),
          caller,
          line,
        });
        store.patchOperation(operation.id, this.clock.now(), { eid: line.eid });
        const { promise, resolve } = Promise.withResolvers<Operation>();
        this.atWork.set(at, { id: operation.id, card, end: resolve });
        return { operation, ended: promise };
      },
    };
    return createStation({
      batches: store.batches,
      desk,
      readers: () => this.readers(),
      getOperation: (id) => store.getOperation(id),
      getCode: (id) => store.codes.get(id),
      getCard: (eid) => this.#card(eid),
      roots: () => [],
      clock: this.clock,
      emit: () => undefined,
      log: (message, error) => {
        throw new Error(`${message}: ${error.message}`);
      },
      acts: true,
    });
  }

  end(at: number, how: 'good' | 'refused' | 'card' | 'pulled'): void {
    const work = this.atWork.get(at);
    if (work === undefined) return;
    const { store, clock } = this;
    const { id, card } = work;
    this.atWork.delete(at);
    const now = clock.now();
    const codeId = store.getOperation(id)?.codeId ?? 0;
    if (how === 'good') {
      this.installed.set(card, [...(this.installed.get(card) ?? []), codeId]);
      const iccid = `8949${String(codeId).padStart(15, '0')}`;
      work.end(store.enterStatus(id, 'successful', now, { activationCodeUse: 'used', iccid }));
      return;
    }
    const error =
      how === 'refused'
        ? { code: 'es9_status', params: { subjectCode: '8.2.6', reasonCode: '3.8' } }
        : how === 'card'
          ? { code: 'status_word', params: {} }
          : { code: 'card_removed', params: {} };
    work.end(
      store.enterStatus(id, 'failed', now, {
        activationCodeUse: how === 'refused' ? 'unknown' : 'unused',
        error,
      }),
    );
  }

  remove(at: number): void {
    if (this.cards[at] === undefined) return;
    this.cards[at] = undefined;
    this.end(at, 'pulled');
    this.station.readersChanged();
  }

  insert(at: number, card: number): void {
    if (this.cards[at] !== undefined || this.cards.includes(card)) return;
    this.cards[at] = card;
    this.station.readersChanged();
    this.station.arrived(`sim:${at}`, undefined);
  }

  /** As `kill -9`: what was at work is found interrupted, and the cards that are in come again. */
  restart(): void {
    for (const [at, { id }] of this.atWork) {
      const error = { code: 'interrupted', params: { status: 'download' } };
      this.store.enterStatus(id, 'failed', this.clock.now(), { activationCodeUse: 'unused', error });
      this.atWork.delete(at);
    }
    this.station = this.#station();
    this.station.begin();
    for (const [at, card] of this.cards.entries())
      if (card !== undefined) this.station.arrived(`sim:${at}`, undefined);
  }

  perform(one: Move): void {
    this.clock.forward(1000);
    const { batches } = this.store;
    const state = batches.getBatch(this.batchId)?.state;
    if (one.kind === 'insert') this.insert(one.reader, one.card);
    else if (one.kind === 'remove') this.remove(one.reader);
    else if (one.kind === 'end') this.end(one.reader, one.how);
    else if (one.kind === 'restart') this.restart();
    else if (one.kind === 'pause' ? state === 'running' : state === 'paused') {
      batches.setBatchState(this.batchId, this.clock.now(), one.kind === 'pause' ? 'paused' : 'running');
      this.station.look(this.batchId);
    }
  }

  /** What must hold after every move. */
  check(): void {
    const lines = this.store.batches.listLines({ id: this.batchId, after: 0, limit: 100 });
    const codes = [...this.installed.values()].flat();
    expect(new Set(codes).size, 'no code on two cards').toBe(codes.length);
    for (const [card, own] of this.installed) expect(own.length, `card ${card} has one code`).toBe(1);
    const running = lines.filter(({ state }) => state === 'running');
    expect(running.length, 'lines that run and operations at work').toBe(this.atWork.size);
    for (const { codeId, state } of lines) {
      const holder = [...this.installed].find(([, own]) => own.includes(codeId))?.[0];
      if (state === 'done') expect(holder, 'a line that is done').toBeDefined();
      if (holder !== undefined) expect(['done', 'running']).toContain(state);
    }
  }
}

test('random hands: each code on one card, each card one code, and nothing is stuck', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { maxLength: 60 }),
      fc.integer({ min: 1, max: 6 }),
      async (moves, lines) => {
        const hands = new Hands(lines);
        hands.station.begin();
        for (const one of moves) {
          hands.perform(one);
          await turns();
          hands.check();
        }
        // From wherever that has led, cards that are put in one after another bring to its end what can be.
        hands.perform({ kind: 'resume' });
        for (let round = 0; round < 2; round++)
          for (let card = 0; card < cardCount; card++) {
            for (let at = 0; at < readerCount; at++) hands.remove(at);
            await turns();
            hands.insert(0, card);
            await turns();
            hands.end(0, 'good');
            await turns();
            hands.check();
          }
        const { counts } = hands.store.batches.getBatch(hands.batchId) ?? { counts: { waiting: -1 } };
        const used = hands.installed.size;
        // A line waits on only where every card has had its code.
        expect(counts.waiting === 0 || used === cardCount).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

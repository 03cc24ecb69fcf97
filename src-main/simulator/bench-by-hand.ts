/** The bench in the hands of a person, on the engine's side: the worker does what concerns cards and servers, the readers are here. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  ActOnSimulatedOrder,
  AddSimulatedProfile,
  ChangeSimulatedCard,
  ChangeSimulatedProfile,
  CopySimulatedCard,
  MakeSimulatedCard,
  MakeSimulatedEvent,
  MakeSimulatedOrder,
  SimulatedCard,
  SimulatorPicture,
} from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import type { BenchHands } from './bench-hands.ts';
import type { BenchReady, CardPlace } from './bench-protocol.ts';
import { benchReaderId, benchReaderName, benchReaderNumber } from './bench-readers.ts';
import type { SimulatedReaders } from './sim-reader.ts';
import type { VirtualCard } from './virtual-card.ts';

export type RemoteCard = VirtualCard & { readonly eid: string };

/** One call of a hand of the worker. */
export type AskHand = <N extends keyof BenchHands>(
  hand: N,
  request: Parameters<BenchHands[N]>[0],
) => Promise<Awaited<ReturnType<BenchHands[N]>>>;

export interface BenchByHandOptions {
  /** Numbers of the readers. */
  readonly numbers: readonly number[];
  /** What the worker says of itself when it has come up. */
  readonly ready: Promise<BenchReady>;
  readonly readers: SimulatedReaders;
  /** The cards of the worker, by number. */
  readonly cards: Map<number, RemoteCard>;
  readonly ask: AskHand;
  readonly connect: (place: CardPlace) => RemoteCard;
}

export class BenchByHand {
  readonly #options: BenchByHandOptions;
  #numbers: Set<number>;

  constructor(options: BenchByHandOptions) {
    this.#options = options;
    this.#numbers = new Set(options.numbers);
  }

  readerNames(): string[] {
    return [...this.#numbers].map(benchReaderName);
  }

  /** The readers are these, all of them, and each has its card. */
  async renumber(
    numbers: readonly number[],
    cardOf: (number: number) => RemoteCard | undefined,
  ): Promise<void> {
    const { readers } = this.#options;
    const before = this.readerNames();
    this.#numbers = new Set(numbers);
    for (const name of before) await readers.unplug(name);
    for (const number of numbers) readers.plug(benchReaderName(number), cardOf(number));
  }

  /** The reader that a card is in; undefined for one that is in none. */
  readerOf(card: number): number | undefined {
    const { cards, readers } = this.#options;
    const held = cards.get(card);
    return [...this.#numbers].find(
      (number) => held !== undefined && readers.cardIn(benchReaderName(number)) === held,
    );
  }

  /** Takes the reader's number apart. Throws `simulator_reader_unknown`. */
  #reader(readerId: string): number {
    const number = benchReaderNumber(readerId);
    if (number === undefined || !this.#numbers.has(number))
      throw new WorkbenchError('simulator_reader_unknown', { reader: readerId });
    return number;
  }

  #placed(card: SimulatedCard): SimulatedCard {
    const reader = this.readerOf(card.card);
    return reader === undefined ? card : { ...card, readerId: benchReaderId(reader) };
  }

  async picture(): Promise<SimulatorPicture> {
    const { ask } = this.#options;
    const [held, ready] = await Promise.all([ask('picture', undefined), this.#options.ready]);
    const cards = held.cards.map((one) => this.#placed(one));
    const { smds } = held;
    return {
      ...held,
      cards,
      readers: [...this.#numbers]
        .sort((a, b) => a - b)
        .map((number) => {
          const readerId = benchReaderId(number);
          const card = cards.find((one) => one.readerId === readerId)?.card;
          return { readerId, ...(card === undefined ? {} : { card }) };
        }),
      smdp: { ...held.smdp, host: ready.smdp.host, port: ready.smdp.port },
      smds:
        smds === undefined || ready.smds === undefined
          ? undefined
          : { ...smds, host: ready.smds.host, port: ready.smds.port },
    };
  }

  async #view(card: number): Promise<SimulatedCard> {
    return this.#placed(await this.#options.ask('card', card));
  }

  /** A card that the worker has made, or made anew. */
  #connect(place: CardPlace): RemoteCard {
    const remote = this.#options.connect(place);
    this.#options.cards.set(place.card, remote);
    return remote;
  }

  async makeCard({ readerId, ...request }: MakeSimulatedCard): Promise<SimulatedCard> {
    if (readerId !== undefined) this.#emptyReader(readerId);
    const place = await this.#options.ask('makeCard', request);
    this.#connect(place);
    return readerId === undefined ? this.#view(place.card) : this.insertCard(place.card, readerId);
  }

  async copyCard(request: CopySimulatedCard): Promise<SimulatedCard> {
    const place = await this.#options.ask('copyCard', request);
    this.#connect(place);
    return this.#view(place.card);
  }

  /** What the worker does to a card that is out of its reader meanwhile, as by a hand. */
  async #anew(card: number, act: () => Promise<CardPlace>): Promise<SimulatedCard> {
    const { readers } = this.#options;
    const reader = this.readerOf(card);
    if (reader !== undefined) await readers.remove(benchReaderName(reader));
    try {
      this.#connect(await act());
    } finally {
      const remote = this.#options.cards.get(card);
      if (reader !== undefined && remote !== undefined) await readers.insert(benchReaderName(reader), remote);
    }
    return this.#view(card);
  }

  async changeCard(request: ChangeSimulatedCard): Promise<SimulatedCard> {
    const { ask } = this.#options;
    if (request.settings !== undefined) return this.#anew(request.card, () => ask('changeCard', request));
    await ask('changeCard', request);
    return this.#view(request.card);
  }

  resetCard(card: number): Promise<SimulatedCard> {
    return this.#anew(card, () => this.#options.ask('resetCard', card));
  }

  async deleteCard(card: number): Promise<SimulatedCard> {
    const was = await this.#view(card);
    const reader = this.readerOf(card);
    if (reader !== undefined) await this.#options.readers.remove(benchReaderName(reader));
    await this.#options.ask('deleteCard', card);
    this.#options.cards.delete(card);
    return was;
  }

  /** Puts a deleted card back, into no reader; or what was taken from one last. Throws `simulator_card_not_restored`. */
  async restoreCard(card: number): Promise<SimulatedCard> {
    const { ask, cards } = this.#options;
    if (cards.has(card)) return this.#anew(card, () => ask('restoreCard', card));
    this.#connect(await ask('restoreCard', card));
    return this.#view(card);
  }

  /** Throws `simulator_reader_unknown`, `simulator_reader_taken`. */
  #emptyReader(readerId: string): number {
    const number = this.#reader(readerId);
    if (this.#options.readers.cardIn(benchReaderName(number)) !== undefined)
      throw new WorkbenchError('simulator_reader_taken', { reader: readerId });
    return number;
  }

  /** Puts a card into an empty reader, out of the one that it is in. Throws `simulator_reader_…`, `simulator_card_unknown`. */
  async insertCard(card: number, readerId: string): Promise<SimulatedCard> {
    const { readers, cards, ask } = this.#options;
    const before = this.readerOf(card);
    const number =
      before !== undefined && benchReaderId(before) === readerId ? before : this.#emptyReader(readerId);
    await ask('place', { card, home: number });
    const remote = cards.get(card);
    if (before !== undefined && before !== number) await readers.remove(benchReaderName(before));
    if (before !== number && remote !== undefined) await readers.insert(benchReaderName(number), remote);
    return this.#view(card);
  }

  /** Pulls a card out of its reader, whatever goes on there; it comes back after that many milliseconds, if given. */
  async removeCard(card: number, backAfterMs: number | undefined): Promise<SimulatedCard> {
    const reader = this.readerOf(card);
    if (reader !== undefined) await this.#options.readers.remove(benchReaderName(reader), backAfterMs);
    if (backAfterMs === undefined) await this.#options.ask('place', { card, home: undefined });
    return this.#view(card);
  }

  /**
   * Gives the id of a new reader; of the one that is named, where one of that id was taken away. Throws `simulator_readers_full`,
   * `simulator_reader_unknown`.
   */
  async addReader(readerId?: string): Promise<{ readerId: string }> {
    let wanted: number | undefined;
    if (readerId !== undefined) {
      wanted = benchReaderNumber(readerId);
      if (wanted === undefined || wanted >= simulatorLimits.readers)
        throw new WorkbenchError('simulator_reader_unknown', { reader: readerId });
      if (this.#numbers.has(wanted)) return { readerId };
    }
    const number = await this.#options.ask('addReader', wanted);
    this.#numbers.add(number);
    this.#options.readers.plug(benchReaderName(number));
    return { readerId: benchReaderId(number) };
  }

  /** Takes a reader away; its card is in no reader then. */
  async removeReader(readerId: string): Promise<{ readerId: string }> {
    const number = this.#reader(readerId);
    await this.#options.ask('dropReader', number);
    this.#numbers.delete(number);
    await this.#options.readers.unplug(benchReaderName(number));
    return { readerId };
  }

  /** What a hand of the worker gives of a card, with the reader that it is in. */
  async #ofCard(card: Promise<SimulatedCard>): Promise<SimulatedCard> {
    return this.#placed(await card);
  }

  addProfile(request: AddSimulatedProfile) {
    return this.#ofCard(this.#options.ask('addProfile', request));
  }

  changeProfile(request: ChangeSimulatedProfile) {
    return this.#ofCard(this.#options.ask('changeProfile', request));
  }

  dropProfile(card: number, iccid: string) {
    return this.#ofCard(this.#options.ask('dropProfile', { card, iccid }));
  }

  dropNotifications(card: number, seqNumber: number | undefined) {
    return this.#ofCard(this.#options.ask('dropNotifications', { card, seqNumber }));
  }

  library() {
    return this.#options.ask('library', undefined);
  }

  makeOrder(request: MakeSimulatedOrder) {
    return this.#options.ask('makeOrder', request);
  }

  actOnOrder(request: ActOnSimulatedOrder) {
    return this.#options.ask('actOnOrder', request);
  }

  removeOrder(order: string) {
    return this.#options.ask('removeOrder', order);
  }

  restoreOrder(order: string) {
    return this.#options.ask('restoreOrder', order);
  }

  orderCode(order: string) {
    return this.#options.ask('orderCode', order);
  }

  makeEvent(request: MakeSimulatedEvent) {
    return this.#options.ask('makeEvent', request);
  }

  dropEvent(event: string) {
    return this.#options.ask('dropEvent', event);
  }

  exchanges(limit: number) {
    return this.#options.ask('exchanges', limit);
  }
}

import type { CallInput, CallName, CallOutput, WorkbenchEvent } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Card,
  isFinal,
  type Operation,
  type Order,
  type Reader,
  type SystemInfo,
} from '../../src-shared/model/index.ts';
import type { Connection, ConnectionStatus } from '../api/connect.ts';
import type { RememberedBench } from './remembered.ts';

/** Everything that the window knows, replaced as a whole on every change. */
export interface Snapshot {
  readonly connection: ConnectionStatus;
  /** Whether the lists have been read at least once. */
  readonly loaded: boolean;
  /** Whether readers and cards are those that a window saw last, and the engine has not told yet how they are. */
  readonly remembered: boolean;
  /** Why the lists could not be read. */
  readonly loadError?: ErrorData | undefined;
  readonly system?: SystemInfo | undefined;
  readonly readers: readonly Reader[];
  readonly cards: ReadonlyMap<string, Card>;
  readonly operations: ReadonlyMap<number, Operation>;
  /** Whether older operations than those known can be asked for. */
  readonly moreOperations: boolean;
  readonly orders: ReadonlyMap<number, Order>;
  /** Whether the orders have been read at least once. */
  readonly ordersLoaded: boolean;
  /** Why the orders could not be read: the rest of the window works without them. */
  readonly ordersError?: ErrorData | undefined;
  readonly moreOrders: boolean;
}

/** Calls that answer with one operation. */
const operationCalls: ReadonlySet<CallName> = new Set<CallName>([
  'operations.start',
  'operations.get',
  'operations.cancel',
  'operations.answer',
  'operations.reconcile',
]);

const PAGE = 200;

/** `answered`, and what has changed from `before` to `now`. */
function withNews<K, V>(answered: Map<K, V>, before: ReadonlyMap<K, V>, now: ReadonlyMap<K, V>): Map<K, V> {
  if (now !== before) for (const [key, value] of now) if (before.get(key) !== value) answered.set(key, value);
  return answered;
}

/** Progress comes in bursts; the window is painted at most this often. */
const PAINT_EVERY_MS = 16;

/** The window's copy of the workbench: read once per connection, then kept by events. */
export class WorkbenchState {
  readonly #connection: Connection;
  readonly #listeners = new Set<() => void>();
  readonly #ended = new Set<(operation: Operation) => void>();
  readonly #changedOrders = new Set<(order: Order) => void>();
  readonly #events = new Set<(event: WorkbenchEvent) => void>();
  #snapshot: Snapshot;
  #paint: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;

  /** With `remembered`, that is shown until the engine has told how it is. */
  constructor(connection: Connection, remembered?: RememberedBench) {
    this.#connection = connection;
    this.#snapshot = {
      connection: connection.status(),
      loaded: false,
      remembered: remembered !== undefined,
      system: remembered?.system,
      readers: remembered?.readers ?? [],
      cards: new Map(remembered?.cards.map((card) => [card.eid, card])),
      operations: new Map(),
      moreOperations: false,
      orders: new Map(),
      ordersLoaded: false,
      moreOrders: false,
    };
    connection.api.subscribe((event) => this.#take(event));
    connection.onStatus((status) => this.#onStatus(status));
    if (connection.status().state === 'ready') void this.refresh();
  }

  /** Of the present snapshot, while nobody has it: it is changed in place, since a copy for each event of a burst would cost too much. */
  #ownOperations: Map<number, Operation> | undefined;

  readonly get = (): Snapshot => {
    this.#ownOperations = undefined;
    return this.#snapshot;
  };

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called with every operation that ends while the window is open. */
  onOperationEnded(listener: (operation: Operation) => void): () => void {
    this.#ended.add(listener);
    return () => this.#ended.delete(listener);
  }

  /** Called with every order whose status changes while the window is open. */
  onOrderStatus(listener: (order: Order) => void): () => void {
    this.#changedOrders.add(listener);
    return () => this.#changedOrders.delete(listener);
  }

  /** Called with every event of the workbench. */
  onEvent(listener: (event: WorkbenchEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  /** Calls the workbench. What it answers about an operation or an order is known to the window at once. */
  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const output = await this.#connection.api.call(name, input);
    if (operationCalls.has(name)) this.#putOperation(output as CallOutput<'operations.start'>);
    if (name.startsWith('orders.') && name !== 'orders.list')
      this.#putOrder(output as CallOutput<'orders.get'>);
    return output;
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Reads all lists again. */
  async refresh(): Promise<void> {
    void this.refreshOrders();
    const generation = ++this.#generation;
    const { api } = this.#connection;
    const before = this.get();
    try {
      const [system, readers, cards, operations] = await Promise.all([
        api.call('system.info', {}),
        api.call('readers.list', {}),
        api.call('cards.list', {}),
        api.call('operations.list', { limit: PAGE }),
      ]);
      if (generation !== this.#generation) return;
      // What events have told meanwhile is as new as the answers, or newer: an answer waits for the others.
      const now = this.#snapshot;
      this.#change({
        loaded: true,
        remembered: false,
        loadError: undefined,
        system: now.system === before.system ? system : now.system,
        readers: now.readers === before.readers ? readers : now.readers,
        cards: withNews(new Map(cards.map((card) => [card.eid, card])), before.cards, now.cards),
        operations: withNews(
          new Map(operations.map((operation) => [operation.id, operation])),
          before.operations,
          now.operations,
        ),
        moreOperations: operations.length === PAGE,
      });
    } catch (thrown) {
      if (generation === this.#generation) this.#change({ loadError: toWorkbenchError(thrown).toData() });
    }
  }

  /** Reads the newest orders again. */
  async refreshOrders(): Promise<void> {
    try {
      const orders = await this.#connection.api.call('orders.list', { limit: PAGE });
      this.#change({
        orders: new Map(orders.map((order) => [order.id, order])),
        ordersLoaded: true,
        ordersError: undefined,
        moreOrders: orders.length === PAGE,
      });
    } catch (thrown) {
      this.#change({ ordersError: toWorkbenchError(thrown).toData() });
    }
  }

  /** Reads the orders that are older than those known. */
  async loadOlderOrders(): Promise<void> {
    const oldest = Math.min(...this.#snapshot.orders.keys());
    if (!Number.isFinite(oldest)) return;
    const older = await this.#connection.api.call('orders.list', { limit: PAGE, before: oldest });
    const orders = new Map(this.#snapshot.orders);
    for (const order of older) orders.set(order.id, order);
    this.#change({ orders, moreOrders: older.length === PAGE });
  }

  /** Reads all orders, where a filter or an order of them is to be about all. */
  async loadAllOrders(): Promise<void> {
    while (this.#snapshot.moreOrders) await this.loadOlderOrders();
  }

  #onStatus(connection: ConnectionStatus): void {
    const was = this.#snapshot.connection.state;
    this.#change({ connection });
    if (connection.state === 'ready' && was !== 'ready') void this.refresh();
  }

  #take(event: WorkbenchEvent): void {
    switch (event.type) {
      case 'readers':
        this.#change({ readers: event.readers });
        break;
      case 'system':
        this.#change({ system: event.info });
        break;
      case 'card':
        this.#change({ cards: new Map(this.#snapshot.cards).set(event.card.eid, event.card) });
        break;
      case 'operation':
        this.#putOperation(event.operation);
        break;
      case 'order':
        this.#putOrder(event.order);
    }
    for (const listener of this.#events) listener(event);
  }

  #putOrder(order: Order): void {
    const known = this.#snapshot.orders.get(order.id);
    // An answer may be overtaken by an event.
    if (known !== undefined && known.updatedAt > order.updatedAt) return;
    this.#change({ orders: new Map(this.#snapshot.orders).set(order.id, order) });
    if (known !== undefined && known.status !== order.status)
      for (const listener of this.#changedOrders) listener(order);
  }

  #putOperation(operation: Operation): void {
    const known = this.#snapshot.operations.get(operation.id);
    // An answer may be overtaken by an event.
    if (known !== undefined && known.updatedAt > operation.updatedAt) return;
    this.#ownOperations ??= new Map(this.#snapshot.operations);
    this.#change({ operations: this.#ownOperations.set(operation.id, operation) });
    if (isFinal(operation) && known !== undefined && !isFinal(known))
      for (const listener of this.#ended) listener(operation);
  }

  #change(part: Partial<Snapshot>): void {
    if (part.operations !== undefined && part.operations !== this.#ownOperations)
      this.#ownOperations = undefined;
    this.#snapshot = { ...this.#snapshot, ...part };
    this.#paint ??= setTimeout(() => {
      this.#paint = undefined;
      for (const listener of this.#listeners) listener();
    }, PAINT_EVERY_MS);
  }
}

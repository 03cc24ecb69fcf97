/** The simulated bench by hand, for those who look after it: what they ask for is done unless an operation has the card. */

import type { CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { faultLibrary } from '../../src-shared/faults/library.ts';
import { searchFaults } from '../../src-shared/faults/search.ts';
import type {
  ActOnSimulatedOrder,
  AddSimulatedProfile,
  ChangeSimulatedCard,
  ChangeSimulatedProfile,
  CopySimulatedCard,
  FaultRuleState,
  LibraryProfile,
  MakeSimulatedCard,
  MakeSimulatedEvent,
  MakeSimulatedOrder,
  Reader,
  SimulatedCard,
  SimulatedEvent,
  SimulatedExchange,
  SimulatedOrder,
  SimulatorPicture,
} from '../../src-shared/model/index.ts';

/** The bench, as it is had in one's hands. Rejects with `simulator_…`. */
export interface SimulatorByHand {
  picture(): Promise<SimulatorPicture>;
  makeCard(request: MakeSimulatedCard): Promise<SimulatedCard>;
  copyCard(request: CopySimulatedCard): Promise<SimulatedCard>;
  changeCard(request: ChangeSimulatedCard): Promise<SimulatedCard>;
  resetCard(card: number): Promise<SimulatedCard>;
  deleteCard(card: number): Promise<SimulatedCard>;
  restoreCard(card: number): Promise<SimulatedCard>;
  insertCard(card: number, readerId: string): Promise<SimulatedCard>;
  removeCard(card: number, backAfterMs: number | undefined): Promise<SimulatedCard>;
  addProfile(request: AddSimulatedProfile): Promise<SimulatedCard>;
  changeProfile(request: ChangeSimulatedProfile): Promise<SimulatedCard>;
  dropProfile(card: number, iccid: string): Promise<SimulatedCard>;
  dropNotifications(card: number, seqNumber: number | undefined): Promise<SimulatedCard>;
  addReader(readerId: string | undefined): Promise<{ readerId: string }>;
  removeReader(readerId: string): Promise<{ readerId: string }>;
  library(): Promise<LibraryProfile[]>;
  makeOrder(request: MakeSimulatedOrder): Promise<SimulatedOrder>;
  actOnOrder(request: ActOnSimulatedOrder): Promise<SimulatedOrder>;
  removeOrder(order: string): Promise<SimulatedOrder>;
  restoreOrder(order: string): Promise<SimulatedOrder>;
  orderCode(order: string): Promise<Omit<CallOutput<'simulator.orders.code'>, 'qr'>>;
  makeEvent(request: MakeSimulatedEvent): Promise<SimulatedEvent>;
  dropEvent(event: string): Promise<SimulatedEvent>;
  exchanges(limit: number): Promise<readonly SimulatedExchange[]>;
}

export interface SimulatorPort {
  readonly byHand: SimulatorByHand;
  readonly faults: { list(): Promise<FaultRuleState[]> };
  /** Told, some times a second at most, when something on the bench has changed. */
  onChange(listener: () => void): () => void;
}

export interface SimulatorDeskOptions {
  /** Absent where no bench runs. */
  readonly simulator: SimulatorPort | undefined;
  readonly readers: () => readonly Reader[];
  readonly emit: (event: WorkbenchEvent) => void;
}

type SimulatorCall = Exclude<
  Extract<CallName, `simulator.${string}`>,
  'simulator.codes' | 'simulator.faults.list' | 'simulator.faults.add' | 'simulator.faults.clear'
>;

export interface SimulatorDesk {
  readonly handlers: {
    readonly [N in SimulatorCall]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>>;
  };
  close(): void;
}

export function createSimulatorDesk({ simulator, readers, emit }: SimulatorDeskOptions): SimulatorDesk {
  let closed = false;
  const stop = simulator?.onChange(() => {
    // The mark of faults in force is shown by every window, whether it shows the bench or not.
    void simulator.faults.list().then(
      (rules) => {
        if (!closed) emit({ type: 'simulator', faults: rules.length });
      },
      () => {},
    );
  });

  const hand = (): SimulatorByHand => {
    if (simulator === undefined) throw new WorkbenchError('simulator_not_running');
    return simulator.byHand;
  };

  /** What an operation has must not be changed under it; to pull a card out is another thing, and a reader can be unplugged. */
  async function untouched(card: number): Promise<void> {
    const { cards } = await hand().picture();
    const readerId = cards.find((one) => one.card === card)?.readerId;
    const busy = readers().some((one) => one.id === readerId && one.operationId !== undefined);
    if (busy && readerId !== undefined) throw new WorkbenchError('reader_busy', { reader: readerId });
  }

  async function onUntouched<T>(card: number, act: () => Promise<T>): Promise<T> {
    await untouched(card);
    return act();
  }

  return {
    handlers: {
      'simulator.picture': () => hand().picture(),
      'simulator.exchanges': async ({ limit }) => [...(await hand().exchanges(limit))],
      'simulator.cards.make': (request) => hand().makeCard(request),
      'simulator.cards.change': (request) =>
        request.settings === undefined
          ? hand().changeCard(request)
          : onUntouched(request.card, () => hand().changeCard(request)),
      'simulator.cards.copy': (request) => hand().copyCard(request),
      'simulator.cards.reset': ({ card }) => onUntouched(card, () => hand().resetCard(card)),
      'simulator.cards.delete': ({ card }) => onUntouched(card, () => hand().deleteCard(card)),
      'simulator.cards.restore': ({ card }) => onUntouched(card, () => hand().restoreCard(card)),
      'simulator.cards.insert': ({ card, readerId }) =>
        onUntouched(card, () => hand().insertCard(card, readerId)),
      'simulator.cards.remove': ({ card, backAfterMs }) => hand().removeCard(card, backAfterMs),
      'simulator.cards.addProfile': (request) => onUntouched(request.card, () => hand().addProfile(request)),
      'simulator.cards.changeProfile': (request) =>
        onUntouched(request.card, () => hand().changeProfile(request)),
      'simulator.cards.dropProfile': ({ card, iccid }) =>
        onUntouched(card, () => hand().dropProfile(card, iccid)),
      'simulator.cards.dropNotifications': ({ card, seqNumber }) =>
        onUntouched(card, () => hand().dropNotifications(card, seqNumber)),
      'simulator.readers.add': ({ readerId }) => hand().addReader(readerId),
      'simulator.readers.remove': ({ readerId }) => hand().removeReader(readerId),
      'simulator.library': () => hand().library(),
      'simulator.orders.make': (request) => hand().makeOrder(request),
      'simulator.orders.act': (request) => hand().actOnOrder(request),
      'simulator.orders.remove': ({ order }) => hand().removeOrder(order),
      'simulator.orders.restore': ({ order }) => hand().restoreOrder(order),
      'simulator.orders.code': async ({ order }) => {
        const code = await hand().orderCode(order);
        // Loaded where it is wanted: with all that draws, it would hold up the start of the engine.
        const { drawQr } = await import('../codes/qr.ts');
        return { ...code, qr: drawQr(code.activationCode) };
      },
      'simulator.events.make': (request) => hand().makeEvent(request),
      'simulator.events.delete': ({ event }) => hand().dropEvent(event),
      'simulator.faults.library': ({ text }) => searchFaults(faultLibrary(), text),
    },
    close() {
      closed = true;
      stop?.();
    },
  };
}

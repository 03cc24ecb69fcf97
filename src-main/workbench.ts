/**
 * The composition root: takes its ports and returns the API. It knows no Electron, no socket and no file; hosts bring
 * these and stay thin.
 */

import { api, type Caller, type CallName, type CallOutput, type WorkbenchEvent } from '../src-shared/api.ts';
import { WorkbenchError } from '../src-shared/errors/index.ts';
import { inputInvalid } from '../src-shared/invalid-input.ts';
import { isFinal } from '../src-shared/model/index.ts';
import { createAnswers } from './workbench/answers.ts';
import { createApisDesk } from './workbench/apis-desk.ts';
import { createBatchDesk } from './workbench/batch-desk.ts';
import { createCodeDesk } from './workbench/code-desk.ts';
import { createCourier } from './workbench/courier.ts';
import { createFleetDesk } from './workbench/fleet-desk.ts';
import { createKeyDesk } from './workbench/key-desk.ts';
import { createOperationDesk } from './workbench/operation-desk.ts';
import { createOrderDesk } from './workbench/order-desk.ts';
import { noLists, noShops, type Workbench, type WorkbenchPorts } from './workbench/ports.ts';
import { createPresence } from './workbench/presence.ts';
import { createRetentionJob } from './workbench/retention.ts';
import { createSimulatorDesk } from './workbench/simulator-desk.ts';
import { createStation } from './workbench/station/station.ts';

export type { Workbench, WorkbenchPorts } from './workbench/ports.ts';

/** A call that no host has named. */
const nobody: Caller = { createdBy: '', source: 'engine' };

/** How long the station may take for its books when the operations have ended, milliseconds. */
const stationEndMs = 2_000;

export function createWorkbench(ports: WorkbenchPorts): Workbench {
  const { store, clock } = ports;
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  /** Cards that have come and are being looked at for what was left unfinished on them. */
  const arrivals = new Set<Promise<void>>();
  let closing = false;

  const emit = (event: WorkbenchEvent) => {
    for (const listener of listeners) listener(event);
  };

  const presence = createPresence(ports, {
    emit,
    onChange() {
      courier?.wake();
      station.readersChanged();
    },
    onLeft: (readerId, what) => desk.cardLeft(readerId, what),
    onCard(readerId) {
      station.coming(readerId);
      const arrival = Promise.resolve().then(() => cardArrived(readerId));
      arrivals.add(arrival);
      void arrival.finally(() => arrivals.delete(arrival));
    },
  });
  const { readers, cardWithReader } = presence;

  const codeDesk = createCodeDesk({
    codes: store.codes,
    onDisk: () => store.onDisk(),
    clock,
    emit,
    readPart: ports.codes.readPart,
    drawLabels: ports.codes.drawLabels,
  });

  const orderDesk = createOrderDesk({
    orders: store.orders,
    codes: store.codes,
    clock,
    entropy: ports.entropy,
    ...(ports.shops ?? noShops),
    followsAll: ports.autoRead,
    emit,
    log: ports.log,
  });

  const desk = createOperationDesk({
    store,
    createEs9: ports.createEs9,
    ciKeys: () => ports.trust.list(),
    clock,
    entropy: ports.entropy,
    sha256: ports.sha256,
    readers,
    emit(event) {
      emit(event);
      if (event.type === 'operation') station.operationChanged(event.operation);
      if (event.type === 'operation' && (event.operation.status === 'starting' || isFinal(event.operation)))
        codeDesk.tellOf(event.operation);
    },
    cardWithReader,
    log: ports.log,
  });

  const station = createStation({
    batches: store.batches,
    desk,
    readers: () => readers.list(),
    getOperation: (id) => store.getOperation(id),
    getCode: (id) => store.codes.get(id),
    getCard: (eid) => store.getCard(eid),
    roots: () => ports.trust.list(),
    clock,
    emit,
    log: ports.log,
    // An engine that lives for one command would begin lines that it does not bring to their end.
    acts: ports.autoRead,
  });
  const batchDesk = createBatchDesk({
    store,
    station,
    codeDesk,
    readPart: ports.codes.readPart,
    drawLabels: ports.codes.drawLabels,
    clock,
    emit,
  });

  const fleetDesk = createFleetDesk({
    lists: ports.fleet ?? noLists,
    codes: store.codes,
    actions: store.actions,
    cards: store,
    readers,
    desk,
    clock,
  });

  // Only where cards are looked after anyhow: an engine that lives for one command sends what that command asks for.
  const courier = ports.autoRead
    ? createCourier({
        store,
        clock,
        readers: () => readers.list(),
        send: (readerId) => desk.runInBackground({ kind: 'send_notifications', readerId, onlyDue: true }),
      })
    : undefined;

  const retention = createRetentionJob({
    store,
    retention: store.retention,
    clock,
    busy: () => readers.list().some(({ operationId }) => operationId !== undefined),
    log: ports.log,
  });
  const keyDesk = createKeyDesk({
    keys: store.keys,
    onDisk: () => store.onDisk(),
    ports: ports.records,
    clock,
    busy: () => readers.list().some(({ operationId }) => operationId !== undefined),
    log: ports.log,
  });
  // As with notifications: an engine that lives for one command does what that command asks for.
  if (ports.autoRead) {
    retention.begin();
    keyDesk.begin();
  }

  /** A card that is there now may be the one that operations wait for, whichever reader they had it in. */
  async function cardArrived(readerId: string): Promise<void> {
    if (closing) return;
    const read = ports.autoRead ? await desk.runInBackground({ kind: 'read_card', readerId }) : undefined;
    await desk.reconcileCard(readerId);
    if (!closing) station.arrived(readerId, read);
  }

  const apisDesk = createApisDesk({ store, host: ports.apis, workbench: () => workbench, log: ports.log });

  const simulatorDesk = createSimulatorDesk({
    simulator: ports.simulator,
    readers: () => readers.list(),
    emit,
  });

  const handlers = createAnswers(ports, {
    presence,
    desk,
    codeDesk,
    batchDesk,
    orderDesk,
    fleetDesk,
    keyDesk,
    apisDesk,
    simulatorDesk,
    retention,
    emit,
  });

  station.begin();
  readers.start();
  const recovered = readers.ready().then(async () => {
    await Promise.all(arrivals);
  });

  const workbench: Workbench = {
    async call<N extends CallName>(name: N, input: unknown, caller = nobody): Promise<CallOutput<N>> {
      const row = api[name];
      if (row === undefined) throw new WorkbenchError('unknown_call', { call: String(name).slice(0, 64) });
      const parsed = row.input.safeParse(input);
      if (!parsed.success) throw inputInvalid(name, parsed.error);
      return (await handlers[name](parsed.data as never, caller)) as CallOutput<N>;
    },
    async fleetPage(request) {
      const parsed = api['fleet.page'].input.safeParse(request);
      if (!parsed.success) throw inputInvalid('fleet.page', parsed.error);
      return await fleetDesk.page(parsed.data);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ready: () => recovered,
    async close() {
      closing = true;
      simulatorDesk.close();
      courier?.close();
      await apisDesk.close();
      await Promise.all([retention.close(), keyDesk.close()]);
      const given = new AbortController();
      const desksEnd = desk.close([recovered, ...arrivals]);
      // What the desk has given up on is at work still: the station waits for it no longer than to write down what has ended.
      const patience = desksEnd.then(() => clock.sleep(stationEndMs, given.signal).catch(() => undefined));
      await Promise.all([desksEnd, Promise.race([station.close(), patience]), orderDesk.close()]);
      given.abort();
      readers.close();
      await Promise.allSettled(ports.providers.map((provider) => provider.close()));
      listeners.clear();
    },
  };
  apisDesk.begin();
  return workbench;
}

/** What answers each call: the desks for what is theirs, and here what needs none. */

import type { Caller, CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { BenchSettings } from '../../src-shared/model/index.ts';
import { evidenceLimits } from '../evidence/index.ts';
import { benchDeviceInfo, benchSmdsAddresses } from '../operations/index.ts';
import { createActivationDesk } from './activation-desk.ts';
import type { createApisDesk } from './apis-desk.ts';
import type { createBatchDesk } from './batch-desk.ts';
import { createCardDesk } from './card-desk.ts';
import type { createCodeDesk } from './code-desk.ts';
import { createConsoleDesk } from './console/desk.ts';
import { createEvidenceDesk } from './evidence/desk.ts';
import { Transfers } from './evidence/transfers.ts';
import { createEvidenceWork } from './evidence/work.ts';
import type { FleetDesk } from './fleet-desk.ts';
import { createHistoryDesk } from './history-desk.ts';
import { createImportDesk } from './imports/desk.ts';
import type { createKeyDesk } from './key-desk.ts';
import type { OperationDesk } from './operation-desk.ts';
import type { createOrderDesk } from './order-desk.ts';
import { noTraceTools, type WorkbenchPorts } from './ports.ts';
import type { Presence } from './presence.ts';
import { createRecordDesk } from './record-desk.ts';
import type { createRetentionJob } from './retention.ts';
import { createShellDesk } from './shell-desk.ts';
import type { createSimulatorDesk } from './simulator-desk.ts';
import { createTokenDesk } from './token-desk.ts';
import { createTraceDesk } from './trace-desk.ts';

export type Handlers = {
  readonly [N in CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** What goes on by itself or is closed at the end; everything else is made here. */
export interface AnswerParts {
  readonly presence: Presence;
  readonly desk: OperationDesk;
  readonly codeDesk: ReturnType<typeof createCodeDesk>;
  readonly batchDesk: ReturnType<typeof createBatchDesk>;
  readonly orderDesk: ReturnType<typeof createOrderDesk>;
  readonly fleetDesk: FleetDesk;
  readonly keyDesk: ReturnType<typeof createKeyDesk>;
  readonly apisDesk: ReturnType<typeof createApisDesk>;
  readonly simulatorDesk: ReturnType<typeof createSimulatorDesk>;
  readonly retention: ReturnType<typeof createRetentionJob>;
  readonly emit: (event: WorkbenchEvent) => void;
}

/** A function for each call of the contract. Inputs have been checked. */
export function createAnswers(ports: WorkbenchPorts, parts: AnswerParts): Handlers {
  const { store, clock } = ports;
  const { presence, desk, codeDesk, batchDesk, orderDesk, fleetDesk, keyDesk, apisDesk, simulatorDesk } =
    parts;
  const { retention, emit } = parts;
  const { readers, systemInfo, withReader, cardWithReader, nameReader } = presence;
  const { runningSimulator, requireSimulator } = presence;
  const benchSettings = (): BenchSettings => {
    const smdsAddresses = benchSmdsAddresses(store);
    return {
      deviceInfo: benchDeviceInfo(store),
      ...(smdsAddresses.length === 0 ? {} : { smdsAddresses }),
    };
  };

  const uploads = new Transfers(clock, evidenceLimits.file);
  const evidenceWork = ports.evidence ?? createEvidenceWork(store, { clock, entropy: ports.entropy });

  return {
    'system.info': () => systemInfo(),
    'readers.list': async () => {
      await readers.ready();
      return readers.list();
    },
    'readers.name': ({ readerId, name }) => nameReader(readerId, { name }),
    'readers.place': ({ readerId, place }) => nameReader(readerId, { place }),
    'cards.list': () => store.listCards().map(withReader),
    'cards.get': ({ eid }) => {
      const card = cardWithReader(eid);
      if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
      return card;
    },
    ...createCardDesk({ cards: store, readings: store.cardReadings }),
    'operations.start': async (request, caller) => {
      await readers.ready();
      return desk.start(request, caller);
    },
    'operations.list': (filter) => store.listOperations(filter),
    'operations.get': ({ id }) => ({ ...desk.require(id), steps: store.listSteps(id) }),
    'operations.cancel': ({ id }) => desk.cancel(id),
    'operations.answer': ({ id, answer }) => desk.answer(id, answer),
    'operations.reconcile': ({ id, readerId }) => desk.reconcile(id, readerId),
    'trace.list': ({ operationId, after, limit }) => {
      desk.require(operationId);
      return ports.traces.list(operationId, after, limit);
    },
    'trace.get': async ({ operationId, seq }) => {
      desk.require(operationId);
      const detail = await ports.traces.get(operationId, seq);
      if (detail === undefined) throw new WorkbenchError('trace_entry_not_found', { id: operationId, seq });
      return detail;
    },
    'codes.parse': ({ text }) => ports.codes.parse(text),
    'codes.fromImage': ({ image }) => ports.codes.fromImage(Buffer.from(image, 'base64')),
    ...createConsoleDesk({
      desk,
      trace: {
        // Read first, so that what is deferred is written.
        list: async (id, after, limit) => ports.traces.list(desk.require(id).id, after, limit),
        get: async (id, seq) => ports.traces.get(id, seq),
      },
      ready: () => readers.ready(),
    }),
    ...codeDesk.handlers,
    ...createActivationDesk({
      codes: store.codes,
      cards: store,
      readers: async () => {
        await readers.ready();
        return readers.list();
      },
      roots: () => ports.trust.list(),
      benchServers: ports.simulator === undefined ? [] : [ports.simulator.smdpAddress.toLowerCase()],
      reach: ports.reachServer,
      clock,
    }).handlers,
    ...batchDesk.handlers,
    ...orderDesk.handlers,
    ...createTokenDesk(store.tokens, clock, () => store.onDisk()).handlers,
    ...fleetDesk.handlers,
    ...keyDesk.handlers,
    ...apisDesk.handlers,
    ...createTraceDesk(ports.traceTools ?? noTraceTools, {
      requireOperation: desk.require,
      requireEvidence: (id) => store.evidence.get(id),
      evidenceOperation: async (id) => (await evidenceWork.detail(id)).operation,
      store,
    }),
    ...createEvidenceDesk({
      evidence: store.evidence,
      work: evidenceWork,
      require: (id) => desk.require(id),
      roots: () => ports.trust.list(),
      clock,
      entropy: ports.entropy,
      version: ports.version,
      emit,
      uploads,
    }),
    ...createImportDesk({
      store,
      clock,
      take: (upload) => uploads.take(upload),
      read: (ports.traceTools ?? noTraceTools).recording,
      emit,
    }),
    ...createRecordDesk({
      store,
      records: ports.records,
      clock,
      readers: () => readers.list(),
      pcsc: () => systemInfo().pcsc,
      roots: () => ports.trust.list(),
      retention,
    }),
    ...createHistoryDesk({ store, emit }),
    ...createShellDesk({
      store,
      running: () => desk.running(),
      changed: (eid) => {
        const card = cardWithReader(eid);
        if (card !== undefined) emit({ type: 'card', card });
        return card;
      },
    }).handlers,
    'trust.list': () => ports.trust.list(),
    'trust.add': ({ certificate }) => ports.trust.add(Buffer.from(certificate, 'base64')),
    'trust.remove': ({ keyId }) => ({ removed: ports.trust.remove(keyId) }),
    'trust.restore': ({ keyId }) => ports.trust.restore(keyId),
    'trust.set': ({ keyId, enabled }) => ports.trust.setEnabled(keyId, enabled),
    'settings.get': () => benchSettings(),
    'settings.set': ({ deviceInfo, smdsAddresses }) => {
      store.setSetting('deviceInfo', deviceInfo);
      if (smdsAddresses !== undefined) store.setSetting('smdsAddresses', smdsAddresses);
      return benchSettings();
    },
    ...simulatorDesk.handlers,
    'simulator.codes': async () => (await runningSimulator()?.codes()) ?? [],
    'simulator.faults.list': async () => (await runningSimulator()?.faults.list()) ?? [],
    'simulator.faults.add': ({ rule }) => requireSimulator().faults.add(rule),
    'simulator.faults.clear': ({ id }) => requireSimulator().faults.clear(id),
  };
}

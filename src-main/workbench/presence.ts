/** What is there now: readers with their names, cards with their readers, PC/SC and the simulated bench; and who is told of it. */

import type { WorkbenchEvent } from '../../src-shared/api.ts';
import { type ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, Reader, SystemInfo } from '../../src-shared/model/index.ts';
import type { CardGone } from '../card/port.ts';
import type { Store } from '../store/open.ts';
import type { WorkbenchPorts } from './ports.ts';
import { readerKey } from './reader-names.ts';
import { createReaderRegistry, type ReaderRegistry } from './readers.ts';

type Simulator = NonNullable<WorkbenchPorts['simulator']>;

export interface Presence {
  readonly readers: ReaderRegistry;
  systemInfo(): SystemInfo;
  withReader(card: Card): Card;
  /** The card as it is told to whoever listens; undefined where it is not known. */
  cardWithReader(eid: string): Card | undefined;
  /** Gives a reader a name or a place, and all readers as they are then. Rejects with reader_not_found. */
  nameReader(readerId: string, change: Parameters<Store['readerNames']['set']>[2]): Promise<Reader[]>;
  /** Undefined: there is none, or it could not come up. */
  runningSimulator(): Simulator | undefined;
  /** Throws simulator_not_running. */
  requireSimulator(): Simulator;
}

export interface PresenceWatch {
  readonly emit: (event: WorkbenchEvent) => void;
  /** Before the readers are told, each time that something has changed. */
  readonly onChange: () => void;
  /** A card was put in, or is there at the start. */
  readonly onCard: (readerId: string) => void;
  /** Its card, or the reader itself, has gone while an operation holds it. */
  readonly onLeft: (readerId: string, what: CardGone) => void;
}

const errorJson = ({ code, params }: ErrorData) => ({ code, params: { ...params } });

export function createPresence(ports: WorkbenchPorts, watch: PresenceWatch): Presence {
  const { store, clock } = ports;
  const { emit } = watch;
  const startedAt = clock.now();
  // Readers are listed far more often than they are named.
  let readerNames = store.readerNames.list();
  const watched = { onChange: () => emitReaders(), onCard: watch.onCard, onLeft: watch.onLeft };
  const readers = createReaderRegistry(ports.providers, watched, () => readerNames);
  let lastStatus = '';
  function emitReaders(): void {
    watch.onChange();
    emit({ type: 'readers', readers: readers.list() });
    const info = systemInfo();
    const status = JSON.stringify([info.pcsc, info.simulator]);
    if (status !== lastStatus) {
      lastStatus = status;
      emit({ type: 'system', info });
    }
  }

  /** One that was to come up later, and could not, is none. */
  function runningSimulator(): WorkbenchPorts['simulator'] {
    return ports.simulatorError === undefined ? ports.simulator : undefined;
  }

  function systemInfo(): SystemInfo {
    const pcsc = readers.snapshotOf('pcsc')?.status;
    const simulator = runningSimulator();
    return {
      version: ports.version,
      dataFolder: ports.dataFolder,
      pcsc:
        pcsc === undefined || pcsc.available
          ? { available: pcsc !== undefined }
          : { available: false, error: errorJson(pcsc.error) },
      simulator:
        simulator === undefined
          ? { running: false, ...(ports.simulatorError && { error: errorJson(ports.simulatorError) }) }
          : { running: true, smdpAddress: simulator.smdpAddress },
      startedAt,
    };
  }

  function withReader(card: Card): Card {
    const readerId = readers.readerOfCard(card.eid);
    return readerId === undefined ? card : { ...card, readerId };
  }

  function cardWithReader(eid: string): Card | undefined {
    const card = store.getCard(eid);
    return card === undefined ? undefined : withReader(card);
  }

  function requireSimulator(): NonNullable<WorkbenchPorts['simulator']> {
    const simulator = runningSimulator();
    if (simulator === undefined) throw new WorkbenchError('simulator_not_running');
    return simulator;
  }

  async function nameReader(readerId: string, change: Parameters<Store['readerNames']['set']>[2]) {
    await readers.ready();
    const { id } = readers.find(readerId);
    store.readerNames.set(readerKey(id), clock.now(), change);
    readerNames = store.readerNames.list();
    emitReaders();
    return readers.list();
  }

  return {
    readers,
    systemInfo,
    withReader,
    cardWithReader,
    nameReader,
    runningSimulator,
    requireSimulator,
  };
}

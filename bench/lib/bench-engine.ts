/** The engine as hosts start it, over a pcscd of the bench's own with replaying cards, and a replaying server. */

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { RunningEngine } from '../../src-main/hosts/engine/open.ts';
import { openPcscd, type VirtualReader } from '../../test/support/pcscd.ts';
import type { CardCount, CardDelay, CardRequest } from '../peers/card.ts';
import { Peer } from '../peers/link.ts';
import type { ServerRequest } from '../peers/server.ts';
import { ciCertificate, type Recording, recordDownload, tlsIdentity } from './recording.ts';
import { smdpAddress } from './workbench.ts';

export interface BenchEngine {
  readonly workbench: RunningEngine['workbench'];
  /** One for each reader, in order; the recording is of the card that is in it. */
  readonly readers: readonly (VirtualReader & { readonly id: string; readonly recording: Recording })[];
  readonly server: { readonly name: string; readonly host: string; readonly port: number };
  /** How long the card in a reader takes for each exchange from now on. At first: no time. */
  setCardDelay(reader: VirtualReader, delay: CardDelay): Promise<void>;
  cardCount(): Promise<CardCount>;
  close(): Promise<void>;
}

const script = (name: string) => join(import.meta.dirname, '..', 'peers', name);

/** Starts it all; everything begun is ended where that fails. Every second slot stays empty, since two share a driver. */
export async function startBenchEngine(readerCount: number): Promise<BenchEngine> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const recordings = await Promise.all(Array.from({ length: readerCount }, (_, i) => recordDownload(i)));
    const pcscd = await openPcscd({ readers: 2 * readerCount });
    undo.push(() => pcscd.close());
    pcscd.attach();
    const slots = pcscd.readers.filter((_, i) => i % 2 === 0);

    const cards = new Peer<CardRequest>(
      pcscd.spawn(process.execPath, [script('card.ts')], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        serialization: 'advanced',
      }),
    );
    undo.push(() => cards.close());
    const readers = slots.flatMap((slot, i) => {
      const recording = recordings[i];
      return recording === undefined ? [] : [{ ...slot, id: `pcsc:${slot.name}`, recording }];
    });
    for (const { port, recording } of readers) {
      const apdus = recording.exchanges.filter((one) => one.kind === 'apdu');
      await cards.ask({ do: 'insert', host: pcscd.host, port, atr: recording.atr, apdus });
    }

    const serverPeer = new Peer<ServerRequest>(fork(script('server.ts'), { serialization: 'advanced' }));
    undo.push(() => serverPeer.close());
    const posts = recordings.flatMap(({ exchanges }) => exchanges.filter((one) => one.kind === 'post'));
    const port = await serverPeer.ask<number>({ do: 'listen', ...tlsIdentity(), posts });
    const server = { name: smdpAddress, host: '127.0.0.1', port };

    const dataFolder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
    undo.push(() => rmSync(dataFolder, { recursive: true, force: true }));
    const engine = await startEngine({
      dataFolder,
      simulator: false,
      connectTo: [server],
      autoRead: false,
    });
    undo.push(() => engine.close());
    const { workbench } = engine;
    await workbench.ready();
    await workbench.call('trust.add', { certificate: Buffer.from(ciCertificate()).toString('base64') });
    for (let left = 100; ; left--) {
      const present = (await workbench.call('readers.list', {})).filter((one) => one.presence === 'present');
      if (readers.every(({ id }) => present.some((one) => one.id === id))) break;
      if (left === 0) throw new Error('the cards do not come up in their readers');
      await sleep(100);
    }
    return {
      workbench,
      readers,
      server,
      setCardDelay: (reader, delay) => cards.ask({ do: 'delay', port: reader.port, delay }),
      cardCount: () => cards.ask({ do: 'count' }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

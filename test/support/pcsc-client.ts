/**
 * What the PC/SC suite has other processes do, run with `Pcscd.run` or `Pcscd.spawn`. Each action prints one line of
 * JSON.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ReaderProvider } from '../../src-main/card/port.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { echo, wait } from './echo-card.ts';

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
/** Loads the addon only now: a worker is then the only one to have loaded it, and its end would unload it. */
async function readers(): Promise<ReaderProvider> {
  const { createPcscReaders } = await import('../../src-main/card/pcsc-reader.ts');
  return createPcscReaders({ clock: systemClock });
}
const data = Uint8Array.of(1, 2, 3);

/** Connects and holds the card until the process is ended. */
async function hold(reader: string): Promise<void> {
  await (await readers()).connect(reader);
  print('held');
  setInterval(() => {}, 60_000);
}

/** What the provider says, as `snapshot` and as the error of `connect`. */
async function look(reader: string): Promise<void> {
  const provider = await readers();
  const { status } = await provider.snapshot();
  const connect = await provider.connect(reader).then(
    () => 'connected',
    (error: unknown) => toWorkbenchError(error).code,
  );
  await provider.close();
  print({ status: status.available ? 'available' : status.error.code, connect });
}

/** All readers at a slow command at once, and the event loop's delays meanwhile. */
async function parallel(ms: string, ...names: readonly string[]): Promise<void> {
  const provider = await readers();
  const connections = await Promise.all(names.map((name) => provider.connect(name)));
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  const started = performance.now();
  await Promise.all(connections.map((connection) => connection.transmit(wait(Number(ms)))));
  const elapsed = performance.now() - started;
  histogram.disable();
  await provider.close();
  print({ elapsed, delay99: histogram.percentile(99) / 1e6 });
}

/** Starts this script again in a worker, and waits until that is in the middle of its work. */
async function startWorker(action: string, reader: string): Promise<Worker> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { action, reader } });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  return worker;
}

/** A worker is terminated while a card is at its command; another card goes on, and the first is free in the end. */
async function terminateInTransmit(slow: string, quick: string): Promise<void> {
  const worker = await startWorker('transmit', slow);
  await systemClock.sleep(200);
  const started = performance.now();
  await worker.terminate();
  const terminated = performance.now() - started;
  const provider = await readers();
  const other = await provider.connect(quick);
  const answer = await other.transmit(echo(data));
  let attempts = 0;
  for (;;) {
    attempts += 1;
    try {
      const again = await provider.connect(slow);
      await again.transmit(echo(data));
      break;
    } catch (error) {
      if (toWorkbenchError(error).code !== 'reader_busy') throw error;
    }
  }
  await provider.close();
  print({ terminated, answer: answer.length, attempts });
}

/** Workers that watch and transmit come and go. */
async function terminateOften(reader: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const watching = await startWorker('watch', reader);
    const transmitting = await startWorker('transmit-quickly', reader);
    await Promise.all([watching.terminate(), transmitting.terminate()]);
  }
  print('done');
}

/** The process ends while it waits for a change, and while a card is at its command. */
async function exitAtWork(reader: string): Promise<void> {
  const provider = await readers();
  provider.watch(() => {});
  const connection = await provider.connect(reader);
  connection.transmit(wait(5000)).catch(() => {});
  await systemClock.sleep(300);
  print('exiting');
  process.exit(0);
}

/** Nothing is left that holds the process once the provider is closed, even while a card is at its command. */
async function closeAtWork(reader: string): Promise<void> {
  const provider = await readers();
  provider.watch(() => {});
  const connection = await provider.connect(reader);
  const failure = connection.transmit(wait(8000)).catch((error: unknown) => toWorkbenchError(error).code);
  await systemClock.sleep(300);
  await provider.close();
  print(await failure);
}

async function inWorker({ action, reader }: { action: string; reader: string }): Promise<void> {
  const provider = await readers();
  if (action === 'watch') {
    provider.watch(() => parentPort?.postMessage('watching'));
    return;
  }
  // The worker before may just be ending.
  let connection = await provider.connect(reader).catch(() => undefined);
  while (connection === undefined) connection = await provider.connect(reader).catch(() => undefined);
  parentPort?.postMessage('connected');
  if (action === 'transmit') await connection.transmit(wait(2500));
  else for (;;) await connection.transmit(echo(data));
}

const actions: Readonly<Record<string, (...args: string[]) => Promise<void>>> = {
  hold,
  look,
  parallel,
  terminateInTransmit,
  terminateOften,
  exitAtWork,
  closeAtWork,
};

if (isMainThread) await actions[process.argv[2] ?? '']?.(...process.argv.slice(3));
else await inWorker(workerData);

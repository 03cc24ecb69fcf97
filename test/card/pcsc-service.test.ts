/** What a real pcscd, other processes and threads do to the PC/SC adapter. */

import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPcscReaders } from '../../src-main/card/pcsc-reader.ts';
import type { ReaderProvider, ReaderSnapshot } from '../../src-main/card/port.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { needs } from '../summary/needs.ts';
import { echo, wait } from '../support/echo-card.ts';
import { openPcscd, type Pcscd, pcscMissing, type VirtualReader } from '../support/pcscd.ts';

const client = join(import.meta.dirname, '../support/pcsc-client.ts');
const data = Uint8Array.of(1, 2, 3);

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: unknown) => toWorkbenchError(error).code,
  );

async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 400; !(await check()); left--) {
    if (left === 0) throw new Error('it did not happen');
    await systemClock.sleep(20);
  }
}

describe('PC/SC through pcscd', needs(pcscMissing()), () => {
  let pcscd: Pcscd;
  let provider: ReaderProvider;
  let first: VirtualReader;
  let second: VirtualReader;

  beforeEach(async () => {
    pcscd = await openPcscd({ readers: 4 });
    pcscd.attach();
    provider = createPcscReaders({ clock: systemClock });
    [first, second] = pcscd.readers as [VirtualReader, VirtualReader];
  });
  afterEach(async () => {
    await provider.close();
    await pcscd.close();
  });

  const insertAll = async (...readers: readonly VirtualReader[]) => {
    await Promise.all(readers.map((reader) => pcscd.insert(reader)));
    await eventually(async () => {
      const { readers: states } = await provider.snapshot();
      const present = states.filter((state) => state.presence === 'present');
      return present.length === readers.length;
    });
  };

  test('a service that is killed and started again is noticed, and works again', async () => {
    await insertAll(first);
    const seen: ReaderSnapshot[] = [];
    provider.watch((snapshot) => seen.push(snapshot));
    const connection = await provider.connect(first.name);
    const waiting = codeOf(connection.transmit(wait(5000)));
    await systemClock.sleep(100);
    await pcscd.stop('SIGKILL');
    expect(await waiting).toBe('pcsc_service_stopped');
    expect(await codeOf(connection.transmit(echo(data)))).toBe('pcsc_service_stopped');
    await connection.disconnect('reset');
    expect(await codeOf(provider.connect(first.name))).toBe('pcsc_service_stopped');
    await eventually(() => seen.at(-1)?.status.available === false);
    expect(seen.at(-1)?.readers).toEqual([]);

    // It comes back with fewer readers, as after unplugging while it was away.
    pcscd.configure(2);
    await pcscd.start();
    await eventually(() => seen.at(-1)?.readers.length === 2);
    await insertAll(first);
    await eventually(() => seen.at(-1)?.readers[0]?.presence === 'present');
    const again = await provider.connect(first.name);
    expect((await again.transmit(echo(data))).length).toBe(5);
    expect(await codeOf(provider.connect(pcscd.readers[2]?.name ?? ''))).toBe('reader_not_found');
  });

  test('a service that is stopped in an orderly way, and absent from the start', async () => {
    await pcscd.stop('SIGTERM');
    expect(await pcscd.run(client, 'look', first.name)).toEqual({
      status: 'pcsc_service_stopped',
      connect: 'pcsc_service_stopped',
    });
    const seen: ReaderSnapshot[] = [];
    const stop = provider.watch((snapshot) => seen.push(snapshot));
    await eventually(() => seen.length === 1);
    expect(seen[0]?.status.available).toBe(false);
    await pcscd.start();
    await eventually(() => seen.at(-1)?.readers.length === 4);
    stop();
  });

  test('a system without PC/SC library', async () => {
    const library = "$(ldconfig -p | awk '/libpcsclite.so.1 /{print $NF; exit}')";
    const script = `mount --bind /dev/null "$(readlink -f ${library})" && exec "$@"`;
    const args = ['-m', 'sh', '-c', script, 'sh', process.execPath, client, 'look', first.name];
    const child = pcscd.spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    await once(child, 'close');
    expect(JSON.parse(output)).toEqual({ status: 'pcsc_unavailable', connect: 'pcsc_unavailable' });
  });

  test('a card that another process holds is busy, until that process is killed', async () => {
    await insertAll(first);
    const holder = pcscd.spawn(process.execPath, [client, 'hold', first.name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (holder.stdout) await once(holder.stdout, 'data');
    expect(await codeOf(provider.connect(first.name))).toBe('reader_busy');
    expect((await provider.snapshot()).readers[0]?.presence).toBe('in_use');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    // At once: what the service still has to clean up is waited for.
    expect(await codeOf(provider.connect(first.name))).toBe('resolved');
    expect(await pcscd.run(client, 'look', first.name)).toEqual({
      status: 'available',
      connect: 'reader_busy',
    });
  });

  test('four slow commands at once take as long as one, and the event loop does not notice', async () => {
    await insertAll(...pcscd.readers);
    const names = pcscd.readers.map((reader) => reader.name);
    const { elapsed, delay99 } = await pcscd.run<{ elapsed: number; delay99: number }>(
      client,
      'parallel',
      '500',
      ...names,
    );
    // One after the other would be 2000; a blocked loop would show as a delay of a whole command.
    expect(elapsed).toBeGreaterThanOrEqual(495);
    expect(elapsed).toBeLessThan(1500);
    expect(delay99).toBeLessThan(250);
  });

  test('a worker that is terminated in mid-command harms nobody', async () => {
    await insertAll(first, second);
    const result = await pcscd.run<{ terminated: number; answer: number; attempts: number }>(
      client,
      'terminateInTransmit',
      first.name,
      second.name,
    );
    expect(result.terminated).toBeLessThan(1500);
    expect(result.answer).toBe(5);
    expect(result.attempts).toBeGreaterThan(1);
  });

  test('workers that watch and transmit may be terminated at any time', async () => {
    await insertAll(first);
    expect(await pcscd.run(client, 'terminateOften', first.name)).toBe('done');
  });

  test('a process may exit while it watches and while a card is at its command', async () => {
    await insertAll(first);
    const started = performance.now();
    expect(await pcscd.run(client, 'exitAtWork', first.name)).toBe('exiting');
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('a closed provider lets the process end, even with a card at its command', async () => {
    await insertAll(first);
    const started = performance.now();
    expect(await pcscd.run(client, 'closeAtWork', first.name)).toBe('cancelled');
    expect(performance.now() - started).toBeLessThan(7000);
  });

  test('watching, connecting and closing leave no threads behind', async () => {
    await insertAll(first);
    const { readdirSync } = await import('node:fs');
    const threads = () => readdirSync('/proc/self/task').length;
    const before = threads();
    for (let i = 0; i < 5; i++) {
      const stop = provider.watch(() => {});
      const connection = await provider.connect(first.name);
      await connection.transmit(echo(data));
      await connection.disconnect('leave');
      stop();
    }
    await eventually(() => threads() <= before);
  });
});

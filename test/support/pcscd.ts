/**
 * A pcscd of a test's own: in namespaces of its own for mounts (/run, with pcscd's socket and pid file) and network
 * (vpcd's ports), with as many virtual readers as wanted. Needs root, pcscd, the driver of vsmartcard-vpcd and
 * unshare; `pcscdMissing()` says which of them is absent.
 *
 * There are two ways to be a client of it:
 * - in the test's own process, after `attach()`;
 * - in a process inside the namespaces, by `spawn` or `run`, for everything that also wants vpcd's ports.
 */

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availability } from '@euicc-workbench/pcsclite';
import type { CardHostAnswer, CardHostRequest } from './card-host.ts';

const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const FIRST_PORT = 0x8c7b;
/** Debian's driver makes two slots of each reader, at ports that follow each other. */
const SLOTS = 2;
/**
 * A local address whose route acknowledges at once. vpcd does not switch Nagle's algorithm off, and sends orders that
 * have no answer: each would cost 40 ms.
 */
const QUICK_HOST = '127.0.0.2';

export interface VirtualReader {
  /** As PC/SC lists it, `Virtual PCD 00 00`. */
  readonly name: string;
  /** Where a card dials, inside the namespaces, at 127.0.0.2. */
  readonly port: number;
}

/**
 * Where this process looks for pcscd. libpcsclite reads the variable once and then keeps to that path, so it stays the
 * same and is made to lead elsewhere.
 */
const socketHere = join(tmpdir(), `pcscd-${process.pid}.comm`);

/** Why no pcscd can be run here; undefined where it can. */
export function pcscdMissing(): string | undefined {
  if (process.platform !== 'linux') return 'pcscd with vpcd runs on Linux only';
  if (process.getuid?.() !== 0) return 'root is needed for namespaces';
  for (const tool of ['pcscd', 'unshare', 'nsenter', 'setpriv', 'ip'])
    if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) return `${tool} is not installed`;
  if (!existsSync(DRIVER)) return 'vsmartcard-vpcd is not installed';
  if (spawnSync('unshare', ['-m', '-n', 'true']).status !== 0) return 'no namespaces may be made here';
  return undefined;
}

/** The same for a test that reaches pcscd through our native package: which may not have been built. */
export function pcscMissing(): string | undefined {
  const built = availability();
  return pcscdMissing() ?? (built.available ? undefined : built.error.message);
}

/** Runs `body` with a pcscd of `readers` virtual readers (default 2), and ends it afterwards. */
export async function withPcscd<T>(
  options: { readonly readers?: number },
  body: (pcscd: Pcscd) => Promise<T>,
): Promise<T> {
  const pcscd = await openPcscd(options);
  try {
    return await body(pcscd);
  } finally {
    await pcscd.close();
  }
}

export async function openPcscd(options: { readonly readers?: number } = {}): Promise<Pcscd> {
  const folder = mkdtempSync(join(tmpdir(), 'pcscd-'));
  const script = [
    'set -e',
    'mount -t tmpfs tmpfs /run',
    'mkdir -p /run/pcscd',
    'ip link set lo up',
    `ip route add local ${QUICK_HOST} dev lo quickack 1`,
    'echo ready',
    // The namespaces live as long as this process, and it as long as its standard input is open.
    'exec cat >/dev/null',
  ].join('\n');
  const args = ['-m', '-n', '--propagation', 'private', '--', 'sh', '-c', script];
  const holder = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'exit').then(() => false),
  ]);
  if (!ready || holder.pid === undefined) throw new Error('the namespaces for pcscd could not be made');
  const pcscd = new Pcscd(holder, holder.pid, folder, options.readers ?? 2);
  await pcscd.start();
  return pcscd;
}

export class Pcscd {
  /** pcscd's socket, as it is seen from outside of the namespaces. */
  readonly socketPath: string;
  readonly readers: readonly VirtualReader[];
  readonly host = QUICK_HOST;

  readonly #holder: ChildProcess;
  readonly #holderPid: number;
  readonly #folder: string;
  #service: ChildProcess | undefined;
  #cardHost: ChildProcess | undefined;
  #nextId = 1;
  #attached = false;

  constructor(holder: ChildProcess, holderPid: number, folder: string, readers: number) {
    this.#holder = holder;
    this.#holderPid = holderPid;
    this.#folder = folder;
    this.socketPath = `/proc/${holderPid}/root/run/pcscd/pcscd.comm`;
    this.readers = Array.from({ length: readers }, (_, i) => ({
      name: `${friendlyName(Math.floor(i / SLOTS))} 00 ${two(i % SLOTS)}`,
      port: FIRST_PORT + 16 * Math.floor(i / SLOTS) + (i % SLOTS),
    }));
    this.configure(readers);
  }

  /** Writes pcscd's configuration for so many readers; takes effect at the next `start`. */
  configure(readers: number): void {
    const entries: string[] = [];
    for (let entry = 0; entry * SLOTS < readers; entry++) {
      // Each with a driver file of its own: pcscd lets one driver serve one reader at a time, and would make readers
      // wait for each other that have nothing in common.
      const driver = join(this.#folder, `libifdvpcd-${entry}.so`);
      if (!existsSync(driver)) copyFileSync(DRIVER, driver);
      const port = `0x${(FIRST_PORT + 16 * entry).toString(16)}`;
      entries.push(
        `FRIENDLYNAME "${friendlyName(entry)}"\nDEVICENAME /dev/null:${port}\nLIBPATH ${driver}\nCHANNELID ${port}\n`,
      );
    }
    writeFileSync(join(this.#folder, 'reader.conf'), entries.join('\n'));
  }

  /** Starts pcscd and waits until it answers. */
  async start(): Promise<void> {
    // -T would colour; the log goes nowhere unless a developer wants it.
    const stdio = process.env['PCSCD_LOG'] ? 'inherit' : 'ignore';
    const service = this.spawn('pcscd', ['--foreground', '--config', join(this.#folder, 'reader.conf')], {
      stdio,
    });
    this.#service = service;
    for (let left = 100; left > 0; left--) {
      if (service.exitCode !== null) break;
      if (await answers(this.socketPath)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('pcscd does not start');
  }

  /** Makes this pcscd the one that this process's PC/SC calls reach, until `close` or another's `attach`. */
  attach(): void {
    rmSync(socketHere, { force: true });
    symlinkSync(this.socketPath, socketHere);
    process.env['PCSCLITE_CSOCK_NAME'] = socketHere;
    this.#attached = true;
  }

  /** Ends pcscd, at once by default as a crash does. */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    await end(this.#service, signal);
    this.#service = undefined;
  }

  /** Puts an echo card (echo-card.ts) into a reader; resolves when pcscd has found it, a moment before it lists it. */
  async insert(reader: VirtualReader, options: { readonly atr?: string } = {}): Promise<void> {
    await this.#ask({ id: this.#nextId++, do: 'insert', port: reader.port, ...options });
  }

  /** Takes the echo card out. Waits for nothing. */
  async remove(reader: VirtualReader): Promise<void> {
    await this.#ask({ id: this.#nextId++, do: 'remove', port: reader.port });
  }

  /** Starts a program inside the namespaces. It does not outlive this process. */
  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const enter = ['nsenter', '-t', String(this.#holderPid), '-m', '-n', '--', command, ...args];
    const { NODE_OPTIONS: _, PCSCLITE_CSOCK_NAME: __, ...env } = process.env;
    return spawn('setpriv', ['--pdeathsig', 'KILL', ...enter], { env, ...options });
  }

  /**
   * Runs a script with Node inside the namespaces and returns the JSON value that its last line of output is.
   * Rejects with what it wrote where it ends in another way than with exit code 0.
   */
  async run<T>(script: string, ...args: readonly string[]): Promise<T> {
    const child = this.spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const [code, signal] = await once(child, 'close');
    if (code !== 0) throw new Error(`${script} ended with ${code ?? signal}: ${errors}${output}`);
    return JSON.parse(output.trim().split('\n').at(-1) ?? 'null') as T;
  }

  async close(): Promise<void> {
    if (this.#attached) rmSync(socketHere, { force: true });
    await end(this.#cardHost, 'SIGKILL');
    await this.stop('SIGTERM');
    this.#holder.stdin?.end();
    await end(this.#holder, 'SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(request: CardHostRequest): Promise<void> {
    const host = await this.#startCardHost();
    await new Promise<void>((resolve, reject) => {
      const onAnswer = (answer: CardHostAnswer) => {
        if (answer.id !== request.id) return;
        host.off('message', onAnswer);
        if (answer.error === undefined) resolve();
        else reject(new Error(answer.error));
      };
      host.on('message', onAnswer);
      host.send(request);
    });
  }

  async #startCardHost(): Promise<ChildProcess> {
    if (this.#cardHost !== undefined) return this.#cardHost;
    const script = join(import.meta.dirname, 'card-host.ts');
    this.#cardHost = this.spawn(process.execPath, [script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return this.#cardHost;
  }
}

/** pcscd counts readers by their driver, so that two drivers' readers would have the same name. */
const friendlyName = (entry: number) =>
  entry === 0 ? 'Virtual PCD' : `Virtual PCD ${String.fromCharCode(0x41 + entry)}`;
const two = (n: number) => String(n).padStart(2, '0');

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Ends a process that we started, by its id; with force where it takes longer than 3 s. */
async function end(child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await exited;
  clearTimeout(timer);
}

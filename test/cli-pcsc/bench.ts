/**
 * The product's programs, each in a process of its own, joined by a real pcscd and a real TLS: `simulator card` in a
 * reader of vpcd, `simulator smdp` on loopback, and the command line that drives the one with profiles of the other.
 */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AttachedEngine } from '../../src-main/hosts/engine/attach.ts';
import { connectEngine } from '../../src-main/hosts/engine/client.ts';
import { writeSampleProfiles } from '../../src-main/simulator/profile/index.ts';
import type { Operation, OperationDetail, Reader } from '../../src-shared/model/index.ts';
import { openPcscd, type Pcscd, type VirtualReader } from '../support/pcscd.ts';

const program = resolve(import.meta.dirname, '../../bin/euicc-workbench.mjs');
const smdpAddress = 'smdp.cli-pcsc.test';

export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs, and what it has written so far. */
interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<ProgramRun>;
  /** Resolves as soon as what was written matches; rejects where the program ends before. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
}

export class CliBench {
  readonly #pcscd: Pcscd;
  readonly #folder: string;
  readonly #reader: VirtualReader;
  #smdp: Started | undefined;
  #card: Started | undefined;
  #connectTo = '';

  private constructor(pcscd: Pcscd, reader: VirtualReader) {
    this.#pcscd = pcscd;
    this.#reader = reader;
    this.#folder = mkdtempSync(join(tmpdir(), 'cli-pcsc-'));
  }

  /** pcscd with an SM-DP+ of the sample profiles beside it, whose CI the workbench trusts; no card yet. */
  static async open(): Promise<CliBench> {
    const pcscd = await openPcscd({ readers: 1 });
    const [reader] = pcscd.readers;
    if (reader === undefined) throw new Error('pcscd without a reader');
    const bench = new CliBench(pcscd, reader);
    try {
      await bench.#startSmdp();
      const issuers = join(bench.#folder, 'pki', 'CertificateIssuer');
      const ci = readdirSync(issuers).find((name) => name.startsWith('CERT_'));
      const added = await bench.run('trust', 'add', join(issuers, ci ?? ''));
      if (added.code !== 0) throw new Error(`the CI is not trusted: ${added.stderr}`);
    } catch (error) {
      await bench.close();
      throw error;
    }
    return bench;
  }

  get readerName(): string {
    return this.#reader.name;
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  /** An activation code for one of the SM-DP+'s sample profiles. */
  code(matchingId: string): string {
    return `LPA:1$${smdpAddress}$${matchingId}`;
  }

  async #startSmdp(): Promise<void> {
    const profiles = join(this.#folder, 'profiles');
    writeSampleProfiles(profiles, smdpAddress);
    const smdp = this.#start([
      ...['simulator', 'smdp', '--port', '0', '--address', smdpAddress, '--data', this.#data],
      ...['--pki', join(this.#folder, 'pki'), '--profiles', profiles],
      ...['--state', join(this.#folder, 'smdp.json')],
    ]);
    this.#smdp = smdp;
    const [, port] = await smdp.written(/is at 127\.0\.0\.1:(\d+)/);
    this.#connectTo = `${smdpAddress}:127.0.0.1:${port}`;
  }

  /** Puts the card in, which takes so many milliseconds for each APDU. */
  async insertCard(delayMs: number): Promise<void> {
    const card = this.#start([
      ...['simulator', 'card', '--vpcd', `${this.#pcscd.host}:${this.#reader.port}`],
      ...['--pki', join(this.#folder, 'pki'), '--state', join(this.#folder, 'card.json')],
      ...['--delay', String(delayMs)],
    ]);
    this.#card = card;
    await card.written(/is in the reader/);
    // pcscd needs a moment to find it.
    for (;;) {
      const readers = await this.json<Reader[]>('reader', 'list');
      if (readers.some((one) => one.name === this.readerName && one.presence === 'present')) return;
    }
  }

  /** Runs `euicc-workbench` to its end. */
  async run(...args: readonly string[]): Promise<ProgramRun> {
    return this.#command(args).ended;
  }

  /** As `run`, for a command that writes one JSON document. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.run(...args, '--json');
    if (stdout === '') throw new Error(`${args.join(' ')} wrote no document: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** `operation list`, the newest first. */
  operations(): Promise<Operation[]> {
    return this.json('operation', 'list');
  }

  operation(id: number): Promise<OperationDetail> {
    return this.json('operation', 'show', String(id));
  }

  /** Starts a download, and kills its process (-9) as soon as the operation is as `moment` says. */
  async killDownload(
    [matchingId, ...more]: readonly [string, ...string[]],
    moment: (operation: Operation) => boolean,
  ): Promise<Operation> {
    const args = ['profile', 'download', this.code(matchingId), '--reader', this.readerName, '--yes'];
    const command = this.#command([...args, ...more]);
    const engine = await this.#attach(command);
    try {
      return await new Promise<Operation>((resolve, reject) => {
        engine.subscribe((event) => {
          if (event.type !== 'operation') return;
          const { operation } = event;
          if (command.process.killed) return;
          if (moment(operation)) {
            command.process.kill('SIGKILL');
            resolve(operation);
          } else if (operation.status === 'successful' || operation.status === 'failed') {
            reject(
              new Error(`over before its moment: ${JSON.stringify(operation.error ?? operation.status)}`),
            );
          }
        });
        void command.ended.then((run) => reject(new Error(`ended before it was killed: ${run.stderr}`)));
      });
    } finally {
      await engine.close();
    }
  }

  /** The engine of a command that has just been started. */
  async #attach(command: Started): Promise<AttachedEngine> {
    let ended = false;
    void command.ended.then(() => {
      ended = true;
    });
    while (!ended) {
      const engine = await connectEngine(this.#data);
      if (engine !== undefined) return engine;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`no engine to attach to: ${(await command.ended).stderr}`);
  }

  #command(args: readonly string[]): Started {
    const where = this.#connectTo === '' ? [] : ['--connect-to', this.#connectTo];
    return this.#start([...args, '--data', this.#data, '--no-simulator', ...where]);
  }

  #start(args: readonly string[]): Started {
    const child = this.#pcscd.spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    const listeners = new Set<() => void>();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        for (const listener of listeners) listener();
      });
    }
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
    return {
      process: child,
      ended,
      written: (pattern) =>
        new Promise((resolve, reject) => {
          const look = () => {
            const found = pattern.exec(text.stdout) ?? pattern.exec(text.stderr);
            if (found === null) return;
            listeners.delete(look);
            resolve(found);
          };
          listeners.add(look);
          look();
          void ended.then(({ code, stderr }) =>
            reject(new Error(`${args.slice(0, 2).join(' ')} ended with ${code}: ${stderr}`)),
          );
        }),
    };
  }

  async close(): Promise<void> {
    for (const started of [this.#card, this.#smdp]) {
      started?.process.kill('SIGKILL');
      await started?.ended;
    }
    await this.#pcscd.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** SM-DP+ servers in processes of their own, which anybody has made: started, reached, and their CPU time read. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from 'node:http';
import { Agent, request as requestTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

/** How a server is reached. */
export interface Es9Server {
  readonly name: string;
  /** As the eUICC is to sign it. */
  readonly address: string;
  /** `https://HOST:PORT`, or `http://` where TLS ends elsewhere. */
  readonly url: string;
  readonly pid: number;
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Milliseconds of CPU that a process has used so far, its own and the system's for it (proc(5), stat). */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field, the name, may hold anything; state is the first after it, utime the 12th and stime the 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

const answerSchema = z.looseObject({});

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The functions of a server over one connection, as one session of an LPA has it. */
export class Es9Connection {
  readonly #server: Es9Server;
  readonly #agent: PlainAgent;
  readonly #request: typeof requestPlain;

  constructor(server: Es9Server) {
    this.#server = server;
    const one = { keepAlive: true, maxSockets: 1 };
    const isTls = server.url.startsWith('https:');
    this.#request = isTls ? requestTls : requestPlain;
    // The certificate is the bench's own or a test one; that clients check it is shown elsewhere.
    this.#agent = isTls
      ? new Agent({ ...one, rejectUnauthorized: false, maxCachedSessions: 0 })
      : new PlainAgent(one);
  }

  async call(name: string, body: object): Promise<Record<string, unknown> | undefined> {
    const bytes = Buffer.from(JSON.stringify(body));
    const options = {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': bytes.length,
        'User-Agent': 'gsma-rsp-lpad',
        'X-Admin-Protocol': 'gsma/rsp/v2.5.0',
      },
      agent: this.#agent,
    };
    const url = `${this.#server.url}/gsma/rsp2/es9plus/${name}`;
    const text = await new Promise<string>((resolve, reject) => {
      this.#request(url, options, (response) => read(response).then(resolve, reject))
        .on('error', reject)
        .end(bytes);
    });
    return text === '' ? undefined : answerSchema.parse(JSON.parse(text));
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A server that was started here. */
export interface StartedServer extends Es9Server {
  stop(): Promise<void>;
}

/**
 * Starts a program, its output to a file as a service's goes, and waits until `isReady` finds in that what it waits for.
 * Rejects where the program ends before.
 */
export async function startServer<T>(
  command: readonly [program: string, ...args: string[]],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  isReady: (output: string) => T | undefined,
): Promise<{ readonly found: T; readonly pid: number; stop(): Promise<void> }> {
  const [program, ...args] = command;
  const folder = mkdtempSync(join(tmpdir(), 'bench-server-'));
  const log = join(folder, 'log');
  const file = openSync(log, 'a');
  const child: ChildProcess = spawn(program, args, { ...options, stdio: ['ignore', file, file] });
  closeSync(file);
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    ended = true;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  for (;;) {
    const output = readFileSync(log, 'utf8');
    const found = isReady(output);
    if (found !== undefined) return { found, pid: child.pid ?? 0, stop };
    if (ended) {
      await stop();
      throw new Error(`${program} has ended: ${output.slice(-2000)}`);
    }
    await setTimeout(50);
  }
}

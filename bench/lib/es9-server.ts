/** SM-DP+ servers in processes of their own, which anybody has made: started, reached, and their CPU time read. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { Agent, request as requestTls } from 'node:https';
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
  readonly #agent: Agent | undefined;

  constructor(server: Es9Server) {
    this.#server = server;
    // The certificate is the bench's own or a test one; that clients check it is shown elsewhere.
    this.#agent = server.url.startsWith('https:')
      ? new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false, maxCachedSessions: 0 })
      : undefined;
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
      ...(this.#agent === undefined ? {} : { agent: this.#agent }),
    };
    const url = `${this.#server.url}/gsma/rsp2/es9plus/${name}`;
    const make = this.#agent === undefined ? requestPlain : requestTls;
    const text = await new Promise<string>((resolve, reject) => {
      make(url, options, (response) => read(response).then(resolve, reject))
        .on('error', reject)
        .end(bytes);
    });
    return text === '' ? undefined : answerSchema.parse(JSON.parse(text));
  }

  close(): void {
    this.#agent?.destroy();
  }
}

/** A server that was started here. */
export interface StartedServer extends Es9Server {
  stop(): Promise<void>;
}

/** Starts a program and waits until `isReady` finds in its output, so far, what it waits for. */
export async function startServer<T>(
  command: readonly [program: string, ...args: string[]],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  isReady: (output: string) => T | undefined,
): Promise<{ readonly found: T; readonly pid: number; stop(): Promise<void> }> {
  const [program, ...args] = command;
  const child: ChildProcess = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  const found = await new Promise<T>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-100_000);
      const ready = isReady(output);
      if (ready !== undefined) resolve(ready);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', reject);
    void exited.then(() => reject(new Error(`${program} ended: ${output.slice(-2000)}`)));
  });
  return {
    found,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The served workbench over the simulated bench, and requests to it as a script makes them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { startEngine } from '../../../src-main/hosts/engine/compose.ts';
import type { RunningEngine } from '../../../src-main/hosts/engine/open.ts';
import { fleetBase } from '../../../src-main/hosts/server/fleet/routes.ts';
import { type RunningServer, startServer } from '../../../src-main/hosts/server/server.ts';
import type { FleetOperation, FleetTransaction, SimulatedCode } from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** Fields of an answer, of which a test says what it expects. */
export type Fields = Readonly<Record<string, unknown>>;

export interface FleetError {
  readonly error_status: number;
  readonly error_code: string;
  readonly error_message: string;
  readonly error_context: Fields;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One request with whatever headers; the path as it is sent. */
export async function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Reply> {
  return await new Promise((resolve, reject) => {
    // A connection each: one that was kept may be closed in the moment in which it is used again.
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: parsed(text),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export class ServedBench {
  readonly folder: string;
  readonly engine: RunningEngine;
  readonly server: RunningServer;
  /** Of a token that may do everything, `lab`, and of one that may read, `watcher`. */
  readonly token: string;
  readonly readingToken: string;

  private constructor(folder: string, engine: RunningEngine, server: RunningServer, tokens: string[]) {
    this.folder = folder;
    this.engine = engine;
    this.server = server;
    [this.token = '', this.readingToken = ''] = tokens;
  }

  /** `clock`: the server's. */
  static async start(clock?: Clock): Promise<ServedBench> {
    const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
    const engine = await startEngine({
      dataFolder: folder,
      simulator: true,
      // As slow as is needed to be seen at work.
      simulatorDelayMs: 3,
      connectTo: [],
      autoRead: true,
    });
    const { workbench } = engine;
    const server = await startServer({
      workbench,
      port: 0,
      version: '0.1.0',
      ...(clock === undefined ? {} : { clock }),
    });
    const made = await Promise.all([
      workbench.call('tokens.create', { name: 'lab' }),
      workbench.call('tokens.create', { name: 'watcher', readOnly: true }),
    ]);
    const bench = new ServedBench(
      folder,
      engine,
      server,
      made.map(({ secret }) => secret),
    );
    await workbench.ready();
    await vi.waitUntil(async () => (await bench.eids()).length === 2, { timeout: 20_000 });
    // The worker that reads the lists is started by the first who asks.
    await bench.get('/inventory');
    return bench;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.engine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** EIDs of the cards in sim:0 and sim:1, as far as they are read and nothing is being done with them. */
  async eids(): Promise<string[]> {
    const readers = await this.engine.workbench.call('readers.list', {});
    return readers.flatMap(({ id, eid, operationId }) =>
      id.startsWith('sim:') && eid !== undefined && operationId === undefined ? [eid] : [],
    );
  }

  async codes(): Promise<SimulatedCode[]> {
    return this.engine.workbench.call('simulator.codes', {});
  }

  /** A request below `/ws/v1/esim_profiles`. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    return send(
      this.server.port,
      method,
      `${fleetBase}${path}`,
      {
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    );
  }

  get(path: string): Promise<Reply> {
    return this.ask('GET', path);
  }

  /** What a POST starts, as it is told at once. */
  async post<T = FleetTransaction>(path: string, body: Fields): Promise<T> {
    const reply = await this.ask('POST', path, body);
    expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
    return reply.json as T;
  }

  /** How a request is refused. */
  async refused(path: string, body: Fields): Promise<FleetError> {
    const reply = await this.ask('POST', path, body);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    return reply.json as FleetError;
  }

  /** Asks for an action's progress until it has ended. */
  async ended({ transaction }: FleetTransaction): Promise<FleetTransaction> {
    let last: FleetTransaction | undefined;
    await vi.waitUntil(
      async () => {
        last = (await this.get(`/progress/${transaction}`)).json as FleetTransaction;
        return last.status !== 'in_progress' && (await this.eids()).length === 2;
      },
      { timeout: 25_000, interval: 20 },
    );
    return last as FleetTransaction;
  }

  /** Asks for an operation until it has ended; gives the statuses that were seen on the way too. */
  async operated({ id }: FleetOperation): Promise<{ last: FleetOperation; seen: string[] }> {
    const seen: string[] = [];
    let last: FleetOperation | undefined;
    await vi.waitUntil(
      async () => {
        last = (await this.get(`/operations/inventory/${id}`)).json as FleetOperation;
        if (seen.at(-1) !== last.status) seen.push(last.status);
        return (last.status === 'successful' || last.status === 'failed') && (await this.eids()).length === 2;
      },
      { timeout: 25_000, interval: 5 },
    );
    return { last: last as FleetOperation, seen };
  }
}

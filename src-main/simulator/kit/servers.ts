/** What the servers of a bench have in common: addresses that hold their port, and functions called with no network between. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ServerFaults } from '../faults/ports.ts';
import type { Pki } from '../pki/index.ts';
import type { FunctionCaller, RspHandler, RspListener } from '../rsp-server/index.ts';
import { startSmdpServer } from '../smdp/index.ts';
import { startSmdsServer } from '../smds/index.ts';
import { host } from './pkis.ts';

/** A server of a bench, as it is reached. */
export interface BenchServer {
  /** As activation codes and events name it. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** `https://HOST:PORT`, for clients that need no name. */
  readonly url: string;
  /** RSP sessions under way. */
  sessionCount(): number;
  /**
   * One function with no network between: its JSON in, the JSON of its answer out, or undefined where the answer has no
   * body. Named as in the path: `initiateAuthentication` of what the LPA calls, others with their interface, as
   * `es2plus/downloadOrder`. Rejects with `simulated_server_http` where the HTTP status is no success.
   */
  call(name: string, body: object): Promise<Record<string, unknown> | undefined>;
}

const headers = { 'content-type': 'application/json', 'x-admin-protocol': 'gsma/rsp/v2.5.0' };

async function exchange(handle: RspHandler, path: string, body: unknown) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const answer = await handle({ method: 'POST', path, headers, body: bytes, clientTrusted: true });
  const text = new TextDecoder().decode(answer.body);
  return { status: answer.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** A function of a server, as `BenchServer.call` has it. */
export async function callFunction(
  handle: RspHandler,
  name: string,
  body: object,
): Promise<Record<string, unknown> | undefined> {
  const path = `/gsma/rsp2/${name.includes('/') ? name : `es9plus/${name}`}`;
  const { status, json } = await exchange(handle, path, body);
  if (status >= 400) throw new WorkbenchError('simulated_server_http', { status });
  return json as Record<string, unknown> | undefined;
}

/** How the servers of a bench call each other: by their addresses, with no network between. */
export function callerWithin(servers: ReadonlyMap<string, RspHandler>): FunctionCaller {
  return async ({ address, path }, body) => {
    const handle = servers.get(address);
    if (handle === undefined) throw new Error(`no server of the bench is ${address}`);
    return exchange(handle, path, body);
  };
}

/** A server that listens already, and will be one when its address is known. */
export interface Promised<S> extends RspListener {
  become(server: S): void;
}

/** Listens for a server whose address holds the port, so that it can be made when the port is known. */
export async function listenFor<S extends { readonly handle: RspHandler }>(
  kind: 'smdp' | 'smds',
  options: { readonly pki: Pki; readonly port: number; readonly faults: ServerFaults },
): Promise<Promised<S>> {
  const { pki, port, faults } = options;
  let server: S | undefined;
  const stand = {
    faults,
    // Nobody knows the port before the server is there.
    handle: ((request) =>
      server?.handle(request) ?? { status: 503, headers: {}, body: new Uint8Array() }) as RspHandler,
  };
  const listener =
    kind === 'smdp'
      ? await startSmdpServer({ smdp: stand, pki, port })
      : await startSmdsServer({ smds: stand, pki, port });
  return {
    port: listener.port,
    close: () => listener.close(),
    become: (made) => {
      server = made;
    },
  };
}

/** Where a server is, for `BenchServer`. */
export function placeOf(address: string, port: number) {
  return { address, host, port, url: `https://${host}:${port}` };
}

/** Requests to the fleet API, passed on to the engine and answered as Remote Manager's v1 APIs do. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallInput, CallName, CallOutput, WorkbenchApi } from '../../../../src-shared/api.ts';
import { describeError, toWorkbenchError, WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { inputInvalid } from '../../../../src-shared/invalid-input.ts';
import { dispatch } from '../../engine/serve-frames.ts';
import type { Door } from '../door.ts';
import { setFailureHeaders, statusOf } from '../failures.ts';
import { leaveBody, readJson, sendJson, sendText } from '../requests.ts';
import { fleetOpenApi } from './openapi.ts';
import { type FleetRoute, fleetBase, fleetRoutes, parametersOf, routesAt } from './routes.ts';

/** A body is some fields; the longest is an activation code. */
const bodyLimit = 64 * 1024;
const source = 'v1/esim_profiles';

type Parameters = Readonly<Record<string, string>>;

/** The query string, of which nothing is passed over. Throws api_parameter. */
function parametersIn(url: URL, route: FleetRoute): Parameters {
  const allowed = parametersOf(route);
  const out: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (!allowed.includes(name) || name in out)
      throw new WorkbenchError('api_parameter', {
        path: url.pathname.slice(0, 200),
        name: name.slice(0, 64),
        allowed: allowed.length === 0 ? 'none' : allowed.join(', '),
      });
    out[name] = value;
  }
  return out;
}

/** `size` as a number; one that is none is told by the list itself. */
function listRequest(parameters: Parameters) {
  const { size, ...rest } = parameters;
  if (size === undefined) return rest;
  if (!/^\d{1,15}$/.test(size))
    throw new WorkbenchError('size_invalid', { size: size.slice(0, 32), limit: 1000 });
  return { ...rest, size: Number(size) };
}

function summary() {
  return {
    api: source,
    openapi: `${fleetBase}/openapi.json`,
    resources: fleetRoutes.map((route) => ({
      method: route.method,
      path: `${fleetBase}${route.path}`,
      description: route.summary,
      parameters: parametersOf(route),
    })),
  };
}

export interface FleetRequest {
  readonly workbench: WorkbenchApi;
  readonly door: Door;
  readonly version: string;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ workbench, door, version, url, request, response }: FleetRequest): Promise<void> {
  const { method = '' } = request;
  if (url.pathname === `${fleetBase}/openapi.json` && method === 'GET') {
    sendJson(response, 200, fleetOpenApi(version));
    return;
  }
  const found = routesAt(url.pathname);
  // Whoever has no token is not told what there is. What is neither GET nor POST changes nothing, and is refused below.
  const token = await (method === 'POST' ? door.admitWriter(request) : door.admit(request));
  if (found.length === 0) throw new WorkbenchError('api_path', { path: url.pathname.slice(0, 200) });
  const at = found.find(({ route }) => route.method === method);
  if (at === undefined) {
    const allowed = [...new Set(found.map(({ route }) => route.method))].join(', ');
    throw new WorkbenchError('api_method', {
      path: url.pathname.slice(0, 200),
      method: method.slice(0, 16),
      allowed,
    });
  }
  const { route, id = '' } = at;
  const parameters = parametersIn(url, route);
  const caller = { createdBy: token.name, source };
  const call = <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> =>
    workbench.call(name, input, caller);

  switch (route.kind) {
    case 'summary':
      sendJson(response, 200, summary());
      return;
    case 'page': {
      const request = { resource: route.resource, ...listRequest(parameters) };
      const page = workbench.fleetPage?.(request) ?? call('fleet.page', request).then(({ json }) => [json]);
      sendText(response, 200, ...(await page));
      return;
    }
    case 'row': {
      const { json } = await call('fleet.get', { resource: route.resource, id: id.slice(0, 200) });
      if (json === undefined)
        throw new WorkbenchError('fleet_row_not_there', { what: route.what, id: id.slice(0, 64) });
      sendText(response, 200, json);
      return;
    }
    case 'bulk': {
      const bulk = await call('fleet.bulk', { resource: route.resource, ...listRequest(parameters) });
      const chunks = async function* () {
        try {
          for (;;) {
            // A list can be read for long, and its token be revoked meanwhile.
            await door.admit(request);
            const { lines } = await call('fleet.bulkNext', { id: bulk.id });
            if (lines === undefined) return;
            yield lines;
          }
        } finally {
          // A client that hangs up leaves nothing behind.
          await call('fleet.bulkEnd', { id: bulk.id });
        }
      };
      response.writeHead(200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="esim_profiles.csv"',
        'Cache-Control': 'no-store',
        ...(bulk.truncated ? { Truncated: 'true' } : {}),
      });
      // The next lines are asked for when the client has taken those before them.
      await pipeline(Readable.from(chunks(), { highWaterMark: 1 }), response);
      return;
    }
    case 'start': {
      const body = route.body.safeParse(await readJson(request, bodyLimit));
      if (!body.success) throw inputInvalid(`${method} ${fleetBase}${route.path}`, body.error);
      // The body may have come slowly: what is revoked by now starts nothing.
      await door.admitWriter(request);
      const started = (await dispatch(workbench, route.call, body.data, caller)) as CallOutput<
        typeof route.call
      >;
      sendText(response, 200, started.json);
    }
  }
}

/** An error as Remote Manager's APIs tell it. What was begun to be sent is broken off, so that nobody takes it for the whole. */
export function sendFleetError(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = toWorkbenchError(thrown);
  const { message, remedy } = describeError(error.toData());
  setFailureHeaders(response, error);
  // error_status and error_message as clients of Remote Manager read them; the rest is inferred (docs/api.md).
  sendJson(response, statusOf(error), {
    error_status: statusOf(error),
    error_code: error.code,
    error_message: `${message}. ${remedy}`,
    error_context: error.params,
  });
}

/** Answers a request under `fleetBase`, errors included. */
export async function answerFleet(asked: FleetRequest): Promise<void> {
  try {
    await answer(asked);
  } catch (thrown) {
    sendFleetError(asked.response, thrown);
    leaveBody(asked.request);
  }
}

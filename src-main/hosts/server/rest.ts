/** The local REST API: `POST /api/v1/<call>` with a token, for tests and scripts. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { ownersCalls, readingCalls } from '../../../src-shared/api/access.ts';
import { api, type WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { limits } from '../engine/protocol.ts';
import { dispatch, isCallName } from '../engine/serve-frames.ts';
import type { Door } from './door.ts';
import { readJson, sendJson } from './requests.ts';
import { unknownField } from './unknown-fields.ts';

/**
 * Serves one call. The caller has checked the Host header. Of what a request says nothing is passed over. Rejects with what
 * `Door.admit` rejects with, api_owner_only, api_token_read_only, api_parameter, api_field, and what the call rejects with.
 */
export async function answerRest(
  workbench: WorkbenchApi,
  door: Door,
  url: URL,
  call: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reading = isCallName(call) && readingCalls.has(call);
  const admit = () => (reading ? door.admit(request) : door.admitWriter(request));
  await admit();
  if (isCallName(call) && ownersCalls.has(call)) throw new WorkbenchError('api_owner_only', { call });
  for (const name of url.searchParams.keys())
    throw new WorkbenchError('api_parameter', {
      path: url.pathname,
      name: name.slice(0, 64),
      allowed: 'none',
    });
  const input = await readJson(request, limits.requestBytes);
  // The body may have come slowly: what is revoked by now calls nothing.
  const { name } = await admit();
  const unknown = isCallName(call) ? unknownField(api[call].input, input) : undefined;
  if (unknown !== undefined)
    throw new WorkbenchError('api_field', {
      call,
      field: unknown.path.slice(0, 200),
      known: unknown.known.length === 0 ? 'none' : unknown.known.slice(0, 40).join(', '),
    });
  sendJson(response, 200, await dispatch(workbench, call, input, { createdBy: name, source: 'api' }));
}

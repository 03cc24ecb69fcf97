/** The local REST API: `POST /api/v1/<call>` with a token, for tests and scripts. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { ownersCalls, readingCalls } from '../../../src-shared/api/access.ts';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { limits } from '../engine/protocol.ts';
import { dispatch, isCallName } from '../engine/serve-frames.ts';
import type { Door } from './door.ts';
import { readJson, sendJson } from './requests.ts';

/**
 * Serves one call. The caller has checked the Host header. Rejects with what `Door.admit` rejects with, api_owner_only,
 * api_token_read_only, and what the call rejects with.
 */
export async function answerRest(
  workbench: WorkbenchApi,
  door: Door,
  call: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reading = isCallName(call) && readingCalls.has(call);
  const admit = () => (reading ? door.admit(request) : door.admitWriter(request));
  await admit();
  if (isCallName(call) && ownersCalls.has(call)) throw new WorkbenchError('api_owner_only', { call });
  const input = await readJson(request, limits.requestBytes);
  // The body may have come slowly: what is revoked by now calls nothing.
  const { name } = await admit();
  sendJson(response, 200, await dispatch(workbench, call, input, { createdBy: name, source: 'api' }));
}

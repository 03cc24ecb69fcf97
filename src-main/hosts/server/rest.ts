/** The local REST API: `POST /api/v1/<call>` with a bearer token, for tests and scripts. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { describeError, toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import { limits } from '../engine/protocol.ts';
import { dispatch } from '../engine/serve-frames.ts';
import { readJson, sendJson } from './requests.ts';
import { newSecret, sameSecret } from './sessions.ts';

const tokenFileName = 'api-token';

/** The token of this data folder, from its file of mode 0600; made where there is none. */
export function apiToken(dataFolder: string): string {
  const file = join(dataFolder, tokenFileName);
  if (existsSync(file)) {
    const token = readFileSync(file, 'utf8').trim();
    if (token.length >= 32) return token;
    throw new WorkbenchError('file_unreadable', { file, reason: 'it holds no token' });
  }
  const token = newSecret();
  writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return token;
}

const notFound: ReadonlySet<string> = new Set([
  'unknown_call',
  'store_row_missing',
  'operation_not_found',
  'trace_entry_not_found',
  'card_not_known',
  'fault_rule_unknown',
]);

function statusOf(error: WorkbenchError): number {
  if (error.code === 'api_token_wrong') return 401;
  if (error.code === 'api_origin') return 403;
  if (notFound.has(error.code)) return 404;
  if (error.code === 'frame_too_large') return 413;
  if (error.code === 'engine_gone') return 503;
  if (error.family === 'input') return 400;
  if (error.family === 'internal' || error.family === 'store') return 500;
  return 409;
}

export function sendError(response: ServerResponse, thrown: unknown): void {
  const error = toWorkbenchError(thrown);
  sendJson(response, statusOf(error), { error: { ...error.toData(), ...describeError(error.toData()) } });
}

/** Serves one call. The caller has checked the Host header. */
export async function answerRest(
  workbench: WorkbenchApi,
  token: string,
  call: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const { origin } = request.headers;
  // A browser names an origin; a page has no business here, whatever it may have got hold of.
  if (origin !== undefined) {
    sendError(response, new WorkbenchError('api_origin', { origin: origin.slice(0, 300) }));
    return;
  }
  if (given === undefined || !sameSecret(given, token)) {
    response.setHeader('WWW-Authenticate', 'Bearer');
    sendError(response, new WorkbenchError('api_token_wrong'));
    return;
  }
  try {
    sendJson(response, 200, await dispatch(workbench, call, await readJson(request, limits.requestBytes)));
  } catch (error) {
    sendError(response, error);
  }
}

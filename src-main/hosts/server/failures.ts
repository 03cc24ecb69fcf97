/** Errors as answers of HTTP. */

import type { ServerResponse } from 'node:http';
import { describeError, toWorkbenchError, type WorkbenchError } from '../../../src-shared/errors/index.ts';
import { sendJson } from './requests.ts';

const statuses: Readonly<Partial<Record<WorkbenchError['code'], number>>> = {
  api_token_wrong: 401,
  api_token_read_only: 403,
  api_owner_only: 403,
  api_origin: 403,
  unknown_call: 404,
  store_row_missing: 404,
  operation_not_found: 404,
  trace_entry_not_found: 404,
  card_not_known: 404,
  card_reading_not_known: 404,
  code_not_found: 404,
  batch_not_found: 404,
  batch_line_not_found: 404,
  evidence_not_found: 404,
  root_not_found: 404,
  fault_rule_unknown: 404,
  shop_not_found: 404,
  order_not_found: 404,
  api_path: 404,
  fleet_row_not_there: 404,
  api_method: 405,
  frame_too_large: 413,
  api_host: 421,
  api_too_many_wrong: 429,
  fleet_bulks_full: 429,
  engine_gone: 503,
};

export function statusOf({ code, family }: WorkbenchError): number {
  const status = statuses[code];
  if (status !== undefined) return status;
  if (family === 'input') return 400;
  return family === 'internal' || family === 'store' ? 500 : 409;
}

/** What goes with an error in the headers of its answer. */
export function setFailureHeaders(response: ServerResponse, error: WorkbenchError): void {
  if (response.headersSent) return;
  if (error.code === 'api_token_wrong')
    response.setHeader('WWW-Authenticate', ['Bearer', 'Basic realm="eUICC Workbench"']);
  if (error.code === 'api_too_many_wrong') response.setHeader('Retry-After', '5');
  if (error.code === 'api_method') response.setHeader('Allow', String(error.params['allowed']));
}

export function sendError(response: ServerResponse, thrown: unknown): void {
  const error = toWorkbenchError(thrown);
  setFailureHeaders(response, error);
  sendJson(response, statusOf(error), { error: { ...error.toData(), ...describeError(error.toData()) } });
}

/** The HTTP of a shop: routes, the account's token, faults. Plain HTTP on loopback: nothing leaves the machine. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { ServerFault, ServerFaults } from '../faults/ports.ts';
import {
  answerInstead,
  damageJson,
  damageResponse,
  type RspHandler,
  type RspRequest,
  type RspResponse,
} from '../rsp-server/index.ts';

export interface ShopAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** In place of JSON. */
  readonly body?: { readonly type: string; readonly bytes: Uint8Array };
}

export interface ShopCall {
  readonly request: RspRequest;
  /** What the groups of the route's pattern are in the path, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** What is to go wrong in it. */
  readonly fault: ServerFault | undefined;
}

export interface ShopRoute {
  /** By which fault rules name it. */
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** Needs no token. Default false. */
  readonly isPublic?: boolean;
  readonly answer: (call: ShopCall) => ShopAnswer | Promise<ShopAnswer>;
}

/** A refusal that a handler throws. */
export class ShopRefusal extends Error {
  readonly answer: ShopAnswer;
  constructor(answer: ShopAnswer) {
    super(`HTTP ${answer.status}`);
    this.answer = answer;
  }
}

export interface ShopHandlerOptions {
  /** Of the API, as fault rules name it. */
  readonly interface: string;
  readonly routes: readonly ShopRoute[];
  readonly token: string;
  /** Other tokens that are good, where the shop issues some. */
  readonly isToken?: (token: string) => boolean;
  readonly unauthorized: ShopAnswer;
  readonly notFound: ShopAnswer;
  readonly failed: ShopAnswer;
  readonly faults?: ServerFaults;
  /** Headers of every answer. */
  readonly headers?: (request: RspRequest) => Readonly<Record<string, string>>;
  /** One line for people for each call. Gets no secrets. */
  readonly log?: (line: string) => void;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether the request bears the token (RFC 6750 §2.1). */
function isAuthorized({ headers }: RspRequest, { token, isToken }: ShopHandlerOptions): boolean {
  const [, given] = /^Bearer +(\S+) *$/i.exec(headers['authorization'] ?? '') ?? [];
  if (given === undefined) return false;
  return timingSafeEqual(digest(given), digest(token)) || isToken?.(given) === true;
}

function responseOf({ status, headers = {}, json, body }: ShopAnswer): RspResponse {
  const type = body?.type ?? (json === undefined ? undefined : 'application/json');
  const bytes = body?.bytes ?? new TextEncoder().encode(json === undefined ? '' : JSON.stringify(json));
  return {
    status,
    headers: { ...headers, ...(type === undefined ? {} : { 'Content-Type': type }) },
    body: bytes,
  };
}

function decoded(group: string | undefined): string {
  try {
    return decodeURIComponent(group ?? '');
  } catch {
    return '';
  }
}

/** The shop as a function from request to response. Never rejects. */
export function createShopHandler(options: ShopHandlerOptions): RspHandler {
  const { routes, faults, log } = options;
  const serve = async (request: RspRequest): Promise<RspResponse> => {
    const fitting = routes.filter((one) => one.path.test(request.path));
    const route = fitting.find((one) => one.method === request.method);
    const common = options.headers?.(request) ?? {};
    const say = (answer: ShopAnswer) => responseOf({ ...answer, headers: { ...common, ...answer.headers } });
    if (route?.isPublic !== true && !isAuthorized(request, options)) return say(options.unauthorized);
    if (route === undefined) {
      const methods = fitting.map((one) => one.method).join(', ');
      return say(methods === '' ? options.notFound : { status: 405, headers: { Allow: methods } });
    }
    const fault = faults?.onFunction({ interface: options.interface, function: route.name });
    const instead = fault === undefined ? undefined : answerInstead(fault);
    if (instead !== undefined) {
      log?.(`${options.interface}.${route.name} ${instead.status} (fault)`);
      return instead;
    }
    const params = (route.path.exec(request.path) ?? []).slice(1).map(decoded);
    const query = new URLSearchParams(request.query ?? '');
    const answer = await Promise.resolve()
      .then(() => route.answer({ request, params, query, fault }))
      .catch((error: unknown) => (error instanceof ShopRefusal ? error.answer : options.failed));
    log?.(`${options.interface}.${route.name} ${answer.status}${fault === undefined ? '' : ' (fault)'}`);
    const damaged = answer.json === undefined ? answer : { ...answer, json: damageJson(answer.json, fault) };
    return damageResponse(say(damaged), fault);
  };
  return (request) => serve(request).catch(() => responseOf(options.failed));
}

/** The JSON of a body; undefined where it is none. */
export function jsonOf({ body }: RspRequest): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** A whole number of the query from 1 to `max`; the default where it is missing; undefined where it is something else. */
export function pageNumber(text: string | null, otherwise: number, max: number): number | undefined {
  if (text === null) return otherwise;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= max ? value : undefined;
}

/** One page of a list, and what is around it. */
export function pageOf<T>(all: readonly T[], page: number, size: number) {
  const items = all.slice((page - 1) * size, page * size);
  const pages = Math.ceil(all.length / size);
  return { items, total: all.length, pages, hasMore: page < pages };
}

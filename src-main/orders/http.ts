/** JSON over HTTP with a shop: its address, its token, its answers checked, and its failures as errors that hold no secret. */

import { z } from 'zod';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ShopExchange, ShopTransport } from './transport.ts';

/** An account at a shop, as its connector needs it. */
export interface ShopAccess {
  readonly baseUrl: string;
  /** Bearer token, a secret. Absent: there is none yet. */
  readonly token?: string;
  /** When it runs out, in milliseconds since 1970; absent: not known. */
  readonly tokenExpiresAt?: number;
  /**
   * Another token, in place of one that has run out or that the shop has refused. Rejects with shop_* and cancelled. Absent: a person
   * has to give one.
   */
  readonly renew?: (
    refused: string | undefined,
  ) => Promise<{ readonly token?: string; readonly tokenExpiresAt?: number }>;
  readonly transport: ShopTransport;
  /** Wall-clock time in milliseconds, for Retry-After with a date. */
  readonly now: () => number;
  /** A text that was never used before, for requests that are to be told apart. */
  readonly newId: () => string;
}

export interface ShopCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the base address, as `v2/orders`; each part is to be encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly totalMs?: number;
  /** It goes without the token. */
  readonly isPublic?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface ShopAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed, unchecked; undefined where it is no JSON. */
  readonly json: unknown;
}

/** How a call that changes something has ended. */
export type Sending =
  | { readonly kind: 'answer'; readonly answer: ShopAnswer }
  /** `sent`: whether it may have arrived. */
  | { readonly kind: 'failure'; readonly sent: boolean; readonly error: WorkbenchError };

/** Why a shop refuses, in its own words: machine-readable code, and text for people. */
export type Refusal = (json: unknown) => { readonly code: string; readonly reason: string };

const maxBytes = 2 * 1024 * 1024;
const connectMs = 10_000;
const defaultTotalMs = 30_000;
/** A token that has less than this left is renewed first. */
const tokenMarginMs = 30_000;
const maxRetryAfterMs = 24 * 60 * 60_000;

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The address that paths are added to, with a `/` at its end. Throws shop_address_invalid. */
export function shopAddress(text: string): URL {
  const invalid = (reason: string) => new WorkbenchError('shop_address_invalid', { reason });
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid('it is no URL');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid('it must begin with https://');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw invalid('http is not encrypted; the token would be read on the way');
  if (url.username !== '' || url.password !== '') throw invalid('it holds a name or a password');
  if (url.search !== '' || url.hash !== '') throw invalid('it goes on after its path');
  url.pathname = url.pathname.replace(/\/*$/, '/');
  return url;
}

/** A token as a header can carry it (RFC 6750 §2.1). Throws shop_token_malformed. */
export function shopToken(text: string): string {
  const token = text.trim();
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token))
    throw new WorkbenchError('shop_token_malformed', {
      reason: 'it has other characters than letters, digits and -._~+/=',
    });
  return token;
}

/** When a token says that it runs out (JWT, RFC 7519 §4.1.4), in milliseconds since 1970. Nothing depends on it but what is shown. */
export function tokenExpiry(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  const claims = z
    .object({ exp: z.int().positive().max(253_402_300_799) })
    .safeParse(parsedJson(Buffer.from(payload, 'base64url')));
  return claims.data && claims.data.exp * 1000;
}

/**
 * A text of a shop as an error may hold it: short, printable, without the token and without anything like an activation code.
 */
export function harmless(text: string, token: string | undefined): string {
  const printable = (token === undefined ? text : text.replaceAll(token, '…')).replace(/[^\x20-\x7e]/g, ' ');
  const words = printable.split(' ').map((word) => (/[$]|LPA:/i.test(word) ? '…' : word));
  return words.join(' ').replace(/ +/g, ' ').trim().slice(0, 200) || 'no reason given';
}

export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), maxRetryAfterMs) : undefined;
}

export class ShopHttp {
  /** As it is named to people. */
  readonly host: string;
  readonly #base: URL;
  readonly #access: ShopAccess;
  readonly #refusal: Refusal;
  #token: string | undefined;
  #tokenExpiresAt: number | undefined;

  /** Throws shop_address_invalid, shop_token_malformed. */
  constructor(access: ShopAccess, refusal: Refusal) {
    this.#base = shopAddress(access.baseUrl);
    this.host = this.#base.host;
    this.#access = access;
    this.#refusal = refusal;
    this.#token = access.token === undefined ? undefined : shopToken(access.token);
    this.#tokenExpiresAt = access.tokenExpiresAt;
  }

  /** A token in place of the present one. Rejects with shop_* and cancelled. */
  async #renewed(): Promise<void> {
    const { renew } = this.#access;
    if (renew === undefined) throw new WorkbenchError('shop_token_wrong', { shop: this.host });
    const { token, tokenExpiresAt } = await renew(this.#token);
    this.#token = token;
    this.#tokenExpiresAt = tokenExpiresAt;
  }

  /** With a token that lasts. What is answered with 401 was not done: it is sent once more with another token. */
  async #authorized(call: ShopCall): Promise<ShopExchange> {
    const { renew, now } = this.#access;
    const hasRunOut = this.#tokenExpiresAt !== undefined && this.#tokenExpiresAt < now() + tokenMarginMs;
    const isFresh = this.#token === undefined || (hasRunOut && renew !== undefined);
    if (isFresh) await this.#renewed();
    const first = await this.#exchange(call);
    if (isFresh || renew === undefined || first.kind !== 'answer' || first.status !== 401) return first;
    await this.#renewed();
    return await this.#exchange(call);
  }

  async #exchange(call: ShopCall): Promise<ShopExchange> {
    const url = new URL(call.path, this.#base);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    return await this.#access.transport({
      method: call.method,
      url,
      headers: {
        accept: 'application/json',
        ...(call.isPublic === true ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
      maxBytes,
      connectMs,
      totalMs: call.totalMs ?? defaultTotalMs,
      signal: call.signal,
    });
  }

  #failure(exchange: Extract<ShopExchange, { kind: 'failure' }>, totalMs: number): WorkbenchError {
    const shop = this.host;
    const { failure, reason } = exchange;
    if (failure === 'aborted') return new WorkbenchError('cancelled');
    if (failure === 'too_large') return new WorkbenchError('shop_too_large', { shop, limit: maxBytes });
    if (failure === 'timeout') return new WorkbenchError('shop_timeout', { shop, seconds: totalMs / 1000 });
    if (failure === 'broken') return new WorkbenchError('shop_silent', { shop, reason });
    return new WorkbenchError('shop_unreachable', { shop, reason });
  }

  /** The error that an HTTP status of no success stands for. */
  error({ status, headers, json }: ShopAnswer): WorkbenchError {
    const shop = this.host;
    if (status >= 300 && status < 400) return new WorkbenchError('shop_redirect', { shop, status });
    if (status === 401) return new WorkbenchError('shop_token_wrong', { shop });
    if (status === 429) {
      const seconds = Math.ceil((this.retryAfter(headers) ?? 60_000) / 1000);
      return new WorkbenchError('shop_rate_limited', { shop, status, seconds });
    }
    if (status === 408 || status >= 500 || status < 200)
      return new WorkbenchError('shop_failed', { shop, status });
    const refusal = this.#refusal(json);
    const code = this.harmless(refusal.code).slice(0, 64);
    const reason = this.harmless(refusal.reason);
    if (status === 403) return new WorkbenchError('shop_forbidden', { shop, reason });
    return new WorkbenchError('shop_refused', { shop, status, code, reason });
  }

  harmless(text: string): string {
    return harmless(text, this.#token);
  }

  retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
    return retryAfterMs(headers['retry-after'], this.#access.now());
  }

  /** Sends what may be done however it ends. Never rejects. */
  async send(call: ShopCall): Promise<Sending> {
    let exchange: ShopExchange;
    try {
      exchange = await (call.isPublic === true ? this.#exchange(call) : this.#authorized(call));
    } catch (thrown) {
      // No token could be had: what was asked has not been done.
      return { kind: 'failure', sent: false, error: toWorkbenchError(thrown) };
    }
    if (exchange.kind === 'failure') {
      const error = this.#failure(exchange, call.totalMs ?? defaultTotalMs);
      return { kind: 'failure', sent: exchange.sent, error };
    }
    const { status, headers, body } = exchange;
    return { kind: 'answer', answer: { status, headers, json: parsedJson(body) } };
  }

  /** Asks for something, and gives what the schema makes of the answer. Rejects with `shop_*` and cancelled. */
  async ask<S extends z.ZodType>(
    call: ShopCall,
    schema: S,
  ): Promise<{ readonly value: z.output<S>; readonly headers: Readonly<Record<string, string>> }> {
    const sending = await this.send(call);
    if (sending.kind === 'failure') throw sending.error;
    const { answer } = sending;
    if (answer.status < 200 || answer.status > 299) throw this.error(answer);
    return { value: this.checked(schema, answer.json), headers: answer.headers };
  }

  /** Throws shop_answer_invalid, which names the field and none of its values. */
  checked<S extends z.ZodType>(schema: S, json: unknown): z.output<S> {
    const result = schema.safeParse(json);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw new WorkbenchError('shop_answer_invalid', {
      shop: this.host,
      path: json === undefined ? 'body' : issue?.path.map(String).join('.').slice(0, 100) || 'body',
      reason: json === undefined ? 'no JSON' : (issue?.code ?? 'invalid'),
    });
  }
}

function parsedJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** HTTP exchanges of an RSP server, without a network: what a function's caller sends and is answered (SGP.22 v2.5 §6.3, §6.5.1). */

export interface RspRequest {
  readonly method: string;
  readonly path: string;
  /** What follows the question mark, as it came. */
  readonly query?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Whether the caller has shown a TLS certificate of a CA that is trusted for clients. */
  readonly clientTrusted?: boolean;
}

/** How an answer reaches its caller, where that is not whole and at once. */
export type Delivery =
  /** The connection is reset after that many bytes of the body; before any answer where it is not given. */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly delayMs: number; readonly bytesPerSecond?: number }
  /** The connection ends that many bytes before the end that was announced. */
  | { readonly kind: 'truncate'; readonly bytes: number };

export interface RspResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly delivery?: Delivery;
}

/** Answers at once where nothing outside has to be asked. Never throws or rejects. */
export type RspHandler = (request: RspRequest) => RspResponse | Promise<RspResponse>;

/** No request of RSP is larger. */
export const maxRequestBytes = 512 * 1024;

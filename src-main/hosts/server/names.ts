/** Under which names the server may be asked. Anything else is a page that had its own name point here (DNS rebinding). */

import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

export interface NamesOptions {
  readonly port: number;
  readonly secure: boolean;
  /** Beside the loopback names: the address that is listened at, and the names that it was given. */
  readonly hosts: readonly string[];
}

const loopback = ['127.0.0.1', 'localhost', '::1'];
const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export class OwnNames {
  /** To be shown to people: where the server is best asked. */
  readonly address: string;
  readonly #hosts: ReadonlySet<string>;
  readonly #scheme: string;

  constructor({ port, secure, hosts }: NamesOptions) {
    this.#scheme = secure ? 'https' : 'http';
    const withPort = (name: string) => {
      const host = isIPv6(name) ? `[${name}]` : name.toLowerCase();
      // Browsers and scripts leave out the port that goes without saying.
      return port === (secure ? 443 : 80) ? [host, `${host}:${port}`] : [`${host}:${port}`];
    };
    const named = hosts.filter((host) => !wildcards.has(host));
    this.#hosts = new Set([...loopback, ...named].flatMap(withPort));
    const [shown = '127.0.0.1'] = named;
    this.address = `${this.#scheme}://${isIPv6(shown) ? `[${shown}]` : shown}:${port}`;
  }

  isHost({ headers: { host = '' } }: IncomingMessage): boolean {
    return this.#hosts.has(host.toLowerCase());
  }

  /** Whether the request comes from a page that was served here. */
  isOrigin({ headers: { origin = '' } }: IncomingMessage): boolean {
    const scheme = `${this.#scheme}://`;
    return origin.startsWith(scheme) && this.#hosts.has(origin.slice(scheme.length).toLowerCase());
  }
}

/** Functions of other servers, called over HTTPS: ES12, ES15, and the call-backs of ES2+ (SGP.22 v2.5 §6.3, §6.5.1). */

import { request } from 'node:https';
import { z } from 'zod';
import type { Identity } from '../pki/index.ts';
import { maxRequestBytes } from './http.ts';
import { tlsIdentity } from './listen.ts';

export interface FunctionAddress {
  /** Host name, perhaps with a port. */
  readonly address: string;
  /** As `/gsma/rsp2/es12/registerEvent`. */
  readonly path: string;
}

/** Calls a function of another server. Rejects where no answer comes. */
export type FunctionCaller = (
  target: FunctionAddress,
  body: unknown,
) => Promise<{ readonly status: number; readonly json: unknown }>;

export interface HttpsCallerOptions {
  /** CAs of the servers, in PEM. */
  readonly cas: readonly string[];
  /** What is shown where the server asks for a certificate. */
  readonly identity?: Identity;
  /** Where servers are that no DNS knows: host and port by name. */
  readonly connectTo?: ReadonlyMap<string, { readonly host: string; readonly port: number }>;
  /** Default 10 seconds. */
  readonly timeoutMs?: number;
}

/** A caller over the network. */
export function httpsCaller(options: HttpsCallerOptions): FunctionCaller {
  const { cas, identity, connectTo, timeoutMs = 10_000 } = options;
  const tls = {
    ca: [...cas],
    ...(identity === undefined ? {} : tlsIdentity(identity)),
  };
  return ({ address, path }, body) =>
    new Promise((resolve, reject) => {
      const [, name = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
      const { host, port: to } = connectTo?.get(name) ?? { host: name, port: Number(port ?? 443) };
      const text = JSON.stringify(body);
      const call = request(
        {
          ...tls,
          host,
          port: to,
          servername: name,
          path,
          method: 'POST',
          headers: {
            Host: address,
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(text),
            'X-Admin-Protocol': 'gsma/rsp/v2.5.0',
          },
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => {
          const chunks: Buffer[] = [];
          let length = 0;
          response.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > maxRequestBytes) response.destroy(new Error('the answer is too large'));
            else chunks.push(chunk);
          });
          response.on('error', reject);
          response.on('end', () => {
            const { statusCode: status = 0 } = response;
            try {
              resolve({
                status,
                json: length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString()),
              });
            } catch (cause) {
              reject(new Error('the answer is no JSON', { cause }));
            }
          });
        },
      );
      call.on('error', reject);
      call.end(text);
    });
}

const executed = z.object({
  header: z.object({
    functionExecutionStatus: z.object({ status: z.enum(['Executed-Success', 'Executed-WithWarning']) }),
  }),
});

/** Whether an answer says that the function was done; a notification's has no body (§6.3). */
export function wasExecuted(answer: { readonly status: number; readonly json: unknown }): boolean {
  return answer.status === 204 || (answer.status === 200 && executed.safeParse(answer.json).success);
}

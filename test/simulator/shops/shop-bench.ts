/** A bench with shops, and what speaks to them as a script would: fetch, and an LPA for the code that was bought. */

import { request } from 'node:https';
import { downloadProfile } from '../../../bench/lib/small-lpa.ts';
import { ProfileInstallationResult } from '../../../src-main/rsp/index.ts';
import {
  type Bench,
  type BenchOptions,
  type BenchShop,
  type Clock,
  createBench,
  type ShopConnector,
} from '../../../src-main/simulator/index.ts';
import { decode } from '../../../src-main/tlv/index.ts';
import { parseActivationCode } from '../../../src-shared/activation-code.ts';
import { seededEntropy } from '../euicc/bench.ts';

export interface TestClock extends Clock {
  /** Time goes on; what has slept long enough wakes up. */
  elapse(ms: number): Promise<void>;
}

/** A clock that stands still until it is told to go on. */
export function testClock(from = Date.UTC(2026, 10, 27)): TestClock {
  let now = from;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (ms <= 0) return resolve();
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    async elapse(ms) {
      now += ms;
      for (const sleeper of [...sleepers].filter((one) => one.until <= now)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a shop answers is what the tests look into
  readonly json: any;
}

export type Ask = (
  path: string,
  options?: {
    readonly method?: string;
    readonly body?: unknown;
    readonly token?: string;
    readonly headers?: Record<string, string>;
  },
) => Promise<Answer>;

/** Asks a shop with the token of its account. */
export function asking(shop: Pick<BenchShop, 'baseUrl' | 'token'>): Ask {
  return async (path, { method, body, token = shop.token, headers = {} } = {}) => {
    const response = await fetch(`${shop.baseUrl}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
        'Content-Type': 'application/json',
        // A shop that is started again is at the same port, where no connection of before goes on.
        Connection: 'close',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return {
      status: response.status,
      headers: response.headers,
      json: isJson && text !== '' ? JSON.parse(text) : text,
    };
  };
}

export interface ShopBench {
  readonly bench: Bench;
  readonly clock: TestClock;
  readonly shop: BenchShop;
  readonly ask: Ask;
}

export async function shopBench(connector: ShopConnector, options: BenchOptions = {}): Promise<ShopBench> {
  const clock = testClock();
  const bench = await createBench({
    clock,
    entropy: seededEntropy(`shop ${connector}`),
    shops: { which: [connector] },
    ...options,
  });
  const [shop] = bench.shops;
  if (shop === undefined) throw new Error('the bench has no shop');
  return { bench, clock, shop, ask: asking(shop) };
}

function es9(bench: Bench, name: string, body: unknown): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${bench.smdp.url}/gsma/rsp2/es9plus/${name}`,
      {
        method: 'POST',
        ca: bench.cis.map((ci) => ci.pem),
        servername: bench.smdp.address.replace(/:\d+$/, ''),
        agent: false,
        headers: { 'Content-Type': 'application/json', 'X-Admin-Protocol': 'gsma/rsp/v2.5.0' },
      },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve(text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>));
      },
    );
    outgoing.on('error', reject).end(JSON.stringify(body));
  });
}

/** Installs a bought code on the bench's first card, and tells the SM-DP+ of it. Gives the ICCID on the card. */
export async function install(bench: Bench, activationCode: string): Promise<string | undefined> {
  const { smdpAddress, matchingId } = parseActivationCode(activationCode);
  const result = await downloadProfile(
    { es10: (one) => bench.card.es10(one), es9: (name, body) => es9(bench, name, body) },
    { address: smdpAddress, matchingId },
  );
  const { finalResult } = decode(ProfileInstallationResult, result, 'result').profileInstallationResultData
    .value;
  return 'successResult' in finalResult ? bench.card.profiles().at(-1)?.iccid : undefined;
}

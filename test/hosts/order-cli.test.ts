/** Shops and orders from the command line, on a workbench before the simulated shops. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createShopTransport } from '../../src-main/orders/index.ts';
import { type Bench, createBench } from '../../src-main/simulator/index.ts';
import { createWorkbench, type Workbench } from '../../src-main/workbench.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type { Order } from '../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { testStore } from '../store/fixtures.ts';
import { type CliRun, type StartedCli, startCli } from './run-cli.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench({ shops: { which: ['truphone', 'octopus'], deliveryMs: 0 } });
});
afterAll(() => bench.close());

let dataFolder: string;
let workbench: Workbench;
beforeEach(() => {
  bench.reset();
  dataFolder = mkdtempSync(join(tmpdir(), 'order-cli-'));
  workbench = createWorkbench({
    store: testStore({ clock: systemClock }),
    providers: [],
    createEs9: () => {
      throw new Error('no server is asked here');
    },
    clock: systemClock,
    entropy: systemEntropy,
    sha256: (bytes) => bytes,
    trust: {
      list: () => [],
      add: () => Promise.reject(new Error('not asked')) as never,
      remove: () => false,
      restore: () => {
        throw new Error('not here');
      },
      setEnabled: () => Promise.reject(new Error('not asked')) as never,
    },
    codes: {
      parse: parseActivationCode,
      fromImage: () => Promise.reject(new Error('not asked')),
      readPart: () => Promise.reject(new Error('not asked')),
      drawLabels: () => Promise.reject(new Error('not asked')),
    },
    traces: { list: () => [], get: () => undefined },
    shops: { transport: createShopTransport(systemClock), simulated: bench.shops },
    version: '0',
    dataFolder,
    autoRead: false,
    log: () => undefined,
  });
});
afterEach(async () => {
  await workbench.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

function start(args: readonly string[], options: { stdin?: string; terminal?: boolean } = {}): StartedCli {
  return startCli(args, workbench, { dataFolder, ...options });
}

async function cli(args: string, stdin?: string): Promise<CliRun> {
  return await start(args.split(' '), stdin === undefined ? {} : { stdin }).done;
}

const document = (run: CliRun) => JSON.parse(run.stdout) as Order & { readonly error?: { code: string } };

describe('shop', () => {
  test('list has the simulated shops, each with its address and without its token', async () => {
    const run = await cli('shop list --json');
    expect(JSON.parse(run.stdout)).toMatchObject([
      { connector: 'truphone', simulated: true },
      { connector: 'octopus', simulated: true },
    ]);
    const text = (await cli('shop list')).stdout + run.stdout;
    for (const { token, baseUrl } of bench.shops) {
      expect(text).toContain(baseUrl);
      expect(text).not.toContain(token);
    }
  });

  test('add takes the token from stdin or a file, and refuses addresses without TLS', async () => {
    const [{ baseUrl, token } = { baseUrl: '', token: '' }] = bench.shops;
    const added = await cli(`shop add truphone ${baseUrl} --label Mine --json`, `${token}\n`);
    expect(added.code).toBe(0);
    expect(added.stdout).not.toContain(token);
    const file = join(dataFolder, 'token');
    writeFileSync(file, `${token}\n`);
    expect((await cli(`shop token Mine --token-file ${file}`)).stdout).toBe('Mine has another token.\n');
    expect((await cli('shop products Mine --json')).code).toBe(0);
    expect((await cli(`shop add truphone http://shop.example --label B`, token)).code).toBe(2);
    expect((await cli(`shop add other ${baseUrl}`, token)).code).toBe(2);
    expect((await cli(`shop add octopus ${baseUrl} --label C`, '')).code).toBe(2);
    expect((await cli('shop remove Mine --json')).code).toBe(5);
    expect(document(await cli('shop remove Mine --yes --json'))).toMatchObject({ removed: true });
    expect((await cli('shop remove Simulated --yes')).code).toBe(2);
    expect((await cli('shop remove 1 --yes')).code).toBe(2);
  });

  test('add and token take an API key and its secret, with which the account renews its token', async () => {
    const [, { baseUrl, token, login } = { baseUrl: '', token: '', login: undefined }] = bench.shops;
    const pair = `${login?.username}:${login?.password}`;
    const added = await cli(`shop add octopus ${baseUrl} --label Mine --login --json`, `${pair}\n`);
    expect([added.code, JSON.parse(added.stdout)]).toMatchObject([0, { renewsToken: true }]);
    expect(added.stdout + added.stderr).not.toContain(login?.password);
    expect((await cli('shop list')).stdout).toMatch(/Mine .*renews itself/);
    expect((await cli('shop products Mine --json')).code).toBe(0);
    const exp = Math.floor(Date.now() / 1000) - 3 * 60 * 60;
    const old = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;
    expect((await cli('shop token Mine', old)).code).toBe(0);
    expect((await cli('shop list')).stdout).toMatch(/Mine .*ran out 3 h 00 min ago/);
    const file = join(dataFolder, 'login');
    writeFileSync(file, pair);
    expect((await cli(`shop token Mine --login --token-file ${file}`)).stdout).toBe(
      'Mine has another login.\n',
    );
    const wrong = await cli('shop token Mine --login --json', `${login?.username}:wrong\n`);
    expect([wrong.code, document(wrong).error?.code]).toEqual([4, 'shop_login_refused']);
    expect((await cli('shop token Mine --login', token)).code).toBe(2);
    expect((await cli(`shop add truphone ${baseUrl} --label T --login`, pair)).code).toBe(2);
  });

  test('products are those of a country, and a quote has the price and orders nothing', async () => {
    const products = JSON.parse((await cli('shop products octopus --country JP --json')).stdout) as {
      id: string;
      countries: string[];
    }[];
    expect(products.map(({ countries }) => countries)).toEqual([['JPN'], ['JPN']]);
    const quote = await cli(`shop quote octopus ${products[0]?.id}`);
    expect(quote.stdout).toContain('4.275 USD');
    expect((await cli('shop products octopus')).stdout).toContain('4.50 USD');
    expect((await cli('shop quote octopus 1:1')).code).toBe(2);
    for (const wrong of ['Japan', 'XX', 'EUR']) {
      const { code, stderr } = await cli(`shop products octopus --country ${wrong}`);
      expect(code).toBe(2);
      expect(stderr).toContain(`there is no ${wrong.toUpperCase()}`);
    }
  });
});

describe('order', () => {
  test.each([
    ['octopus', '712:4.5'],
    ['truphone', ''],
  ])('place at %s, waited for, ends with the code in the vault and shows none', async (shop, product) => {
    const [first] = JSON.parse((await cli(`shop products ${shop} --json`)).stdout) as { id: string }[];
    const args = `order place ${shop} ${product || first?.id} --label Lab --batch B1 --yes --wait --json`;
    const run = await cli(args);
    expect(run.code).toBe(0);
    expect(document(run)).toMatchObject({ status: 'delivered', batch: 'B1', codeId: 1 });
    const { activationCode } = (await workbench.call('codes.reveal', { id: 1 })) as {
      activationCode: string;
    };
    const shown = await cli('order show 1');
    const listed = await cli('order list');
    expect(listed.stdout).toContain('code 1');
    for (const { stdout, stderr } of [run, shown, listed])
      expect(stdout + stderr).not.toContain(parseActivationCode(activationCode).matchingId);
    expect((await cli('order refresh 1 --json')).code).toBe(0);
  });

  test('asks before money is spent, shows the price, and orders nothing without a yes', async () => {
    const sold = bench.shops[1];
    expect((await cli('order place octopus 712:4.5')).code).toBe(5);
    const asked = start(['order', 'place', 'octopus', '712:4.5'], { terminal: true });
    await vi.waitUntil(() => asked.stderr().includes('[y/N]'));
    expect(asked.stderr()).toContain('for 4.275 USD?');
    asked.stdin.write('n\r');
    expect((await asked.done).code).toBe(5);
    expect(sold?.orders()).toEqual([]);
    const dear = await cli('order place octopus 712:4.5 --price 4.20USD --yes --json');
    expect([dear.code, document(dear).error?.code]).toEqual([4, 'order_price_changed']);
    expect((await cli('order place octopus 712:4.5 --price much --yes')).code).toBe(2);
    expect(sold?.orders()).toEqual([]);
    const run = await cli('order place octopus 712:4.5 --price 4.275USD --yes --wait');
    expect(run.stdout).toBe('Order 1: The shop has delivered; the code is number 1 in the vault.\n');
    expect(sold?.orders()).toHaveLength(1);
  });

  test('given again with its key is the same order: nothing is asked, nothing is ordered', async () => {
    const args = 'order place octopus 712:4.5 --key lab-7 --wait';
    expect((await cli(`${args} --yes`)).code).toBe(0);
    const again = await cli(`${args} --json`);
    expect([again.code, document(again)]).toMatchObject([0, { id: 1, key: 'lab-7', status: 'delivered' }]);
    expect(again.stderr).toContain('Order 1 was placed with this key before');
    expect((await cli('order show 1')).stdout).toMatch(/Key +lab-7/);
    const other = await cli('order place octopus 712:4.5 --key lab-7 --label other --json');
    expect([other.code, document(other).error?.code]).toEqual([2, 'order_key_used']);
    expect((await cli('order place octopus 712:4.5 --yes --key')).code).toBe(2);
    expect((await cli(`order place octopus 712:4.5 --yes --key ${'x'.repeat(129)}`)).code).toBe(2);
    expect(bench.shops[1]?.orders()).toHaveLength(1);
  });

  test('of unknown outcome ends with 4, and is resolved', async () => {
    const [first] = JSON.parse((await cli('shop products truphone --json')).stdout) as { id: string }[];
    bench.addFault('Connect.CreateOrder http=500 when=after times=1');
    const run = await cli(`order place truphone ${first?.id} --yes --wait`);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('order resolve');
    expect((await cli('order list --status outcome_unknown --json')).stdout).toContain('"id": 1');
    expect((await cli('order resolve 1')).code).toBe(2);
    expect((await cli('order resolve 1 --not-taken')).code).toBe(5);
    // A number that the shop does not know proves nothing about the order: nobody is told to order anew.
    const wrong = await cli('order resolve 1 --remote-id 999999999');
    expect([wrong.code, wrong.stderr]).toEqual([
      4,
      expect.stringContaining('This request has ordered nothing'),
    ]);
    expect(wrong.stderr).not.toContain('order anew');
    const { id } = bench.shops[0]?.orders()[0] ?? { id: '' };
    expect((await cli(`order resolve 1 --remote-id ${id} --json`)).code).toBe(0);
    expect((await cli('order resolve 1 --not-taken --yes')).code).toBe(2);
    const delivered = await cli('order refresh 1 --wait --json');
    expect(document(delivered)).toMatchObject({ status: 'delivered' });
  });

  test('that is waited for is left by Ctrl-C, and goes on', async () => {
    bench.addFault('Octopus.CreateOrder delivery polls=900 times=1');
    const run = start(['order', 'place', 'octopus', '712:4.5', '--yes', '--wait']);
    await vi.waitUntil(() => bench.shops[1]?.orders().length === 1);
    await vi.waitUntil(async () => (await workbench.call('orders.get', { id: 1 })).status === 'open');
    run.interrupt();
    const { code, stderr } = await run.done;
    expect(code).toBe(130);
    expect(stderr).toContain('the order goes on');
    expect((await workbench.call('orders.get', { id: 1 })).status).toBe('open');
  });

  test('tells by e-mail, lists by shop, and knows what is not there', async () => {
    await cli('order place octopus 712:4.5 --yes --wait --notify a@example.com');
    expect((await cli('order notify 1 lab@example.com')).code).toBe(0);
    expect(bench.shops[1]?.orders()[0]?.email).toBe('lab@example.com');
    expect((await cli('order notify 1 nobody')).code).toBe(2);
    expect((await cli('order list --shop truphone')).stdout).toBe('No orders.\n');
    expect((await cli('order list --status gone')).code).toBe(2);
    expect((await cli('order list --shop nowhere')).code).toBe(2);
    expect((await cli('order show 9')).code).toBe(2);
    const topUp = await cli('order place octopus 712:4.5 --top-up 8949000000000000001 --yes');
    expect(topUp.code).toBe(2);
  });
});

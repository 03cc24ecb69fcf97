import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulated-servers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dataFolder = join(folder, 'data');
/** A file, where a folder is wanted. */
const program = import.meta.filename;
const pki = ['--pki', join(folder, 'pki')];

/** Runs a simulator until it says how it is reached, and ends it. */
async function runUntilReached(...args: readonly string[]) {
  const run = startCli(['simulator', ...args], new FakeWorkbench(), { dataFolder });
  await expect.poll(run.stdout, { timeout: 10_000 }).toMatch(/127\.0\.0\.1/);
  run.interrupt();
  return await run.done;
}

/** HTTP status of a call of a function, by a client that asks for no certificate. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'X-Admin-Protocol': 'gsma/rsp/v2.5.0' };
    const call = request({
      method: 'POST',
      host: '127.0.0.1',
      port,
      path,
      headers,
      rejectUnauthorized: false,
    });
    call.on('error', reject);
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.end('{}');
  });
}

describe('the simulated servers on the command line', () => {
  it('simulator smds makes a PKI and runs as the root, and below one', async () => {
    const root = ['smds', '--port', '0', '--address', 'root.lab.test', ...pki];
    const first = await runUntilReached(...root, '--json');
    expect(first.code).toBe(0);
    const reached = JSON.parse(first.stdout);
    expect(reached).toMatchObject({ address: 'root.lab.test', host: '127.0.0.1', port: expect.any(Number) });
    expect(reached.stateFile).toContain(join(dataFolder, 'simulator', 'smds-'));
    expect(first.stderr).toContain('A new PKI is in');
    const state = join(folder, 'lower.json');
    const second = await runUntilReached(
      ...['smds', '--port', '0', '--address', 'lower.lab.test', ...pki, '--state', state],
      ...['--root', 'root.lab.test', '--connect-to', 'root.lab.test:127.0.0.1:8443'],
    );
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/^SM-DS lower\.lab\.test is at 127\.0\.0\.1:\d+\n$/);
  });

  it('simulator smdp takes orders on ES2+, tells an operator, and knows its clients', async () => {
    const ca = join(folder, 'pki', 'CertificateIssuer', 'CERT_CI_ECDSA_NIST.der');
    expect(existsSync(ca)).toBe(true);
    const run = await runUntilReached(
      ...[
        'smdp',
        '--port',
        '0',
        '--address',
        'smdp.lab.test',
        ...pki,
        '--profiles',
        join(folder, 'profiles'),
      ],
      ...['--ordered', '--client-ca', ca, '--progress', 'operator.lab.test'],
      ...['--connect-to', 'operator.lab.test:127.0.0.1:9443'],
    );
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('SM-DP+ smdp.lab.test is at 127.0.0.1:');
  });

  it.each([
    ['smdp', 'ES9+', ['--profiles', join(folder, 'profiles')]],
    ['smds', 'ES11', []],
  ] as const)('simulator %s meets fault rules of %s, and tells what they did', async (kind, which, more) => {
    const rules = join(folder, 'faults.json');
    writeFileSync(rules, JSON.stringify([`${which} http=418 times=1`]));
    const run = startCli(
      [
        ...['simulator', kind, '--port', '0', '--address', 'x.lab.test', ...pki, ...more, '--json'],
        ...['--faults', rules, '--fault', `${which}.InitiateAuthentication http=503`],
      ],
      new FakeWorkbench(),
      { dataFolder },
    );
    await expect.poll(run.stdout, { timeout: 10_000 }).toMatch(/127\.0\.0\.1/);
    const { port } = JSON.parse(run.stdout());
    const path = '/gsma/rsp2/es9plus/initiateAuthentication';
    expect([await statusOf(port, path), await statusOf(port, path)]).toEqual([418, 503]);
    run.interrupt();
    const { code, stderr } = await run.done;
    expect(code).toBe(0);
    expect(stderr).toContain(`Fault rule ${which} http=418 times=1: 1 of 2 occasions`);
    expect(stderr).toContain(`Fault rule ${which}.InitiateAuthentication http=503: 1 of 2 occasions`);
  });

  it('simulator shop sells over HTTP, meets its fault rules, and keeps its account', async () => {
    const state = join(folder, 'shop');
    const tokens = [];
    for (const told of ['PENDING', 'DELIVERED']) {
      const run = startCli(
        [
          ...['simulator', 'shop', 'octopus', '--port', '0', '--address', 'shop.lab.test', ...pki],
          ...['--state', state, '--json', '--fault', 'Octopus.CreateOrder delivery polls=1 times=1'],
        ],
        new FakeWorkbench(),
        { dataFolder },
      );
      await expect.poll(run.stdout, { timeout: 10_000 }).toMatch(/connectTo/);
      const { connector, baseUrl, token, smdp, connectTo } = JSON.parse(run.stdout());
      expect(connector).toBe('octopus');
      expect(connectTo).toBe(`shop.lab.test:127.0.0.1:${smdp.port}`);
      tokens.push(token);
      const ask = (body?: string) =>
        fetch(`${baseUrl}/api/v1/esim/orders?client_reference=A`, {
          headers: { Authorization: `Bearer ${token}` },
          ...(body === undefined ? {} : { method: 'POST', body }),
        }).then((response) => response.json());
      if (told === 'PENDING') {
        const order = { product_id: 712, amount: 4.5, client_reference: 'A' };
        expect((await ask(JSON.stringify(order))).data.status).toBe('PENDING');
      }
      const id = (await ask()).data[0].id;
      const looked = await fetch(`${baseUrl}/api/v1/esim/orders/${id}`, {
        headers: { Authorization: `Bearer ${token}` },
      }).then((response) => response.json());
      expect(looked.data.activation_code).toMatch(/^LPA:1\$shop\.lab\.test\$/);
      run.interrupt();
      const { code, stderr } = await run.done;
      expect(code).toBe(0);
      expect(stderr).toContain('Octopus.GetOrder 200');
      expect(stderr).not.toContain(token);
      expect(stderr).not.toContain(looked.data.activation_code.split('$')[2]);
    }
    expect(tokens[0]).toBe(tokens[1]);
  });

  it('a shop of another kind, and a state that is none, are bad input', async () => {
    const args = ['--port', '0', '--address', 'shop.lab.test', ...pki, '--state', program];
    const other = await startCli(['simulator', 'shop', 'corner', ...args], new FakeWorkbench(), {
      dataFolder,
    }).done;
    expect(other.code).toBe(2);
    const none = await startCli(['simulator', 'shop', 'truphone', ...args], new FakeWorkbench(), {
      dataFolder,
    }).done;
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('simulated shop');
  });

  it('a fault rule that is none is bad input, before anything is made', async () => {
    const args = [
      'simulator',
      'smds',
      '--port',
      '0',
      '--address',
      'x.lab.test',
      '--pki',
      join(folder, 'none'),
    ];
    const run = await startCli([...args, '--fault', 'ES11 boom'], new FakeWorkbench(), { dataFolder }).done;
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('there is no fault boom');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('a file of client CAs that is not there is bad input', async () => {
    const args = [
      'simulator',
      'smds',
      '--port',
      '0',
      '--address',
      'x.lab.test',
      ...pki,
      '--client-ca',
      'nowhere',
    ];
    const run = await startCli(args, new FakeWorkbench(), { dataFolder }).done;
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('nowhere');
  });

  it.each([
    ['an address that is none', ['--address', 'a b'], 'the name of a server'],
    [
      'a fault that only cards have',
      ['--address', 'x.lab.test', '--fault', 'apdu 12 removal'],
      'A server has no',
    ],
    [
      'a state file that cannot be',
      ['--address', 'x.lab.test', '--state', `${program}/x`],
      'cannot be read or written',
    ],
    ['a PKI folder that is none', ['--address', 'x.lab.test', '--pki', program], 'cannot be read'],
  ])('%s is bad input', async (_what, args, told) => {
    const all = ['simulator', 'smds', '--port', '0', ...pki, ...args];
    const run = await startCli(all, new FakeWorkbench(), { dataFolder }).done;
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(told);
  });

  it('a fault that only servers have is bad input to a card', async () => {
    const args = ['simulator', 'card', '--vpcd', '127.0.0.1:1', '--state', join(folder, 'card.json'), ...pki];
    const run = startCli([...args, '--fault', 'ES9+ http=503'], new FakeWorkbench(), { dataFolder });
    expect(await run.done).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('A card has no faults'),
    });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPcscReaders } from '../../../src-main/card/pcsc-reader.ts';
import { type BenchDescription, runBench } from '../../../src-main/simulator/run-bench.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import { needs } from '../../summary/needs.ts';
import { errorOf } from '../../support/errors.ts';
import { openPcscd, type Pcscd, pcscMissing } from '../../support/pcscd.ts';

const program = resolve(import.meta.dirname, '../../../bin/euicc-workbench.mjs');

/** Waits for the one document on stdout, and gives the way to end the program. */
async function described(child: ChildProcess) {
  let stdout = '';
  let stderr = '';
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const description = await new Promise<BenchDescription>((done, fail) => {
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk);
      if (stdout.endsWith('\n}\n')) done(JSON.parse(stdout) as BenchDescription);
    });
    void exited.then((code) => fail(new Error(`ended with ${code}: ${stderr}`)));
  });
  return {
    description,
    async end(signal: 'SIGINT' | 'SIGTERM') {
      child.kill(signal);
      return { code: await exited, stderr };
    },
  };
}

/** HTTP status of a GET, with the TLS checked against the CI. */
function statusOf({ smdp }: BenchDescription, ca: Buffer): Promise<number | undefined> {
  return new Promise((done, fail) => {
    request(smdp.url, { ca, servername: 'localhost', agent: false }, (response) => done(response.statusCode))
      .on('error', fail)
      .end();
  });
}

describe('`simulator bench`', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints how it is reached, and leaves nothing after %s',
    async (signal) => {
      const { description, end } = await described(
        spawn(process.execPath, [program, 'simulator', 'bench', '--cards', '2']),
      );
      expect(description.cards.map((card) => card.vpcd)).toEqual([{ state: 'none' }, { state: 'none' }]);
      expect(description.codes[0]?.activationCode).toContain(`$${description.smdp.address}$`);
      const ca = readFileSync(description.cis[0]?.file ?? '');
      expect(await statusOf(description, ca)).toBe(404);
      expect(await end(signal)).toMatchObject({ code: 0 });
      expect(existsSync(dirname(description.cis[0]?.file ?? ''))).toBe(false);
      await expect(statusOf(description, ca)).rejects.toThrow();
    },
  );

  it('keeps a state where it is told to, and reaches a name of its own by --connect-to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-bench-'));
    const run = async () => {
      let found: BenchDescription | undefined;
      const ended = new AbortController();
      const options = {
        cards: 1,
        port: 0,
        stateDir: folder,
        address: 'smdp.run.test',
        signal: ended.signal,
        log: () => {},
      };
      await runBench(options, (description) => {
        found = description;
        ended.abort();
      });
      return found;
    };
    try {
      const first = await run();
      const second = await run();
      expect(second?.cis).toEqual(first?.cis);
      expect(second?.smdp.connectTo).toBe(`smdp.run.test:127.0.0.1:${second?.smdp.port}`);
      expect(second?.stateFolder).toBe(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('tells what servers are asked, and which packages are left out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-bench-'));
    writeFileSync(join(folder, 'BROKEN.der'), 'no package');
    try {
      const { description, end } = await described(
        spawn(process.execPath, [program, 'simulator', 'bench', '--profiles', folder]),
      );
      expect(description.codes).toEqual([]);
      await statusOf(description, readFileSync(description.cis[0]?.file ?? ''));
      const { stderr } = await end('SIGTERM');
      expect(stderr).toMatch(/profiles refused: .*cannot be read/);
      expect(stderr).toContain(`no profile is in ${folder}`);
      expect(stderr).toContain('no such function');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('tells that it has made the folder of profiles, and takes fault rules from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-bench-'));
    const rules = join(folder, 'faults.json');
    writeFileSync(rules, '["ES9+ http=418"]');
    try {
      const profiles = join(folder, 'profiles');
      const args = [program, 'simulator', 'bench', '--profiles', profiles, '--faults', rules];
      const { description, end } = await described(spawn(process.execPath, args));
      expect(description.codes.length).toBeGreaterThan(1);
      const { stderr } = await end('SIGTERM');
      expect(stderr).toContain(`The folder ${profiles} was not there; it has been made, with samples`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('faults a state folder that cannot be made', async () => {
    const stateDir = join(program, 'state');
    const run = runBench(
      { cards: 1, port: 0, stateDir, signal: AbortSignal.abort(), log: () => {} },
      () => {},
    );
    expect(await errorOf(run)).toMatchObject({ code: 'simulator_options_invalid' });
  });

  it('ends all that it has started where a card can be put nowhere', async () => {
    const { signal } = new AbortController();
    const run = runBench(
      { cards: 1, port: 0, vpcd: { host: '127.0.0.1', port: 1 }, signal, log: () => {} },
      () => {},
    );
    expect(await errorOf(run)).toMatchObject({ code: 'vpcd_unreachable' });
  });

  describe('through pcscd and vpcd', needs(pcscMissing()), () => {
    let pcscd: Pcscd;
    beforeAll(async () => {
      pcscd = await openPcscd({ readers: 1 });
      pcscd.attach();
    });
    afterAll(() => pcscd.close());

    it('has its card in the reader until it ends', async () => {
      const [reader] = pcscd.readers;
      const args = [program, 'simulator', 'bench', '--vpcd', `127.0.0.2:${reader?.port}`];
      const start = () =>
        described(pcscd.spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
      // pcscd opens its ports a moment after its socket.
      const retry = async (left: number): ReturnType<typeof start> =>
        start().catch((error: unknown) => {
          if (left === 0) throw error;
          return retry(left - 1);
        });
      const { description, end } = await retry(10);
      expect(description.cards[0]?.vpcd).toMatchObject({ state: 'inserted', port: reader?.port });
      const provider = createPcscReaders({ clock: systemClock });
      const becomes = async (presence: string) => {
        const isSo = async () =>
          (await provider.snapshot()).readers.some(
            (one) => one.name === reader?.name && one.presence === presence,
          );
        for (let left = 100; left > 0 && !(await isSo()); left--) await systemClock.sleep(50);
        return isSo();
      };
      expect(await becomes('present')).toBe(true);
      expect(await end('SIGTERM')).toMatchObject({ code: 0 });
      expect(await becomes('empty')).toBe(true);
      await provider.close();
    });
  });
});

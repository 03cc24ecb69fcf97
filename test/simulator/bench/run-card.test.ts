import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPcscReaders } from '../../../src-main/card/pcsc-reader.ts';
import type { ReaderProvider } from '../../../src-main/card/port.ts';
import { eidOfCard } from '../../../src-main/simulator/bench-eid.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import { needs } from '../../summary/needs.ts';
import { openPcscd, type Pcscd, pcscMissing } from '../../support/pcscd.ts';

const missing = pcscMissing();

describe('`simulator card` through pcscd and vpcd', needs(missing), () => {
  let folder: string;
  let pcscd: Pcscd;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'run-card-'));
    pcscd = await openPcscd({ readers: 1 });
    pcscd.attach();
  });
  afterAll(async () => {
    await pcscd.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the last process wrote. */
  let said = '';

  /** Puts the card in, sends it commands through PC/SC, and takes it out. Gives the answers. */
  const visit = (...commands: string[]) => inserted([], (reader) => transmitted(reader, commands));

  /** The answers to commands over one connection; where one fails, the error's code in place of it and of what follows. */
  async function transmitted(reader: ReaderAtHand, commands: readonly string[]): Promise<string[]> {
    await reader.presence('present');
    const connection = await reader.provider.connect(reader.name);
    const answers: string[] = [];
    try {
      for (const command of commands) answers.push(toHex(await connection.transmit(fromHex(command))));
    } catch (error) {
      answers.push(toWorkbenchError(error).code);
    }
    await connection.disconnect('unpower');
    return answers;
  }

  interface ReaderAtHand {
    readonly name: string;
    readonly provider: ReaderProvider;
    /** Waits until the reader is so. */
    presence(wanted: string): Promise<void>;
  }

  /** Puts the card in, with fault rules, and takes it out when `use` is done with it. */
  async function inserted<T>(
    rules: readonly string[],
    use: (reader: ReaderAtHand) => Promise<T>,
  ): Promise<T> {
    const [reader] = pcscd.readers;
    if (reader === undefined) throw new Error('no reader');
    const script = join(import.meta.dirname, 'card-process.ts');
    const args = [script, String(reader.port), join(folder, 'pki'), join(folder, 'card.json'), ...rules];
    const child = pcscd.spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout?.on('data', (text) => {
      output += text;
    });
    const provider = createPcscReaders({ clock: systemClock });
    const presence = async (wanted: string) => {
      const isSo = async () =>
        (await provider.snapshot()).readers.some(
          (one) => one.name === reader.name && one.presence === wanted,
        );
      for (let left = 200; left > 0 && !(await isSo()); left--) await systemClock.sleep(50);
    };
    try {
      return await use({ name: reader.name, provider, presence });
    } finally {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      // pcscd notices within 400 ms; the next visit must not take the card for this one.
      await presence('empty');
      await provider.close();
      said = output;
    }
  }

  test('a card with a PKI of its own, whose state is there the next time', async () => {
    const open = ['0070000001', '01A4040010A0000005591010FFFFFFFF8900000100'];
    const first = await visit(...open, '81E2910006BF3E035C015A00', '81E291000ABF3F078005612E7473740000');
    expect(said).toContain(`eUICC ${eidOfCard(0)} is in the reader`);
    expect(said).toContain('ended: removed');
    expect(first.slice(0, 3)).toEqual(['019000', '6121', `BF3E125A10${eidOfCard(0)}9000`]);
    const second = await visit(...open, '81E291000ABF3F078005612E74737400', '81E2910003BF3C0000');
    expect(second[2]).toBe('BF3F038001009000');
    const third = await visit(...open, '81E2910003BF3C0000');
    expect(third[2]).toBe(second[3]);
    expect(third[2]).toContain('8005612E747374');
  });

  test.each(['removal back=1s', 'powerLoss'])(
    'fault %s: PC/SC has the card removed, and then again',
    async (fault) => {
      const selectIsdr = '00A4040010A0000005591010FFFFFFFF8900000100';
      const readEid = '80E2910006BF3E035C015A';
      await inserted([`apdu ES10c.GetEID 1 ${fault}`], async (reader) => {
        expect(await transmitted(reader, [selectIsdr, readEid])).toEqual(['6121', 'card_removed']);
        const again = await transmitted(reader, [selectIsdr, `${readEid}00`]);
        expect(again[1]).toBe(`BF3E125A10${eidOfCard(0)}9000`);
      });
    },
  );
});

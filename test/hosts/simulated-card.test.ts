/** `simulator card` at a reader that speaks as vpcd does. */

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EUICCInfo2 } from '../../src-main/rsp/index.ts';
import { eidOfCard } from '../../src-main/simulator/bench-eid.ts';
import { decode } from '../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulated-card-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** Not that of the certificates, which the first card of a bench has. */
const eid = eidOfCard(4);

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const start = (port: number, ...more: readonly string[]) =>
  startCli(
    [
      ...['simulator', 'card', '--vpcd', `127.0.0.1:${port}`],
      ...['--pki', join(folder, 'pki'), '--state', join(folder, 'card.json'), ...more],
    ],
    new FakeWorkbench(),
    { dataFolder: join(folder, 'data') },
  );

async function read(socket: Socket, length: number): Promise<Uint8Array> {
  for (;;) {
    const bytes = socket.read(length) as Uint8Array | null;
    if (bytes !== null) return bytes;
    await once(socket, 'readable');
  }
}

function send(socket: Socket, message: Uint8Array): void {
  socket.write(concatBytes(Uint8Array.of(message.length >> 8, message.length & 0xff), message));
}

async function answerOf(socket: Socket, message: string): Promise<string> {
  send(socket, fromHex(message));
  const [high = 0, low = 0] = await read(socket, 2);
  return toHex(await read(socket, (high << 8) | low));
}

describe('simulator card on the command line', () => {
  it('has the EID, the settings and the timing that it was given', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const settings = write(
      'settings.json',
      JSON.stringify({ svn: '2.3.0', firmwareVersion: '36.18.13', maxProfiles: 0 }),
    );
    const recording = write('recording.jsonl', '{"kind":"apdu","c":"80E2910006BF3E035C015A","ms":120}\n');
    const run = start(
      (server.address() as AddressInfo).port,
      ...['--eid', eid, '--settings', settings, '--recording', recording],
    );
    const [socket] = (await once(server, 'connection')) as [Socket];
    expect(await answerOf(socket, '04')).toMatch(/^3B/);
    send(socket, Uint8Array.of(1));
    expect(await answerOf(socket, '00A4040C10A0000005591010FFFFFFFF8900000100')).toBe('9000');
    const before = performance.now();
    expect(await answerOf(socket, '80E2910006BF3E035C015A00')).toBe(`BF3E125A10${eid}9000`);
    expect(performance.now() - before).toBeGreaterThan(100);
    const info = (await answerOf(socket, '80E2910003BF220000')).slice(0, -4);
    expect(decode(EUICCInfo2, fromHex(info), 'info')).toMatchObject({
      svn: '2.3.0',
      euiccFirmwareVer: '36.18.13',
      rspCapability: ['crlSupport', 'testProfileSupport'],
    });
    run.interrupt();
    expect((await run.done).code).toBe(0);
    expect(readFileSync(join(folder, 'card.json'), 'utf8')).toContain(eid);
    server.close();
  });

  it.each([
    [['--settings', write('none.json', 'none')], /no JSON/],
    [['--settings', write('wrong.json', '{"maxChannels": 20}')], /maxChannels/],
    [['--recording', write('empty.jsonl', '[]')], /recording: no APDU/],
    [['--settings', join(folder, 'not-there.json')], /there is no such file/],
    [['--eid', '12'], /an EID has 32 digits/],
  ])('refuses %j before it looks for a reader', async (options, message) => {
    const { code, stderr } = await start(1, ...options).done;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });
});

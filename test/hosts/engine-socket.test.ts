import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectEngine } from '../../src-main/hosts/engine/client.ts';
import { readEngineFile, socketPath, writeEngineFile } from '../../src-main/hosts/engine/endpoint.ts';
import { LineReader } from '../../src-main/hosts/engine/lines.ts';
import { openEngine, type RunningEngine } from '../../src-main/hosts/engine/open.ts';
import { limits } from '../../src-main/hosts/engine/protocol.ts';
import { type EngineSocket, serveEngineSocket } from '../../src-main/hosts/engine/socket-server.ts';
import type { WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { FakeWorkbench } from './fake-workbench.ts';

const nobody = { createdBy: '', source: 'cli' };
let folder: string;
let workbench: FakeWorkbench;
const open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'));
  workbench = new FakeWorkbench();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(dataFolder = folder, version?: string): Promise<EngineSocket> {
  const socket = await serveEngineSocket({
    workbench,
    dataFolder,
    simulator: true,
    ...(version === undefined ? {} : { version }),
  });
  open.push(socket);
  return socket;
}

async function attach(dataFolder = folder) {
  const engine = await connectEngine(dataFolder);
  if (!engine) throw new Error('no engine');
  open.push(engine);
  return engine;
}

/** Says these lines to the engine's socket and gives all that it says until it hangs up. */
async function talk(lines: (token: string) => string[]): Promise<unknown[]> {
  const file = readEngineFile(folder);
  if (!file) throw new Error('no engine file');
  const socket = connect(file.socket);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  for (const line of lines(file.token)) socket.write(`${line}\n`);
  await new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => resolve()));
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('an engine and who attaches to it', () => {
  test('calls are answered and events arrive', async () => {
    await serve();
    const engine = await attach();
    const events: WorkbenchEvent[] = [];
    engine.subscribe((event) => events.push(event));
    expect((await engine.call('readers.list', {})).map((reader) => reader.id)).toEqual([
      'pcsc:Lab Reader 00 00',
      'sim:0',
      'sim:1',
    ]);
    workbench.emit({ type: 'readers', readers: [] });
    await engine.call('system.info', {});
    expect(events).toEqual([{ type: 'readers', readers: [] }]);
  });

  test('errors cross as code and parameters', async () => {
    await serve();
    const engine = await attach();
    await expect(
      engine.call('operations.start', { kind: 'read_card', readerId: 'pcsc:none' }),
    ).rejects.toMatchObject({ code: 'reader_not_found', params: { reader: 'pcsc:none' } });
  });

  test('wrong input is refused by name, before it reaches the workbench, and not repeated in the error', async () => {
    await serve();
    const engine = await attach();
    const error = await engine
      .call('operations.start', {
        kind: 'download',
        readerId: 'sim:0',
        activationCode: `LPA:1$${'S3cret'.repeat(500)}`,
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'input_invalid',
      params: { what: 'operations.start', path: 'activationCode' },
    });
    expect(JSON.stringify(error)).not.toContain('S3cret');
    expect(workbench.calls).toEqual([]);
  });

  test('the socket and the file that names it are for their owner alone', async () => {
    const socket = await serve();
    expect(statSync(socket.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'engine.json')).mode & 0o777).toBe(0o600);
  });

  test('a data folder whose path is longer than a socket may have works as well', async () => {
    const deep = join(folder, 'x'.repeat(90), 'y'.repeat(90));
    mkdirSync(deep, { recursive: true });
    const socket = await serve(deep);
    expect(Buffer.byteLength(socket.path)).toBeLessThan(104);
    expect(statSync(socket.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(socket.path, '..')).mode & 0o777).toBe(0o700);
    expect((await (await attach(deep)).call('system.info', {})).version).toBe('0.1.0');
  });

  test('different folders get different sockets, the same one the same', () => {
    const long = `/${'z'.repeat(200)}`;
    expect(socketPath(`${long}/a`)).toBe(socketPath(`${long}/a`));
    expect(socketPath(`${long}/a`)).not.toBe(socketPath(`${long}/b`));
    expect(socketPath('C:/data', { platform: 'win32' })).toMatch(
      /^\\\\\.\\pipe\\euicc-workbench-[0-9a-f]{32}$/,
    );
  });

  test('ready waits for recovery', async () => {
    const recovery = Promise.withResolvers<void>();
    workbench.recovery = recovery.promise;
    await serve();
    const engine = await attach();
    let ready = false;
    const waiting = engine.ready().then(() => {
      ready = true;
    });
    await engine.call('system.info', {});
    expect(ready).toBe(false);
    recovery.resolve();
    await waiting;
    expect(ready).toBe(true);
  });

  test('an engine that ends rejects what is asked and what will be', async () => {
    const socket = await serve();
    const engine = await attach();
    const asked = Promise.withResolvers<void>();
    workbench.call = () => {
      asked.resolve();
      return new Promise(() => {});
    };
    const unanswered = expect(engine.call('system.info', {})).rejects.toEqual(code('engine_gone'));
    await asked.promise;
    await socket.close();
    await engine.gone;
    await unanswered;
    await expect(engine.call('system.info', {})).rejects.toEqual(code('engine_gone'));
    expect(await connectEngine(folder)).toBeUndefined();
  });

  test('who leaves is no longer told', async () => {
    const socket = await serve();
    const engine = await attach();
    await engine.call('system.info', {});
    expect([socket.clients(), workbench.listeners]).toEqual([1, 1]);
    await engine.close();
    await expect.poll(() => socket.clients()).toBe(0);
    expect([socket.clients(), workbench.listeners]).toEqual([0, 0]);
  });

  test('another version is refused by name, on both sides', async () => {
    await serve(folder, '0.0.9');
    await expect(connectEngine(folder)).rejects.toMatchObject({
      code: 'engine_version',
      params: { engine: '0.0.9', client: '0.1.0' },
    });
    expect(await talk((token) => [JSON.stringify({ hello: { version: '0.1.0', token } })])).toEqual([
      { hello: { version: '0.0.9', pid: process.pid, simulator: true } },
      { id: -1, error: { code: 'engine_version', params: { engine: '0.0.9', client: '0.1.0' } } },
    ]);
  });
});

describe('bad input to the socket', () => {
  const refused = (reason: string) => [{ id: -1, error: { code: 'engine_protocol', params: { reason } } }];
  const hello = (token: string) => JSON.stringify({ hello: { version: '0.1.0', token } });

  test.each([
    ['no JSON', 'garbage'],
    ['no hello', JSON.stringify({ id: 1, call: 'system.info', input: {} })],
    ['a wrong token', JSON.stringify({ hello: { version: '0.1.0', token: 'f'.repeat(64) } })],
  ])('%s in place of a hello is refused', async (_what, line) => {
    await serve();
    expect(await talk(() => [line])).toEqual(refused('no valid hello'));
    expect(workbench.calls).toEqual([]);
  });

  test('a line that is no request ends the connection, with the reason', async () => {
    await serve();
    const said = await talk((token) => [hello(token), '{"id":"one"}', '{"id":2,"call":"system.info"}']);
    expect(said).toContainEqual({
      id: -1,
      error: expect.objectContaining({ code: 'input_invalid' }) as unknown,
    });
    expect(workbench.calls).toEqual([]);
  });

  test('an unknown call, and one that every object has, are answered by name', async () => {
    await serve();
    const engine = await attach();
    for (const call of ['toString', 'cards.steal'])
      await expect(Reflect.apply(engine.call, engine, [call, {}])).rejects.toMatchObject({
        code: 'unknown_call',
        params: { call },
      });
  });

  test('a line without an end is cut off', () => {
    const reader = new LineReader(10);
    expect(reader.push(Buffer.from('12345'))).toEqual([]);
    expect(() => reader.push(Buffer.from('678901'))).toThrow(
      expect.objectContaining({ code: 'frame_too_large' }),
    );
  });

  test('lines come out whole however the bytes are cut, also within a character', () => {
    const bytes = Buffer.from('eins\nzwölf €\n\nende\n');
    for (let size = 1; size < bytes.length; size++) {
      const reader = new LineReader(100);
      const lines: string[] = [];
      for (let at = 0; at < bytes.length; at += size)
        lines.push(...reader.push(bytes.subarray(at, at + size)));
      expect(lines).toEqual(['eins', 'zwölf €', '', 'ende']);
    }
  });

  test('whoever attaches is the user of this machine, or calls for whom it says; over other transports it does not', async () => {
    const { localCaller } = await import('../../src-main/hosts/engine/caller.ts');
    await serve();
    const engine = await attach();
    const script = { createdBy: 'script', source: 'api' };
    await engine.call('readers.list', {});
    await engine.call('readers.list', {}, script);
    expect(workbench.callers).toEqual([localCaller('cli'), script]);

    const { serveFrames } = await import('../../src-main/hosts/engine/serve-frames.ts');
    const frames = serveFrames(workbench, { send() {}, unsent: () => 0, close() {} }, nobody);
    frames.receive(JSON.stringify({ id: 1, call: 'readers.list', input: {}, caller: script }));
    expect(workbench.callers.at(-1)).toEqual(nobody);
    frames.end();
  });

  test('one client cannot have more requests open than the limit', async () => {
    await serve();
    workbench.hold = true;
    const gate = Promise.withResolvers<void>();
    const slow = { call: () => gate.promise, subscribe: () => () => {} };
    const { serveFrames } = await import('../../src-main/hosts/engine/serve-frames.ts');
    const sent: string[] = [];
    const frames = serveFrames(
      slow as never,
      {
        send: (text) => sent.push(text),
        unsent: () => 0,
        close() {},
      },
      nobody,
    );
    for (let id = 1; id <= limits.pendingRequests + 1; id++)
      frames.receive(JSON.stringify({ id, call: 'system.info', input: {} }));
    expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([
      {
        id: limits.pendingRequests + 1,
        error: { code: 'too_many_requests', params: { limit: limits.pendingRequests } },
      },
    ]);
    gate.resolve();
    frames.end();
  });

  test('a client that does not read is let go', async () => {
    const { serveFrames } = await import('../../src-main/hosts/engine/serve-frames.ts');
    let closed: WorkbenchError | undefined;
    serveFrames(
      workbench,
      {
        send: () => expect.unreachable(),
        unsent: () => limits.unsentBytes + 1,
        close: (error) => {
          closed = error;
        },
      },
      nobody,
    );
    workbench.emit({ type: 'readers', readers: [] });
    expect(closed?.code).toBe('client_too_slow');
    expect(workbench.listeners).toBe(0);
  });

  test.each(['', 'null', '{}', '{"socket":"","token":"x"}', '\u0000'])(
    'an engine file that holds %j is as none',
    async (content) => {
      writeFileSync(join(folder, 'engine.json'), content);
      expect(await connectEngine(folder)).toBeUndefined();
    },
  );

  test('something else that listens there is told from an engine', async () => {
    const path = socketPath(folder);
    const other = createServer((socket) => socket.resume().end('SSH-2.0-OpenSSH\n'));
    await new Promise<void>((resolve) => other.listen(path, resolve));
    writeEngineFile(folder, { socket: path, token: 'a'.repeat(64), pid: 1, version: '0.1.0' });
    await expect(connectEngine(folder)).rejects.toEqual(code('engine_protocol'));
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('opening an engine', () => {
  const options = () => ({ dataFolder: folder, simulator: true, connectTo: [], autoRead: false });

  async function start(): Promise<RunningEngine> {
    const socket = await serve();
    return { workbench, drain: socket.drain, close: socket.close };
  }

  test('one that runs is attached to, and none started', async () => {
    await serve();
    const engine = await openEngine(options(), () => Promise.reject(new Error('started')));
    open.push(engine);
    expect(engine.own).toBe(false);
    expect((await engine.call('system.info', {})).version).toBe('0.1.0');
  });

  test('where none runs, one is started, and others attach to it', async () => {
    const own = await openEngine(options(), start);
    const other = await openEngine(options(), () => Promise.reject(new Error('started')));
    expect([own.own, other.own]).toEqual([true, false]);
    let told = false;
    const closed = own.close({
      waiting: () => {
        told = true;
      },
    });
    expect((await other.call('system.info', {})).version).toBe('0.1.0');
    expect(told).toBe(true);
    await other.close();
    await closed;
    expect(await connectEngine(folder)).toBeUndefined();
  });

  test('one that ends serves whoever still comes, until it is alone', async () => {
    const own = await openEngine(options(), start);
    const second = await openEngine(options(), () => Promise.reject(new Error('started')));
    let waits = 0;
    const closed = own.close({
      waiting: () => {
        waits++;
      },
    });
    const third = await openEngine(options(), () => Promise.reject(new Error('started')));
    await second.close();
    expect((await third.call('system.info', {})).version).toBe('0.1.0');
    await third.close();
    await closed;
    expect(waits).toBe(1);
    expect(await connectEngine(folder)).toBeUndefined();
  });

  test('one that ends while it is greeted is as none', async () => {
    const path = socketPath(folder);
    const ending = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => ending.listen(path, resolve));
    writeEngineFile(folder, { socket: path, token: 'a'.repeat(64), pid: 1, version: '0.1.0' });
    const engine = await openEngine(options(), async () => {
      await new Promise((resolve) => ending.close(resolve));
      return await start();
    });
    open.push(engine);
    expect(engine.own).toBe(true);
  });

  test('one that is just starting is waited for', async () => {
    let attempts = 0;
    const engine = await openEngine(options(), async () => {
      if (++attempts === 2) await serve();
      throw new WorkbenchError('engine_locked', { folder });
    });
    open.push(engine);
    expect(engine.own).toBe(false);
    expect(attempts).toBe(2);
  });

  test('one that holds the folder and never answers is named', async () => {
    await expect(
      openEngine(options(), () => Promise.reject(new WorkbenchError('engine_locked', { folder })), 0),
    ).rejects.toEqual(code('engine_locked'));
  });

  test('a running engine cannot be told another way to a server', async () => {
    await serve();
    const connectTo = [{ name: 'smdp.example.com', host: '127.0.0.1', port: 8443 }];
    await expect(openEngine({ ...options(), connectTo }, start)).rejects.toMatchObject({
      code: 'engine_option',
      params: { option: '--connect-to' },
    });
  });

  test('the file says where the engine is, and goes with it', async () => {
    const socket = await serve();
    expect(JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'))).toMatchObject({
      socket: socket.path,
      pid: process.pid,
    });
    await socket.close();
    expect(readEngineFile(folder)).toBeUndefined();
  });
});

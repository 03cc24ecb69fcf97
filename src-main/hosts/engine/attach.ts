/** Attaching to an engine that runs already. */

import { connect, type Socket } from 'node:net';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { FramePairs } from '../../../src-shared/frame-pairs.ts';
import type { RequestFrame } from '../../../src-shared/frames.ts';
import { readEngineFile } from './endpoint.ts';
import { LineReader } from './lines.ts';
import { type EngineFile, type EngineHello, engineHello, limits, readyFrame } from './protocol.ts';
import { workbenchVersion } from './version.ts';

export interface AttachedEngine extends WorkbenchApi {
  readonly hello: EngineHello;
  /** Until recovery is done. Rejects with engine_gone. */
  ready(): Promise<void>;
  /** Resolves when the engine has gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Detaches; the engine and its operations go on. */
  close(): Promise<void>;
}

export interface AttachOptions {
  /** Default: that of package.json. */
  readonly version?: string;
}

/** What pairs calls and answers, over what sends its frames. */
export type CreatePairs = (send: (frame: RequestFrame) => void) => FramePairs;

/** A connection to the engine's socket, or undefined where nobody listens there (any more). */
async function open(path: string): Promise<Socket | undefined> {
  return await new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTSOCK')
        resolve(undefined);
      else reject(new WorkbenchError('engine_protocol', { reason: error.message }, { cause: error }));
    });
  });
}

/**
 * Attaches to the engine of a data folder; undefined where none runs. Rejects with engine_version (another version of
 * the workbench) or engine_protocol. Calls reject with engine_gone once the engine has ended.
 */
export async function attachEngine(
  dataFolder: string,
  createPairs: CreatePairs,
  options: AttachOptions = {},
): Promise<AttachedEngine | undefined> {
  const file = readEngineFile(dataFolder);
  if (file === undefined) return undefined;
  const socket = await open(file.socket);
  if (socket === undefined) return undefined;
  return await attach(socket, file, options.version ?? workbenchVersion(), createPairs);
}

async function attach(
  socket: Socket,
  file: EngineFile,
  version: string,
  createPairs: CreatePairs,
): Promise<AttachedEngine> {
  const hello = Promise.withResolvers<EngineHello>();
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  // Whoever waits sees the rejection; that nobody waits is no error.
  for (const promise of [hello.promise, ready.promise]) promise.catch(() => {});

  const client = createPairs((frame) => socket.write(`${JSON.stringify(frame)}\n`));
  const lines = new LineReader(limits.responseBytes);
  let greeted = false;
  let failure = new WorkbenchError('engine_gone');

  function fail(error: WorkbenchError): void {
    failure = error;
    socket.destroy();
  }

  function receive(text: string): void {
    const value: unknown = JSON.parse(text);
    if (!greeted) {
      const parsed = engineHello.safeParse(value);
      if (!parsed.success) throw new WorkbenchError('engine_protocol', { reason: 'no hello' });
      greeted = true;
      const engine = parsed.data.hello;
      if (engine.version !== version)
        throw new WorkbenchError('engine_version', { engine: engine.version, client: version });
      hello.resolve(engine);
    } else if (readyFrame.safeParse(value).success) ready.resolve();
    else if (!client.receive(value)) throw new WorkbenchError('engine_protocol', { reason: 'no frame' });
  }

  const timer = setTimeout(
    () => fail(new WorkbenchError('timed_out', { what: 'The engine', seconds: limits.helloMs / 1000 })),
    limits.helloMs,
  );
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const line of lines.push(chunk)) receive(line);
    } catch (error) {
      fail(
        error instanceof SyntaxError
          ? new WorkbenchError('engine_protocol', { reason: 'no JSON' })
          : toWorkbenchError(error),
      );
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(timer);
    client.end(failure);
    hello.reject(failure);
    ready.reject(failure);
    gone.resolve();
  });
  socket.write(`${JSON.stringify({ hello: { version, token: file.token } })}\n`);

  const engine = await hello.promise;
  clearTimeout(timer);
  return {
    hello: engine,
    call: (name, input, caller) => client.call(name, input, caller),
    subscribe: (listener) => client.subscribe(listener),
    ready: () => ready.promise,
    gone: gone.promise,
    async close() {
      socket.destroySoon();
      await gone.promise;
    },
  };
}

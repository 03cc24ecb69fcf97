/** The engine's socket: a Unix socket of mode 0600 (Windows: a named pipe) at which windows and command lines attach. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import { localCaller } from './caller.ts';
import { removeEngineFile, socketPath, writeEngineFile } from './endpoint.ts';
import { LineReader } from './lines.ts';
import { clientHello, limits } from './protocol.ts';
import { type FrameServer, serveFrames } from './serve-frames.ts';
import { workbenchVersion } from './version.ts';

export interface EngineSocket {
  readonly path: string;
  /** Those who are attached now. */
  clients(): number;
  /**
   * Resolves when nobody is attached and nobody can attach any more; until then, whoever comes is served. `waiting` is
   * called where that is not at once.
   */
  drain(waiting: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface EngineSocketOptions {
  readonly workbench: WorkbenchApi & { ready(): Promise<void> };
  /** Locked by the caller, so that whatever socket lies there is a dead engine's. */
  readonly dataFolder: string;
  /** Whether the simulated bench belongs to this engine; told to those who attach. */
  readonly simulator: boolean;
  /** Default: that of package.json. */
  readonly version?: string;
}

function sameToken(given: string, own: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rejects with data_folder_unusable where no socket can be made. */
export async function serveEngineSocket(options: EngineSocketOptions): Promise<EngineSocket> {
  const { workbench, dataFolder, simulator, version = workbenchVersion() } = options;
  const path = socketPath(dataFolder);
  const token = randomBytes(32).toString('hex');
  const sockets = new Set<Socket>();
  let attached = 0;
  let onLeave: () => void = () => {};

  function attend(socket: Socket): void {
    const lines = new LineReader(limits.requestBytes);
    let frames: FrameServer | undefined;
    const write = (value: object) => {
      if (!socket.writableEnded) socket.write(`${JSON.stringify(value)}\n`);
    };
    const refuse = (error: WorkbenchError) => {
      write({ id: -1, error: error.toData() });
      socket.end();
    };
    const timer = setTimeout(
      () => refuse(new WorkbenchError('engine_protocol', { reason: 'no hello' })),
      limits.helloMs,
    );

    function greet(text: string): void {
      clearTimeout(timer);
      const hello = clientHello.safeParse(parse(text));
      if (!hello.success || !sameToken(hello.data.hello.token, token)) {
        refuse(new WorkbenchError('engine_protocol', { reason: 'no valid hello' }));
        return;
      }
      write({ hello: { version, pid: process.pid, simulator } });
      if (hello.data.hello.version !== version) {
        refuse(new WorkbenchError('engine_version', { engine: version, client: hello.data.hello.version }));
        return;
      }
      const transport = {
        send: (frame: string) => {
          socket.write(`${frame}\n`);
        },
        unsent: () => socket.writableLength,
        close: refuse,
      };
      frames = serveFrames(workbench, transport, localCaller('cli'), { vouches: true });
      attached++;
      void workbench.ready().then(
        () => write({ ready: true }),
        () => write({ ready: true }),
      );
    }

    socket.on('data', (chunk: Buffer) => {
      try {
        for (const line of lines.push(chunk)) frames ? frames.receive(line) : greet(line);
      } catch (error) {
        refuse(toWorkbenchError(error));
        socket.destroySoon();
      }
    });
    // A client that dies in mid-sentence is no fault of the engine's.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      sockets.delete(socket);
      if (frames !== undefined) {
        frames.end();
        attached--;
      }
      onLeave();
    });
  }

  const server = createServer((socket) => {
    if (sockets.size >= limits.clients) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    attend(socket);
  });

  if (process.platform !== 'win32') rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new WorkbenchError(
          'data_folder_unusable',
          { folder: dataFolder, reason: error.message },
          { cause: error },
        ),
      ),
    );
    // The socket is made within listen(): under this mask nobody else can open it, not even for a moment.
    const mask = setUmask(0o177);
    server.listen(path, resolve);
    if (mask !== undefined) setUmask(mask);
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  writeEngineFile(dataFolder, { socket: path, token, pid: process.pid, version });

  let listening = true;
  let closed: Promise<void> | undefined;
  /** From here on nobody finds the socket; who is connected stays. */
  function stopListening(): Promise<void> {
    if (listening) {
      listening = false;
      removeEngineFile(dataFolder);
      closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (process.platform !== 'win32') rmSync(path, { force: true });
    }
    return closed ?? Promise.resolve();
  }

  return {
    path,
    clients: () => attached,
    async drain(waiting) {
      // Twice: one may have come in between the last one's leaving and the end of listening.
      for (const step of [() => {}, stopListening]) {
        void step();
        if (sockets.size > 0) waiting();
        while (sockets.size > 0)
          await new Promise<void>((resolve) => {
            onLeave = resolve;
          });
      }
    },
    async close() {
      const ended = stopListening();
      for (const socket of sockets) socket.destroySoon();
      // One that reads no more would never have been told all.
      const late = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, limits.leaveMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Sets the umask and gives the one before; undefined in worker threads, which have no umask of their own. */
function setUmask(mask: number): number | undefined {
  try {
    return process.umask(mask);
  } catch {
    return undefined;
  }
}

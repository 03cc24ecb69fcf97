import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachUnread, passedOn } from '../../src-main/hosts/electron/pass-on.ts';
import type { AttachedEngine } from '../../src-main/hosts/engine/attach.ts';
import { type EngineSocket, serveEngineSocket } from '../../src-main/hosts/engine/socket-server.ts';
import type { CallName, WorkbenchEvent } from '../../src-shared/api.ts';
import { FramePairs } from '../../src-shared/frame-pairs.ts';
import type { RequestFrame } from '../../src-shared/frames.ts';
import { FakeWorkbench } from './fake-workbench.ts';

/** As the main process does it: what a window asks for goes on as it came, and so does what the engine says. */
describe('what the main process passes on', () => {
  let folder: string;
  let workbench: FakeWorkbench;
  let socket: EngineSocket;
  let engine: AttachedEngine;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pass-on-'));
    workbench = new FakeWorkbench();
    socket = await serveEngineSocket({ workbench, dataFolder: folder, simulator: true });
    const attached = await attachUnread(folder);
    if (attached === undefined) throw new Error('no engine');
    engine = attached;
  });
  afterEach(async () => {
    await engine.close();
    await socket.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (call: string, input: unknown) => engine.call(call as CallName, input as never);

  test('calls are answered, and events arrive', async () => {
    const events: WorkbenchEvent[] = [];
    engine.subscribe((event) => events.push(event));
    expect(await ask('readers.list', {})).toEqual(await workbench.call('readers.list', {}));
    workbench.emit({ type: 'readers', readers: [] });
    await expect.poll(() => events).toEqual([{ type: 'readers', readers: [] }]);
  });

  test('the engine refuses what is no call, and what a call must not be given', async () => {
    await expect(ask('readers.steal', {})).rejects.toMatchObject({ code: 'unknown_call' });
    await expect(ask('constructor', {})).rejects.toMatchObject({ code: 'unknown_call' });
    await expect(ask('operations.start', { kind: 'explode' })).rejects.toMatchObject({
      code: 'input_invalid',
    });
    await expect(ask('operations.get', { id: '1; DROP' })).rejects.toMatchObject({ code: 'input_invalid' });
  });

  test('what is no frame is dropped, and what one holds is left as it is', () => {
    const sent: RequestFrame[] = [];
    const pairs = new FramePairs((frame) => sent.push(frame), passedOn);
    let events = 0;
    pairs.subscribe(() => events++);
    fc.assert(fc.property(fc.anything(), (garbage) => !pairs.receive(garbage)));
    expect(events).toBe(0);
    const answer = pairs.call('readers.list', {});
    expect(pairs.receive({ id: sent[0]?.id, ok: { of: 'a later version' } })).toBe(true);
    return expect(answer).resolves.toEqual({ of: 'a later version' });
  });
});

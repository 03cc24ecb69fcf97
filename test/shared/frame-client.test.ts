import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { FrameClient } from '../../src-shared/frame-client.ts';
import type { RequestFrame } from '../../src-shared/frames.ts';

describe('frames', () => {
  const client = () => {
    const sent: RequestFrame[] = [];
    return { sent, client: new FrameClient((frame) => sent.push(frame)) };
  };
  test('answers find their calls, in any order', async () => {
    const { client: one, sent } = client();
    const first = one.call('simulator.codes', {});
    const second = one.call('trust.remove', { keyId: 'AA' });
    one.receive({ id: sent[1]?.id, ok: { removed: true } });
    one.receive({ id: sent[0]?.id, ok: [] });
    expect(await first).toEqual([]);
    expect(await second).toEqual({ removed: true });
  });
  test('an answer that is not as agreed fails its call, and names where', async () => {
    const { client: one, sent } = client();
    const call = one.call('trust.remove', { keyId: 'AA' });
    one.receive({ id: sent[0]?.id, ok: { removed: 'yes' } });
    await expect(call).rejects.toMatchObject({
      code: 'engine_protocol',
      params: { reason: /trust\.remove\.removed/ },
    });
  });
  test('an error keeps its code; one that is unknown here becomes internal', async () => {
    const { client: one, sent } = client();
    const known = one.call('readers.list', {});
    const unknown = one.call('readers.list', {});
    one.receive({ id: sent[0]?.id, error: { code: 'pcsc_unavailable', params: { reason: 'x' } } });
    one.receive({ id: sent[1]?.id, error: { code: 'from_the_future', params: {} } });
    await expect(known).rejects.toMatchObject({ code: 'pcsc_unavailable' });
    await expect(unknown).rejects.toMatchObject({ code: 'internal' });
  });
  test('when the transport is gone, everyone who waits is told', async () => {
    const { client: one } = client();
    const call = one.call('readers.list', {});
    one.fail();
    await expect(call).rejects.toMatchObject({ code: 'engine_gone' });
    const broken = new FrameClient(() => {
      throw new Error('closed');
    });
    await expect(broken.call('readers.list', {})).rejects.toMatchObject({ code: 'engine_gone' });
  });
  test('garbage from the transport disturbs nothing', () => {
    const { client: one } = client();
    let events = 0;
    one.subscribe(() => events++);
    fc.assert(fc.property(fc.anything(), (garbage) => !one.receive(garbage)));
    expect(events).toBe(0);
    expect(one.receive({ event: { type: 'readers', readers: [] } })).toBe(true);
    expect(events).toBe(1);
  });
  test('a transport that broke may come back, an engine that is gone for good does not', async () => {
    const { client: one, sent } = client();
    one.fail();
    const again = one.call('simulator.codes', {});
    one.receive({ id: sent[0]?.id, ok: [] });
    expect(await again).toEqual([]);
    let events = 0;
    one.subscribe(() => events++);
    const waiting = one.call('readers.list', {});
    one.end(new WorkbenchError('engine_version', { engine: '1', client: '2' }));
    one.end(new WorkbenchError('engine_gone'));
    await expect(waiting).rejects.toMatchObject({ code: 'engine_version' });
    await expect(one.call('readers.list', {})).rejects.toMatchObject({ code: 'engine_version' });
    one.receive({ event: { type: 'readers', readers: [] } });
    expect(events).toBe(0);
    expect(sent).toHaveLength(2);
  });
  test('names of objects are no error codes', async () => {
    const { client: one, sent } = client();
    const call = one.call('readers.list', {});
    one.receive({ id: sent[0]?.id, error: { code: 'constructor', params: {} } });
    await expect(call).rejects.toMatchObject({ code: 'internal' });
  });
});

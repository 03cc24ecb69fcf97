/** Consoles on the simulated card: what is sent, what comes back, and how they end. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConsoleAnswer, consoleWaits } from '../../../src-shared/model/index.ts';
import { exported } from '../../evidence/support.ts';
import { type OperationBench, startOperationBench } from '../../support/operation-bench.ts';

const readerId = 'simulator:Test reader 0';
let bench: OperationBench;

beforeEach(async () => {
  bench = await startOperationBench({ profiles: [] });
});
afterEach(() => bench.close());

const idOf = async () => (await bench.workbench.call('readers.list', {}))[0]?.id ?? readerId;
const open = async (more: object = {}) =>
  bench.workbench.call('console.start', { readerId: await idOf(), ...more });
const send = (id: number, input: string, confirmed = false) =>
  bench.workbench.call('console.send', { id, input, confirmed });
const commandsOf = ({ lines }: ConsoleAnswer) =>
  lines.flatMap((line) => (line.kind === 'apdu' ? line.command : []));

describe('a session', () => {
  test('holds the channel between inputs, gives answers decoded, and closes it in the end', async () => {
    const { id, status } = await open();
    expect(status).toBe('starting');
    const eid = await send(id, 'GetEID');
    expect(eid).toMatchObject({ n: 1, statusWord: '9000', meaning: 'normal ending' });
    expect(JSON.stringify(eid.detail?.response)).toContain('eidValue');
    // Between two inputs nothing is done with the card, and nothing else is shown.
    const { progress } = await bench.workbench.call('operations.get', { id });
    expect(progress).toEqual({ step: consoleWaits });
    const info = await send(id, 'GetEUICCInfo2');
    expect(info.n).toBe(2);
    // No channel is opened again: all of the two inputs is STORE DATA, and what fetches its answer.
    expect([...commandsOf(eid), ...commandsOf(info)].every((one) => /^[8C0]1(E2|C0)/.test(one))).toBe(true);
    const ended = await bench.workbench.call('console.end', { id });
    expect(ended).toMatchObject({ kind: 'console', status: 'successful' });
    const trace = await bench.workbench.call('trace.list', { operationId: id });
    const last = trace.findLast(({ kind }) => kind === 'apdu');
    expect(last).toMatchObject({ command: '00708001', statusWord: '9000' });
    expect((await bench.workbench.call('readers.list', {}))[0]?.operationId).toBeUndefined();
    await expect(send(id, 'GetEID')).rejects.toMatchObject({ code: 'console_not_open' });
  });

  test('locks its reader', async () => {
    const { id } = await open();
    await expect(open()).rejects.toMatchObject({ code: 'reader_busy' });
    await bench.workbench.call('console.end', { id });
    await bench.workbench.call('console.end', { id: (await open()).id });
  });

  test('takes one input after the other, in their order', async () => {
    const { id } = await open();
    const answers = await Promise.all(
      ['GetEID', '00A40004023F00', 'GetEUICCInfo1'].map((one) => send(id, one)),
    );
    expect(answers.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(answers.map(({ input }) => input.title)).toEqual([
      'ES10c.GetEID',
      'SELECT',
      'ES10b.GetEUICCInfo1',
    ]);
    await bench.workbench.call('console.end', { id });
  });

  test('is over when the card is taken out, and says so to whoever waits', async () => {
    const { id } = await open();
    await bench.reader.remove();
    const answer = await send(id, 'GetEID');
    expect(answer.error?.code).toBe('card_removed');
    await expect(send(id, 'GetEID')).rejects.toMatchObject({ code: 'console_not_open' });
    expect(await bench.workbench.call('operations.get', { id })).toMatchObject({
      status: 'failed',
      error: { code: 'card_removed' },
      reconciliation: { state: 'none' },
    });
  });

  test('of an engine that is gone is interrupted, with its bytes', async () => {
    const { id } = await open();
    await send(id, 'GetEID');
    await bench.reader.releaseContacts();
    const restarted = await bench.crashAndRestart();
    const operation = await restarted.call('operations.get', { id });
    expect(operation).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted' },
      reconciliation: { state: 'done', outcome: 'nothing_to_check' },
    });
    const trace = await restarted.call('trace.list', { operationId: id });
    expect(trace.some((line) => line.kind === 'apdu' && line.command.includes('BF3E'))).toBe(true);
  });

  test('of an engine that is closed is interrupted, too', async () => {
    const { id } = await open();
    await bench.workbench.close();
    expect(bench.store.getOperation(id)).toMatchObject({ status: 'failed', error: { code: 'interrupted' } });
  });

  test('of a card that cannot be connected is an operation that failed', async () => {
    await bench.reader.remove();
    await expect(open()).rejects.toMatchObject({ code: 'card_absent' });
    const [operation] = await bench.workbench.call('operations.list', {});
    expect(operation).toMatchObject({ kind: 'console', status: 'failed', error: { code: 'card_absent' } });
  });

  test('with a card that is no eUICC has its basic channel', async () => {
    bench.reader.fault = (command, toCard) =>
      command[1] === 0xa4 && command[2] === 0x04
        ? Promise.resolve(Uint8Array.of(0x6a, 0x82))
        : toCard(command);
    const { id } = await open();
    const answer = await send(id, '00A40004023F00');
    expect(answer.statusWord).toBeDefined();
    await expect(send(id, 'GetEID')).rejects.toMatchObject({ code: 'console_no_isdr' });
    const ended = await bench.workbench.call('console.end', { id });
    expect(ended.remarks).toContainEqual({ code: 'console_without_isdr', params: { error: 'not_an_euicc' } });
  });
});

describe('answers', () => {
  test('in pieces are put together; raw, the pieces are left to whoever types', async () => {
    await bench.close();
    bench = await startOperationBench({ profiles: [], card: { atr: 'T=0' } });
    bench.reader.protocol = 'T=0';
    const { id } = await open();
    const whole = await send(id, 'GetEID');
    expect(commandsOf(whole).some((one) => one.slice(2, 4) === 'C0')).toBe(true);
    expect(whole.statusWord).toBe('9000');
    const raw = await send(id, '@raw @isdr 80E2910006BF3E035C015A');
    expect(commandsOf(raw)).toEqual(['81E2910006BF3E035C015A']);
    expect(raw.statusWord?.slice(0, 2)).toBe('61');
    const rest = await send(id, `@raw @isdr 00C00000${raw.statusWord?.slice(2)}`);
    expect(rest.statusWord).toBe('9000');
    await expect(send(id, '00D60000000002ABCD', true)).rejects.toMatchObject({ code: 'console_extended_t0' });
    await bench.workbench.call('console.end', { id });
  });

  test('tell a refusal by name and by status word', async () => {
    const { id } = await open();
    const refused = await send(id, 'DeleteProfile {"iccid":"89882390000000000015"}', true);
    expect(refused).toMatchObject({
      statusWord: '9000',
      error: { code: 'es10_refused', params: { result: 'iccidOrAidNotFound' } },
    });
    const unknown = await send(id, '00EE0000');
    expect(unknown.statusWord).toBe('6D00');
    expect(unknown.meaning).toBe('instruction not supported');
    await bench.workbench.call('console.end', { id });
  });

  test('a reset opens the ISD-R again', async () => {
    const { id } = await open();
    await send(id, 'reset cold');
    expect(bench.reader.resets).toEqual(['cold']);
    expect((await send(id, 'GetEID')).statusWord).toBe('9000');
    await bench.workbench.call('console.end', { id });
  });

  test('of what changed the card are seen in what is known of it', async () => {
    const { id, eid } = await open();
    const set = await send(id, 'SetDefaultDpAddress {"defaultDpAddress":"other.example"}', true);
    expect(set.error).toBeUndefined();
    await bench.workbench.call('console.end', { id });
    expect((await bench.workbench.call('cards.get', { eid: eid ?? '' })).profiles).toEqual([]);
  });
});

describe('a dangerous input', () => {
  test('is named and not sent before it is confirmed', async () => {
    const { id } = await open();
    const input = 'eUICCMemoryReset {"resetOptions":["deleteOperationalProfiles"]}';
    await expect(send(id, input)).rejects.toMatchObject({
      code: 'console_not_confirmed',
      params: { danger: expect.stringContaining('cannot be undone') },
    });
    const trace = await bench.workbench.call('trace.list', { operationId: id });
    expect(trace.some((line) => line.kind === 'apdu' && line.command.includes('BF34'))).toBe(false);
    expect((await send(id, input, true)).n).toBe(1);
    await bench.workbench.call('console.end', { id });
  });

  test('is no more one when the card has said that tries are left', async () => {
    bench.reader.fault = (command, toCard) =>
      command[1] === 0x20 ? Promise.resolve(Uint8Array.of(0x63, 0xc3)) : toCard(command);
    const { id } = await open();
    const verify = '00200001083132333435FFFFFF';
    await expect(send(id, verify)).rejects.toMatchObject({ code: 'console_not_confirmed' });
    expect((await send(id, '00200001')).meaning).toContain('3 tries left');
    expect((await send(id, verify)).statusWord).toBe('63C3');
    await bench.workbench.call('console.end', { id });
  });
});

test('a PIN is in no answer, no trace and no evidence', async () => {
  const pins = ['313233343536FFFF', '38373635343332FF'];
  bench.reader.fault = (command, toCard) =>
    [0x20, 0x24, 0x2c].includes(command[1] ?? 0) ? Promise.resolve(Uint8Array.of(0x90, 0)) : toCard(command);
  const { id } = await open();
  const answers = [
    await send(id, `0020000108${pins[0]}`, true),
    await send(id, `0024000110${pins[0]}${pins[1]}`, true),
    await send(id, `002C000110${pins[1]}${pins[0]}`, true),
  ];
  expect(commandsOf(answers[0] as ConsoleAnswer)).toEqual([`0020000108${'XX'.repeat(8)}`]);
  await bench.workbench.call('console.end', { id });
  const trace = await bench.workbench.call('trace.list', { operationId: id });
  const details = await Promise.all(
    trace.map(({ seq }) => bench.workbench.call('trace.get', { operationId: id, seq })),
  );
  const jsonl = await bench.workbench.call('trace.export', { operationId: id, format: 'jsonl' });
  const chunks: string[] = [];
  for (let offset = 0, done = false; !done; ) {
    const part = await bench.workbench.call('evidence.read', { download: jsonl.download, offset });
    chunks.push(Buffer.from(part.data, 'base64').toString());
    offset += Buffer.from(part.data, 'base64').length;
    done = part.done;
  }
  const preview = await bench.workbench.call('evidence.preview', { operationId: id });
  expect(preview.hidden).toContainEqual({ kind: 'other_secret', values: 3, places: 3 });
  expect(preview.notReplayable).toBe('by_hand');
  const file = await exported(bench.workbench, id);
  const { partsOf } = await import('../../evidence/searched.ts');
  const shown = [
    JSON.stringify([answers, trace, details, preview]),
    ...chunks,
    ...[...partsOf(file)].map(([, bytes]) => bytes.toString('latin1')),
  ].join('\n');
  for (const pin of pins) {
    expect(shown).not.toContain(pin);
    expect(shown).not.toContain(Buffer.from(pin, 'hex').toString('latin1').slice(0, 6));
  }
});

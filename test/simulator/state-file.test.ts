import { createSecretKey } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyState } from '../../src-main/simulator/smdp/state.ts';
import { fileStore } from '../../src-main/simulator/smdp/store.ts';
import { fileEventStore } from '../../src-main/simulator/smds/events.ts';
import { createStateSealing, isSealed, stateFile } from '../../src-main/simulator/state-file.ts';
import { failure } from '../support/errors.ts';
import { seeded } from './smdp/fake-euicc.ts';

const sealingWith = (byte: number) =>
  createStateSealing(createSecretKey(Buffer.alloc(32, byte)), seeded(`nonces ${byte}`));
const sealing = sealingWith(1);
const order = (downloads: number) => ({
  state: 'released' as const,
  installations: 0,
  downloads,
  wrongConfirmationCodes: 0,
  updatedAt: 1,
});

test('what is sealed opens under its context and with its key alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.nat(), (text, context, at) => {
      const sealed = sealing.seal(context, text);
      expect(isSealed(sealed)).toBe(true);
      expect(sealing.open(context, sealed)).toBe(text);
      expect(sealing.open(`${context}.`, sealed)).toBeUndefined();
      expect(sealingWith(2).open(context, sealed)).toBeUndefined();
      const bytes = Buffer.from(sealed.slice('sealed-1:'.length), 'base64');
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      expect(sealing.open(context, `sealed-1:${bytes.toString('base64')}`)).toBeUndefined();
      expect(sealing.open(context, sealed.slice(0, 20))).toBeUndefined();
    }),
  );
});

describe('files of states', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
    path = join(folder, 'state.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('one text, sealed or not, mode 0600; a plain one is sealed when it was read', () => {
    const same = (text: string) => text;
    expect(stateFile(path).read(same)).toBeUndefined();
    stateFile(path).write('{"a":1}');
    expect(stateFile(path).read(same)).toBe('{"a":1}');
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}');
    const file = stateFile(path, sealing);
    expect(() =>
      file.read(() => {
        throw new SyntaxError('not mine');
      }),
    ).toThrow('not mine');
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}');
    expect(file.read(same)).toBe('{"a":1}');
    expect(isSealed(readFileSync(path, 'utf8'))).toBe(true);
    file.write('{"a":2}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(file.read(same)).toBe('{"a":2}');
    expect(failure(() => stateFile(path).read(same))).toMatchObject({ code: 'simulator_state_sealed', path });
    expect(failure(() => stateFile(path, sealingWith(2)).read(same)).code).toBe('simulator_state_sealed');
    writeFileSync(path, readFileSync(path).subarray(0, 40));
    expect(failure(() => file.read(same)).code).toBe('simulator_state_sealed');
  });

  test('the state and the journal of an SM-DP+', () => {
    const store = fileStore(path, sealing);
    store.save(() => ({ ...emptyState(), orders: { 'SECRET-1': order(0) } }));
    store.save(() => emptyState(), { orders: { 'SECRET-2': order(1) } });
    store.save(() => emptyState(), { orders: { 'SECRET-2': order(2) } });
    for (const name of [path, `${path}.journal`]) expect(readFileSync(name, 'utf8')).not.toContain('SECRET');
    expect(fileStore(path, sealing).load()?.orders).toEqual({ 'SECRET-1': order(0), 'SECRET-2': order(2) });
    expect(failure(() => fileStore(path).load()).code).toBe('simulator_state_sealed');
    expect(failure(() => fileStore(path, sealingWith(2)).load()).code).toBe('simulator_state_sealed');
  });

  test('a line of a journal that is cut off, moved or repeated ends it there', () => {
    const store = fileStore(path, sealing);
    store.save(() => emptyState());
    for (let i = 1; i <= 3; i++) store.save(() => emptyState(), { orders: { A: order(i) } });
    const journal = `${path}.journal`;
    const [head, one, two, three] = readFileSync(journal, 'utf8').split('\n');
    const loaded = (...lines: (string | undefined)[]) => {
      writeFileSync(journal, `${lines.join('\n')}\n`);
      return fileStore(path, sealing).load()?.orders['A']?.downloads;
    };
    expect(loaded(head, one, two, three)).toBe(3);
    expect(loaded(head, one, two, three?.slice(0, -5))).toBe(2);
    expect(loaded(head, one, three, two)).toBe(1);
    expect(loaded(head, one, one)).toBe(1);
    expect(loaded(head)).toBeUndefined();
  });

  test('a state and journal of before are taken over whole, and sealed at once', () => {
    const before = fileStore(path);
    before.save(() => emptyState());
    before.save(() => emptyState(), { orders: { 'SECRET-1': order(1) } });
    appendFileSync(`${path}.journal`, '{"orders":{"SECR');
    expect(fileStore(path, sealing).load()?.orders).toEqual({ 'SECRET-1': order(1) });
    expect(fileStore(path, sealing).load()?.orders).toEqual({ 'SECRET-1': order(1) });
    for (const name of [path, `${path}.journal`]) expect(readFileSync(name, 'utf8')).not.toContain('SECR');
  });

  test('the events of an SM-DS', () => {
    const event = {
      eid: '89049032000001000000000000000074',
      eventId: 'SECRET-1',
      rspServerAddress: 'smdp.test',
      owner: 'x',
      registeredAt: 1,
    };
    fileEventStore(path, sealing).save([event]);
    expect(readFileSync(path, 'utf8')).not.toContain('SECRET');
    expect(fileEventStore(path, sealing).load()).toEqual([event]);
    expect(failure(() => fileEventStore(path).load()).code).toBe('simulator_state_sealed');
  });
});

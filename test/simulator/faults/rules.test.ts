import { expect, test } from 'vitest';
import { FaultRules, parseFaultRule, seededEntropy } from '../../../src-main/simulator/faults/index.ts';
import { systemEntropy as entropy } from '../../../src-shared/system-ports.ts';

const eid = '89049032000001000000000000000055';
const rules = (...texts: string[]) =>
  new FaultRules({ entropy, rules: texts.map((one) => parseFaultRule(one)) });
const apdu = (hex = '80E2910000') => ({ command: Uint8Array.from(Buffer.from(hex, 'hex')) });

/** Which of `count` occasions met a fault, from 1. */
function met(count: number, ask: () => unknown): number[] {
  return Array.from({ length: count }, (_, i) => i + 1).filter(() => ask() !== undefined);
}

test('after, every and times choose among the occasions', () => {
  const ask = (text: string) => {
    const card = rules(`ES10c.EnableProfile catBusy ${text}`).forCard({ eid });
    return met(12, () => card.onFunction({ function: 'ES10c.EnableProfile' }));
  };
  expect(ask('times=2')).toEqual([1, 2]);
  expect(ask('after=3 times=1')).toEqual([4]);
  expect(ask('every=4')).toEqual([4, 8, 12]);
  expect(ask('after=1 every=5')).toEqual([6, 11]);
  expect(ask('')).toHaveLength(12);
});

test('an APDU number counts the APDUs that are meant, for each card by itself, since the rule is in force', () => {
  const all = rules('apdu 2 command=xxA4 removal');
  const [one, other] = [all.forCard({ eid }), all.forCard({ eid: '1'.repeat(32) })];
  expect(one.onApdu(apdu('00A4040000'))).toBeUndefined();
  expect(one.onApdu(apdu('80E2910000'))).toBeUndefined();
  expect(other.onApdu(apdu('01A4040000'))).toBeUndefined();
  expect(one.onApdu(apdu('01A4040000'))).toEqual({ kind: 'removal', when: 'before' });
  expect(one.onApdu(apdu('00A4040000'))).toBeUndefined();
  expect(other.onApdu(apdu('00A4040000'))).toEqual({ kind: 'removal', when: 'before' });
  all.clear();
  all.add(parseFaultRule('apdu 1 mute'));
  expect(one.onApdu(apdu())).toEqual({ kind: 'mute' });
});

test('card and reader say which card is meant', () => {
  const all = rules(`apdu mute card=${eid}`, 'apdu sw=6F00 reader=sim:1');
  expect(all.forCard({ eid, reader: 'sim:0' }).onApdu(apdu())?.kind).toBe('mute');
  expect(all.forCard({ eid: '1'.repeat(32), reader: 'sim:1' }).onApdu(apdu())?.kind).toBe('statusWord');
  expect(all.forCard({ eid: '1'.repeat(32) }).onApdu(apdu())).toBeUndefined();
});

test('the first rule whose turn it is makes the fault; each that is meant counts the occasion', () => {
  const all = rules('ES10c.EnableProfile catBusy after=1 times=1', 'ES10c.EnableProfile error=127 times=1');
  const card = all.forCard({ eid });
  const ask = () => card.onFunction({ function: 'ES10c.EnableProfile' })?.kind;
  expect([ask(), ask(), ask()]).toEqual(['error', 'catBusy', undefined]);
  expect(all.list()).toEqual([
    { id: 1, rule: 'ES10c.EnableProfile catBusy after=1 times=1', seen: 3, done: 1 },
    { id: 2, rule: 'ES10c.EnableProfile error=127 times=1', seen: 3, done: 1 },
  ]);
});

test('a rule for any function is for those that have what it spoils', () => {
  const all = rules('card catBusy', 'ES9+ wrongSignature', 'ES9+ badMac=0');
  const card = all.forCard({ eid });
  expect(card.onFunction({ function: 'ES10b.AuthenticateServer' })).toBeUndefined();
  expect(card.onFunction({ function: 'ES10c.EnableProfile' })).toEqual({ kind: 'catBusy' });
  const servers = all.forServers();
  const ask = (name: string) => servers.onFunction({ interface: 'ES9+', function: name })?.kind;
  expect(ask('CancelSession')).toBeUndefined();
  expect(ask('AuthenticateClient')).toBe('wrongSignature');
  expect(all.list().map((one) => one.done)).toEqual([1, 1, 0]);
});

test('segments of a command are counted from 1', () => {
  const card = rules('bpp loadProfileElements 2 badMac').forCard({ eid });
  const ask = (command: string, index: number) => card.onBppCommand({ command, index })?.kind;
  expect(ask('storeMetadata', 1)).toBeUndefined();
  expect(ask('loadProfileElements', 0)).toBeUndefined();
  expect(ask('loadProfileElements', 1)).toBe('badMac');
});

test('a TLS rule is asked at each connection', () => {
  const servers = rules('tls certificate=foreign every=2').forServers();
  expect([servers.onConnection(), servers.onConnection(), servers.onConnection()]).toEqual([
    undefined,
    'foreign',
    undefined,
  ]);
});

test('the same rules and seed give the same faults, another seed others', () => {
  const run = (seed: string) => {
    const all = new FaultRules({
      entropy: seededEntropy(seed),
      rules: [parseFaultRule('apdu sw=6F00 probability=0.3'), parseFaultRule('apdu delay=1 probability=0.5')],
    });
    const card = all.forCard({ eid });
    return Array.from({ length: 400 }, () => card.onApdu(apdu())?.kind);
  };
  expect(run('a')).toEqual(run('a'));
  expect(run('a')).not.toEqual(run('b'));
  const hits = run('a').filter((kind) => kind === 'statusWord').length;
  expect(hits).toBeGreaterThan(80);
  expect(hits).toBeLessThan(160);
});

test('a rule with a seed has the same chances each time, whatever the others have', () => {
  const run = (...more: string[]) => {
    const card = rules('apdu sw=6F00 probability=0.3 seed=7', ...more).forCard({ eid });
    return met(100, () => (card.onApdu(apdu())?.kind === 'statusWord' ? true : undefined));
  };
  expect(run()).toEqual(run('apdu delay=1 probability=0.5'));
  expect(run().length).toBeGreaterThan(15);
});

test('rules come and go while they are in force; ids stay', () => {
  const all = rules('apdu mute', 'apdu sw=6F00');
  const card = all.forCard({ eid });
  expect(all.clear(1)).toMatchObject([{ id: 1, done: 0 }]);
  expect(card.onApdu(apdu())?.kind).toBe('statusWord');
  expect(all.add(parseFaultRule('apdu delay=5 name=slow'))).toMatchObject({ id: 3, name: 'slow' });
  expect(() => all.clear(1)).toThrow(/no fault rule 1/);
  expect(all.clear()).toMatchObject([
    { id: 2, seen: 1, done: 1 },
    { id: 3, seen: 0 },
  ]);
  expect(card.onApdu(apdu())).toBeUndefined();
});

test('no more than 256 rules are in force at a time', () => {
  const all = rules();
  for (let i = 0; i < 256; i++) all.add(parseFaultRule('apdu mute times=1'));
  expect(() => all.add(parseFaultRule('apdu mute'))).toThrow(/256/);
});

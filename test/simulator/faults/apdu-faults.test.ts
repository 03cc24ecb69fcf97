import { expect, test } from 'vitest';
import {
  FaultRules,
  parseFaultRule,
  seededEntropy,
  withApduFaults,
} from '../../../src-main/simulator/faults/index.ts';
import type { VirtualCard } from '../../../src-main/simulator/virtual-card.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';

const eid = '89049032000001000000000000000055';

/** A card that writes down what happens to it, with faults at its contacts. */
function bench(...rules: string[]) {
  const log: string[] = [];
  const note = (what: string) => async () => void log.push(what);
  const inner: VirtualCard = {
    atr: Uint8Array.of(0x3b, 0),
    powerOn: note('on'),
    powerOff: note('off'),
    reset: note('reset'),
    transmit: async (command) => {
      log.push(toHex(command));
      return fromHex('01029000');
    },
  };
  const slept: number[] = [];
  const faults = new FaultRules({
    entropy: seededEntropy('x'),
    rules: rules.map((one) => parseFaultRule(one)),
  });
  const card = withApduFaults(inner, {
    faults: faults.forCard({ eid }),
    clock: {
      sleep: (ms, signal) => {
        slept.push(ms);
        return systemClock.sleep(ms > 1000 ? ms : 0, signal);
      },
    },
    entropy: seededEntropy('garbage'),
    onRemoval: async (back) => {
      log.push(`out ${back}`);
      await card.powerOff();
    },
  });
  const send = (hex: string) =>
    card.transmit(fromHex(hex)).then(toHex, (error: unknown) => toWorkbenchError(error).code);
  return { card, log, slept, send, faults };
}

test('without a rule every APDU passes', async () => {
  const { send, log } = bench();
  expect(await send('00A40400')).toBe('01029000');
  expect(log).toEqual(['00A40400']);
});

test('status word: the card does not see the command', async () => {
  const { send, log } = bench('apdu 2 sw=6F00');
  expect([await send('00A40400'), await send('00A40401'), await send('00A40402')]).toEqual([
    '01029000',
    '6F00',
    '01029000',
  ]);
  expect(log).toEqual(['00A40400', '00A40402']);
});

test('delay: the answer comes later', async () => {
  const { send, slept } = bench('apdu 1 delay=200ms');
  expect(await send('00A40400')).toBe('01029000');
  expect(slept).toEqual([200]);
});

test('delay: a loss of power ends it, and the card does not see the command', async () => {
  const { send, log, card } = bench('apdu 1 delay=60s');
  const answer = send('00A40400');
  await new Promise((resolve) => setImmediate(resolve));
  await card.powerOff();
  expect(await answer).toBe('simulated_card_off');
  expect(log).toEqual(['off']);
});

test('garbage: given or random bytes come in place of the answer', async () => {
  const { send, log } = bench('apdu 1 garbage=DEAD', 'apdu 2 garbage');
  expect(await send('00A40400')).toBe('DEAD');
  expect(await send('00A40400')).toMatch(/^[0-9A-F]{32}$/);
  expect(log).toHaveLength(2);
});

test('truncate: the last bytes of the answer are missing', async () => {
  const { send } = bench('apdu 1 truncate=1', 'apdu 2 truncate=100');
  expect(await send('00A40400')).toBe('010290');
  expect(await send('00A40400')).toBe('');
});

test('removal: before or after the card has done the command, with the time until it is back', async () => {
  const before = bench('apdu 1 removal');
  expect(await before.send('00A40400')).toBe('simulated_card_off');
  expect(before.log).toEqual(['out undefined', 'off']);
  const after = bench('apdu 1 removal=after back=500ms');
  expect(await after.send('00A40400')).toBe('simulated_card_off');
  expect(after.log).toEqual(['00A40400', 'out 500', 'off']);
});

test('power loss: the card starts anew at once and the answer is lost', async () => {
  const { send, log } = bench('apdu 1 powerLoss=after');
  const waiting = [send('00A40400'), send('00A40401')];
  expect(await Promise.all(waiting)).toEqual(['simulated_card_off', 'simulated_card_off']);
  expect(log).toEqual(['00A40400', 'off', 'on']);
  expect(await send('00A40402')).toBe('01029000');
});

test('mute: no answer until the power goes', async () => {
  const { send, log, card } = bench('apdu 1 mute');
  let answered = false;
  const answer = send('00A40400').finally(() => {
    answered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answered).toBe(false);
  await card.reset();
  expect(await answer).toBe('simulated_card_off');
  expect(log).toEqual(['reset']);
});

test('at a function: blocks and GET RESPONSE belong to it, on their own channel', async () => {
  const { send, log } = bench('apdu ES10b.PrepareDownload sw=6985');
  expect(await send('81E2110004BF21820100')).toBe('6985');
  expect(await send('81E211010400000000')).toBe('6985');
  expect(await send('82E2910003BF2E00')).toBe('01029000');
  expect(await send('81C0000000')).toBe('6985');
  expect(await send('81A40400')).toBe('01029000');
  expect(await send('81C0000000')).toBe('01029000');
  expect(log).toHaveLength(3);
});

test('at a function: every segment of a bound profile package belongs to LoadBoundProfilePackage', async () => {
  const { send } = bench('apdu ES10b.LoadBoundProfilePackage 3 sw=6A80');
  const sent = [];
  for (const head of ['BF36820100', 'A0820100', '86820100', '88820100'])
    sent.push(await send(`81E29100${(head.length / 2).toString(16).padStart(2, '0')}${head}`));
  expect(sent).toEqual(['01029000', '01029000', '6A80', '01029000']);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { errorOf } from '../support/errors.ts';
import { ScriptedCard, type ScriptedCardOptions, script } from '../support/scripted-card.ts';

const storeData = { cla: 0x81, ins: 0xe2, p1: 0x91, p2: 0, data: Uint8Array.of(0xbf, 0x2e, 0), le: 256 };
const sent = '81E2910003BF2E00';

function card(lines: readonly string[], options: ScriptedCardOptions = {}): ScriptedCard {
  return new ScriptedCard(script(...lines), options);
}

async function send(one: ScriptedCard, command: Parameters<ScriptedCard['exchange']['send']>[0] = storeData) {
  const { data, sw } = await one.exchange.send(command, 'ES10b.GetEUICCChallenge');
  return { data: toHex(data), sw: sw.toString(16) };
}

const notes = (one: ScriptedCard) =>
  one.trace.flatMap((entry) => (entry.kind === 'note' ? [{ code: entry.code, params: entry.params }] : []));

describe('an answer', () => {
  it('comes at once', async () => {
    expect(await send(card([`${sent} -> AABB9000`]))).toEqual({ data: 'AABB', sw: '9000' });
  });

  it('has its Le left out with T=0 and kept with T=1', async () => {
    expect(await send(card([`${sent} -> 9000`], { protocol: 'T=0' }))).toEqual({ data: '', sw: '9000' });
    expect(await send(card([`${sent}00 -> 9000`], { protocol: 'T=1' }))).toEqual({ data: '', sw: '9000' });
  });

  it('of any other status word is left to the caller, or an error in words', async () => {
    expect(await send(card([`${sent} -> 6A88`]))).toEqual({ data: '', sw: '6a88' });
    expect(await errorOf(card([`${sent} -> 6A88`]).exchange.sendOk(storeData, 'F'))).toEqual({
      code: 'status_word',
      params: { function: 'F', sw: '6A88', meaning: 'referenced data not found' },
    });
    // A warning is no normal ending.
    expect(await errorOf(card([`${sent} -> AA6283`]).exchange.sendOk(storeData, 'F'))).toMatchObject({
      params: { sw: '6283', meaning: 'selected file invalidated' },
    });
  });
});

describe('61xx', () => {
  it('is followed by GET RESPONSE on the same channel, piece by piece', async () => {
    const one = card([
      `${sent} -> 6102`,
      '01C0000002 -> AABB6100',
      '01C0000000 -> CCDD6101',
      '01C0000001 -> EE9000',
    ]);
    expect(await send(one)).toEqual({ data: 'AABBCCDDEE', sw: '9000' });
    expect(one.exchange.count).toBe(4);
  });

  it('with data before it loses none of them', async () => {
    expect(await send(card([`${sent} -> AA6101`, '01C0000001 -> BB9000']))).toEqual({
      data: 'AABB',
      sw: '9000',
    });
  });

  it.each([
    [0x80, '00'],
    [0x83, '03'],
    [0xc0, '40'],
    [0xcf, '4F'],
    [0x41, '41'],
  ])('after class %d has class %s', async (cla, answering) => {
    const first = toHex(Uint8Array.of(cla));
    const one = card([`${first}E2910003BF2E00 -> 6101`, `${answering}C0000001 -> AA9000`]);
    expect(await send(one, { ...storeData, cla })).toEqual({ data: 'AA', sw: '9000' });
  });

  it('that ends in an error gives that', async () => {
    expect(await send(card([`${sent} -> 6102`, '01C0000002 -> 6F00']))).toEqual({ data: '', sw: '6f00' });
  });

  it('without end and without data is stopped', async () => {
    const one = card([], { thereafter: () => '6110' });
    expect(await errorOf(send(one))).toEqual({
      code: 'no_answer_data',
      params: { function: 'ES10b.GetEUICCChallenge', sw: '6110' },
    });
    expect(one.commands).toHaveLength(2);
  });

  it('without end is stopped, be the pieces large or small', async () => {
    const large = card([], { thereafter: () => `${'AA'.repeat(256)}6100` });
    expect(await errorOf(send(large))).toEqual({
      code: 'response_too_long',
      params: { function: 'ES10b.GetEUICCChallenge', limit: 512 * 1024 },
    });
    expect(large.commands.length).toBeLessThan(2100);
    const small = card([], { thereafter: () => 'AA6101' });
    expect(await errorOf(send(small))).toMatchObject({ code: 'response_too_long' });
    expect(small.commands.length).toBeLessThan(4200);
  });
});

describe('6Cxx', () => {
  it('repeats the command with the right Le', async () => {
    const manage = { cla: 0, ins: 0x70, p1: 0, p2: 0, le: 256 };
    expect(await send(card(['0070000000 -> 6C01', '0070000001 -> 019000']), manage)).toEqual({
      data: '01',
      sw: '9000',
    });
    expect(await send(card(['0070000001 -> 6C00', '0070000000 -> 019000']), { ...manage, le: 1 })).toEqual({
      data: '01',
      sw: '9000',
    });
    expect(await send(card([`${sent}00 -> 6C02`, `${sent}02 -> AABB9000`], { protocol: 'T=1' }))).toEqual({
      data: 'AABB',
      sw: '9000',
    });
  });

  it('of a GET RESPONSE repeats that', async () => {
    const one = card([`${sent} -> 6100`, '01C0000000 -> 6C02', '01C0000002 -> AABB9000']);
    expect(await send(one)).toEqual({ data: 'AABB', sw: '9000' });
  });

  it('is served again after each part of the answer', async () => {
    const one = card([
      '0070000001 -> 6C02',
      '0070000002 -> 6101',
      '00C0000001 -> 6C02',
      '00C0000002 -> AABB9000',
    ]);
    expect(await send(one, { cla: 0, ins: 0x70, p1: 0, p2: 0, le: 1 })).toEqual({ data: 'AABB', sw: '9000' });
  });

  it('twice is given up, and is the answer', async () => {
    const one = card([], { thereafter: () => '6C05' });
    expect(await send(one, { cla: 0, ins: 0x70, p1: 0, p2: 0, le: 1 })).toEqual({ data: '', sw: '6c05' });
    expect(one.commands).toHaveLength(2);
  });
});

describe('91xx', () => {
  const refresh = 'D009810301010182028182';
  const terminalResponse = '801400000C810301010182028281830100';

  it('is served with FETCH and TERMINAL RESPONSE, and the answer is good', async () => {
    const one = card([
      `${sent} -> BF31038001009 10B`,
      `801200000B -> ${refresh}9000`,
      `${terminalResponse} -> 9000`,
    ]);
    expect(await send(one)).toEqual({ data: 'BF3103800100', sw: '9000' });
    expect(one.exchange.proactive).toEqual([{ type: 1, qualifier: 1 }]);
    expect(one.trace.map((entry) => (entry.kind === 'apdu' ? entry.purpose : entry.kind))).toEqual([
      'ES10b.GetEUICCChallenge',
      'FETCH',
      'TERMINAL RESPONSE',
    ]);
    expect(one.left()).toEqual([]);
  });

  it('comes after GET RESPONSE, and several in a row', async () => {
    const one = card([
      `${sent} -> 6106`,
      '01C0000006 -> BF3103800100910B',
      `801200000B -> ${refresh}9000`,
      `${terminalResponse} -> 910B`,
      // SET UP MENU, in a long form of its length and with the other form of the tag.
      '801200000B -> D0810C010303250082028182850100 9000',
      '801400000C810303250082028281830100 -> 9000',
    ]);
    expect(await send(one)).toEqual({ data: 'BF3103800100', sw: '9000' });
    expect(one.exchange.proactive).toEqual([
      { type: 0x01, qualifier: 1 },
      { type: 0x25, qualifier: 0 },
    ]);
  });

  it('whose FETCH is answered with 6Cxx is fetched with that length', async () => {
    const one = card([
      `${sent} -> 91FF`,
      '80120000FF -> 6C0B',
      `801200000B -> ${refresh}9000`,
      `${terminalResponse} -> 9000`,
    ]);
    await send(one);
    expect(one.exchange.proactive).toHaveLength(1);
  });

  it('without end is stopped, with a note', async () => {
    const one = card([`${sent} -> 910B`], {
      thereafter: (command) => (command[1] === 0x12 ? `${refresh}9000` : '910B'),
    });
    expect(await send(one)).toEqual({ data: '', sw: '9000' });
    expect(one.commands).toHaveLength(33);
    expect(notes(one)).toEqual([{ code: 'proactive_session_endless', params: { limit: 16 } }]);
  });

  it.each([
    ['nothing to fetch', '6F00', { code: 'proactive_command_not_fetched', params: { sw: '6F00' } }],
    ['no proactive command', 'AABB9000', { code: 'proactive_command_unknown', params: { data: 'AABB' } }],
    [
      'one without details',
      'D00482028182 9000',
      { code: 'proactive_command_unknown', params: { data: 'D00482028182' } },
    ],
    [
      'one with short details',
      'D0048102010 19000',
      { code: 'proactive_command_unknown', params: { data: 'D00481020101' } },
    ],
    ['an empty one', '9000', { code: 'proactive_command_unknown', params: { data: '' } }],
    ['garbage', '90', { code: 'proactive_session_broken', params: { error: 'malformed_response' } }],
  ])('with %s costs no answer', async (_, fetched, note) => {
    const one = card([`${sent} -> BF3103800100910B`, `801200000B -> ${fetched}`]);
    expect(await send(one)).toEqual({ data: 'BF3103800100', sw: '9000' });
    expect(notes(one)).toEqual([note]);
    expect(one.exchange.proactive).toEqual([]);
  });

  it('after which the card is gone costs no answer: the next command says so', async () => {
    const gone = new WorkbenchError('card_removed', { reader: 'R' });
    const one = new ScriptedCard([
      { command: sent, response: 'BF3103800100910B' },
      { command: '801200000B', response: gone },
      { command: sent, response: gone },
    ]);
    expect(await send(one)).toEqual({ data: 'BF3103800100', sw: '9000' });
    expect(notes(one)).toEqual([{ code: 'proactive_session_broken', params: { error: 'card_removed' } }]);
    expect(await errorOf(send(one))).toEqual(gone.toData());
  });
});

describe('garbage', () => {
  it.each([
    ['nothing', '', 0],
    ['one byte', '90', 1],
  ])('%s is a malformed response', async (_, response, length) => {
    expect(await errorOf(send(card([`${sent} -> ${response}`])))).toEqual({
      code: 'malformed_response',
      params: { function: 'ES10b.GetEUICCChallenge', length },
    });
    expect(await errorOf(send(card([`${sent} -> 6102`, `01C0000002 -> ${response}`])))).toMatchObject({
      code: 'malformed_response',
    });
  });

  it('data without a status word is taken for one, and is none that is good', async () => {
    expect(await errorOf(card([`${sent} -> BF2E12`]).exchange.sendOk(storeData, 'F'))).toMatchObject({
      code: 'status_word',
      params: { sw: '2E12', meaning: 'not specified' },
    });
  });
});

describe('the trace', () => {
  it('has every exchange, with its start, duration and purpose', async () => {
    const one = card([`${sent} -> 6102`, '01C0000002 -> AABB9000'], { msPerCommand: 7 });
    await send(one);
    expect(one.trace.map((entry) => (entry.kind === 'apdu' ? withHex(entry) : entry))).toEqual([
      {
        kind: 'apdu',
        startedAt: 1_000_000,
        durationMs: 7,
        purpose: 'ES10b.GetEUICCChallenge',
        command: sent,
        response: '6102',
      },
      {
        kind: 'apdu',
        startedAt: 1_000_007,
        durationMs: 7,
        purpose: 'ES10b.GetEUICCChallenge',
        command: '01C0000002',
        response: 'AABB9000',
      },
    ]);
  });

  it('has what failed, and the error goes on', async () => {
    const gone = new WorkbenchError('reader_unplugged', { reader: 'R' });
    const one = new ScriptedCard([{ command: undefined, response: gone }], { msPerCommand: 3 });
    expect(await send(one).catch((error: unknown) => error)).toBe(gone);
    expect(one.trace).toHaveLength(1);
    expect(one.trace[0]).toMatchObject({ kind: 'apdu', durationMs: 3, error: gone.toData() });
    expect(one.trace[0]).not.toHaveProperty('response');
  });

  it('has an error that is not ours as internal', async () => {
    const one = new ScriptedCard([{ command: undefined, response: new TypeError('oops') }]);
    expect(await errorOf(send(one))).toEqual({ code: 'internal', params: { reason: 'oops' } });
    expect(one.trace[0]).toMatchObject({ error: { code: 'internal' } });
  });

  it('has garbage as it came', async () => {
    const one = card([`${sent} -> 90`]);
    await errorOf(send(one));
    expect(one.trace.map((entry) => (entry.kind === 'apdu' ? withHex(entry) : entry))).toMatchObject([
      { response: '90' },
    ]);
  });

  it('has notes with their time', () => {
    const one = card([]);
    one.exchange.note('something_found', { size: 120 });
    expect(one.trace).toEqual([
      { kind: 'note', startedAt: 1_000_000, code: 'something_found', params: { size: 120 } },
    ]);
  });
});

function withHex(entry: { readonly command: Uint8Array; readonly response?: Uint8Array }) {
  const { command, response } = entry;
  return {
    ...entry,
    command: toHex(command),
    response: response === undefined ? undefined : toHex(response),
  };
}

describe('a chain of commands', () => {
  const block = (p2: number, last: boolean) => ({
    ...{ cla: 0x81, ins: 0xe2, p1: last ? 0x91 : 0x11, p2, data: Uint8Array.of(p2) },
    ...(last ? { le: 256 } : {}),
  });
  const chain = [block(0, false), block(1, false), block(2, false), block(3, true)];
  const gone = new WorkbenchError('card_removed', { reader: 'R' });

  async function run(answers: readonly (string | Error)[], options: ScriptedCardOptions) {
    const lines = answers.map((response) => ({ command: undefined, response }));
    const one = new ScriptedCard(lines, { ...options, msPerCommand: 3, thereafter: () => '9000' });
    const outcome = await one.exchange.sendAll(chain, 'F').then(
      ({ data, sw, last }) => ({ data: toHex(data), sw, last }),
      (error: unknown) => (error instanceof WorkbenchError ? error.toData() : String(error)),
    );
    return { outcome, commands: one.commands, trace: one.trace, count: one.exchange.count };
  }

  it('goes on to its end while it is answered with 9000, and its last answer is whole', async () => {
    for (const allAtOnce of [false, true]) {
      const { outcome, commands } = await run(['9000', '9000', '9000', 'AABB6101', 'CC9000'], { allAtOnce });
      expect(outcome).toEqual({ data: 'AABBCC', sw: 0x9000, last: 3 });
      expect(commands).toHaveLength(5);
    }
  });

  it('ends at the first other answer', async () => {
    for (const allAtOnce of [false, true]) {
      const { outcome, commands } = await run(['9000', '6985'], { allAtOnce });
      expect(outcome).toEqual({ data: '', sw: 0x6985, last: 1 });
      expect(commands).toHaveLength(2);
    }
  });

  it('goes on behind a proactive session that a block brought', async () => {
    for (const allAtOnce of [false, true]) {
      const { outcome } = await run(
        ['9000', '9103', 'D0058103010300 9000'.replace(' ', ''), '9000', '9000', 'AA9000'],
        { allAtOnce },
      );
      expect(outcome).toEqual({ data: 'AA', sw: 0x9000, last: 3 });
    }
  });

  it('is the same, answer, trace and count, whether it is given at once or one by one', async () => {
    const answer = fc.oneof(
      { weight: 6, arbitrary: fc.constant<string | Error>('9000') },
      fc.constantFrom('6102', '6C05', '910B', '6A80', '6601', 'BF370000', 'AA9000', '90', '', '6100', gone),
    );
    const script_ = fc.array(answer, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(script_, fc.constantFrom('T=0', 'T=1'), async (answers, protocol) => {
        const apart = await run(answers, { protocol });
        const together = await run(answers, { protocol, allAtOnce: true });
        expect(together).toEqual(apart);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { knownIsdrAids, quirksFor } from '../../src-main/card/quirks.ts';
import { callEs10, getEid, getEuiccInfo2 } from '../../src-main/es10/index.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { errorOf } from '../support/errors.ts';
import { openScriptedSession, ScriptedCard, script } from '../support/scripted-card.ts';
import { describeWithVectors, readCardLog } from '../support/vectors.ts';

const capability = '80AA00000AA9088100820101830107 -> 9000';
const open1 = '0070000001 -> 019000';
const [standardAid = '', secondAid = '', thirdAid = ''] = knownIsdrAids;
const select = (aid: string, sw: string, cla = '01') => `${cla}A4040010${aid} -> ${sw}`;
const opened = [capability, open1, select(standardAid, '6F009000')];

const notes = (card: ScriptedCard) =>
  card.trace.flatMap((entry) => (entry.kind === 'note' ? [[entry.code, entry.params]] : []));
const purposes = (card: ScriptedCard) =>
  card.trace.flatMap((entry) => (entry.kind === 'apdu' ? [entry.purpose] : []));

async function openedSession(...lines: readonly string[]) {
  const card = new ScriptedCard(script(...opened, ...lines));
  return { card, session: await openScriptedSession(card) };
}

describe('opening a session', () => {
  it('is TERMINAL CAPABILITY, MANAGE CHANNEL and SELECT, and closing gives the channel back', async () => {
    const { card, session } = await openedSession('0070800100 -> 9000');
    expect(session.channel).toBe(1);
    expect(session.isdrAid).toBe(standardAid);
    expect(toHex(session.fci)).toBe('6F00');
    expect(session.learned).toEqual([]);
    await session.close();
    await session.close();
    expect(card.left()).toEqual([]);
    expect(purposes(card)).toEqual([
      'TERMINAL CAPABILITY',
      'MANAGE CHANNEL',
      'SELECT ISD-R',
      'MANAGE CHANNEL',
    ]);
    expect(notes(card)).toEqual([]);
  });

  it.each([
    [1, '01', '81'],
    [3, '03', '83'],
    [4, '40', 'C0'],
    [19, '4F', 'CF'],
  ])('on channel %d uses class %s and %s', async (channel, cla, storeClass) => {
    const number = toHex(Uint8Array.of(channel));
    const card = new ScriptedCard(
      script(
        capability,
        `0070000001 -> ${number}9000`,
        select(standardAid, '9000', cla),
        `${storeClass}E2910003BF2E00 -> 6101`,
        `${cla}C0000001 -> AA9000`,
        `007080${number}00 -> 9000`,
      ),
    );
    const session = await openScriptedSession(card);
    expect(toHex(await session.storeData(fromHex('BF2E00'), 'F'))).toBe('AA');
    await session.close();
    expect(card.left()).toEqual([]);
  });

  it.each([
    ['6881', '6881'],
    ['6D00', '6D00'],
    ['9000', '9000'],
    ['9000 with channel 0', '009000'],
    ['9000 with channel 20', '149000'],
  ])('with MANAGE CHANNEL answered %s goes on the basic channel, and remembers it', async (_, answer) => {
    const card = new ScriptedCard(
      script(
        capability,
        `0070000001 -> ${answer}`,
        select(standardAid, '9000', '00'),
        '80E2910003BF2E00 -> 9000',
      ),
    );
    const session = await openScriptedSession(card);
    expect(session.channel).toBe(0);
    expect(session.learned).toEqual(['basic_channel']);
    expect(notes(card)).toEqual([['channel_fallback', { sw: answer.slice(-4) }]]);
    await session.storeData(fromHex('BF2E00'), 'F');
    await session.close();
    expect(card.left()).toEqual([]);
  });

  it('that needs the basic channel asks for no other the next time', async () => {
    const card = new ScriptedCard(script(capability, select(standardAid, '9000', '00')));
    const session = await openScriptedSession(card, quirksFor({ learned: ['basic_channel'] }));
    expect([session.channel, session.learned]).toEqual([0, []]);
  });

  it('goes on where the card does not know TERMINAL CAPABILITY', async () => {
    const card = new ScriptedCard(
      script(capability.replace('9000', '6E00'), open1, select(standardAid, '9000')),
    );
    await openScriptedSession(card);
    expect(notes(card)).toEqual([['terminal_capability_refused', { sw: '6E00' }]]);
  });

  it('tries the known ISD-R AIDs in turn, and remembers the one that answers', async () => {
    const card = new ScriptedCard(
      script(
        capability,
        open1,
        select(standardAid, '6A82'),
        select(secondAid, '6A82'),
        select(thirdAid, '9000'),
      ),
    );
    const session = await openScriptedSession(card);
    expect(session.isdrAid).toBe(thirdAid);
    expect(session.learned).toEqual([`isdr_${thirdAid}`]);

    const again = new ScriptedCard(script(capability, open1, select(thirdAid, '9000')));
    expect((await openScriptedSession(again, quirksFor({ learned: session.learned }))).learned).toEqual([]);
  });

  it('with no AID that answers is no eUICC, and the channel is closed', async () => {
    const card = new ScriptedCard(
      script(capability, open1, ...knownIsdrAids.map((aid) => select(aid, '6A82')), '0070800100 -> 9000'),
    );
    expect(await errorOf(openScriptedSession(card))).toEqual({
      code: 'not_an_euicc',
      params: { reader: 'Scripted 00 00', tried: `${knownIsdrAids.length} AIDs, last 6A82` },
    });
    expect(card.left()).toEqual([]);
  });

  it('that fails in the middle closes its channel as far as the card listens, and keeps the first error', async () => {
    const gone = new WorkbenchError('card_removed', { reader: 'R' });
    const card = new ScriptedCard([
      ...script(capability, open1),
      { command: undefined, response: gone },
      { command: '0070800100', response: new WorkbenchError('reader_failed', { reader: 'R', reason: 'x' }) },
    ]);
    expect(await errorOf(openScriptedSession(card))).toEqual(gone.toData());
    expect(card.left()).toEqual([]);
  });

  it('with garbage is a named error', async () => {
    expect(await errorOf(openScriptedSession(new ScriptedCard(script('* -> 00'))))).toMatchObject({
      code: 'malformed_response',
      params: { function: 'TERMINAL CAPABILITY' },
    });
  });
});

describe('STORE DATA', () => {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => i & 0xff);
  /** Commands for the data in blocks of a size, as the specification has them. */
  function blocks(data: Uint8Array, size: number): string[] {
    const count = Math.ceil(data.length / size);
    return Array.from({ length: count }, (_, i) => {
      const part = data.subarray(i * size, (i + 1) * size);
      return `81E2${i === count - 1 ? '91' : '11'}${toHex(Uint8Array.of(i, part.length))}${toHex(part)}`;
    });
  }
  const taken = (commands: readonly string[]) => commands.map((command) => `${command} -> 9000`);

  it.each([1, 254, 255, 256, 510, 511, 1020])('of %d bytes is cut into blocks of 255', async (length) => {
    const commands = blocks(bytes(length), 255);
    const { card, session } = await openedSession(...taken(commands));
    await session.storeData(bytes(length), 'F');
    expect(card.commands.slice(3)).toEqual(commands);
  });

  it('begins at block 0 each time', async () => {
    const commands = blocks(bytes(300), 255);
    const { card, session } = await openedSession(...taken(commands), ...taken(commands));
    await session.storeData(bytes(300), 'F');
    await session.storeData(bytes(300), 'F');
    expect(card.commands.slice(3)).toEqual([...commands, ...commands]);
  });

  it('asks for an answer in its last block alone, with T=1', async () => {
    const [first, second] = blocks(bytes(256), 255);
    const card = new ScriptedCard(
      script(
        capability,
        open1,
        `01A4040010${standardAid}00 -> 9000`,
        `${first} -> 9000`,
        `${second}00 -> AA9000`,
        '00708001 -> 9000',
      ),
      { protocol: 'T=1' },
    );
    const session = await openScriptedSession(card);
    expect(toHex(await session.storeData(bytes(256), 'F'))).toBe('AA');
    await session.close();
    expect(card.left()).toEqual([]);
  });

  it.each(['6601', '6700'])('refused with %s in the first block is tried in smaller ones', async (sw) => {
    const data = bytes(300);
    const { card, session } = await openedSession(
      `${blocks(data, 255)[0]} -> ${sw}`,
      `${blocks(data, 240)[0]} -> ${sw}`,
      `${blocks(data, 128)[0]} -> ${sw}`,
      ...taken(blocks(data, 120)),
      ...taken(blocks(data, 120)),
    );
    await session.storeData(data, 'F');
    expect(session.learned).toEqual(['store_data_block_120']);
    expect(notes(card)).toEqual([
      ['block_size_fallback', { sw, from: 255, to: 240 }],
      ['block_size_fallback', { sw, from: 240, to: 128 }],
      ['block_size_fallback', { sw, from: 128, to: 120 }],
    ]);
    // The next command begins with what was found.
    await session.storeData(data, 'F');
    expect(card.left()).toEqual([]);
  });

  it('refused in a later block is not repeated: the card has kept the first', async () => {
    const [first, second] = blocks(bytes(300), 255);
    const { card, session } = await openedSession(`${first} -> 9000`, `${second} -> 6700`);
    expect(await errorOf(session.storeData(bytes(300), 'F'))).toMatchObject({
      code: 'status_word',
      params: { sw: '6700' },
    });
    expect(card.left()).toEqual([]);
    expect(session.learned).toEqual([]);
  });

  it('refused after the card has taken a full block before is not the size', async () => {
    const { card, session } = await openedSession(
      ...taken(blocks(bytes(255), 255)),
      `${blocks(bytes(300), 255)[0]} -> 6700`,
    );
    await session.storeData(bytes(255), 'F');
    expect(await errorOf(session.storeData(bytes(300), 'F'))).toMatchObject({ code: 'status_word' });
    expect(card.left()).toEqual([]);
  });

  it('refused whatever its size teaches nothing, and the next one is whole again', async () => {
    const data = bytes(130);
    const { card, session } = await openedSession(
      ...[255, 128, 120, 64].map((size) => `${blocks(data, size)[0]} -> 6700`),
      ...taken(blocks(data, 255)),
    );
    expect(await errorOf(session.storeData(data, 'F'))).toMatchObject({ params: { sw: '6700' } });
    expect(session.learned).toEqual([]);
    await session.storeData(data, 'F');
    expect(card.left()).toEqual([]);
  });

  it('refused for anything else, or when it is small, is not repeated', async () => {
    for (const [length, sw] of [
      [300, '6A80'],
      [300, '6985'],
      [64, '6700'],
    ] as const) {
      const { card, session } = await openedSession(`${blocks(bytes(length), 255)[0]} -> ${sw}`);
      expect(await errorOf(session.storeData(bytes(length), 'F'))).toMatchObject({ params: { sw } });
      expect(card.left()).toEqual([]);
    }
  });

  it('that is answered before its last block ends there', async () => {
    const [first] = blocks(bytes(600), 255);
    const { card, session } = await openedSession(`${first} -> 6103`, '01C0000003 -> BF37009000');
    expect(toHex(await session.storeData(bytes(600), 'F'))).toBe('BF3700');
    expect(card.left()).toEqual([]);
  });

  it('carries what 256 blocks hold, and no more', async () => {
    const most = new ScriptedCard(script(...opened), { thereafter: () => '9000' });
    await (await openScriptedSession(most)).storeData(bytes(256 * 255), 'F');
    expect(most.commands).toHaveLength(3 + 256);
    expect(most.commands.at(-1)?.slice(0, 10)).toBe('81E291FFFF');
    const { card, session } = await openedSession();
    expect(await errorOf(session.storeData(bytes(256 * 255 + 1), 'F'))).toEqual({
      code: 'command_too_long',
      params: { function: 'F', length: 65_281, block: 255 },
    });
    expect(card.commands).toHaveLength(3);
  });
});

describeWithVectors(
  'the recording omnikey-info',
  () => {
    it('is played exactly, and says who the card is', async () => {
      const card = ScriptedCard.fromLog(readCardLog('omnikey-info.log'), { protocol: 'T=1' });
      const session = await openScriptedSession(card, { basicChannel: true });
      expect(toHex(session.fci)).toMatch(/^6F1F8410A0000005591010FFFFFFFF8900000100/);
      expect((await callEs10(session, getEuiccInfo2, {})).value).toMatchObject({ svn: '2.2.0' });
      expect((await callEs10(session, getEid, { tagList: Uint8Array.of(0x5a) })).value).toEqual({
        eidValue: '89049032123451234512345678901235',
      });
      await session.close();
      expect(card.left()).toEqual([]);
    });
  },
  'cards',
);

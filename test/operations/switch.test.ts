/** Enabling, disabling, deleting and the small operations, with the habits that real cards have. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationDetail, Profile, StartOperation } from '../../src-shared/model/index.ts';
import { type OperationBench, startOperationBench, statuses } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const [first, second] = ['8949000000000000017', '8949000000000000025'];
const readerId = 'sim:0';

let bench: OperationBench;

beforeEach(async () => {
  bench = await startOperationBench({
    profiles: [offer('ONE', first), offer('TWO', second), offer('SPARE', '8949000000000000033')],
  });
  for (const matchingId of ['ONE', 'TWO']) {
    await bench.run({ kind: 'download', readerId, acceptProfile: true, activationCode: codeFor(matchingId) });
  }
});
afterEach(() => bench.close());

async function card() {
  const [known] = await bench.workbench.call('cards.list', {});
  if (known === undefined) throw new Error('no card was read');
  return known;
}
const states = async () => (await card()).profiles.map((one: Profile) => one.state);
const remarks = (operation: OperationDetail) => operation.remarks.map((one) => one.code);
const tagOf = (command: Uint8Array) =>
  command[1] === 0xe2 ? ((command[5] ?? 0) << 8) | (command[6] ?? 0) : 0;

describe('enable', () => {
  it("answers the card's REFRESH, resets it and looks", async () => {
    const operation = await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    expect(statuses(operation)).toEqual(['starting', 'enable', 'enable_verify', 'successful']);
    expect(remarks(operation)).not.toContain('reset_instead_of_refresh');
    expect(await states()).toEqual(['enabled', 'disabled']);
    const lines = await bench.workbench.call('trace.list', { operationId: operation.id });
    const purposes = lines.flatMap((line) => (line.kind === 'apdu' ? line.purpose : []));
    expect(purposes).toEqual(expect.arrayContaining(['FETCH', 'TERMINAL RESPONSE']));
    await bench.run({ kind: 'enable', readerId, profile: { iccid: second } });
    expect(await states()).toEqual(['disabled', 'enabled']);
  });

  it('resets the card where no refresh was asked for', async () => {
    const operation = await bench.run({
      kind: 'enable',
      readerId,
      profile: { iccid: first },
      refresh: false,
    });
    expect(operation.status).toBe('successful');
    expect(remarks(operation)).toContain('reset_instead_of_refresh');
  });

  it('removes the power where a warm reset does not do', async () => {
    // As long as it has had power all the time, the card tells what was before.
    bench.reader.fault = async (command, toCard) => {
      const response = await toCard(command);
      const at = Buffer.from(response).indexOf(Buffer.from('9f700101', 'hex'));
      if (at >= 0 && !bench.reader.resets.includes('cold')) response[at + 3] = 0;
      return response;
    };
    const operation = await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    expect(operation.status).toBe('successful');
    expect(bench.reader.resets).toEqual(['warm', 'cold']);
  });

  it('does without the refresh flag on a card that refuses it, and remembers that', async () => {
    let withFlag = 0;
    bench.reader.fault = async (command, toCard) => {
      if (tagOf(command) !== 0xbf31) return toCard(command);
      // BOOLEAN refreshFlag is the last data byte, before Le.
      if (command[4 + (command[4] ?? 0)] !== 0xff) return toCard(command);
      withFlag += 1;
      return Uint8Array.of(0xbf, 0x31, 3, 0x80, 1, 127, 0x90, 0);
    };
    const operation = await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    expect(operation.status).toBe('successful');
    expect(remarks(operation)).toEqual(expect.arrayContaining(['refresh_refused', 'quirk_learned']));
    expect((await card()).quirks).toContain('no_refresh');
    await bench.run({ kind: 'enable', readerId, profile: { iccid: second } });
    expect(withFlag).toBe(1);
  });

  it('names the profile by its AID to a card that knows no ICCID', async () => {
    bench.reader.fault = async (command, toCard) => {
      const byIccid =
        tagOf(command) === 0xbf31 && Buffer.from(command).includes(Buffer.from('a00c5a0a', 'hex'));
      return byIccid ? Uint8Array.of(0xbf, 0x31, 3, 0x80, 1, 1, 0x90, 0) : toCard(command);
    };
    const operation = await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    expect(operation.status).toBe('successful');
    expect((await card()).quirks).toContain('by_isdp_aid');
  });

  it('does not say that it succeeded where the card only says so', async () => {
    bench.reader.fault = async (command, toCard) =>
      tagOf(command) === 0xbf31 ? Uint8Array.of(0xbf, 0x31, 3, 0x80, 1, 0, 0x90, 0) : toCard(command);
    const operation = await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    expect(operation.error).toEqual({
      code: 'profile_state_unchanged',
      params: { iccid: first, state: 'disabled' },
    });
  });

  it("of an enabled profile gives the card's reason", async () => {
    await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    const again = await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    expect(again.error).toMatchObject({
      code: 'es10_refused',
      params: { result: 'profileNotInDisabledState' },
    });
  });

  it('of a profile that is not there names it', async () => {
    const operation = await bench.run({
      kind: 'enable',
      readerId,
      profile: { iccid: '8949000000000000991' },
    });
    expect(operation.error).toMatchObject({ code: 'profile_not_on_card' });
  });
});

describe('disable and delete', () => {
  it('switch the profile off and take it away, and deliver what the card signs for it', async () => {
    await bench.run({ kind: 'enable', readerId, profile: { iccid: first } });
    const refused = await bench.run({ kind: 'delete', readerId, profile: { iccid: first } });
    expect(refused.error).toMatchObject({
      code: 'es10_refused',
      params: { result: 'profileNotInDisabledState' },
    });
    expect((await bench.run({ kind: 'disable', readerId, profile: { iccid: first } })).status).toBe(
      'successful',
    );
    expect(await states()).toEqual(['disabled', 'disabled']);
    const before = bench.smdp.notifications().length;
    expect((await bench.run({ kind: 'delete', readerId, profile: { iccid: first } })).status).toBe(
      'successful',
    );
    expect((await card()).profiles.map((one) => one.iccid)).toEqual([second]);
    expect(bench.smdp.notifications().length).toBe(before + 1);
    expect((await card()).notifications).toEqual([]);
  });
});

describe('the small ones', () => {
  it('nickname', async () => {
    expect(
      (await bench.run({ kind: 'nickname', readerId, iccid: first, nickname: 'Grüße 日本' })).status,
    ).toBe('successful');
    expect((await card()).profiles[0]?.nickname).toBe('Grüße 日本');
  });

  it('default SM-DP+ address, which a download without a code then uses', async () => {
    const missing = await bench.run({ kind: 'download', readerId, acceptProfile: true });
    expect(missing.error?.code).toBe('no_smdp_address');
    const set = await bench.run({ kind: 'default_smdp', readerId, address: 'smdp.operations.test' });
    expect(set.status).toBe('successful');
    expect((await card()).info?.defaultSmdpAddress).toBe('smdp.operations.test');
    const asked = await bench.run({ kind: 'download', readerId, acceptProfile: true });
    expect(asked.smdpAddress).toBe('smdp.operations.test');
    expect(asked.error?.code).toBe('es9_status');
  });

  it('a matching id alone is claimed at the default SM-DP+ before that is asked, and spent like any other code', async () => {
    await bench.run({ kind: 'default_smdp', readerId, address: 'smdp.operations.test' });
    await bench.workbench.call('codes.add', { codes: [{ activationCode: codeFor('SPARE') }] });
    const [spare] = (await bench.workbench.call('codes.list', {})).codes;
    const before = bench.smdpLog.length;
    const alone = { kind: 'download', readerId, matchingId: 'SPARE', acceptProfile: true } as const;
    let heldAt: { codeId: number | undefined; asked: number } | undefined;
    const done = await bench.run(alone, (operation) => {
      if (operation.codeId !== undefined)
        heldAt ??= { codeId: operation.codeId, asked: bench.smdpLog.length - before };
    });
    expect(done).toMatchObject({ status: 'successful', codeId: spare?.id });
    expect(heldAt).toEqual({ codeId: spare?.id, asked: 0 });
    expect(await bench.workbench.call('codes.get', { id: spare?.id ?? 0 })).toMatchObject({
      state: 'ACTIVE',
      operationId: done.id,
    });
    await expect(
      bench.workbench.call('operations.start', { ...alone, matchingId: 'A B' }),
    ).rejects.toMatchObject({ code: 'activation_code_matching_id' });
  });

  it.each([
    ['LPA:1$smdp.example.com', 'activation_code_missing_part'],
    ['nonsense', 'activation_code_prefix'],
  ])(
    'a download with "%s" is refused before anything is begun, in the words of what reads codes',
    async (activationCode, code) => {
      const before = await bench.workbench.call('operations.list', {});
      const started = bench.workbench.call('operations.start', {
        kind: 'download',
        readerId,
        activationCode,
      });
      await expect(started).rejects.toMatchObject({ code });
      expect(await bench.workbench.call('operations.list', {})).toEqual(before);
    },
  );

  it.each([
    ['default_smdp', { address: 'not a name' }, 'address'],
    ['default_smdp', { address: 'https://smdp.example.com' }, 'address'],
    ['download', { activationCode: 'LPA:1$a.test$B', smdpAddress: 'a.test' }, 'activationCode'],
    ['remove_notification', { sequenceNumber: -1 }, 'sequenceNumber'],
  ])('%s with %j is refused before anything is done', async (kind, params, path) => {
    const started = bench.workbench.call('operations.start', { kind, readerId, ...params } as never);
    await expect(started).rejects.toMatchObject({ code: 'input_invalid', params: { path } });
  });

  it('memory reset, after which the card is known anew', async () => {
    await bench.run({ kind: 'default_smdp', readerId, address: 'other.example' });
    const before = (await card()).info;
    const operation = await bench.run({
      kind: 'reset_memory',
      readerId,
      options: ['deleteOperationalProfiles', 'resetDefaultSmdpAddress'],
    });
    expect(operation.status).toBe('successful');
    const { profiles, info } = await card();
    expect(profiles).toEqual([]);
    expect(before?.defaultSmdpAddress).toBe('other.example');
    expect(info?.defaultSmdpAddress).not.toBe('other.example');
    expect(info?.freeNonVolatileMemory).toBeGreaterThan(before?.freeNonVolatileMemory ?? 0);
  });

  it('removing a notification that nobody took', async () => {
    bench.es9 = (client) => ({
      ...client,
      handleNotification: () => Promise.reject(new Error('no network')),
    });
    await bench.run({ kind: 'delete', readerId, profile: { iccid: second } });
    const [waiting] = (await card()).notifications;
    expect(waiting?.event).toBe('delete');
    const sequenceNumber = waiting?.sequenceNumber ?? 0;
    const failed = await bench.run({ kind: 'send_notifications', readerId, sequenceNumber });
    expect(failed.status).toBe('failed');
    expect((await card()).notifications).toHaveLength(1);
    expect((await bench.run({ kind: 'remove_notification', readerId, sequenceNumber })).status).toBe(
      'successful',
    );
    expect((await card()).notifications).toEqual([]);
    const gone = await bench.run({ kind: 'send_notifications', readerId, sequenceNumber });
    expect(gone.error?.code).toBe('notification_gone');
  });

  it('each has a machine of its own shape', async () => {
    const operation = await bench.run({ kind: 'read_card', readerId });
    expect(statuses(operation)).toEqual(['starting', 'successful']);
  });
});

describe('a card that is not the one that was meant', () => {
  const other = '89049032123451234512345678901235';
  it.each([
    { kind: 'enable', profile: { iccid: first } },
    { kind: 'disable', profile: { iccid: first } },
    { kind: 'delete', profile: { iccid: first } },
    { kind: 'nickname', iccid: first, nickname: 'Mine' },
    { kind: 'reset_memory', options: ['deleteOperationalProfiles'] },
    { kind: 'default_smdp', address: 'smdp.example.com' },
    { kind: 'remove_notification', sequenceNumber: 1 },
  ] as const)('is left as it is: $kind', async (change) => {
    await bench.run({ kind: 'read_card', readerId });
    const before = await card();
    const { eid } = before;
    const operation = await bench.run({ ...change, readerId, eid: other } as StartOperation);
    expect(operation.status).toBe('failed');
    expect(operation.error).toEqual({ code: 'card_changed', params: { expected: other, found: eid } });
    expect(operation.reconciliation.state).toBe('none');
    await bench.run({ kind: 'read_card', readerId });
    const { profiles, notifications, info } = await card();
    expect({ profiles, notifications, info }).toEqual({
      profiles: before.profiles,
      notifications: before.notifications,
      info: before.info,
    });
  });

  it('is changed where it is the one', async () => {
    const { eid } = await card();
    const operation = await bench.run({ kind: 'nickname', readerId, eid, iccid: first, nickname: 'Mine' });
    expect(operation.status).toBe('successful');
    expect((await card()).profiles[0]?.nickname).toBe('Mine');
  });
});

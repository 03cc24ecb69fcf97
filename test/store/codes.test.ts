import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src-main/store/open.ts';
import type { NewOperation } from '../../src-main/store/port.ts';
import { type Code, type CodeState, codeSortField, codeSortValue } from '../../src-shared/model/index.ts';
import {
  activationCode,
  clock,
  confirmationCode,
  download,
  downloadOf,
  eid,
  errorOf,
  matchingId,
  temporaryFolder,
  testStore,
} from './fixtures.ts';

const origin = { createdBy: 'ada', at: 1_000 };
const iccid = '8949000000000000017';

function addCode(store: Store, text = activationCode, more: object = {}) {
  const [added] = store.codes.add([{ activationCode: text, source: 'hand', ...more }], origin);
  if (added === undefined) throw new Error('nothing was added');
  return added.code;
}

function byId(codeId: number): NewOperation {
  return { ...download, request: { kind: 'activate', readerId: 'sim:0', codeId, acceptProfile: true } };
}

/** The end of an operation, as the engine writes it. */
const ends: Record<string, (store: Store, id: number) => void> = {
  successful: (store, id) => {
    store.enterStatus(id, 'download', 2_000, { eid, iccid });
    store.patchOperation(id, 2_100, { activationCodeUse: 'used' });
    store.enterStatus(id, 'successful', 2_200);
  },
  'installed and not enabled': (store, id) => {
    store.enterStatus(id, 'download', 2_000, { eid, iccid });
    store.patchOperation(id, 2_100, { activationCodeUse: 'used' });
    store.enterStatus(id, 'download_verify', 2_200);
    store.enterStatus(id, 'enable', 2_300);
    store.enterStatus(id, 'failed', 2_400, { error: { code: 'card_removed', params: { reader: 'r' } } });
  },
  unused: (store, id) => {
    store.enterStatus(id, 'failed', 2_000, { activationCodeUse: 'unused' });
  },
  used: (store, id) => {
    store.enterStatus(id, 'failed', 2_000, { activationCodeUse: 'used' });
  },
  unknown: (store, id) => {
    store.enterStatus(id, 'failed', 2_000, { activationCodeUse: 'unknown' });
  },
  pending: (store, id) => {
    store.enterStatus(id, 'failed', 2_000, { reconciliation: { state: 'pending' } });
  },
  'reconciled: installed': (store, id) => {
    store.enterStatus(id, 'download', 2_000, { eid, iccid });
    store.patchOperation(id, 3_000, { reconciliation: { state: 'pending' } });
    store.enterStatus(id, 'failed', 4_000, {
      activationCodeUse: 'used',
      reconciliation: { state: 'done', outcome: 'profile_installed', at: 4_000 },
    });
  },
  'reconciled after its end: not installed': (store, id) => {
    store.enterStatus(id, 'failed', 2_000, { reconciliation: { state: 'pending' } });
    store.patchOperation(id, 4_000, {
      activationCodeUse: 'unused',
      reconciliation: { state: 'done', outcome: 'profile_not_installed', at: 4_000 },
    });
  },
  'reconciled: used and gone': (store, id) => {
    store.enterStatus(id, 'failed', 2_000, { reconciliation: { state: 'pending' } });
    store.patchOperation(id, 4_000, {
      activationCodeUse: 'used',
      reconciliation: { state: 'done', outcome: 'profile_not_installed', at: 4_000 },
    });
  },
};
const fates: Record<string, { state: CodeState; doubtful: boolean }> = {
  successful: { state: 'ACTIVE', doubtful: false },
  'installed and not enabled': { state: 'ACTIVE', doubtful: false },
  unused: { state: 'NOT_INSTALLED', doubtful: false },
  used: { state: 'burned', doubtful: false },
  unknown: { state: 'NOT_INSTALLED', doubtful: true },
  pending: { state: 'claimed', doubtful: false },
  'reconciled: installed': { state: 'ACTIVE', doubtful: false },
  'reconciled after its end: not installed': { state: 'NOT_INSTALLED', doubtful: false },
  'reconciled: used and gone': { state: 'burned', doubtful: false },
};

describe('the vault', () => {
  it('keeps a code sealed, shows what is known of it, and gives it back', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const code = addCode(store, activationCode, {
      confirmationCode,
      carrier: 'Möbel & Söhne',
      iccid,
      label: 'A 1',
    });
    expect(code).toEqual({
      id: 1,
      state: 'NOT_INSTALLED',
      smdpAddress: 'smdp.example.com',
      hint: `\u2026${matchingId.slice(-4)}`,
      confirmationCodeRequired: true,
      confirmationCodeKept: true,
      iccid,
      carrier: 'Möbel & Söhne',
      label: 'A 1',
      source: 'hand',
      doubtful: false,
      createdBy: 'ada',
      createdAt: 1_000,
      updatedAt: 1_000,
    });
    expect(store.codes.reveal(1)).toEqual({ activationCode, confirmationCode });
    store.close();
    const bytes = ['workbench.db', 'workbench.db-wal'].map((name) => {
      try {
        return readFileSync(join(folder, name)).toString('latin1');
      } catch {
        return '';
      }
    });
    for (const secret of [matchingId, confirmationCode]) expect(bytes.join('')).not.toContain(secret);
  });

  it('knows a code again in whatever writing, and takes over what it did not know of it', () => {
    const store = testStore();
    addCode(store, `LPA:1$smdp.example.com$${matchingId}`);
    const [again] = store.codes.add(
      [
        {
          activationCode: `lpa:1$SMDP.example.com:443$${matchingId}$$1`,
          source: 'qr',
          carrier: 'C',
          confirmationCode,
        },
      ],
      { createdBy: 'bob', at: 2_000 },
    );
    expect(again).toMatchObject({
      known: true,
      code: { id: 1, carrier: 'C', createdBy: 'ada', source: 'hand' },
    });
    // That it needs a confirmation code is known from the second alone, and stays so.
    const whole = { activationCode: `LPA:1$smdp.example.com$${matchingId}$$1`, confirmationCode };
    expect(again?.code).toMatchObject({ confirmationCodeRequired: true, confirmationCodeKept: true });
    expect(store.codes.reveal(1)).toEqual(whole);
    expect(addCode(store, `LPA:1$smdp.example.com$${matchingId}`).confirmationCodeRequired).toBe(true);
    expect(store.codes.reveal(1)).toEqual(whole);
    // Matching ids count as they are.
    expect(addCode(store, `LPA:1$smdp.example.com$${matchingId.toLowerCase()}`).id).toBe(2);
  });

  it('adds all of several codes, or none where one is none', () => {
    const store = testStore();
    const codes = ['LPA:1$a.example$ONE', 'LPA:2$a.example$TWO'].map((text) => ({
      activationCode: text,
      source: 'list' as const,
    }));
    expect(errorOf(() => store.codes.add(codes, origin)).code).toBe('activation_code_format');
    expect(store.codes.counts(0).NOT_INSTALLED).toBe(0);
  });

  it('lists by state, batch and text, the newest first', () => {
    const store = testStore();
    for (let i = 0; i < 5; i++)
      addCode(store, `LPA:1$a.example$C${i}`, {
        batch: i % 2 === 0 ? 'even' : 'odd',
        label: `Label ${i}`,
        validUntil: i === 4 ? 10 : undefined,
      });
    const ids = (filter: Partial<Parameters<typeof store.codes.list>[0]>) =>
      store.codes.list({ limit: 9, now: 5, ...filter }).map(({ id }) => id);
    expect(ids({})).toEqual([5, 4, 3, 2, 1]);
    expect(ids({ limit: 2, before: 4 })).toEqual([3, 2]);
    expect(ids({ batch: 'odd' })).toEqual([4, 2]);
    expect(ids({ search: 'LABEL 3' })).toEqual([4]);
    expect(ids({ search: '%' })).toEqual([]);
    expect(ids({ state: 'EXPIRED', now: 10 })).toEqual([5]);
    expect(store.codes.counts(10)).toMatchObject({ NOT_INSTALLED: 4, EXPIRED: 1 });
  });

  it('sorts the whole vault, page by page, in both directions, as codeSortValue has it; what has no value comes last', () => {
    const store = testStore();
    for (let i = 0; i < 12; i++)
      addCode(store, `LPA:1$a.example$C${i}`, {
        label: i % 4 === 0 ? undefined : `${i % 3 === 0 ? 'b' : 'B'}${i % 5}`,
        carrier: i % 6 === 0 ? 'a carrier' : undefined,
        batch: i % 5 === 0 ? undefined : `x${i % 2}`,
        validUntil: i % 3 === 0 ? 100 + i : undefined,
      });
    const now = 104;
    const all = store.codes.list({ limit: 99, now });
    for (const by of codeSortField.options)
      for (const direction of ['asc', 'desc'] as const) {
        const sign = direction === 'asc' ? 1 : -1;
        const key = (code: Code) => {
          const value = codeSortValue(code, by);
          return typeof value === 'string' ? value.toLowerCase() : value;
        };
        const wanted = [...all].sort((a, b) => {
          const [left, right] = [key(a), key(b)];
          if (left === right) return b.id - a.id;
          if (left === null) return 1;
          return right === null ? -1 : left < right ? -sign : sign;
        });
        const paged: Code[] = [];
        for (;;) {
          const last = paged.at(-1);
          const after = last === undefined ? undefined : { id: last.id, value: codeSortValue(last, by) };
          const page = store.codes.list({ limit: 5, now, sort: { by, direction, after } });
          paged.push(...page);
          if (page.length < 5) break;
        }
        expect(
          paged.map(({ id }) => id),
          `${by} ${direction}`,
        ).toEqual(wanted.map(({ id }) => id));
      }
  });

  it('sorts what a filter lets through, and what came or went meanwhile moves no page', () => {
    const store = testStore();
    for (let i = 0; i < 6; i++)
      addCode(store, `LPA:1$a.example$C${i}`, { label: `L${i}`, batch: i < 4 ? 'one' : 'two' });
    const page = (after?: { id: number; value: string }) =>
      store.codes
        .list({ limit: 2, now: 5, batch: 'one', sort: { by: 'label', direction: 'desc', after } })
        .map(({ label }) => label);
    expect(page()).toEqual(['L3', 'L2']);
    store.codes.remove(3);
    addCode(store, 'LPA:1$a.example$NEW', { label: 'L9', batch: 'one' });
    expect(page({ id: 3, value: 'L2' })).toEqual(['L1', 'L0']);
  });

  it('offers free codes for a carrier or an ICCID: the one that expires first first, no doubtful one, none that has expired', () => {
    const store = testStore();
    addCode(store, 'LPA:1$a.example$C1', { carrier: 'Fast Wireless' });
    addCode(store, 'LPA:1$a.example$C2', { carrier: 'FAST-wireless', validUntil: 100_000 });
    addCode(store, 'LPA:1$a.example$C3', { carrier: 'fast wireless', validUntil: 50_000, iccid });
    addCode(store, 'LPA:1$a.example$C4', { carrier: 'Slow' });
    const normalizedCarrier = 'fastwireless';
    const ids = (now: number) =>
      store.codes.available({ normalizedCarrier, now, limit: 9 }).map(({ id }) => id);
    expect(ids(1)).toEqual([3, 2, 1]);
    expect(ids(50_000)).toEqual([2, 1]);
    const { id } = store.createOperation(byId(2));
    ends['unknown']?.(store, id);
    expect(ids(1)).toEqual([3, 1]);
    expect(store.codes.available({ iccid, now: 1, limit: 9 }).map((code) => code.id)).toEqual([3]);
    expect(store.codes.carriers(60_000)).toEqual(['Fast Wireless', 'Slow']);
  });

  it('is changed and emptied field by field, and a used up code takes no confirmation code', () => {
    const store = testStore();
    addCode(store, activationCode, { label: 'old', carrier: 'C' });
    expect(store.codes.update(1, 7, { label: null, carrier: 'Ünï', validUntil: 99_000 })).toMatchObject({
      carrier: 'Ünï',
      validUntil: 99_000,
      updatedAt: 7,
    });
    expect(store.codes.get(1)).not.toHaveProperty('label');
    expect(store.codes.update(1, 8, { confirmationCode }).confirmationCodeKept).toBe(true);
    expect(store.codes.update(1, 9, { confirmationCode: null }).confirmationCodeKept).toBe(false);
    ends['used']?.(store, store.createOperation(byId(1)).id);
    expect(errorOf(() => store.codes.update(1, 9, { confirmationCode })).code).toBe('code_used_up');
    expect(errorOf(() => store.codes.update(2, 9, { label: 'x' })).code).toBe('code_not_found');
  });

  it('is sealed anew by a rotation, older keys are gone, and codes are known again', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    addCode(store, activationCode, { confirmationCode });
    addCode(store, 'LPA:1$a.example$TWO');
    expect(store.codes.rotate(2_000)).toEqual({ codes: 2, tokens: 0, orders: 0 });
    expect(store.codes.reveal(1)).toEqual({ activationCode, confirmationCode });
    store.close();
    const again = testStore({ folder });
    expect(again.codes.reveal(2)).toEqual({ activationCode: 'LPA:1$a.example$TWO' });
    expect(again.codes.find(activationCode)?.id).toBe(1);
  });
});

describe('a code and the operation that uses it', () => {
  it.each(Object.keys(ends))('%s: is settled by its end', (name) => {
    const store = testStore();
    addCode(store, activationCode, { confirmationCode });
    const operation = store.createOperation(byId(1));
    expect(operation).toMatchObject({
      codeId: 1,
      activationCodeUse: 'unused',
      smdpAddress: 'smdp.example.com',
    });
    expect(store.getRequest(operation.id)).toMatchObject({ activationCode, confirmationCode });
    expect(store.codes.get(1)).toMatchObject({ state: 'claimed', operationId: operation.id });
    ends[name]?.(store, operation.id);
    const code = store.codes.get(1);
    expect(code).toMatchObject(fates[name] ?? {});
    const usedUp = code?.state === 'ACTIVE' || code?.state === 'burned';
    // Masked for good: not even the vault has it any more.
    expect(store.codes.reveal(1) === undefined).toBe(usedUp);
    expect(code?.hint === undefined).toBe(usedUp);
    if (code?.state === 'ACTIVE') expect(code).toMatchObject({ iccid, eid });
    if (code?.state === 'burned') expect(code).not.toHaveProperty('eid');
  });

  it('cannot be had by a second operation, by number or as text, before the first has ended', () => {
    const store = testStore();
    addCode(store);
    const first = store.createOperation(byId(1));
    for (const second of [byId(1), download]) {
      const error = errorOf(() => store.createOperation(second));
      expect(error).toMatchObject({ code: 'code_claimed', params: { id: 1, operation: first.id } });
    }
    expect(store.listOperations({ limit: 9 })).toHaveLength(1);
    ends['unused']?.(store, first.id);
    expect(store.createOperation(download)).toMatchObject({ codeId: 1 });
  });

  it('that is used up or expired is refused by its number; who brings it himself asks its server', () => {
    const store = testStore();
    addCode(store);
    addCode(store, 'LPA:1$a.example$LATE', { validUntil: 10 });
    ends['successful']?.(store, store.createOperation(byId(1)).id);
    expect(errorOf(() => store.createOperation(byId(1)))).toMatchObject({
      code: 'code_used_up',
      params: { id: 1, state: 'ACTIVE' },
    });
    expect(errorOf(() => store.createOperation(byId(2))).code).toBe('code_expired');
    expect(errorOf(() => store.createOperation(byId(3))).code).toBe('code_not_found');
    const again = store.createOperation(download);
    expect(again.remarks).toEqual([{ code: 'code_known_active', params: { id: 1 } }]);
    expect(store.getOperation(again.id)).toEqual(again);
    ends['unused']?.(store, again.id);
    // Nothing was found out that would free it.
    expect(store.codes.get(1)).toMatchObject({ state: 'ACTIVE', iccid });
  });

  it('that is brought as text is used with the confirmation code that the vault keeps for it', () => {
    const store = testStore();
    addCode(store, activationCode, { confirmationCode });
    const request = { kind: 'download', readerId: 'sim:0', activationCode, acceptProfile: true } as const;
    const { id } = store.createOperation({ ...download, request });
    expect(store.getRequest(id)).toEqual({ ...request, confirmationCode });
  });

  it('comes into the vault with the operation that brings it', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    expect(store.codes.get(1)).toMatchObject({ state: 'claimed', source: 'operation', operationId: id });
    expect(store.codes.reveal(1)).toEqual({ activationCode, confirmationCode });
    // An empty matching id is no code: the server looks for the card.
    const request = {
      kind: 'download',
      readerId: 'sim:0',
      activationCode: 'LPA:1$a.example$',
      acceptProfile: true,
    } as const;
    expect(store.createOperation({ ...download, request })).not.toHaveProperty('codeId');
    const split = {
      kind: 'download',
      readerId: 'sim:0',
      smdpAddress: 'smdp.example.com',
      matchingId,
      acceptProfile: true,
    } as const;
    expect(errorOf(() => store.createOperation({ ...download, request: split })).code).toBe('code_claimed');
  });

  it('gives its batch to the operation that uses it, however it is named; a batch of its own goes before', () => {
    const store = testStore();
    addCode(store, activationCode, { batch: 'Autumn' });
    const { id } = addCode(store, 'LPA:1$smdp.example.com$OTHER', { batch: 'Autumn' });
    const kept = (started: { readonly id: number }) => {
      store.enterStatus(started.id, 'failed', 2_000, { activationCodeUse: 'unused' });
      return store.getOperation(started.id)?.batch;
    };
    expect(kept(store.createOperation(byId(id)))).toBe('Autumn');
    expect(kept(store.createOperation(download))).toBe('Autumn');
    const named = { ...byId(id).request, batch: 'Rig 7' };
    expect(kept(store.createOperation({ ...download, request: named }))).toBe('Rig 7');
    const alone = store.createOperation({
      ...download,
      request: { kind: 'download', readerId: 'sim:0', matchingId, acceptProfile: true },
    });
    expect(alone.batch).toBeUndefined();
    expect(store.claimCode(alone.id, 2, 'smdp.example.com').operation.batch).toBe('Autumn');
    expect(kept(alone)).toBe('Autumn');
    expect(store.createOperation(downloadOf('NEW')).batch).toBeUndefined();
  });

  it('is claimed by its matching id alone once the server is known, with the confirmation code that is kept', () => {
    const store = testStore();
    addCode(store, activationCode, { confirmationCode });
    const alone = (mid = matchingId) =>
      store.createOperation({
        ...download,
        request: { kind: 'download', readerId: 'sim:0', matchingId: mid, acceptProfile: true },
      });
    const { id, codeId } = alone();
    expect(codeId).toBeUndefined();
    // Of another server it is another code.
    const other = alone();
    expect(store.claimCode(other.id, 2, 'other.example.com').operation.codeId).toBe(2);
    const claimed = store.claimCode(id, 2, 'SMDP.example.com');
    expect(claimed).toMatchObject({ operation: { codeId: 1 }, confirmationCode });
    expect(store.getOperation(id)).toEqual(claimed.operation);
    expect(store.codes.get(1)).toMatchObject({ state: 'claimed', operationId: id });
    expect(store.claimCode(id, 3, 'smdp.example.com').operation).toEqual(claimed.operation);
    const late = alone();
    expect(errorOf(() => store.claimCode(late.id, 3, 'smdp.example.com')).code).toBe('code_claimed');
    expect(errorOf(() => store.createOperation(download)).code).toBe('code_claimed');
    ends['successful']?.(store, id);
    expect(store.codes.get(1)).toMatchObject({ state: 'ACTIVE' });
    expect(store.claimCode(late.id, 4, 'smdp.example.com').operation).toMatchObject({
      codeId: 1,
      remarks: [{ code: 'code_known_active' }],
    });
    const none = alone('');
    expect(store.claimCode(none.id, 4, 'smdp.example.com').operation).not.toHaveProperty('codeId');
  });

  it.each([
    ['A B', undefined, 'activation_code_matching_id'],
    ['A$1.2', 'smdp.example.com', 'activation_code_matching_id'],
    ['ÄÖ', 'smdp.example.com', 'activation_code_matching_id'],
    ['"A"', undefined, 'activation_code_matching_id'],
    ['A'.repeat(250), 'smdp.example.com', 'activation_code_too_long'],
    ['A'.repeat(250), undefined, 'activation_code_too_long'],
  ])(
    'a matching id that no code can have is refused, and nothing begins: %s at %s',
    (mid, smdpAddress, error) => {
      const store = testStore();
      const request = {
        kind: 'download',
        readerId: 'sim:0',
        matchingId: mid,
        acceptProfile: true,
        ...(smdpAddress === undefined ? {} : { smdpAddress }),
      } as const;
      expect(errorOf(() => store.createOperation({ ...download, request })).code).toBe(error);
      expect(store.listOperations({ limit: 1 })).toEqual([]);
      expect(store.codes.list({ limit: 1, now: 1 })).toEqual([]);
    },
  );

  it('is not taken out while it is held, and can be released where its card is lost', () => {
    const store = testStore();
    addCode(store);
    const { id } = store.createOperation(byId(1));
    expect(errorOf(() => store.codes.remove(1)).code).toBe('code_claimed');
    ends['pending']?.(store, id);
    expect(store.codes.release(1, 9)).toMatchObject({ state: 'NOT_INSTALLED', doubtful: true });
    expect(errorOf(() => store.codes.release(1, 9)).code).toBe('code_not_claimed');
    expect([store.codes.remove(1), store.codes.remove(1)]).toEqual([true, false]);
    expect(store.getOperation(id)).not.toHaveProperty('codeId');
  });

  it.each(Object.keys(ends))('keeps how it ended when it is taken out and added again: %s', (end) => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    addCode(store, activationCode, { label: 'sample' });
    const { id } = store.createOperation(byId(1));
    ends[end]?.(store, id);
    const before = store.codes.get(1);
    if (before?.state === 'claimed') return;
    expect(store.codes.remove(1)).toBe(true);
    store.close();
    const again = testStore({ folder });
    expect(again.codes.find(activationCode)).toBeUndefined();
    const [added] = again.codes.add(
      [{ activationCode: activationCode.replace('smdp.example', 'SMDP.Example'), source: 'csv' }],
      origin,
    );
    const spent = before?.hint === undefined;
    expect(added).toMatchObject({ known: spent, code: { id: 2, state: before?.state } });
    expect(added?.code.iccid).toBe(before?.iccid);
    expect([added?.code.eid, added?.code.usedAt]).toEqual([before?.eid, before?.usedAt]);
    expect(again.codes.reveal(2) === undefined).toBe(spent);
    if (!spent) return;
    expect(
      errorOf(() =>
        again.createOperation({ ...byId(1), request: { ...byId(1).request, codeId: 2 } as never }),
      ).code,
    ).toBe('code_used_up');
    // And once more, by an operation that brings it.
    again.codes.remove(2);
    const brought = again.createOperation(download);
    expect(brought.remarks).toMatchObject([{ code: `code_known_${before?.state.toLowerCase()}` }]);
    expect(again.codes.get(brought.codeId ?? 0)?.state).toBe(before?.state);
  });

  const installedLate = (store: Store, id: number) =>
    store.patchOperation(id, 6_000, {
      activationCodeUse: 'used',
      reconciliation: { state: 'done', outcome: 'profile_installed', at: 6_000 },
    });
  const breaksOff = (store: Store) => {
    const { id } = store.createOperation(byId(1));
    store.enterStatus(id, 'download', 2_000, { eid, iccid });
    ends['pending']?.(store, id);
    return id;
  };

  it('is not freed by hand while its operation runs', () => {
    const store = testStore();
    addCode(store);
    const { id } = store.createOperation(byId(1));
    store.enterStatus(id, 'download', 2_000, { eid });
    expect(errorOf(() => store.codes.release(1, 9))).toMatchObject({
      code: 'code_claimed',
      params: { id: 1, operation: id },
    });
    expect(store.codes.get(1)?.state).toBe('claimed');
    // It broke off with its process, and waits for its card.
    store.patchOperation(id, 3_000, { reconciliation: { state: 'pending' } });
    expect(store.codes.release(1, 9).state).toBe('NOT_INSTALLED');
  });

  it('that is used up is asked for by one operation at a time, and not taken out meanwhile', () => {
    const store = testStore();
    addCode(store);
    ends['used']?.(store, store.createOperation(byId(1)).id);
    const first = store.createOperation(download);
    expect(errorOf(() => store.createOperation(download))).toMatchObject({
      code: 'code_claimed',
      params: { id: 1, operation: first.id },
    });
    expect(errorOf(() => store.codes.remove(1)).code).toBe('code_claimed');
    ends['unused']?.(store, first.id);
    const second = store.createOperation(download);
    ends['successful']?.(store, second.id);
    expect(store.codes.get(1)).toMatchObject({ state: 'ACTIVE', eid, operationId: second.id });
    expect(store.codes.remove(1)).toBe(true);
  });

  it.each<[string, (store: Store, id: number) => void, object]>([
    ['installed', installedLate, { state: 'ACTIVE', eid, iccid, doubtful: false }],
    ['used and gone', (store, id) => ends['reconciled: used and gone']?.(store, id), { state: 'burned' }],
    [
      'unused',
      (store, id) => ends['reconciled after its end: not installed']?.(store, id),
      { state: 'NOT_INSTALLED', doubtful: false },
    ],
  ])('freed by hand, tells what its card has told in the end: %s', (_name, reconcile, fate) => {
    const store = testStore();
    addCode(store);
    const id = breaksOff(store);
    store.codes.release(1, 5_000);
    reconcile(store, id);
    expect(store.codes.get(1)).toMatchObject(fate);
    expect(store.codes.reveal(1) === undefined).toBe(!('doubtful' in fate) || 'eid' in fate);
  });

  it.each(['unused', 'used', 'unknown', 'pending', 'released'])(
    'freed by hand and had by another operation, is on the card of the first where that has installed it: %s',
    (end) => {
      for (const early of [true, false]) {
        const store = testStore();
        addCode(store);
        const first = breaksOff(store);
        store.codes.release(1, 5_000);
        const second = store.createOperation(byId(1)).id;
        if (early) installedLate(store, first);
        if (early) expect(store.codes.get(1)).toMatchObject({ state: 'claimed', operationId: second });
        ends[end === 'released' ? 'pending' : end]?.(store, second);
        if (end === 'released') store.codes.release(1, 5_500);
        if (!early) installedLate(store, first);
        if (end === 'pending') {
          expect(store.codes.get(1)).toMatchObject({ state: 'claimed', operationId: second });
          ends['reconciled after its end: not installed']?.(store, second);
        }
        expect(store.codes.get(1)).toMatchObject({ state: 'ACTIVE', eid, iccid, doubtful: false });
        expect(store.codes.reveal(1)).toBeUndefined();
      }
    },
  );

  it.each(['unused', 'unknown', 'successful'])('whose plan runs out while it is held: %s', (end) => {
    const store = testStore();
    addCode(store, activationCode, { validUntil: 9_000_000 });
    const { id } = store.createOperation(byId(1));
    expect(store.codes.expire(1, 1_500).state).toBe('claimed');
    ends[end]?.(store, id);
    expect(store.codes.get(1)?.state).toBe(end === 'successful' ? 'ACTIVE' : 'EXPIRED');
    expect(store.codes.available({ iccid, now: 5_000, limit: 9 })).toEqual([]);
  });

  it('is known as claimed after kill -9 and a new start, and settled then', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const { id } = store.createOperation(download);
    store.close();
    const again = testStore({ folder });
    expect(again.codes.get(1)).toMatchObject({ state: 'claimed' });
    ends['reconciled: installed']?.(again, id);
    expect(again.codes.get(1)).toMatchObject({ state: 'ACTIVE', eid });
  });

  it('is on one card, free, burned or claimed after any history, and never with two operations', () => {
    const step = fc.record({
      code: fc.integer({ min: 1, max: 3 }),
      brought: fc.boolean(),
      end: fc.constantFrom(undefined, ...Object.keys(ends)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const store = testStore();
        for (const n of [1, 2, 3]) addCode(store, `LPA:1$smdp.example.com$M${n}$$1`);
        const held = new Map<number, number>();
        const installed = new Set<number>();
        for (const { code, brought, end } of steps) {
          const before = store.codes.get(code)?.state;
          const activation = {
            ...downloadOf(`M${code}`).request,
            kind: 'activate',
          } as NewOperation['request'];
          const request = brought ? { ...download, request: activation } : byId(code);
          if (held.has(code) || (!brought && before !== 'NOT_INSTALLED')) {
            errorOf(() => store.createOperation(request));
            continue;
          }
          const { id } = store.createOperation(request);
          if (before !== 'NOT_INSTALLED') {
            ends[end ?? 'unused']?.(store, id);
            continue;
          }
          if (end === undefined || end === 'pending') held.set(code, id);
          if (end !== undefined) ends[end]?.(store, id);
          if (end !== undefined && fates[end]?.state === 'ACTIVE') installed.add(code);
        }
        for (const n of [1, 2, 3]) {
          const code = store.codes.get(n);
          expect(held.has(n)).toBe(code?.state === 'claimed');
          if (held.has(n)) expect(code?.operationId).toBe(held.get(n));
          if (installed.has(n)) expect(code?.state).toBe('ACTIVE');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the actions of an operation', () => {
  const statuses = (store: Store, id: number) => {
    const operation = store.getOperation(id);
    return [operation?.downloadTx === undefined, operation?.enableTx === undefined];
  };

  it('begin with it, and the second one of an activation with its status', () => {
    const store = testStore({ clock });
    const { id } = store.createOperation({ ...byId(addCode(store).id) });
    expect(statuses(store, id)).toEqual([false, true]);
    store.enterStatus(id, 'download', 2);
    store.enterStatus(id, 'download_verify', 3);
    expect(statuses(store, id)).toEqual([false, true]);
    expect(store.enterStatus(id, 'enable', 4).enableTx).toBe(store.getOperation(id)?.enableTx);
    expect(statuses(store, id)).toEqual([false, false]);
  });

  it('keep who started it, why, and what for', () => {
    const store = testStore();
    const operation = store.createOperation({
      ...download,
      caller: { createdBy: 'ci', source: 'v1/esim_profiles' },
      request: {
        kind: 'enable',
        readerId: 'sim:0',
        profile: { iccid },
        refresh: true,
        cause: 'template',
        causeId: 'T-1',
        batch: 'B',
      },
    });
    expect(operation).toMatchObject({
      createdBy: 'ci',
      source: 'v1/esim_profiles',
      cause: 'template',
      causeId: 'T-1',
      batch: 'B',
    });
    expect(store.getOperation(operation.id)).toEqual(operation);
  });
});

/** The vault of the fixture: some hundred codes in every state. Lists are read and labels drawn by the real thing. */

import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readCodeList } from '../../src-main/codes/read-list.ts';
import { sorted } from '../../src-renderer/ui/sort.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type { codeRows } from '../../src-shared/api/codes.ts';
import type { CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { fromBase64 } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Code,
  type CodePlace,
  type CodeSource,
  codeSortValue,
  codeState,
  type ImportReport,
  type NewCode,
} from '../../src-shared/model/index.ts';
import { eids, iccid, minute } from './fixture-data.ts';

interface Kept {
  code: Code;
  secret: { activationCode: string; confirmationCode?: string };
}

const day = 1440 * minute;

/** All but the last four characters hidden. */
const hintOf = (matchingId: string) => `…${matchingId.slice(-4)}`;

function makeVault(now: number): Map<number, Kept> {
  const vault = new Map<number, Kept>();
  for (let id = 1; id <= 640; id++) {
    const state =
      id % 9 === 4 || id === 3
        ? 'ACTIVE'
        : id % 23 === 7
          ? 'burned'
          : id % 31 === 5
            ? 'EXPIRED'
            : id === 636
              ? 'claimed'
              : 'NOT_INSTALLED';
    const used = state === 'ACTIVE' || state === 'burned';
    const matchingId = `K2-${(id * 7919).toString(36).toUpperCase()}-${(id * 104_729).toString(36).toUpperCase()}`;
    const smdpAddress = id % 4 === 0 ? 'smdp.voyage.example' : 'smdp-plus.example-carrier.com';
    const needsConfirmation = id % 10 === 0;
    const code: Code = {
      id,
      state,
      smdpAddress,
      ...(used ? {} : { hint: hintOf(matchingId) }),
      confirmationCodeRequired: needsConfirmation,
      confirmationCodeKept: needsConfirmation && id % 20 === 0,
      ...(id % 6 === 0 && !used ? {} : { iccid: iccid(id) }),
      carrier: id % 4 === 0 ? 'Voyage' : 'Example Carrier',
      ...(id % 5 === 2 ? {} : { label: `${id % 4 === 0 ? 'Travel' : 'Rig'} ${String(id).padStart(3, '0')}` }),
      ...(id > 400 ? { batch: id > 600 ? 'Autumn rollout' : 'Rig 12, second shelf' } : {}),
      source: id === 638 ? 'order' : id > 400 ? 'csv' : 'list',
      ...(id === 638 ? { orderId: 1 } : {}),
      doubtful: id === 632,
      ...(used || state === 'claimed' ? { operationId: state === 'ACTIVE' ? 2 : 5, eid: eids.three } : {}),
      ...(id % 3 === 0
        ? { validUntil: state === 'EXPIRED' ? now - 3 * day : now + (id % 90) * day + day }
        : {}),
      createdBy: 'lab',
      createdAt: now - (641 - id) * 17 * minute,
      updatedAt: now - (641 - id) * 17 * minute,
      ...(used ? { usedAt: now - (641 - id) * 11 * minute } : {}),
    };
    const activationCode = `LPA:1$${smdpAddress}$${matchingId}${needsConfirmation ? '$$1' : ''}`;
    vault.set(id, {
      code,
      secret: { activationCode, ...(code.confirmationCodeKept ? { confirmationCode: '4711' } : {}) },
    });
  }
  return vault;
}

type CodeCall = Exclude<keyof typeof codeRows, 'vault.rotate'>;
export type CodeHandlers = {
  [N in CodeCall]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** Handlers of `codes.*` but those that need no vault. */
export function makeCodeHandlers(
  full: boolean,
  now: () => number,
  emit: (event: WorkbenchEvent) => void,
): CodeHandlers {
  const vault = full ? makeVault(now()) : new Map<number, Kept>();

  const find = (id: number): Kept => {
    const kept = vault.get(id);
    if (kept === undefined) throw new WorkbenchError('code_not_found', { id });
    return kept;
  };
  const put = (kept: Kept) => {
    vault.set(kept.code.id, kept);
    emit({ type: 'code', code: kept.code });
    return kept.code;
  };
  const known = (activationCode: string) =>
    [...vault.values()].find((kept) => kept.secret.activationCode === activationCode);
  const add = (record: NewCode, source: CodeSource): Code => {
    const parts = parseActivationCode(record.activationCode);
    const id = Math.max(0, ...vault.keys()) + 1;
    const { activationCode, confirmationCode, ...rest } = record;
    const fields = JSON.parse(JSON.stringify(rest)) as Partial<Code>;
    return put({
      code: {
        ...fields,
        id,
        state: 'NOT_INSTALLED',
        smdpAddress: parts.smdpAddress,
        hint: hintOf(parts.matchingId),
        confirmationCodeRequired: parts.confirmationCodeRequired,
        confirmationCodeKept: confirmationCode !== undefined,
        source,
        doubtful: false,
        createdBy: 'lab',
        createdAt: now(),
        updatedAt: now(),
      },
      secret: { activationCode, ...(confirmationCode === undefined ? {} : { confirmationCode }) },
    });
  };

  /** What becomes of records; nothing is kept where everything was wanted and one was refused. */
  const take = (
    records: readonly { readonly place: CodePlace; readonly source: CodeSource; readonly record: NewCode }[],
    refusedBefore: ImportReport['refused'],
    allOrNothing: boolean,
  ): Pick<ImportReport, 'added' | 'known' | 'refused' | 'kept' | 'right'> => {
    const refused = [...refusedBefore];
    const good = records.filter(({ place, record }) => {
      try {
        parseActivationCode(record.activationCode);
        return true;
      } catch (error) {
        const { code, params } = (error as WorkbenchError).toData();
        refused.push({ place, error: { code, params: { ...params } } });
        return false;
      }
    });
    const kept = !allOrNothing || refused.length === 0;
    const report = { added: [] as ImportReport['added'], known: [] as ImportReport['known'], refused, kept };
    const before = new Map(vault);
    for (const { place, source, record } of good) {
      const there = known(record.activationCode);
      if (there === undefined) report.added.push({ place, code: add(record, source) });
      else report.known.push({ place, code: there.code });
    }
    if (kept) return report;
    vault.clear();
    for (const [id, one] of before) vault.set(id, one);
    return { ...report, added: [], known: [], right: good.length };
  };

  return {
    'codes.list': ({ limit, before, state, batch, search, sort }) => {
      const wanted = search?.toLowerCase() ?? '';
      const counts = Object.fromEntries(codeState.options.map((one) => [one, 0])) as Record<
        Code['state'],
        number
      >;
      for (const { code } of vault.values()) counts[code.state]++;
      const codes = [...vault.values()]
        .map(({ code }) => code)
        .filter(
          (code) =>
            (before === undefined || code.id < before) &&
            (state === undefined || code.state === state) &&
            (batch === undefined || code.batch === batch) &&
            [code.label, code.carrier, code.iccid, code.batch, code.smdpAddress].some((text) =>
              text?.toLowerCase().includes(wanted),
            ),
        )
        .sort((a, b) => b.id - a.id);
      if (sort === undefined) return { codes: codes.slice(0, limit), counts };
      const inOrder = sorted(codes, sort.direction, (code) => codeSortValue(code, sort.by) ?? undefined);
      const from = inOrder.findIndex(({ id }) => id === sort.after?.id) + 1;
      return { codes: inOrder.slice(from, from + limit), counts };
    },
    'codes.get': ({ id }) => find(id).code,
    'codes.reveal': ({ id }) => {
      const { code, secret } = find(id);
      if (code.state === 'ACTIVE' || code.state === 'burned')
        throw new WorkbenchError('code_used_up', { id, state: code.state });
      return secret;
    },
    'codes.add': ({ codes, source, allOrNothing }) => ({
      ...take(
        codes.map((record, at) => ({
          place: codes.length === 1 ? {} : { index: at + 1 },
          source,
          record: record as NewCode,
        })),
        [],
        allOrNothing,
      ),
      remarks: [],
      passedOver: { lines: 0, qrCodes: 0, columns: [] },
    }),
    'codes.read': ({ file }) => {
      const { found, refused } = readCodeList(fromBase64(file.data), { file: file.name });
      return { codes: found.map(({ record }) => record.activationCode), refused };
    },
    'codes.import': ({ files, batch, dateOrder, allOrNothing }) => {
      const remarks: ImportReport['remarks'] = [];
      const passedOver = { lines: 0, qrCodes: 0, columns: [] as string[] };
      const refused: ImportReport['refused'] = [];
      const records: { place: CodePlace; source: CodeSource; record: NewCode }[] = [];
      for (const file of files) {
        try {
          const findings = readCodeList(fromBase64(file.data), {
            file: file.name,
            ...(dateOrder === undefined ? {} : { dateOrder }),
          });
          for (const { place, source, record, remarks: codes } of findings.found) {
            const { confirmationCodeRequired: _, ...plain } = record;
            records.push({ place, source, record: { ...(batch === undefined ? {} : { batch }), ...plain } });
            for (const code of codes) remarks.push({ place, code });
          }
          refused.push(...findings.refused);
          passedOver.lines += findings.passedOver.lines;
          passedOver.columns.push(...findings.passedOver.columns);
        } catch (error) {
          const { code, params } = (error as WorkbenchError).toData();
          refused.push({ place: { file: file.name }, error: { code, params: { ...params } } });
        }
      }
      return { ...take(records, refused, allOrNothing), remarks, passedOver };
    },
    'codes.update': ({ id, confirmationCode, ...changes }) => {
      const { code, secret } = find(id);
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      const next = { ...code, ...Object.fromEntries(given), updatedAt: now() } as Record<string, unknown>;
      for (const [name, value] of given) if (value === null) delete next[name];
      const kept = typeof confirmationCode === 'string' ? { ...secret, confirmationCode } : secret;
      return put({ code: next as Code, secret: kept });
    },
    'codes.remove': ({ id }) => {
      const { code } = find(id);
      if (code.state === 'claimed')
        throw new WorkbenchError('code_claimed', { id, operation: code.operationId ?? 0 });
      const removed = vault.delete(id);
      if (removed) emit({ type: 'removed', what: 'code', id });
      return { removed };
    },
    'codes.release': ({ id }) => {
      const { code, secret } = find(id);
      if (code.state !== 'claimed') throw new WorkbenchError('code_not_claimed', { id });
      return put({ code: { ...code, state: 'NOT_INSTALLED', doubtful: true, updatedAt: now() }, secret });
    },
    'codes.labels': async ({ ids, ...wish }) => {
      const labels = ids.map((id) => {
        const { code, secret } = find(id);
        if (code.state !== 'NOT_INSTALLED')
          throw new WorkbenchError('code_not_free', { id, state: code.state });
        return {
          id,
          ...secret,
          confirmationCodeRequired: code.confirmationCodeRequired,
          label: code.label,
          carrier: code.carrier,
          iccid: code.iccid,
          batch: code.batch,
          validUntil: code.validUntil,
        };
      });
      return { files: await labelFiles(labels, wish) };
    },
  };
}

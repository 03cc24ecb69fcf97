/** Lists as they are given for a batch, made into lines of codes that are in the vault. */

import { matchingIdHint, parseActivationCode } from '../../../src-shared/activation-code.ts';
import type { Caller, CallRequest } from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  type BatchPreview,
  batchLimits,
  type Code,
  type CodePlace,
  type CodeSource,
  type ImportReport,
  type NewCode,
  type PreviewedLine,
} from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { codePlaceText } from '../../../src-shared/texts.ts';
import { type FilePart, type PartFindings, readCodeFiles } from '../../codes/file-part.ts';
import type { NewBatch } from '../../store/batch-port.ts';
import type { CodeStore } from '../../store/code-port.ts';
import type { CodeDesk } from '../code-desk.ts';

export interface ListPorts {
  readonly codes: CodeStore;
  readonly batchHoldingCode: (codeId: number) => { readonly name: string } | undefined;
  readonly readPart: (part: FilePart) => Promise<PartFindings>;
  readonly add: CodeDesk['add'];
  readonly clock: Clock;
}

type CreateRequest = CallRequest<'batches.create'>;
type ListRequest = CallRequest<'batches.preview'>;

interface Given {
  readonly place: CodePlace;
  readonly eid: string | undefined;
  readonly from:
    | { readonly codeId: number }
    | { readonly code: NewCode; readonly source: CodeSource; readonly remarks: readonly string[] };
}

/** Cards and codes that were seen in a list, each with its first place. */
class Seen {
  readonly #places = new Map<string | number, CodePlace>();

  /** Gives the first place, where this is not the first. */
  take(key: string | number, place: CodePlace): CodePlace | undefined {
    const first = this.#places.get(key);
    if (first === undefined) this.#places.set(key, place);
    return first;
  }
}

export interface ReadList {
  readonly lines: NewBatch['lines'];
  readonly report: ImportReport;
}

async function givenIn(
  request: ListRequest,
  ports: ListPorts,
): Promise<{ given: Given[]; report: ImportReport }> {
  const files = request.files.map(({ name, data }) => ({
    name,
    bytes: new Uint8Array(Buffer.from(data, 'base64')),
  }));
  const { dateOrder } = request;
  const { found, refused, passedOver } = await readCodeFiles(files, ports.readPart, { dateOrder });
  const rows = request.rows.map(({ codeId, eid, ...code }, index): Given => {
    const place = { index: index + 1 };
    if (codeId !== undefined) return { place, eid, from: { codeId } };
    return { place, eid, from: { code: code as NewCode, source: 'list', remarks: [] } };
  });
  const read = found.map(({ place, source, record, remarks }): Given => {
    const { confirmationCodeRequired: _, eid, ...code } = record;
    return { place, eid, from: { code, source, remarks } };
  });
  const report = { added: [], known: [], refused: [...refused], remarks: [], passedOver, kept: true };
  return { given: [...rows, ...read], report };
}

/** Throws code_claimed, code_used_up, code_expired, batch_code_taken where a code of the vault can be in no line. */
function checkFree({ id, state, operationId = 0 }: Code, ports: ListPorts): void {
  if (state === 'claimed') throw new WorkbenchError('code_claimed', { id, operation: operationId });
  if (state === 'EXPIRED') throw new WorkbenchError('code_expired', { id });
  if (state !== 'NOT_INSTALLED') throw new WorkbenchError('code_used_up', { id, state });
  const holder = ports.batchHoldingCode(id);
  if (holder !== undefined) throw new WorkbenchError('batch_code_taken', { id, batch: holder.name });
}

/** The code as the vault has it already; undefined where it has not. Throws what stands against it. */
function checkGiven({ from }: Given, ports: ListPorts): Code | undefined {
  const known = 'codeId' in from ? ports.codes.get(from.codeId) : ports.codes.find(from.code.activationCode);
  if (known !== undefined) checkFree(known, ports);
  else if ('codeId' in from) throw new WorkbenchError('code_not_found', { id: from.codeId });
  return known;
}

/** What of the list can be used so far as can be told without the vault taking its codes, with what the vault knows of each. */
async function examine(request: ListRequest, ports: ListPorts) {
  const { given, report } = await givenIn(request, ports);
  const refuse = (place: CodePlace, thrown: unknown) => {
    const { code, params } = toWorkbenchError(thrown);
    report.refused.push({ place, error: { code, params: { ...params } } });
  };
  const cards = new Seen();
  const good = given.flatMap((one) => {
    try {
      const known = checkGiven(one, ports);
      const first = one.eid === undefined ? undefined : cards.take(one.eid, one.place);
      if (first === undefined) return [{ ...one, known }];
      throw new WorkbenchError('batch_eid_repeated', { eid: one.eid ?? '', first: codePlaceText(first) });
    } catch (thrown) {
      refuse(one.place, thrown);
      return [];
    }
  });
  return { good, report, refuse };
}

function previewOf({ place, eid, from, known }: Given & { readonly known: Code | undefined }): PreviewedLine {
  const bound = { place, ...(eid === undefined ? {} : { eid }) };
  const given: Partial<NewCode> = 'code' in from ? from.code : {};
  const facts = Object.fromEntries(
    (['iccid', 'carrier', 'label'] as const).flatMap((name) => {
      const value = given[name] ?? known?.[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  if (known !== undefined) {
    const { id, smdpAddress, hint, confirmationCodeRequired, confirmationCodeKept } = known;
    return {
      ...bound,
      ...facts,
      codeId: id,
      smdpAddress,
      ...(hint === undefined ? {} : { hint }),
      confirmationCodeMissing:
        confirmationCodeRequired && !confirmationCodeKept && given.confirmationCode === undefined,
    };
  }
  const parts = parseActivationCode(given.activationCode ?? '');
  return {
    ...bound,
    ...facts,
    smdpAddress: parts.smdpAddress,
    hint: matchingIdHint(parts.matchingId),
    confirmationCodeMissing: parts.confirmationCodeRequired && given.confirmationCode === undefined,
  };
}

/** What the list would become. Nothing is made. Rejects with what `readCodeFiles` rejects with. */
export async function previewBatchList(request: ListRequest, ports: ListPorts): Promise<BatchPreview> {
  const { good, report, refuse } = await examine(request, ports);
  const codes = new Seen();
  const remarks = [...report.remarks];
  const lines = good.flatMap((one) => {
    try {
      const line = previewOf(one);
      const code = 'code' in one.from ? one.from.code.activationCode : '';
      const first = codes.take(line.codeId ?? code, one.place);
      if (first !== undefined)
        throw new WorkbenchError('code_line_duplicate', { first: codePlaceText(first) });
      if ('code' in one.from)
        remarks.push(...one.from.remarks.map((name) => ({ place: one.place, code: name })));
      return [line];
    } catch (thrown) {
      refuse(one.place, thrown);
      return [];
    }
  });
  const { refused, passedOver } = report;
  return {
    lines: lines.slice(0, batchLimits.previewed),
    total: lines.length,
    refused: refused.slice(0, batchLimits.refused),
    refusedTotal: refused.length,
    remarks: remarks.slice(0, batchLimits.refused),
    passedOver,
    withEid: lines.filter(({ eid }) => eid !== undefined).length,
    confirmationCodesMissing: lines.filter(({ confirmationCodeMissing }) => confirmationCodeMissing).length,
  };
}

/**
 * Reads the list, and puts its codes into the vault. Each thing that is wrong with it is in the report, at its place. With
 * `allOrNothing` and something refused, or with more lines than a batch may have, nothing is put anywhere. Rejects with codes_too_many
 * and what `readCodeFiles` rejects with.
 */
export async function readBatchList(
  request: CreateRequest,
  ports: ListPorts,
  caller: Caller,
): Promise<ReadList> {
  const { good, report, refuse } = await examine(request, ports);
  if (request.allOrNothing && report.refused.length > 0)
    return { lines: [], report: { ...report, kept: false } };
  // Before anything is put into the vault.
  if (good.length > batchLimits.lines)
    throw new WorkbenchError('codes_too_many', { limit: batchLimits.lines });

  const { confirmationCode, name } = request;
  const found = good.flatMap(({ place, from }) => {
    if ('codeId' in from) return [];
    const { code, ...rest } = from;
    const needs =
      code.confirmationCode === undefined &&
      parseActivationCode(code.activationCode).confirmationCodeRequired;
    return {
      ...rest,
      place,
      code: {
        ...code,
        ...(needs && confirmationCode !== undefined ? { confirmationCode } : {}),
        ...(name !== undefined && code.batch === undefined ? { batch: name } : {}),
      },
    };
  });
  const added = await ports.add({ found, refused: [], passedOver: report.passedOver }, false, caller);
  report.added.push(...added.added);
  report.known.push(...added.known);
  report.remarks.push(...added.remarks);
  report.refused.push(...added.refused);

  const ids = new Map([...added.added, ...added.known].map(({ place, code }) => [place, code.id]));
  const codes = new Seen();
  const lines = good.flatMap(({ place, eid, from }) => {
    const codeId = 'codeId' in from ? from.codeId : ids.get(place);
    if (codeId === undefined) return [];
    try {
      // Others have had their turn while codes were added.
      const code = ports.codes.get(codeId);
      if (code === undefined) throw new WorkbenchError('code_not_found', { id: codeId });
      checkFree(code, ports);
      const first = codes.take(codeId, place);
      if (first !== undefined)
        throw new WorkbenchError('code_line_duplicate', { first: codePlaceText(first) });
      if (code.confirmationCodeRequired && !code.confirmationCodeKept && confirmationCode !== undefined)
        ports.codes.update(codeId, ports.clock.now(), { confirmationCode });
      return { place, codeId, ...(eid === undefined ? {} : { eid }) };
    } catch (thrown) {
      refuse(place, thrown);
      return [];
    }
  });
  return { lines, report };
}

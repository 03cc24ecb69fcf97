import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import type { Operation } from '../../src-shared/model/index.ts';

export type Relation = 'card' | 'profile' | 'code' | 'batch';

/** A text of the query language. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * The query for what was done to the card, the profile or in the batch of an operation, and for those of `sameCode`; undefined
 * where nothing is known to look for.
 */
export function relatedQuery(operation: Operation, sameCode: readonly number[]): string | undefined {
  const { id, eid, iccid, batch } = operation;
  const parts = [
    ...(eid === undefined ? [] : [`eid = ${quoted(eid)}`]),
    ...(iccid === undefined ? [] : [`iccid = ${quoted(iccid)}`]),
    ...(batch === undefined ? [] : [`batch = ${quoted(batch)}`]),
    ...sameCode.map((other) => `id = ${other}`),
  ];
  return parts.length === 0 ? undefined : `(${parts.join(' or ')}) and id <> ${id}`;
}

/** Why a line of the history belongs to an operation. */
export function relationsOf(
  operation: Operation,
  row: HistoryEntry,
  sameCode: readonly number[],
): readonly Relation[] {
  const same = (a: string | undefined, b: string | undefined) => a !== undefined && a === b;
  return [
    ...(sameCode.includes(row.id) ? (['code'] as const) : []),
    ...(same(operation.iccid, row.iccid) ? (['profile'] as const) : []),
    ...(same(operation.eid, row.eid) ? (['card'] as const) : []),
    ...(same(operation.batch, row.batch) ? (['batch'] as const) : []),
  ];
}

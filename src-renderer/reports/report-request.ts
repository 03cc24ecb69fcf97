import type { CallInput } from '../../src-shared/api.ts';
import { isDay, nextDay, startOfDay } from '../../src-shared/days.ts';
import { iccidText } from '../../src-shared/model/common.ts';
import { batchName, type OperationKind, type ReportBy } from '../../src-shared/model/index.ts';

/** What stands in the fields of the page. Empty: no condition. */
export interface ReportDraft {
  readonly by: ReportBy;
  /** Days, as `2026-11-27`, both included. */
  readonly from: string;
  readonly to: string;
  readonly eid: string;
  readonly kind: OperationKind | '';
  readonly iccid: string;
  readonly batch: string;
}

export type ReportMistake = 'days' | 'iccid';

const digits = (text: string) => text.replace(/\s+/g, '');

/** Fields that make no report as they are. */
export function mistakesOf({ from, to, iccid }: ReportDraft): ReadonlySet<ReportMistake> {
  const mistakes = new Set<ReportMistake>();
  if (isDay(from) && isDay(to) && to < from) mistakes.add('days');
  if (iccid.trim() !== '' && !iccidText.safeParse(digits(iccid)).success) mistakes.add('iccid');
  return mistakes;
}

/** What is asked of the workbench; days are those of `timeZone`. */
export function reportRequestOf(
  draft: ReportDraft,
  timeZone: string,
): Omit<CallInput<'reports.make'>, 'format' | 'limit' | 'after'> {
  const { by, from, to, eid, kind, iccid, batch } = draft;
  const named = batchName.safeParse(batch.trim());
  return {
    by,
    timeZone,
    ...(isDay(from) ? { from: startOfDay(from, timeZone) } : {}),
    ...(isDay(to) ? { to: startOfDay(nextDay(to), timeZone) } : {}),
    ...(eid === '' ? {} : { eid }),
    ...(kind === '' ? {} : { kinds: [kind] }),
    ...(iccid.trim() === '' ? {} : { iccid: digits(iccid) }),
    ...(named.success ? { batch: named.data } : {}),
  };
}

import type { CallInput } from '../../src-shared/api.ts';
import { nextDay, startOfDay } from '../../src-shared/days.ts';
import { iccidText } from '../../src-shared/model/common.ts';
import { batchName, type OperationKind, type ReportBy } from '../../src-shared/model/index.ts';
import { dayOfText } from '../ui/date-text.ts';

/** What stands in the fields of the page. Empty: no condition. */
export interface ReportDraft {
  readonly by: ReportBy;
  /** Days as they are typed (`dayOfText`), both included. */
  readonly from: string;
  readonly to: string;
  readonly eid: string;
  readonly kind: OperationKind | '';
  readonly iccid: string;
  readonly batch: string;
}

export type ReportMistake = 'from' | 'to' | 'days' | 'iccid';

const digits = (text: string) => text.replace(/\s+/g, '');

/** Fields that make no report as they are. */
export function mistakesOf({ from, to, iccid }: ReportDraft): ReadonlySet<ReportMistake> {
  const mistakes = new Set<ReportMistake>();
  const [first, last] = [dayOfText(from), dayOfText(to)];
  // What cannot be read is no condition that may be left out: the report would be about more than was asked for.
  if (from.trim() !== '' && first === undefined) mistakes.add('from');
  if (to.trim() !== '' && last === undefined) mistakes.add('to');
  if (first !== undefined && last !== undefined && last < first) mistakes.add('days');
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
  const [first, last] = [dayOfText(from), dayOfText(to)];
  return {
    by,
    timeZone,
    ...(first === undefined ? {} : { from: startOfDay(first, timeZone) }),
    ...(last === undefined ? {} : { to: startOfDay(nextDay(last), timeZone) }),
    ...(eid === '' ? {} : { eid }),
    ...(kind === '' ? {} : { kinds: [kind] }),
    ...(iccid.trim() === '' ? {} : { iccid: digits(iccid) }),
    ...(named.success ? { batch: named.data } : {}),
  };
}

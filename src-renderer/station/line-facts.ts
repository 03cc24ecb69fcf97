import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { Batch, BatchCounts, BatchLine } from '../../src-shared/model/index.ts';
import { batchLineNoteText, batchLineRemark, fillText } from '../../src-shared/texts.ts';
import { namesSomebody } from '../ui/error-text.tsx';

export const allLines = (counts: BatchCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const endedLines = ({ done, failed, skipped }: BatchCounts): number => done + failed + skipped;

/** The card of a line: the one it was begun on, the one it wants back, or the one that the list names. */
export const cardOf = ({ wantedEid, cardEid, eid }: BatchLine): string | undefined =>
  wantedEid ?? cardEid ?? eid;

export function tookOf({ startedAt, endedAt }: BatchLine): number | undefined {
  return startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
}

/** Why a line stands as it does, and what is to be remarked of it, a sentence each. */
export function reasonsOf({ error, wantedEid, remarks }: BatchLine): readonly string[] {
  return [
    ...(error === undefined ? [] : [describeError(error as ErrorData).message]),
    ...(wantedEid === undefined ? [] : [fillText(batchLineNoteText.wants, { eid: wantedEid })]),
    ...remarks.map(batchLineRemark),
  ];
}

/** The reasons one after the other, each with an end. */
export const reasonText = (line: BatchLine): string =>
  reasonsOf(line).reduce(
    (text, next) => (text === '' ? next : `${text}${/[.!?。！？]$/u.test(text) ? '' : '.'} ${next}`),
    '',
  );

/** Whether these sentences name somebody: a card, a profile, a server. */
export function reasonsAreNamed({ error, wantedEid, remarks }: BatchLine): boolean {
  return wantedEid !== undefined || remarks.length > 0 || (error !== undefined && namesSomebody(error));
}

/** The reasons for which lines have failed, the most frequent first. */
export function failureReasons(
  lines: readonly BatchLine[],
): readonly { readonly error: NonNullable<BatchLine['error']>; readonly count: number }[] {
  const reasons = new Map<string, { error: NonNullable<BatchLine['error']>; count: number }>();
  for (const { state, error } of lines) {
    if (state !== 'failed' || error === undefined) continue;
    const key = describeError(error as ErrorData).message;
    const known = reasons.get(key);
    if (known === undefined) reasons.set(key, { error, count: 1 });
    else known.count++;
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}

/** The one thing that is to be done next with a batch. */
export type Primary = 'start' | 'pause' | 'resume' | 'report' | 'readers';

export function primaryOf({ state, readers }: Pick<Batch, 'state' | 'readers'>): Primary {
  if (state === 'finished') return 'report';
  if (state === 'running') return 'pause';
  if (readers.length === 0) return 'readers';
  return state === 'draft' ? 'start' : 'resume';
}

import type { CallInput } from '../../src-shared/api.ts';
import type { WorkbenchState } from '../state/workbench.ts';
import { copyText } from '../ui/clipboard.ts';

export type CopyFormat = CallInput<'trace.copy'>['format'];

/**
 * Puts exchanges on the clipboard; none meant, or all: the whole trace. Gives how many, or undefined where the browser refused.
 * Rejects with what trace.copy throws.
 */
export async function copyExchanges(
  workbench: Pick<WorkbenchState, 'call'>,
  operationId: number,
  seqs: readonly number[],
  count: number,
  format: CopyFormat,
): Promise<number | undefined> {
  const all = seqs.length === 0 || seqs.length === count;
  const { text } = await workbench.call('trace.copy', {
    operationId,
    format,
    ...(all ? {} : { seqs: [...seqs] }),
  });
  return (await copyText(text)) ? (all ? count : seqs.length) : undefined;
}

/** An operation in words, for whoever opens an evidence file without this program. */

import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { HiddenCount, OperationDetail } from '../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  formatDuration,
  hiddenKindText,
  operationKindText,
  reconciliationOutcomeText,
  remarkText,
  statusText,
  visibleText,
} from '../../src-shared/texts.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';

/** A line without what a terminal or an editor would act on. */
const plain = (text: string) => visibleText(text.replace(/\s+/g, ' '));

const at = (time: number) => new Date(time).toISOString();

function row(name: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [`${`${name}:`.padEnd(14)}${plain(value)}`];
}

function errorRows(error: OperationDetail['error']): string[] {
  if (error === undefined) return [];
  const { message, remedy } = describeError(error as ErrorData);
  return [...row('Error', `${message} [${error.code}]`), ...row('Next step', remedy)];
}

function exchangeLine(entry: Exclude<TraceEntry, { kind: 'note' }>): string {
  const took = formatDuration(entry.durationMs).padStart(9);
  const failed = entry.error === undefined ? '' : ` ${describeError(entry.error).message}`;
  if (entry.kind === 'apdu') {
    const sw = entry.response?.subarray(-2);
    const answer = sw === undefined ? '' : ` ${Buffer.from(sw).toString('hex').toUpperCase()}`;
    return `${took}  ${entry.purpose}, ${entry.command.length} bytes${answer}${failed}`;
  }
  const status = entry.status === undefined ? '' : ` ${entry.status}`;
  return `${took}  ${entry.purpose}, ${entry.url}, ${entry.requestBody.length} bytes${status}${failed}`;
}

/** So many exchanges are told one by one; the trace has all. */
const mostLines = 2000;

export function excerptOf(
  operation: OperationDetail,
  entries: readonly TraceEntry[],
  hidden: readonly HiddenCount[],
  note: string,
): string {
  const exchanges = entries.filter((entry) => entry.kind !== 'note');
  const outcome = operation.reconciliation.outcome;
  const lines = [
    `eUICC Workbench: ${operationKindText[operation.kind]}, ${statusText[operation.status]}`,
    '',
    ...row('Started', at(operation.createdAt)),
    ...row('Ended', operation.endedAt === undefined ? undefined : at(operation.endedAt)),
    ...row('Reader', `${operation.readerName}${operation.simulated ? ' (simulated)' : ''}`),
    ...row('EID', operation.eid),
    ...row('ICCID', operation.iccid),
    ...row('SM-DP+', operation.smdpAddress),
    ...row('Profile', operation.profile?.profileName),
    ...row('Carrier', operation.profile?.serviceProviderName),
    ...errorRows(operation.error),
    ...row(
      'Code',
      operation.activationCodeUse === 'none' ? undefined : activationCodeUseText[operation.activationCodeUse],
    ),
    ...row('Read again', outcome === undefined ? undefined : reconciliationOutcomeText[outcome]),
    ...operation.remarks.flatMap(({ code, params }) => row('Remark', remarkText(code, params))),
    ...row('Note', note),
    '',
    'Statuses and functions',
    ...operation.steps.map(
      (step) =>
        `${at(step.at)}  ${step.step === undefined ? step.status : `  ${step.step}`}` +
        `${step.apdus === 0 ? '' : `, ${step.apdus} APDU`}` +
        `${step.durationMs === undefined ? '' : `, ${formatDuration(step.durationMs)}`}`,
    ),
    '',
    'Exchanges',
    ...exchanges.slice(0, mostLines).map((entry) => plain(exchangeLine(entry))),
    ...(exchanges.length > mostLines ? [`… and ${exchanges.length - mostLines} more in trace.jsonl`] : []),
    '',
    'Hidden in this file',
    ...(hidden.length === 0
      ? ['nothing']
      : hidden.map(
          ({ kind, values, places }) =>
            `${hiddenKindText[kind]}: ${values} ${values === 1 ? 'value' : 'values'} in ${places} ${places === 1 ? 'place' : 'places'}`,
        )),
  ];
  return `${lines.join('\n')}\n`;
}

/** An operation as a report has it: in words, with times of a zone, and harmless. */

import { dayOf, zonedTime } from '../../../src-shared/days.ts';
import { describeError, type ErrorData } from '../../../src-shared/errors/index.ts';
import {
  isFinal,
  type Operation,
  type ReportEntry,
  type ReportOutcome,
} from '../../../src-shared/model/index.ts';
import { remarkText, visibleText } from '../../../src-shared/texts.ts';

/** Characters of a text that somebody else gave. */
const longest = 500;

function shown(text: string): string {
  return visibleText(text, longest);
}

/** As `reportTotals` of the store counts it. What somebody has cancelled has the status `failed`, and is no failure. */
export function outcomeOf({
  status,
  reconciliation,
  error,
}: Pick<Operation, 'status' | 'reconciliation' | 'error'>): ReportOutcome {
  if (reconciliation.state === 'pending') return 'unknown';
  if (status === 'failed') return error?.code === 'cancelled' ? 'cancelled' : 'failed';
  return status === 'successful' ? status : 'running';
}

export function entryOf(operation: Operation, timeZone: string): ReportEntry {
  const { createdAt, endedAt, eid, iccid, codeId, error, profile } = operation;
  const text = <K extends string>(name: K, value: string | undefined): { readonly [N in K]?: string } =>
    (value === undefined || value === '' ? {} : { [name]: shown(value) }) as { readonly [N in K]?: string };
  const said = error === undefined ? undefined : describeError(error as ErrorData);
  return {
    operation: operation.id,
    kind: operation.kind,
    simulated: operation.simulated,
    outcome: outcomeOf(operation),
    begun: zonedTime(createdAt, timeZone),
    ...(endedAt === undefined ? {} : { ended: zonedTime(endedAt, timeZone) }),
    ...(endedAt === undefined || !isFinal(operation)
      ? {}
      : { durationMs: Math.max(0, Math.round(endedAt - createdAt)) }),
    day: dayOf(createdAt, timeZone),
    ...text('batch', operation.batch),
    ...(eid === undefined ? {} : { eid }),
    ...(iccid === undefined ? {} : { iccid }),
    ...text('profile', profile?.profileName ?? profile?.serviceProviderName),
    ...(codeId === undefined ? {} : { code: codeId }),
    codeUse: operation.activationCodeUse,
    ...text('server', operation.smdpAddress),
    reader: shown(operation.readerName),
    createdBy: shown(operation.createdBy ?? ''),
    source: shown(operation.source ?? ''),
    cause: operation.cause ?? 'request',
    ...text('causeId', operation.causeId),
    ...text('carrier', operation.carrier),
    ...(error === undefined || said === undefined
      ? {}
      : { error: { code: error.code, message: shown(said.message), remedy: shown(said.remedy) } }),
    remarks: operation.remarks.map(({ code, params }) => shown(remarkText(code, params))),
  };
}

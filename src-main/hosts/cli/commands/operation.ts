import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import {
  eidText,
  type Operation,
  operationStatus,
  type TraceLine,
} from '../../../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  formatDate,
  formatDuration,
  formatTime,
  operationKindText,
  remarkText,
  statusText,
} from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';
import { selectReader } from '../readers.ts';
import { followOperation, operationJson, reconciliationText, reportOperation } from '../run-operation.ts';

const tracePage = 1000;

/** Waits for recovery first, so that what broke off is shown as the cards say that it ended. */
export async function listOperations(
  context: Context,
  options: { readonly limit: number; readonly eid?: string; readonly status?: string },
): Promise<number> {
  const status = operationStatus.optional().safeParse(options.status);
  if (!status.success)
    throw new WorkbenchError('usage', {
      reason: `The status must be one of ${operationStatus.options.join(', ')}`,
    });
  const eid = eidText.optional().safeParse(options.eid);
  if (!eid.success) throw new WorkbenchError('usage', { reason: 'The EID must have 32 digits' });
  const engine = await context.engine();
  await engine.ready();
  const operations = await engine.call('operations.list', {
    limit: Math.min(options.limit, 500),
    eid: eid.data,
    status: status.data,
  });
  context.output.result(operations.map(operationJson), () =>
    operations.length === 0
      ? 'No operations.'
      : table(operations.map(operationRow), [
          'ID',
          'STARTED',
          'OPERATION',
          'STATUS',
          'READER',
          'PROFILE',
          'OUTCOME',
        ]),
  );
  return exitCodes.ok;
}

function operationRow(operation: Operation): string[] {
  const { reconciliation, error } = operation;
  const more = [
    ...(error ? [errorTexts(error).message] : []),
    ...(reconciliation.state === 'none' ? [] : [reconciliationText(operation)]),
  ];
  return [
    String(operation.id),
    `${formatDate(operation.createdAt)} ${formatTime(operation.createdAt)}`,
    operationKindText[operation.kind],
    operation.status,
    operation.readerName,
    operation.iccid ?? '',
    more.join('. '),
  ];
}

async function wholeTrace(engine: OpenedEngine, operationId: number): Promise<TraceLine[]> {
  const lines: TraceLine[] = [];
  for (;;) {
    const page = await engine.call('trace.list', {
      operationId,
      after: lines.at(-1)?.seq ?? 0,
      limit: tracePage,
    });
    lines.push(...page);
    if (page.length < tracePage) return lines;
  }
}

function traceRow(line: TraceLine): string[] {
  const at = formatTime(line.startedAt, true);
  if (line.kind === 'note') return [at, '', remarkText(line.code, line.params), ''];
  const took = formatDuration(line.durationMs);
  const failed = line.error ? errorTexts(line.error).message : '';
  if (line.kind === 'apdu') {
    const answer = line.response ?? failed;
    return [at, took, line.purpose, `${shorten(line.command)} -> ${shorten(answer)}`];
  }
  const answer = line.status === undefined ? failed : `${line.status}, ${line.responseBytes ?? 0} bytes`;
  return [at, took, line.purpose, `${line.method} ${line.url}, ${line.requestBytes} bytes -> ${answer}`];
}

function shorten(hex: string): string {
  return hex.length <= 64 ? hex : `${hex.slice(0, 48)}…${hex.slice(-8)} (${hex.length / 2} bytes)`;
}

export async function showOperation(
  context: Context,
  id: number,
  options: { readonly trace?: boolean },
): Promise<number> {
  const engine = await context.engine();
  await engine.ready();
  const operation = await engine.call('operations.get', { id });
  const trace = options.trace ? await wholeTrace(engine, id) : undefined;
  const value = { ...operationJson(operation), ...(trace ? { trace } : {}) };
  context.output.result(value, () => {
    const head = table([
      ['Operation', `${operation.id}: ${operationKindText[operation.kind]}`],
      ['Status', statusText[operation.status]],
      ['Reader', `${operation.readerName}${operation.simulated ? ' (simulated)' : ''}`],
      ...(operation.eid ? [['EID', operation.eid]] : []),
      ...(operation.iccid ? [['ICCID', operation.iccid]] : []),
      ...(operation.smdpAddress ? [['SM-DP+', operation.smdpAddress]] : []),
      ...(operation.error ? [['Error', errorTexts(operation.error).message]] : []),
      ...(operation.error ? [['', errorTexts(operation.error).remedy]] : []),
      ...(operation.activationCodeUse === 'none'
        ? []
        : [['Code', activationCodeUseText[operation.activationCodeUse]]]),
      ...(operation.reconciliation.state === 'none' ? [] : [['Card', reconciliationText(operation)]]),
      ...operation.remarks.map((remark) => ['Remark', remarkText(remark.code, remark.params)]),
    ]);
    const steps = table(
      operation.steps.map((step) => [
        formatTime(step.at, true),
        step.step === undefined ? step.status : `  ${step.step}`,
        step.apdus === 0 ? '' : step.apdus === 1 ? '1 APDU' : `${step.apdus} APDUs`,
        step.durationMs === undefined ? '' : formatDuration(step.durationMs),
      ]),
    );
    return [head, steps, ...(trace ? [table(trace.map(traceRow))] : [])].join('\n\n');
  });
  return exitCodes.ok;
}

export async function reconcileOperation(
  context: Context,
  id: number,
  options: { readonly reader?: string },
): Promise<number> {
  const engine = await context.engine();
  await engine.ready();
  const reader = options.reader === undefined ? undefined : await selectReader(engine, options.reader);
  const settled = Promise.withResolvers<void>();
  const unsubscribe = engine.subscribe((event) => {
    if (
      event.type === 'operation' &&
      event.operation.id === id &&
      event.operation.reconciliation.state !== 'pending'
    )
      settled.resolve();
  });
  try {
    const begun = await engine.call('operations.reconcile', {
      id,
      ...(reader ? { readerId: reader.id } : {}),
    });
    if (begun.reconciliation.state === 'pending')
      await Promise.race([
        settled.promise,
        engine.gone.then(() => Promise.reject(new WorkbenchError('engine_gone'))),
        new Promise<void>((resolve) =>
          context.interrupted.addEventListener('abort', () => resolve(), { once: true }),
        ),
      ]);
  } finally {
    unsubscribe();
  }
  const operation = await engine.call('operations.get', { id });
  context.output.result(operationJson(operation), () => reconciliationText(operation));
  if (context.interrupted.aborted) return exitCodes.interrupted;
  return operation.reconciliation.state === 'pending' ? exitCodes.failed : exitCodes.ok;
}

/** Waits until the operation has ended, which may be later: a profile that is being written is not broken off. */
export async function cancelOperation(context: Context, id: number): Promise<number> {
  const engine = await context.engine();
  const operation = await followOperation(context, engine, () => engine.call('operations.cancel', { id }));
  if (operation.status === 'failed' && operation.error?.code === 'cancelled') {
    context.output.result(operationJson(operation), () => `Operation ${id} is cancelled.`);
    return exitCodes.ok;
  }
  return reportOperation(context, operation);
}

/** Starts an operation and stays with it to its end: progress, questions, Ctrl-C. */

import { setTimeout as sleep } from 'node:timers/promises';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  type Answer,
  isFinal,
  type Operation,
  type OperationDetail,
  type Reader,
  type StartOperation,
} from '../../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  formatBytes,
  policyRuleText,
  profileClassText,
  reconciliationOutcomeText,
  reconciliationStateText,
  refusedCodeText,
  remarkText,
  statusText,
  stepSentence,
  successText,
} from '../../../src-shared/texts.ts';
import type { OpenedEngine } from '../engine/open.ts';
import type { Context } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { bar, errorTexts, table } from './output.ts';
import { prompt } from './prompt.ts';

/** An operation that has let go of its reader has ended; if nothing says so for this long, it was given up. */
const givenUpMs = 5_000;

/** An operation as --json shows it: as in the contract, with its error in words too. */
export function operationJson<O extends Operation>(operation: O): object {
  return operation.error ? { ...operation, error: errorTexts(operation.error) } : operation;
}

/** Functions that change the card at once: an operation that has come to one of them is carried to its end. */
const pointsOfNoReturn: ReadonlySet<string> = new Set([
  'ES10a.SetDefaultDpAddress',
  'ES10b.LoadBoundProfilePackage',
  'ES10b.RemoveNotificationFromList',
  'ES10c.EnableProfile',
  'ES10c.DisableProfile',
  'ES10c.DeleteProfile',
  'ES10c.SetNickname',
  'ES10c.eUICCMemoryReset',
]);

/** Whether cancelling an operation that is there changes nothing any more, as far as its progress tells. */
export function tooLateToCancel({ kind, status, progress }: Operation): boolean {
  // All that notifications are sent for has happened already; the next one is not sent.
  if (kind === 'send_notifications') return false;
  if (status === 'download_verify' || status === 'enable_verify') return true;
  if (status === 'enable' && kind === 'activate') return true;
  return progress !== undefined && (progress.bytesDone !== undefined || pointsOfNoReturn.has(progress.step));
}

function progressLine(operation: Operation): string {
  const { progress } = operation;
  const status = statusText[operation.status];
  if (progress === undefined) return status;
  const { bytesDone, bytesTotal } = progress;
  const step = stepSentence(progress.step);
  if (bytesDone === undefined || bytesTotal === undefined) return `${status}: ${step}`;
  return `${bar(bytesDone, bytesTotal)}  ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}  ${status}: ${step}`;
}

function profileLines(profile: NonNullable<Operation['profile']>): string {
  return table([
    ['Profile', profile.profileName ?? ''],
    ['Provider', profile.serviceProviderName ?? ''],
    ['ICCID', profile.iccid],
    ...(profile.profileClass ? [['Class', profileClassText[profile.profileClass]]] : []),
    ...(profile.policyRules?.length ? [['Rules', profile.policyRules.join(', ')]] : []),
  ]);
}

/** What the person at the terminal answers; undefined where there is nobody to ask, or nothing was said. */
async function ask(
  context: Context,
  question: NonNullable<Operation['question']>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { streams, output } = context;
  if (!output.interactive) return undefined;
  const confirmationCode = async (text: string) =>
    (await prompt(streams, text, { hidden: true, signal }))?.trim();
  if (question.kind === 'confirmation_code') {
    if (question.retry) output.note(refusedCodeText(question));
    const code = await confirmationCode('Confirmation code: ');
    return code ? { kind: 'confirmation_code', confirmationCode: code } : undefined;
  }
  output.note(profileLines(question.profile));
  const rules = question.consentRules ?? [];
  for (const rule of rules) output.note(`${policyRuleText[rule].name}: ${policyRuleText[rule].consequence}`);
  // Strong confirmation (SGP.22 v2.5 §3.1.3): a word that nobody types by habit.
  const choices =
    rules.length === 0
      ? 'Install this profile? [y/N/reject] '
      : 'Install this profile, and agree to what it forbids? [agree/N/reject] ';
  const said = (await prompt(streams, choices, { signal }))?.trim().toLowerCase();
  if (signal.aborted) return undefined;
  // A server withdraws a profile that it is told was rejected: no slip of a finger, and no closed terminal, says that.
  if (said === 'reject') return { kind: 'install', decision: 'reject' };
  const accepted = rules.length === 0 ? said === 'y' || said === 'yes' : said === 'agree';
  if (!accepted) return { kind: 'install', decision: 'postpone' };
  const answer = {
    kind: 'install',
    decision: 'accept',
    ...(rules.length === 0 ? {} : { acceptPolicyRules: true }),
  } as const;
  if (!question.confirmationCodeRequired) return answer;
  const code = await confirmationCode('Confirmation code: ');
  return code ? { ...answer, confirmationCode: code } : undefined;
}

/**
 * Runs an operation to its end and gives it with its steps. The first Ctrl-C cancels it, where that is safe.
 * Rejects with what operations.start rejects with, confirmation_code_needed, not_confirmed, engine_gone.
 */
export async function followOperation(
  context: Context,
  engine: OpenedEngine,
  start: () => Promise<Operation>,
): Promise<OperationDetail> {
  const { output, interrupted } = context;
  const early: Operation[] = [];
  const done = Promise.withResolvers<Operation>();
  const end = new AbortController();
  let handle: ((operation: Operation) => void) | undefined;
  let asking = false;
  let lastStatus: string | undefined;
  let latest: Operation | undefined;
  let nobodyToAnswer: WorkbenchError | undefined;

  let operationId: number | undefined;
  let givenUp: ReturnType<typeof setTimeout> | undefined;
  /** The engine's store may fail in mid-operation, and then nobody tells of an end. */
  function watchReaders(readers: readonly Reader[]): void {
    clearTimeout(givenUp);
    givenUp = undefined;
    if (operationId === undefined || readers.some((reader) => reader.operationId === operationId)) return;
    const reason = `operation ${operationId} was given up without an end`;
    givenUp = setTimeout(() => done.reject(new WorkbenchError('internal', { reason })), givenUpMs);
  }

  const unsubscribe = engine.subscribe((event) => {
    if (event.type === 'readers') watchReaders(event.readers);
    if (event.type !== 'operation') return;
    if (handle) handle(event.operation);
    else early.push(event.operation);
  });

  async function answerQuestion(id: number, question: NonNullable<Operation['question']>): Promise<void> {
    asking = true;
    output.endStatus();
    try {
      const answer = await ask(context, question, end.signal);
      if (answer !== undefined) await engine.call('operations.answer', { id, answer });
      else if (!end.signal.aborted) {
        nobodyToAnswer =
          question.kind === 'confirmation_code' || question.confirmationCodeRequired
            ? new WorkbenchError('confirmation_code_needed')
            : new WorkbenchError('not_confirmed', { what: 'Install this profile?' });
        await engine.call('operations.cancel', { id });
      }
    } catch (error) {
      // An operation that ended meanwhile takes no answer; its end arrives as an event.
      if (!end.signal.aborted) done.reject(error);
    } finally {
      asking = false;
    }
  }

  function show(operation: Operation): void {
    if (
      operation.status !== lastStatus &&
      !isFinal(operation) &&
      !output.json &&
      operation.kind !== 'read_card'
    )
      output.note(`${statusText[operation.status]} …`);
    lastStatus = operation.status;
    if (!asking && !isFinal(operation)) output.status(progressLine(operation));
  }

  try {
    const operation = await start();
    const { id } = operation;
    operationId = id;
    handle = (next) => {
      if (next.id !== id) return;
      latest = next;
      if (isFinal(next)) {
        end.abort();
        done.resolve(next);
        return;
      }
      show(next);
      if (next.question && !asking) void answerQuestion(id, next.question);
    };
    handle(operation);
    for (const one of early) handle(one);

    const onInterrupt = () => {
      if (latest !== undefined && tooLateToCancel(latest)) {
        output.note(
          `It is too late to cancel: the ${latest.kind === 'activate' || latest.kind === 'download' ? 'profile is being finished' : 'card is being changed, and that is finished first'} (Ctrl-C again ends at once)`,
        );
        return;
      }
      output.note('Cancelling … (Ctrl-C again ends at once)');
      engine.call('operations.cancel', { id }).catch((error: unknown) => done.reject(error));
    };
    if (interrupted.aborted) onInterrupt();
    else interrupted.addEventListener('abort', onInterrupt, { once: true });
    const gone = engine.gone.then(() => Promise.reject(new WorkbenchError('engine_gone')));
    await Promise.race([done.promise, gone]);
    interrupted.removeEventListener('abort', onInterrupt);
    output.endStatus();
    if (nobodyToAnswer) throw nobodyToAnswer;
    return await engine.call('operations.get', { id });
  } finally {
    end.abort();
    clearTimeout(givenUp);
    unsubscribe();
  }
}

/** Says on stderr how an operation ended that has not succeeded, and what is remarkable of any. Gives the exit code. */
export function noteEnd(context: Context, operation: OperationDetail): number {
  const { output, interrupted } = context;
  for (const remark of operation.remarks) output.note(remarkText(remark.code, remark.params));
  if (operation.status === 'successful') return exitCodes.ok;
  const failure = operation.error ?? { code: 'internal', params: { reason: 'no reason was stored' } };
  const texts = errorTexts(failure);
  output.note(`Operation ${operation.id} failed: ${texts.message}`);
  if (texts.remedy !== '') output.note(texts.remedy);
  if (operation.activationCodeUse !== 'none') output.note(activationCodeUseText[operation.activationCodeUse]);
  if (operation.reconciliation.state !== 'none') output.note(reconciliationText(operation));
  // What came too late to cancel it has not interrupted it.
  return interrupted.aborted && failure.code === 'cancelled'
    ? exitCodes.interrupted
    : exitCodeOf(failure.code);
}

/** Says how an operation ended, and gives the exit code. `done`: what its success means, where the kind alone does not say. */
export function reportOperation(
  context: Context,
  operation: OperationDetail,
  done: string = successText[operation.kind],
): number {
  const { output } = context;
  if (operation.status === 'successful') {
    const code = noteEnd(context, operation);
    output.result(operationJson(operation), () => `${done} (operation ${operation.id})`);
    return code;
  }
  if (output.json) output.result(operationJson(operation), () => '');
  return noteEnd(context, operation);
}

export function reconciliationText(operation: Operation): string {
  const { state, outcome } = operation.reconciliation;
  const text = reconciliationStateText[state];
  return outcome ? `${text}: ${reconciliationOutcomeText[outcome]}` : text;
}

/** How long a reader is waited for that the engine itself is reading, as it does with every card that is put in. */
const readingMs = 30_000;

/** Starts an operation; where the engine is just reading the card by itself, when it has done so. Rejects as operations.start does. */
export async function startOperation(
  context: Context,
  engine: OpenedEngine,
  request: StartOperation,
): Promise<Operation> {
  const until = Date.now() + readingMs;
  for (;;) {
    try {
      return await engine.call('operations.start', request);
    } catch (error) {
      const busy = error instanceof WorkbenchError && error.code === 'reader_busy';
      if (!busy || Date.now() >= until || !(await isBeingRead(engine, request.readerId))) throw error;
    }
    await sleep(100, undefined, { signal: context.interrupted });
  }
}

/** Whether what holds the reader is the engine's own reading of its card, or that has just ended. */
async function isBeingRead(engine: OpenedEngine, readerId: string): Promise<boolean> {
  const reader = (await engine.call('readers.list', {})).find((one) => one.id === readerId);
  if (reader === undefined) return false;
  if (reader.operationId === undefined) return reader.presence === 'present';
  return (await engine.call('operations.get', { id: reader.operationId })).kind === 'read_card';
}

/** Starts, follows and reports (`done` as in `reportOperation`): what most commands are. */
export async function runOperation(
  context: Context,
  request: StartOperation,
  done?: string,
): Promise<number> {
  const engine = await context.engine();
  const operation = await followOperation(context, engine, () => startOperation(context, engine, request));
  return reportOperation(context, operation, done);
}

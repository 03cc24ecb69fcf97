/**
 * Finding out how an operation ended that broke off: after `kill -9`, a removed card, a lost reader. The card is read;
 * nothing is repeated.
 */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  isFinal,
  type Operation,
  type OperationKind,
  type OperationRequest,
  type Profile,
} from '../../src-shared/model/index.ts';
import type { OperationPatch, OperationStore } from '../store/port.ts';
import {
  afterDone,
  type CardState,
  checkSameCard,
  findProfile,
  identifyCard,
  noteKnownProfiles,
  readCardInfo,
  readCardState,
  readInfoAgain,
} from './card-state.ts';
import { type InstallationResult, isInterruption, ownInstallationResult } from './installation-result.ts';
import { recordingNotes } from './notes.ts';
import { deliverInPassing } from './notifications.ts';
import type { OperationRun } from './run.ts';

type Outcome = NonNullable<Operation['reconciliation']['outcome']>;

interface Finding {
  readonly outcome: Outcome;
  /** Whether all that the operation was started for has come true. */
  readonly reached: boolean;
  readonly activationCodeUse?: Operation['activationCodeUse'];
}

/** Operations that may have left something on the card that nobody has looked at. */
export function needsReconciliation(operation: Operation): boolean {
  return operation.reconciliation.state === 'pending' || !isFinal(operation);
}

/**
 * At start: what is unfinished is shown as interrupted in the status that it had reached, and waits for its card. One
 * that broke off before the card was even identified has changed nothing, and ends here.
 */
export function markInterrupted(operation: Operation, store: OperationStore, at: number): void {
  const { id, status } = operation;
  const error = { code: 'interrupted', params: { status } };
  store.traceSink(id)({ kind: 'note', startedAt: at, code: recordingNotes.interrupted, params: { status } });
  // What a console has done stands in its trace, and it had nothing in mind that could be looked for on the card.
  if (operation.eid === undefined || operation.kind === 'console') {
    const reconciliation = { state: 'done', outcome: 'nothing_to_check', at } as const;
    store.enterStatus(id, 'failed', at, { error, reconciliation });
    return;
  }
  const reconciliation = { state: 'pending' } as const;
  store.patchOperation(id, at, { error, reconciliation, question: undefined, progress: undefined });
}

/**
 * Reads the card that the operation worked on, and ends the operation by what is on it.
 * @throws WorkbenchError card_changed where another card is in the reader, and what reading a card throws; the
 * operation waits on then
 */
export async function reconcile(run: OperationRun): Promise<void> {
  const { operation, request } = run;
  const expected = operation.eid;
  if (expected === undefined) throw new WorkbenchError('cannot_reconcile', { id: run.id });
  run.note(recordingNotes.reconciling);
  await run.openCard();
  await checkSameCard(run, expected);
  await identifyCard(run);
  const before = run.ports.store.getCard(expected)?.profiles ?? [];
  if (before.length > 0) noteKnownProfiles(run, before);
  const state = await readCardState(run);
  if (request.kind === 'default_smdp') await readCardInfo(run);
  const result = await ownInstallationResult(run, state.notifications);
  settle(run, finding(run, request, { ...state, before, result }));
  const { iccid } = run.operation;
  await afterDone(run, async () => {
    await deliverInPassing(
      run,
      state.notifications,
      state.notifications.filter(
        (one) =>
          (one.iccid !== undefined && one.iccid === iccid) ||
          one.sequenceNumber === result?.listed.sequenceNumber,
      ),
      new Map(result === undefined ? [] : [[result.listed.sequenceNumber, result.raw]]),
    );
    await readCardState(run);
  });
  if (changesMemory.has(request.kind)) await readInfoAgain(run);
}

const changesMemory: ReadonlySet<OperationKind> = new Set(['download', 'activate', 'delete', 'reset_memory']);

function settle(run: OperationRun, found: Finding): void {
  const { operation, ports } = run;
  const patch: OperationPatch = {
    reconciliation: { state: 'done', outcome: found.outcome, at: ports.clock.now() },
    ...(found.activationCodeUse === undefined ? {} : { activationCodeUse: found.activationCodeUse }),
  };
  if (isFinal(operation)) {
    run.patch(patch);
    return;
  }
  // What was asked for is on the card: then it did succeed, and the interruption is a remark.
  if (found.reached) run.enterStatus('successful', { ...patch, error: undefined });
  else run.enterStatus('failed', patch);
  run.remark('reconciled', { outcome: found.outcome });
}

/** The card as it is found, and what is known of it besides. */
interface FoundState extends CardState {
  /** Its profiles as they were seen last. */
  readonly before: readonly Profile[];
  /** What the card has signed of this operation's installation, where it still has it. */
  readonly result: InstallationResult | undefined;
}

function finding(run: OperationRun, request: OperationRequest, state: FoundState): Finding {
  switch (request.kind) {
    case 'download':
    case 'activate':
      return downloadFinding(run, request, state);
    case 'enable':
    case 'disable': {
      const wanted = request.kind === 'enable' ? 'enabled' : 'disabled';
      return change(findProfile(state.profiles, request.profile)?.state === wanted);
    }
    case 'delete':
      return change(findProfile(state.profiles, request.profile) === undefined);
    case 'nickname':
      return change(
        (findProfile(state.profiles, { iccid: request.iccid })?.nickname ?? '') === request.nickname,
      );
    case 'default_smdp': {
      const { eid } = run.operation;
      const info = eid === undefined ? undefined : run.ports.store.getCard(eid)?.info;
      return change((info?.defaultSmdpAddress ?? '') === request.address);
    }
    case 'remove_notification':
      return change(!state.notifications.some((one) => one.sequenceNumber === request.sequenceNumber));
    case 'reset_memory': {
      const gone =
        !request.options.includes('deleteOperationalProfiles') ||
        !state.profiles.some((one) => one.profileClass === 'operational' || one.profileClass === undefined);
      return change(gone);
    }
    case 'read_card':
    case 'send_notifications':
    case 'discover':
    case 'console':
    case 'import':
      return { outcome: 'nothing_to_check', reached: false };
  }
}

function downloadFinding(
  run: OperationRun,
  request: Extract<OperationRequest, { kind: 'download' | 'activate' }>,
  { profiles, before, result }: FoundState,
): Finding {
  const { operation } = run;
  const { iccid, activationCodeUse, remarks } = operation;
  const loadStarted = run.ports.store.listTransactions(run.id).some((one) => one.loadStarted);
  const usedUp = activationCodeUse === 'used';
  // A session that was cancelled may have decided about the code already.
  const codeWithoutProfile = usedUp ? 'used' : 'unused';
  if (!loadStarted || iccid === undefined)
    return { outcome: 'nothing_to_check', reached: false, activationCodeUse: codeWithoutProfile };
  const profile = findProfile(profiles, { iccid });
  if (result !== undefined && !result.outcome.installed) {
    const { command, reason } = result.outcome;
    run.remark('installation_refused', { command, reason });
    return {
      outcome: profile === undefined ? 'profile_not_installed' : 'profile_there_before',
      reached: false,
      // Only the server can say what such a result does to the order; after an interruption it can be tried again.
      activationCodeUse: usedUp ? 'used' : isInterruption(reason) ? 'unused' : 'unknown',
    };
  }
  // The card signed it, or the operation itself saw it there before it broke off; it may be deleted since.
  const seen = usedUp && !remarks.some((one) => one.code === 'session_cancelled');
  const installed = result !== undefined || seen;
  if (profile === undefined)
    return {
      outcome: 'profile_not_installed',
      reached: false,
      activationCodeUse: installed ? 'used' : codeWithoutProfile,
    };
  // No result waits: another LPA has sent it meanwhile, or there never was one, since the profile is an older one.
  if (!installed && findProfile(before, { iccid }) !== undefined)
    return { outcome: 'profile_there_before', reached: false, activationCodeUse: codeWithoutProfile };
  const reached = request.kind === 'download' || profile.state === 'enabled';
  return { outcome: 'profile_installed', reached, activationCodeUse: 'used' };
}

function change(tookEffect: boolean): Finding {
  return { outcome: tookEffect ? 'change_took_effect' : 'change_did_not_take_effect', reached: tookEffect };
}

/**
 * Finding out how an operation ended that broke off: after `kill -9`, a removed card, a lost reader. The card is read;
 * nothing is repeated.
 */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, OperationRequest } from '../../src-shared/model/index.ts';
import type { OperationPatch, OperationStore } from '../store/port.ts';
import {
  type CardState,
  checkSameCard,
  findProfile,
  identifyCard,
  readCardInfo,
  readCardState,
} from './card-state.ts';
import { deliverInPassing } from './notifications.ts';
import type { OperationRun } from './run.ts';

type Outcome = NonNullable<Operation['reconciliation']['outcome']>;

interface Finding {
  readonly outcome: Outcome;
  /** Whether all that the operation was started for has come true. */
  readonly reached: boolean;
  readonly activationCodeUse?: Operation['activationCodeUse'];
}

export function isFinal(operation: Operation): boolean {
  return operation.status === 'successful' || operation.status === 'failed';
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
  if (operation.eid === undefined) {
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
  await run.openCard();
  await checkSameCard(run, expected);
  await identifyCard(run);
  const state = await readCardState(run);
  if (request.kind === 'default_smdp') await readCardInfo(run);
  settle(run, finding(run, request, state));
  await deliverInPassing(
    run,
    state.notifications.filter((one) => one.iccid !== undefined && one.iccid === run.operation.iccid),
  );
  await readCardState(run);
}

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

function finding(run: OperationRun, request: OperationRequest, state: CardState): Finding {
  const { operation } = run;
  switch (request.kind) {
    case 'download':
    case 'activate': {
      const loadStarted = run.ports.store.listTransactions(run.id).some((one) => one.loadStarted);
      if (!loadStarted || operation.iccid === undefined) {
        return { outcome: 'nothing_to_check', reached: false, activationCodeUse: 'unused' };
      }
      const profile = findProfile(state.profiles, { iccid: operation.iccid });
      if (profile === undefined)
        return { outcome: 'profile_not_installed', reached: false, activationCodeUse: 'unused' };
      const reached = request.kind === 'download' || profile.state === 'enabled';
      return { outcome: 'profile_installed', reached, activationCodeUse: 'used' };
    }
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
      const info = operation.eid === undefined ? undefined : run.ports.store.getCard(operation.eid)?.info;
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
      return { outcome: 'nothing_to_check', reached: false };
  }
}

function change(tookEffect: boolean): Finding {
  return { outcome: tookEffect ? 'change_took_effect' : 'change_did_not_take_effect', reached: tookEffect };
}

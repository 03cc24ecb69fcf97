import { toWorkbenchError, type WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, OperationKind, OperationStatus } from '../../src-shared/model/index.ts';
import type { OperationPatch } from '../store/port.ts';
import { beginMachine, type WorkingStatus } from './machines.ts';
import { recordingNotes } from './notes.ts';
import { Phases } from './phases.ts';
import { isConnectionLost, type OperationRun } from './run.ts';

/**
 * Runs an operation to its end. Each status is stored, durably, before what belongs to it is done. What goes wrong with
 * card or server is the operation's `error`.
 * @throws WorkbenchError of family `store` alone: where the store fails nothing more is done, and the reader is free
 */
export async function runOperation(run: OperationRun): Promise<Operation> {
  const phases = new Phases(run);
  let machine = beginMachine(run.request.kind);
  try {
    while (!machine.done) {
      // `starting` was stored when the operation was created.
      const failure = await perform(phases, machine.status);
      const next = machine.next({ type: failure === undefined ? 'phase.done' : 'phase.failed' });
      // Whoever is told of the end may go on with the reader at once.
      if (next.done) await run.close();
      run.enterStatus(next.status, failure === undefined ? {} : failedPatch(run, failure));
      machine = next;
    }
  } finally {
    await run.close();
  }
  return run.operation;
}

async function perform(phases: Phases, status: OperationStatus): Promise<WorkbenchError | undefined> {
  try {
    await phases.perform(status as WorkingStatus);
    return undefined;
  } catch (thrown) {
    return toWorkbenchError(thrown);
  }
}

/** Kinds that leave the profiles of a card as they are, however they end. */
const harmless: ReadonlySet<OperationKind> = new Set([
  'read_card',
  'send_notifications',
  'discover',
  'import',
]);

function failedPatch(run: OperationRun, error: WorkbenchError): OperationPatch {
  const { operation, ports } = run;
  const isDownload = operation.kind === 'download' || operation.kind === 'activate';
  const loadStarted = ports.store.listTransactions(run.id).some((one) => one.loadStarted);
  const changesCard = isDownload ? loadStarted : !harmless.has(operation.kind);
  // Where the session was cancelled, or the server may have been told, that has decided about the code already.
  const decided =
    operation.remarks.some((one) => one.code === 'session_cancelled') ||
    operation.activationCodeUse === 'unknown';
  // The card may have been changed, and nobody could read it afterwards.
  const unknown =
    operation.eid !== undefined &&
    changesCard &&
    run.changing &&
    !run.cardVerified &&
    leavesDoubt(error, run);
  return {
    error: error.toData(),
    ...(unknown ? { reconciliation: { state: 'pending' } } : {}),
    ...(isDownload && !loadStarted && !decided ? { activationCodeUse: codeUse(error) } : {}),
  };
}

/** Whether an error leaves open what the card has done. A card that has named its refusal, or was read, leaves no doubt. */
function leavesDoubt(error: WorkbenchError, run: OperationRun): boolean {
  if (isConnectionLost(error) || error.code === 'card_changed') return true;
  if (error.family === 'operation') return false;
  // A status word in place of the answer is a refusal too; while the card is read afterwards, it means that nobody knows.
  if (error.family !== 'es10' && error.code !== 'status_word') return true;
  const verifying = run.operation.status === 'download_verify' || run.operation.status === 'enable_verify';
  if (verifying && error.code === 'status_word') return true;
  return (verifying || run.changeSaid) && run.doesByNow(recordingNotes.changeUnseen);
}

/** Whether the code can be tried again after a failure before anything went to the card, by what the server said. */
function codeUse(error: WorkbenchError): Operation['activationCodeUse'] {
  if (error.code !== 'es9_status') return 'unused';
  const pair = `${error.params['subjectCode']}/${error.params['reasonCode']}`;
  switch (pair) {
    // Order expired; too many downloads; too many wrong codes; profile bound to a card or gone: the server will not give
    // this profile any more (SGP.22 v2.5 §5.6.2, §5.6.3).
    case '8.8.5/4.10':
    case '8.8.5/6.4':
    case '8.2.7/6.4':
    case '8.2/3.7':
    case '8.2.1/3.7':
      return 'used';
    // The matching id is refused: never known, or used up already.
    case '8.2.6/3.8':
      return 'unknown';
    default:
      return 'unused';
  }
}

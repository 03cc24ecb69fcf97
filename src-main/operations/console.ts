/** A console: inputs come one by one from whoever types them, and the session with the card stays between them. */

import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { consoleWaits, type OperationRequest } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { classByteOnChannel, parseCommand } from '../card/apdu.ts';
import {
  callEs10Raw,
  type Es10Function,
  loadBoundProfilePackage,
  segmentBoundProfilePackage,
} from '../es10/index.ts';
import { identifyCard, readCardState } from './card-state.ts';
import { isConnectionLost, type OperationRun } from './run.ts';

/** An input that was understood. */
export interface ConsoleCommand {
  /** How it is called in steps and trace. */
  readonly purpose: string;
  /** Afterwards the card is read, so that what is known of it is true again. */
  readonly changesCard: boolean;
  readonly action:
    | {
        readonly kind: 'apdu';
        readonly bytes: Uint8Array;
        /** On the channel of the ISD-R, whatever the class byte says. */
        readonly onIsdr: boolean;
        /** 61xx, 6Cxx and 91xx are left to whoever types. */
        readonly raw: boolean;
      }
    | { readonly kind: 'es10'; readonly fn: Es10Function<never, never>; readonly request: Uint8Array }
    | { readonly kind: 'load'; readonly boundProfilePackage: Uint8Array }
    | { readonly kind: 'store_data'; readonly data: Uint8Array }
    | { readonly kind: 'reset'; readonly how: 'warm' | 'cold' };
}

interface Waiting {
  readonly command: ConsoleCommand;
  readonly answered: () => void;
  readonly refused: (error: WorkbenchError) => void;
}

type Next = Waiting | 'end' | 'idle';

/** Between whoever types and the session that answers. */
export class ConsoleLine {
  readonly #waiting: Waiting[] = [];
  readonly #ready = Promise.withResolvers<void>();
  #wake: ((next: Next) => void) | undefined;
  #ended = false;
  #reason: WorkbenchError | undefined;

  constructor() {
    this.#ready.promise.catch(() => undefined);
  }

  /** Resolves when the session takes inputs. Rejects with why it never will. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** No further input is taken. */
  get over(): boolean {
    return this.#ended;
  }

  /** Resolves when the card has answered. Rejects with a refusal, with what went wrong, and where the session ended before it. */
  send(command: ConsoleCommand): Promise<void> {
    if (this.#ended) return Promise.reject(this.#over());
    return new Promise<void>((answered, refused) => {
      this.#waiting.push({ command, answered, refused });
      this.#wakeUp();
    });
  }

  /** No further input is taken; with `reason`, the operation fails by it. */
  end(reason?: WorkbenchError): void {
    this.#ended = true;
    this.#reason ??= reason;
    this.#wakeUp();
  }

  #over(): WorkbenchError {
    return this.#reason ?? new WorkbenchError('cancelled');
  }

  #wakeUp(): void {
    const wake = this.#wake;
    if (wake === undefined) return;
    const next = this.#take();
    if (next === undefined) return;
    this.#wake = undefined;
    wake(next);
  }

  #take(): Next | undefined {
    return this.#waiting.shift() ?? (this.#ended ? 'end' : undefined);
  }

  /** For the session. Rejects where the operation is cancelled, or was ended with a reason. */
  async next(idleMs: number, clock: Clock, signal: AbortSignal): Promise<Next> {
    this.#ready.resolve();
    const stop = new AbortController();
    const came = Promise.withResolvers<Next>();
    this.#wake = came.resolve;
    this.#wakeUp();
    const late = clock.sleep(idleMs, AbortSignal.any([stop.signal, signal])).then((): Next => 'idle');
    late.catch(() => undefined);
    try {
      const next = await Promise.race([came.promise, late]);
      if (next === 'end' && this.#reason !== undefined) throw this.#reason;
      return next;
    } finally {
      this.#wake = undefined;
      stop.abort();
    }
  }

  /** The session is over: whoever waits is told why. */
  close(error = new WorkbenchError('cancelled')): void {
    this.#ended = true;
    this.#reason ??= error;
    this.#ready.reject(error);
    for (const { refused } of this.#waiting.splice(0)) refused(this.#reason);
  }
}

/** Runs a console to its end. Throws what the connection to the card is lost by, and cancelled. */
export async function runConsole(
  run: OperationRun,
  request: Extract<OperationRequest, { kind: 'console' }>,
): Promise<void> {
  const line = run.console;
  if (line === undefined) throw new WorkbenchError('internal', { reason: 'a console without a line' });
  try {
    await open(run);
    await serve(run, line, request.idleMinutes);
    line.close();
  } catch (thrown) {
    const error = toWorkbenchError(thrown);
    line.close(error);
    throw error;
  }
}

/** Opens the card, and the ISD-R where it has one. */
async function open(run: OperationRun): Promise<void> {
  try {
    await run.openCard();
    await identifyCard(run);
  } catch (thrown) {
    const error = toWorkbenchError(thrown);
    // Of a card that is no eUICC, or one whose ISD-R answers nonsense, the basic channel is there all the same.
    if (isConnectionLost(error) || run.exchange === undefined || run.signal.aborted) throw error;
    run.remark('console_without_isdr', { error: error.code });
  }
}

async function serve(run: OperationRun, line: ConsoleLine, idleMinutes: number): Promise<void> {
  let changed = false;
  for (;;) {
    run.waits(consoleWaits);
    const next = await line.next(idleMinutes * 60_000, run.ports.clock, run.signal);
    if (next === 'idle') run.remark('console_idle', { minutes: idleMinutes });
    if (next === 'idle' || next === 'end') break;
    changed ||= next.command.changesCard;
    try {
      await run.step(next.command.purpose, () => execute(run, next.command));
      next.answered();
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      next.refused(error);
      if (isConnectionLost(error)) throw error;
    }
  }
  if (changed && run.hasSession) await readAgain(run);
}

/** What the inputs have made of the card is to be seen in its page; a card that cannot be read now is read another time. */
async function readAgain(run: OperationRun): Promise<void> {
  try {
    await readCardState(run);
  } catch (thrown) {
    run.remark('console_card_not_read', { error: toWorkbenchError(thrown).code });
  }
}

async function execute(run: OperationRun, { action, purpose }: ConsoleCommand): Promise<void> {
  switch (action.kind) {
    case 'apdu':
      await sendApdu(run, action, purpose);
      return;
    case 'es10':
      await callEs10Raw(sessionOf(run), action.fn, action.request);
      return;
    case 'load':
      await loadBoundProfilePackage(sessionOf(run), segmentBoundProfilePackage(action.boundProfilePackage), {
        onProgress: (done, total) => run.progress(purpose, done, total),
      });
      return;
    case 'store_data':
      await sessionOf(run).storeData(action.data, purpose);
      return;
    case 'reset':
      await run.resetCard(action.how);
      return;
  }
}

function sessionOf(run: OperationRun): OperationRun['session'] {
  if (!run.hasSession) throw new WorkbenchError('console_no_isdr');
  return run.session;
}

async function sendApdu(
  run: OperationRun,
  { bytes, onIsdr, raw }: Extract<ConsoleCommand['action'], { kind: 'apdu' }>,
  purpose: string,
): Promise<void> {
  const { exchange } = run;
  if (exchange === undefined) throw new WorkbenchError('internal', { reason: 'no connection to the card' });
  const sent = Uint8Array.from(bytes);
  if (onIsdr) sent[0] = classByteOnChannel(bytes[0] ?? 0, sessionOf(run).channel);
  const command = parseCommand(sent);
  if ('reason' in command)
    throw new WorkbenchError('console_apdu_malformed', { length: sent.length, ...command });
  const { protocol } = exchange.connection;
  if (command.extended && protocol === 'T=0') throw new WorkbenchError('console_extended_t0');
  if (raw || command.extended) await exchange.sendAsIs(sent, command, purpose, raw);
  else await exchange.send(command, purpose);
}

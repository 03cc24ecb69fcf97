/** The engine's side of every transport: frames in, answers and events out. */

import {
  api,
  type Caller,
  type CallInput,
  type CallName,
  type CallOutput,
  type ServerFrame,
  type WorkbenchApi,
} from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import { type RequestFrame, requestFrame } from '../../../src-shared/frames.ts';
import { inputInvalid } from '../../../src-shared/invalid-input.ts';
import { limits } from './protocol.ts';

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(api, name);
}

/** Makes a call with an input of unknown shape. Rejects with unknown_call, input_invalid, or what the call rejects with. */
export async function dispatch(
  workbench: WorkbenchApi,
  call: string,
  input: unknown,
  caller: Caller,
): Promise<CallOutput<CallName>> {
  if (!isCallName(call)) throw new WorkbenchError('unknown_call', { call: call.slice(0, 64) });
  const parsed = api[call].input.safeParse(input ?? {});
  if (!parsed.success) throw inputInvalid(call, parsed.error);
  // The row's own schema made it; a union of rows is more than TypeScript can follow.
  return await workbench.call(call, parsed.data as CallInput<typeof call>, caller);
}

/** One end of a transport, as the engine sees it. */
export interface FrameTransport {
  send(text: string): void;
  /** Bytes that were sent and not yet taken. */
  unsent(): number;
  /** Ends the connection; `error` says why. */
  close(error: WorkbenchError): void;
}

export interface FrameServer {
  /** One request frame, as text. */
  receive(text: string): void;
  /** The connection has ended. Answers still to come are dropped; operations go on. */
  end(): void;
}

function frameOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Serves one client until `end`: its calls in any order, and every event. `caller`: who it is; with `vouches` it may say in
 * a frame whom it calls for, as a host does that is attached.
 */
export function serveFrames(
  workbench: WorkbenchApi,
  transport: FrameTransport,
  caller: Caller,
  { vouches = false }: { readonly vouches?: boolean } = {},
): FrameServer {
  let ended = false;
  let pending = 0;

  function send(frame: ServerFrame): void {
    if (ended) return;
    if (transport.unsent() > limits.unsentBytes) {
      close(new WorkbenchError('client_too_slow', { limit: limits.unsentBytes }));
      return;
    }
    transport.send(JSON.stringify(frame));
  }

  function end(): void {
    ended = true;
    unsubscribe();
  }

  function close(error: WorkbenchError): void {
    end();
    transport.close(error);
  }

  const unsubscribe = workbench.subscribe((event) => send({ event }));

  async function answer({ id, call, input, caller: named }: RequestFrame): Promise<void> {
    pending++;
    try {
      send({ id, ok: await dispatch(workbench, call, input, (vouches ? named : undefined) ?? caller) });
    } catch (error) {
      send({ id, error: toWorkbenchError(error).toData() });
    } finally {
      pending--;
    }
  }

  return {
    receive(text) {
      if (ended) return;
      const frame = requestFrame.safeParse(frameOf(text));
      if (!frame.success) {
        close(inputInvalid('request', frame.error));
        return;
      }
      const { id } = frame.data;
      if (pending >= limits.pendingRequests) {
        send({
          id,
          error: new WorkbenchError('too_many_requests', { limit: limits.pendingRequests }).toData(),
        });
        return;
      }
      void answer(frame.data);
    },
    end,
  };
}

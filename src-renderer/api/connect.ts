import type { WorkbenchApi } from '../../src-shared/api.ts';
import type { ToDesktop } from '../../src-shared/desktop.ts';
import type { RequestFrame } from '../../src-shared/frames.ts';
import { connectBridge } from './bridge.ts';
import { connectSocket } from './socket.ts';

/** What the preload script of Electron exposes as `window.euiccWorkbench`. */
export interface WorkbenchBridge {
  /** Hands a request to the engine. */
  request(frame: RequestFrame): void;
  /** Every frame that comes from the engine, until the returned function is called. */
  onFrame(listener: (frame: unknown) => void): () => void;
  /** Whether the engine lives; called at once with what is known, then on every change. Optional. */
  onEngineState?(listener: (alive: boolean) => void): () => void;
  /** Tells the desktop something that is no call (`toDesktop`). Optional. */
  say?(message: ToDesktop): void;
  /** What the desktop says (`fromDesktop`), until the returned function is called. Optional. */
  onSaid?(listener: (message: unknown) => void): () => void;
}

declare global {
  interface Window {
    euiccWorkbench?: WorkbenchBridge;
  }
}

export type ConnectionStatus =
  /** The first attempt is under way. */
  | { readonly state: 'connecting' }
  | { readonly state: 'ready' }
  /** The engine is gone; `retryAt` (milliseconds since 1970) says when it is looked for again. */
  | { readonly state: 'lost'; readonly attempt: number; readonly retryAt?: number | undefined }
  /** The engine does not know this window: its token is spent or was never given. */
  | { readonly state: 'refused' };

export interface Connection {
  readonly api: WorkbenchApi;
  status(): ConnectionStatus;
  /** Until the returned function is called. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Does not wait for the next attempt. */
  retryNow(): void;
}

/** Electron's bridge where there is one, else the socket of the server that the page came from. */
export function connect(): Connection {
  return window.euiccWorkbench === undefined ? connectSocket(window) : connectBridge(window.euiccWorkbench);
}

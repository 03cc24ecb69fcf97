/** What operations need from outside. All of it is injected: this room knows neither Electron nor SQLite nor sockets. */

import type { Operation } from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import type { TraceSink } from '../../src-shared/trace.ts';
import type { ReaderProvider } from '../card/port.ts';
import type { OperationStore } from '../store/port.ts';

/** InitiateAuthentication of ES9+ and of ES11, which are alike. */
export type InitiateAuthentication = (
  address: string,
  request: { readonly euiccChallenge: Uint8Array; readonly euiccInfo1: Uint8Array },
  signal?: AbortSignal,
) => Promise<{
  readonly transactionId: string;
  readonly serverSigned1: Uint8Array;
  readonly serverSignature1: Uint8Array;
  readonly euiccCiPKIdToBeUsed: Uint8Array;
  readonly serverCertificate: Uint8Array;
}>;

/** AuthenticateClient of ES9+ and of ES11, which differ in what they answer with. */
export type AuthenticateClient<T> = (
  address: string,
  request: { readonly transactionId: string; readonly authenticateServerResponse: Uint8Array },
  signal?: AbortSignal,
) => Promise<T & { readonly transactionId: string }>;

/** ES9+ and ES11 as operations call them; byte values are DER as it travels. Rejects with WorkbenchError. */
export interface Es9Port {
  initiateAuthentication: InitiateAuthentication;
  authenticateClient: AuthenticateClient<{
    readonly profileMetadata: Uint8Array;
    readonly smdpSigned2: Uint8Array;
    readonly smdpSignature2: Uint8Array;
    readonly smdpCertificate: Uint8Array;
  }>;
  getBoundProfilePackage(
    address: string,
    request: { readonly transactionId: string; readonly prepareDownloadResponse: Uint8Array },
    signal?: AbortSignal,
  ): Promise<{ readonly transactionId: string; readonly boundProfilePackage: Uint8Array }>;
  cancelSession(
    address: string,
    request: { readonly transactionId: string; readonly cancelSessionResponse: Uint8Array },
    signal?: AbortSignal,
  ): Promise<void>;
  handleNotification(
    address: string,
    request: { readonly pendingNotification: Uint8Array },
    signal?: AbortSignal,
  ): Promise<void>;
  /** The same of an SM-DS, which answers with events. */
  readonly es11: {
    initiateAuthentication: InitiateAuthentication;
    authenticateClient: AuthenticateClient<{
      readonly eventEntries: readonly { readonly eventId: string; readonly rspServerAddress: string }[];
    }>;
  };
  /** That a request to this server is about to come: it may connect already. Never throws; whatever fails, the request tells. */
  prepare?(address: string): void;
  close(): void | Promise<void>;
}

export interface OperationPorts {
  readonly store: OperationStore;
  /** A client whose exchanges go to this sink. Closed when the operation ends. */
  readonly createEs9: (trace: TraceSink) => Es9Port;
  /** The CI roots that are known here, switched on or not: upper-case hexadecimal of their key ids. */
  readonly ciKeys: () => readonly { readonly keyId: string; readonly enabled: boolean }[];
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** SHA-256 of the bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** In a replay: whether the recording has this note here. Absent where an operation is not played. */
  readonly recorded?: (note: string) => boolean;
  /** Told after every change that was stored. */
  readonly onChange: (operation: Operation) => void;
}

/** The reader that an operation was given. */
export interface OperationReader {
  readonly id: string;
  readonly name: string;
  readonly simulated: boolean;
  readonly provider: ReaderProvider;
}

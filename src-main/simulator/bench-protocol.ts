/** What the two sides of the simulated bench say to each other: the engine's thread, and the worker that holds the bench. */

import type { KeyObject } from 'node:crypto';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import type { FaultRuleState, SimulatedCode } from '../../src-shared/model/index.ts';
import type { BenchHands } from './bench-hands.ts';
import type { ShopPlace } from './shops/index.ts';

/** Plain data: it crosses into the worker as workerData. */
export interface BenchWorkerOptions {
  /** Where PKI, profiles and states are kept. */
  readonly folder: string;
  /** Readers with a card each, at least. */
  readonly cards?: number;
  /** Milliseconds that a card takes for each APDU. */
  readonly apduDelayMs: number;
  readonly pkiDir: string;
  readonly profilesDir: string;
  /** 32 bytes, with which the states are sealed; without it they lie readable in the folder. */
  readonly sealingKey?: KeyObject;
}

/** A card as the readers' side knows it. */
export interface CardPlace {
  readonly card: number;
  readonly eid: string;
  readonly atr: Uint8Array;
  /** Number of the reader that it belongs to. */
  readonly home?: number;
}

export interface BenchReady {
  readonly type: 'ready';
  readonly cards: readonly CardPlace[];
  /** Numbers of the readers. */
  readonly readers: readonly number[];
  readonly smdp: { readonly address: string; readonly host: string; readonly port: number };
  /** Absent where the PKI is from elsewhere and has none. */
  readonly smds?: { readonly address: string; readonly host: string; readonly port: number };
  readonly shops: readonly ShopPlace[];
  /** CI certificates in DER. */
  readonly trustAnchors: readonly Uint8Array[];
}

export type BenchCall =
  | { readonly call: 'powerOn' | 'powerOff' | 'reset'; readonly card: number }
  | { readonly call: 'transmit'; readonly card: number; readonly command: Uint8Array }
  | { readonly call: 'codes' }
  | { readonly call: 'listFaults' }
  /** As it came from outside. */
  | { readonly call: 'addFault'; readonly rule: unknown }
  | { readonly call: 'clearFaults'; readonly fault: number | undefined }
  /** What a person does at the bench; the request is of that hand. */
  | { readonly call: 'hand'; readonly hand: keyof BenchHands; readonly request: unknown }
  | { readonly call: 'close' };

export type BenchRequest = BenchCall & { readonly id: number };

/** Of `hand`: what that gives, plain data. */
export type BenchAnswer =
  | undefined
  | Uint8Array
  | readonly SimulatedCode[]
  | readonly FaultRuleState[]
  | { readonly given: unknown };

export type BenchMessage =
  | BenchReady
  /** A fault takes a card out of its reader; it comes back after that many milliseconds, if given. */
  | { readonly type: 'removal'; readonly card: number; readonly backAfterMs: number | undefined }
  /** Something on the bench is otherwise than it was; said at most some times a second. */
  | { readonly type: 'changed' }
  | { readonly type: 'failed'; readonly error: ErrorData }
  | { readonly type: 'answer'; readonly id: number; readonly value: BenchAnswer }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorData };

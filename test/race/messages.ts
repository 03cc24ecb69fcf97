/** What the race and the engine that it kills say to each other. The cards and the SM-DP+ are the race's: they outlive the engine. */

export interface EngineBegin {
  readonly folder: string;
  readonly cards: readonly { readonly atr: Uint8Array }[];
  readonly smdp: { readonly address: string; readonly host: string; readonly port: number };
  readonly anchors: readonly Uint8Array[];
}

export type CardCall = 'powerOn' | 'powerOff' | 'reset' | 'transmit';

export type FromEngine =
  | { readonly type: 'up' }
  | {
      readonly type: 'card';
      readonly id: number;
      readonly card: number;
      readonly call: CardCall;
      readonly command: Uint8Array;
    };

export interface ToEngine {
  readonly id: number;
  readonly response: Uint8Array;
  readonly failed: boolean;
}

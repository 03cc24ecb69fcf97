/**
 * Where the simulators ask whether something is to go wrong. The rules that answer are in `rules.ts`; a simulator knows
 * only these ports, and behaves as if they were absent where they answer undefined.
 *
 * A port is asked exactly once for each occasion, in the order of the occasions, so that 'the third time' means the same
 * in every run.
 */

/** A function of ES10 that has come to the card whole, before anything is done about it. */
export interface CardOccasion {
  /** As `ES10b.AuthenticateServer`. */
  readonly function: string;
}

/** A part of a bound profile package that the card is about to process (SGP.22 v2.5 §2.5.5, BppCommandId). */
export interface BppOccasion {
  /** As in RSPDefinitions: `initialiseSecureChannel`, `configureISDP`, `storeMetadata`, `replaceSessionKeys`, `loadProfileElements`. */
  readonly command: string;
  /** Segments of this command before this one. */
  readonly index: number;
}

export type CardFault =
  /** The function answers with this value of its error, by name or number as RSPDefinitions has it, and does nothing. */
  | { readonly kind: 'error'; readonly value: string | number }
  /** catBusy, where the function has it; the same as `error` with that value. */
  | { readonly kind: 'catBusy' }
  /** The function is done, and the signature in its answer is wrong. */
  | { readonly kind: 'wrongSignature' }
  /** The function is done, and the answer holds another transaction id. */
  | { readonly kind: 'wrongTransactionId' }
  /** Power goes before anything is done, in the middle (before what is done is kept), or when all is kept and nothing answered. */
  | { readonly kind: 'powerLoss'; readonly at: 'before' | 'within' | 'after' }
  /** A status word in place of an answer. */
  | { readonly kind: 'statusWord'; readonly sw: number };

export type BppFault =
  /** The card ends the installation with this result (ErrorResult, BppErrorReason by name or number). */
  | { readonly kind: 'bppError'; readonly reason: string | number }
  /** As if the MAC of this segment were wrong. */
  | { readonly kind: 'badMac' }
  | { readonly kind: 'powerLoss'; readonly at: 'before' | 'within' | 'after' }
  | { readonly kind: 'statusWord'; readonly sw: number };

export interface CardFaults {
  onFunction(occasion: CardOccasion): CardFault | undefined;
  onBppCommand(occasion: BppOccasion): BppFault | undefined;
}

/** A request that has come to an RSP server whole and is for a function that it has. */
export interface ServerOccasion {
  /** `ES9+`, `ES11`, `ES12`, `ES15`, `ES2+`; of the shops `Connect` and `Octopus`. */
  readonly interface: string;
  /** As `AuthenticateClient`. */
  readonly function: string;
}

export type ServerFault =
  /** A function execution status `Failed` with these codes (SGP.22 v2.5 §5.2.6); nothing is done. */
  | {
      readonly kind: 'status';
      readonly subjectCode: string;
      readonly reasonCode: string;
      readonly message?: string;
    }
  /** This HTTP status in place of an answer; nothing is done, or all of it where `when` is `after`. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly when?: 'before' | 'after';
      readonly body?: string;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset; before the function is done, or when it is done, after that many bytes of the body. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after'; readonly afterBytes?: number }
  /** The answer comes late, and slowly where `bytesPerSecond` is given. */
  | { readonly kind: 'slow'; readonly delayMs?: number; readonly bytesPerSecond?: number }
  /** No answer ever; nothing is done, or all of it where `when` is `after`. */
  | { readonly kind: 'hang'; readonly when?: 'before' | 'after' }
  /** The body ends early, though its length was announced. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** A body that is no JSON. */
  | { readonly kind: 'garbage' }
  /** One field of the answer: left out, or with another value. */
  | { readonly kind: 'field'; readonly name: string; readonly value?: unknown }
  | { readonly kind: 'wrongSignature' }
  | { readonly kind: 'wrongTransactionId' }
  /** serverSigned1 with another challenge than the card's. */
  | { readonly kind: 'wrongChallenge' }
  /** Another certificate of the server in the answer: DPauth, DPpb, or DSauth, by the function. */
  | { readonly kind: 'certificate'; readonly how: 'expired' | 'notYetValid' | 'foreign' | 'wrongRole' }
  /** The bound profile package: a MAC that is wrong in that segment, counted over the 87, 88 and 86 in their order. */
  | { readonly kind: 'badMac'; readonly segment: number }
  /** The metadata in the package are not those of AuthenticateClient. */
  | { readonly kind: 'otherMetadata' }
  | ShopFault;

/** What goes wrong in a shop alone. */
export type ShopFault =
  /** One request makes two orders; the second is told. */
  | { readonly kind: 'twice' }
  /** Prices are so many times those of the catalogue. */
  | { readonly kind: 'price'; readonly factor: number }
  /** The order ends so. */
  | { readonly kind: 'order'; readonly becomes: 'failed' | 'cancelled' }
  /** This answer alone tells another status of the order than it has. */
  | { readonly kind: 'shows'; readonly status: string }
  /** This list lacks the orders that are younger than that many milliseconds; asked for by their ids they are there. */
  | { readonly kind: 'listsLate'; readonly afterMs: number }
  /** This answer lacks the activation code of an order that is delivered. */
  | { readonly kind: 'noCode' }
  /** The order is delivered after that many milliseconds, and after so many looks at it. */
  | { readonly kind: 'delivery'; readonly afterMs?: number; readonly polls?: number };

export interface ServerFaults {
  onFunction(occasion: ServerOccasion): ServerFault | undefined;
  /** The certificate that is shown to the next TLS client, where it is not to be the right one. */
  onConnection(): 'expired' | 'foreign' | 'wrongName' | undefined;
}

/** One APDU at the contacts of the card. */
export interface ApduOccasion {
  readonly command: Uint8Array;
  /** As `ES10b.LoadBoundProfilePackage`, where it can be told from the bytes of a first block; for later blocks the same. */
  readonly function?: string;
}

export type ApduFault =
  | { readonly kind: 'statusWord'; readonly sw: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Bytes in place of the answer; undefined: random ones. */
  | { readonly kind: 'garbage'; readonly answer?: Uint8Array }
  /** The answer without its last bytes. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** The card is taken out, before it sees the command or when it has done it; put back after `backAfterMs`, if given. */
  | { readonly kind: 'removal'; readonly when: 'before' | 'after'; readonly backAfterMs?: number }
  /** The card loses power and has it again at once: its answer is lost. */
  | { readonly kind: 'powerLoss'; readonly when: 'before' | 'after' }
  /** No answer ever. */
  | { readonly kind: 'mute' };

export interface ApduFaults {
  onApdu(occasion: ApduOccasion): ApduFault | undefined;
}

/**
 * What the rooms above need of the vault of activation codes. As in `port.ts`: synchronous, short, and every write survives
 * `kill -9` when its call returns. Operations claim and settle codes within their own rows' transactions (`createOperation`,
 * `enterStatus`, `patchOperation`): no call here gives a code to anybody.
 */

import type { Code, CodeSort, CodeSource, CodeState, NewCode } from '../../src-shared/model/index.ts';

export interface AddedCode {
  readonly code: Code;
  /**
   * It was there already, or had been and was used up when it was taken out: then it is back as it ended. What was not known of
   * it is now.
   */
  readonly known: boolean;
}

export interface CodeOrigin {
  readonly createdBy: string;
  readonly at: number;
}

export interface SourcedCode extends NewCode {
  readonly source: CodeSource;
}

export interface CodeSecret {
  readonly activationCode: string;
  readonly confirmationCode?: string;
}

export interface CodeStore {
  /**
   * Puts codes into the vault, all in one transaction. Throws activation_code_* where one is none (parse before): then
   * nothing is added.
   */
  add(codes: readonly SourcedCode[], origin: CodeOrigin): AddedCode[];
  /** Whether the vault knows it: the same server and matching id. Throws activation_code_*. */
  find(activationCode: string): Code | undefined;
  get(id: number): Code | undefined;
  /** The newest first, or as `sort` says. */
  list(filter: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly state?: CodeState | undefined;
    readonly batch?: string | undefined;
    readonly search?: string | undefined;
    readonly sort?: CodeSort | undefined;
    readonly now: number;
  }): Code[];
  counts(now: number): Record<CodeState, number>;
  /** The free codes for a carrier (normalized, `normalizeCarrier`) or an ICCID, the one that expires first first. */
  available(filter: {
    readonly normalizedCarrier?: string;
    readonly iccid?: string;
    readonly now: number;
    readonly limit: number;
  }): Code[];
  /** The carriers of free codes, as they were given, at most 50: to say what there is. */
  carriers(now: number): string[];
  /** Undefined once it is used up. */
  reveal(id: number): CodeSecret | undefined;
  /** Null takes a field away. Throws code_not_found, code_used_up (confirmation code of one that is). */
  update(
    id: number,
    at: number,
    change: {
      readonly [K in 'label' | 'carrier' | 'iccid' | 'batch' | 'confirmationCode']?: string | null;
    } & {
      readonly validUntil?: number | null;
    },
  ): Code;
  /**
   * Of a code that is used up, how it ended stays known. Throws code_claimed, also where an operation asks for a code that is
   * used up. False: it was gone already.
   */
  remove(id: number): boolean;
  /** Frees a claimed code, as doubtful. Throws code_not_found, code_not_claimed, and code_claimed while its operation runs. */
  release(id: number, at: number): Code;
  /** What a shop says of a code that was delivered: its plan has run out. */
  expire(id: number, at: number): Code;
  /** A new key; everything that an older one sealed is sealed anew, in one transaction. */
  rotate(at: number): { readonly codes: number; readonly tokens: number; readonly orders: number };
}

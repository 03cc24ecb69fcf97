/** What can be said about a bench when it is made. */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { eidText } from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { CurveName } from '../crypto/index.ts';
import type { EuiccConfigInput } from '../euicc/index.ts';
import type { FaultRule } from '../faults/index.ts';
import type { Pki } from '../pki/index.ts';
import type { ShopConnector } from '../shops/index.ts';
import type { ProfileFile, SmdpLogEntry } from '../smdp/index.ts';

/** One card of a bench. */
export interface BenchCardOptions {
  /** 32 digits, in the range of the PKI's EUM. Default: the EID of the PKI's own eUICC for the first card, then others. */
  readonly eid?: string;
  /** Memory, versions, capabilities, rules, timing: every setting of the virtual eUICC. */
  readonly config?: EuiccConfigInput;
}

/** A profile that the SM-DP+ is to offer. What NAME.json may say beside a profile package can be said here too. */
export interface OfferedProfile extends ProfileFile {
  /** Its name, and its matching id where that is not given. */
  readonly name: string;
  /** Unprotected profile package in DER (TCA interoperable profile package). Default: a small one, made for the bench. */
  readonly upp?: Uint8Array;
  /** ICCID of a package that is made, 19 or 20 digits. Default: the next one of the bench. */
  readonly iccid?: string;
}

export interface BenchOptions {
  /** How many cards, or what each is like. Default 1. */
  readonly cards?: number | readonly BenchCardOptions[];
  /**
   * What the SM-DP+ offers: the samples of the workbench (default), a folder of NAME.der with NAME.json, which is looked
   * into again when it changes, or a list. More are added with `addProfile`.
   */
  readonly profiles?: 'samples' | readonly OfferedProfile[] | { readonly folder: string };
  /**
   * Certificates and keys. Default: made for this bench, one CI for each of `curves`. A folder in SGP.26's layout is
   * read, and made where it is empty or missing.
   */
  readonly pki?: Pki | readonly Pki[] | { readonly folder: string };
  /** Curves of the RSP certificates of a PKI that is made, the preferred one first. Default P-256 alone. */
  readonly curves?: readonly CurveName[];
  /** Where PKI, cards and orders are kept from one bench to the next. Default: nowhere. */
  readonly folder?: string;
  readonly smdp?: {
    /**
     * The name in activation codes. Default `localhost:PORT`, which needs no DNS; with any other name clients have to
     * be led to `host` and `port`.
     */
    readonly address?: string;
    /** Port on 127.0.0.1. Default: any that is free. */
    readonly port?: number;
    /** Life of an RSP session in milliseconds. Default 10 minutes. */
    readonly sessionLifetimeMs?: number;
  };
  /** Whether there is an SM-DS: a root (default), a root with one below it, or none. */
  readonly smds?: {
    readonly which?: 'none' | 'root' | 'cascade';
    /** Port of the root on 127.0.0.1. Default: any that is free. */
    readonly port?: number;
  };
  /**
   * Shops that sell activation codes of this SM-DP+ over the APIs of 1GLOBAL (Truphone) Connect v2 and of Octopus Cards, on
   * plain HTTP on 127.0.0.1. Default none.
   */
  readonly shops?: {
    readonly which: readonly ShopConnector[];
    /** From an order to its delivery in milliseconds. Default 3 seconds at Connect, 0 at Octopus Cards. */
    readonly deliveryMs?: number;
    /** Port of the first on 127.0.0.1. Default: any that is free. */
    readonly port?: number;
  };
  /**
   * What goes wrong from the beginning, and again after each `reset`: rules as one types them
   * (`ES10b.PrepareDownload error=invalidSignature times=1`) or as objects. docs/faults.md shows every fault with its rule.
   */
  readonly faults?: readonly (string | FaultRule)[];
  /** Time of everything on the bench. Default: the system's. */
  readonly clock?: Clock;
  /** Keys, challenges, transaction ids. Default: the system's. With a seeded one, a session repeats byte for byte. */
  readonly entropy?: Entropy;
  /** Told of every call of a server. Must not throw. */
  readonly log?: (entry: SmdpLogEntry) => void;
}

const limits = z.object({
  cards: z.union([z.int().min(0).max(64), z.array(z.object({ eid: eidText.optional() })).max(64)]),
  address: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/, 'it must be the name of a server, perhaps with :PORT')
    .optional(),
  which: z.enum(['none', 'root', 'cascade']),
  port: z.int().min(0).max(65_535),
  smdsPort: z.int().min(0).max(65_535),
  shops: z
    .object({
      which: z.array(z.enum(['truphone', 'octopus'])).max(2),
      deliveryMs: z.int().min(0).max(3_600_000).optional(),
      port: z.int().min(0).max(65_535).optional(),
    })
    .optional(),
});

/** The options with their defaults. Throws `simulator_options_invalid`. */
export function checkOptions(options: BenchOptions) {
  const { cards = 1, smdp = {}, smds = {}, shops } = options;
  const ports = { port: smdp.port ?? 0, smdsPort: smds.port ?? 0 };
  const { which = 'root' } = smds;
  const parsed = limits.safeParse({ cards, address: smdp.address, which, shops, ...ports });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const reason = `${issue?.path.join('.') || 'options'}: ${issue?.message ?? 'invalid'}`;
    throw new WorkbenchError('simulator_options_invalid', { reason });
  }
  const list =
    typeof cards === 'number' ? Array.from({ length: cards }, (): BenchCardOptions => ({})) : cards;
  return { cards: list, address: smdp.address, smds: which, ...ports };
}

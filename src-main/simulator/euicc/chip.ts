/** What the functions of a virtual eUICC share: settings, keys, the state that is kept and the session that is not. */

import { equalBytes, fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { type EcPrivateKey, sign } from '../crypto/index.ts';
import type { CardFaults } from '../faults/ports.ts';
import type { Certificate, Pki } from '../pki/index.ts';
import { PowerLoss, StatusWord, SW } from './apdu.ts';
import type { EuiccConfig } from './config.ts';
import { type CardIdentity, cardIdentity, checkEid, type SigningKeys } from './identity.ts';
import type { Installation } from './installation.ts';
import { newCard } from './new-card.ts';
import type { ProactiveCommand } from './proactive.ts';
import { type CardState, loadCardState, type StateStore } from './state.ts';

/** An RSP session (SGP.22 v2.5 §3.1.2). Lives in RAM: a reset ends it. */
export interface Session {
  readonly challenge: Uint8Array;
  readonly server?: AuthenticatedServer;
  readonly download?: PreparedDownload;
}

export interface AuthenticatedServer {
  readonly transactionId: Uint8Array;
  readonly address: string;
  readonly certificate: Certificate;
  readonly role: 'dpAuth' | 'dsAuth';
  /** OID of the server, from the certificate's subjectAltName. */
  readonly oid: string;
  readonly keys: SigningKeys;
  /** The 5F37 TLV that the card answered with. */
  readonly euiccSignature1: Uint8Array;
}

export interface PreparedDownload {
  readonly certificate: Certificate;
  readonly oneTimeKey: EcPrivateKey;
}

export interface ChipOptions {
  readonly pkis: readonly Pki[];
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly store: StateStore;
  readonly config: EuiccConfig;
  /** Absent: that of the first eUICC certificate. */
  readonly eid?: string;
  /** Asked once for each function and each part of a package; absent: nothing goes wrong. */
  readonly faults?: CardFaults;
}

export class Chip {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly config: EuiccConfig;
  /** CIs whose certificates the card verifies. */
  readonly cis: readonly Certificate[];
  /** The proactive session that is under way. */
  proactive: ProactiveCommand | undefined;
  /** What goes wrong while the function at hand is done (`faulty.ts`). */
  mishap: 'powerLossAtCommit' | 'wrongSignature' | 'wrongTransactionId' | undefined;
  readonly faults: CardFaults | undefined;
  session: Session | undefined;
  installation: Installation | undefined;
  readonly #store: StateStore;
  readonly #identity: CardIdentity;
  #state: CardState;

  /** Throws as `checkEid`, `cardIdentity` and `loadCardState` do, and as a store that cannot be written. */
  constructor(options: ChipOptions) {
    this.clock = options.clock;
    this.entropy = options.entropy;
    this.config = options.config;
    this.faults = options.faults;
    this.cis = options.pkis.map((pki) => pki.ci.certificate);
    this.#store = options.store;
    if (options.eid !== undefined) checkEid(options.eid);
    const kept = options.eid === undefined ? undefined : loadCardState(this.#store, options.eid);
    this.#identity = cardIdentity(options.pkis, options.eid, kept?.identities, options);
    this.#state = this.#load();
    // Keys that are lost with the process would make another card of it.
    const { identities } = this.#identity;
    if (identities !== undefined && kept?.identities?.length !== identities.length)
      this.#store.save(JSON.stringify(this.#state));
  }

  get eid(): string {
    return this.#identity.eid;
  }

  /** In the order of preference. */
  get signing(): readonly SigningKeys[] {
    return this.#identity.signing;
  }

  get state(): CardState {
    return this.#state;
  }

  /** What the store has; the state of a card that is new where it has nothing. */
  #load(): CardState {
    const { identities } = this.#identity;
    const state =
      loadCardState(this.#store, this.eid) ?? newCard(this.eid, this.config, this.keysOf('').ciKeyId);
    return identities === undefined ? state : { ...state, identities: [...identities] };
  }

  /** Replaces the kept state. Throws a StatusWord (6581) where it cannot be written; the old one then stays. */
  commit(next: CardState): void {
    if (this.mishap === 'powerLossAtCommit') throw new PowerLoss();
    try {
      this.#store.save(JSON.stringify(next));
    } catch {
      throw new StatusWord(SW.memoryFailure);
    }
    this.#state = next;
  }

  /** What the card knows after power came back: the kept state and nothing else. */
  restart(): void {
    this.session = undefined;
    this.installation = undefined;
    this.proactive = undefined;
    this.#state = this.#load();
  }

  /** The keys under a CI, or the first ones where that CI is gone. */
  keysOf(ciKeyId: string): SigningKeys {
    const keys = this.signing.find((one) => one.ciKeyId === ciKeyId) ?? this.signing[0];
    if (keys === undefined) throw new WorkbenchError('pki_incomplete', { missing: 'euicc' });
    return keys;
  }

  signingKeysFor(ciKeyId: Uint8Array): SigningKeys | undefined {
    return this.signing.find((one) => equalBytes(fromHex(one.ciKeyId), ciKeyId));
  }

  sign(keys: SigningKeys, data: Uint8Array): Uint8Array {
    return sign(keys.euicc.privateKey, data);
  }

  /** As `sign`, for a signature that the function at hand answers with. */
  signAnswer(keys: SigningKeys, data: Uint8Array): Uint8Array {
    return this.answeredSignature(this.sign(keys, data));
  }

  /** Bytes that end with a signature, as they are answered: another last byte where the signature is to be wrong. */
  answeredSignature(bytes: Uint8Array): Uint8Array {
    return this.mishap === 'wrongSignature' ? withOtherLastByte(bytes) : bytes;
  }

  /** The transaction id as it is answered: another one where it is to be wrong. */
  answeredTransactionId(id: Uint8Array): Uint8Array {
    return this.mishap === 'wrongTransactionId' ? withOtherLastByte(id) : id;
  }

  get usedMemory(): number {
    return this.#state.profiles.reduce((sum, profile) => sum + profile.size, 0);
  }

  get freeMemory(): number {
    return Math.max(0, this.config.nonVolatileMemory - this.usedMemory);
  }

  /** Milliseconds since 1970 at which certificates are checked. */
  timeFor(certificate: Certificate): number {
    return this.config.checkValidity ? this.clock.now() : certificate.notBefore;
  }
}

function withOtherLastByte(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  out[out.length - 1] = (out[out.length - 1] ?? 0) ^ 1;
  return out;
}

/** One ES10 function: the request TLV whole in, the response TLV out. Throws a StatusWord where there is only that. */
export type Es10Function = (chip: Chip, request: Uint8Array) => Uint8Array;

/** What the functions of a virtual eUICC share: settings, keys, the state that is kept and the session that is not. */

import { equalBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { type EcPrivateKey, sign } from '../crypto/index.ts';
import type { CardFaults } from '../faults/ports.ts';
import type { Certificate, Identity, Pki } from '../pki/index.ts';
import { PowerLoss, StatusWord, SW } from './apdu.ts';
import type { EuiccConfig } from './config.ts';
import type { Installation } from './installation.ts';
import { newCard } from './new-card.ts';
import type { ProactiveCommand } from './proactive.ts';
import { type CardState, loadCardState, type StateStore } from './state.ts';

/** Keys under one CI with which the card can sign. */
export interface SigningKeys {
  /** Hexadecimal of the CI's subject key identifier. */
  readonly ciKeyId: string;
  readonly eum: Certificate;
  readonly euicc: Identity;
}

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
  /** Asked once for each function and each part of a package; absent: nothing goes wrong. */
  readonly faults?: CardFaults;
}

export class Chip {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly config: EuiccConfig;
  /** CIs whose certificates the card verifies. */
  readonly cis: readonly Certificate[];
  /** In the order of preference. */
  readonly signing: readonly SigningKeys[];
  readonly eid: string;
  /** The proactive session that is under way. */
  proactive: ProactiveCommand | undefined;
  /** What goes wrong while the function at hand is done (`faulty.ts`). */
  mishap: 'powerLossAtCommit' | 'wrongSignature' | 'wrongTransactionId' | undefined;
  readonly faults: CardFaults | undefined;
  session: Session | undefined;
  installation: Installation | undefined;
  readonly #store: StateStore;
  #state: CardState;

  /** Throws `pki_incomplete` where no PKI has an eUICC with its key, and as `loadCardState` does. */
  constructor(options: ChipOptions) {
    this.clock = options.clock;
    this.entropy = options.entropy;
    this.config = options.config;
    this.faults = options.faults;
    this.cis = options.pkis.map((pki) => pki.ci.certificate);
    this.signing = options.pkis.flatMap((pki) => {
      const { euicc, eum } = pki;
      const keyId = pki.ci.certificate.subjectKeyId;
      if (euicc === undefined || eum === undefined || keyId === undefined) return [];
      return { ciKeyId: toHex(keyId), eum: eum.certificate, euicc };
    });
    const eid = this.signing[0]?.euicc.certificate.subject.serialNumber;
    if (eid === undefined || !/^\d{32}$/.test(eid))
      throw new WorkbenchError('pki_incomplete', { missing: 'euicc' });
    this.eid = eid;
    this.#store = options.store;
    this.#state = this.#load();
  }

  get state(): CardState {
    return this.#state;
  }

  /** What the store has; the state of a card that is new where it has nothing. */
  #load(): CardState {
    return loadCardState(this.#store, this.eid, () =>
      newCard(this.eid, this.config, this.keysOf('').ciKeyId),
    );
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

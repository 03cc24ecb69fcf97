/** A card of a bench: a virtual eUICC as tests hold it. */

import { rmSync } from 'node:fs';
import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { StoreMetadataRequest } from '../../rsp/index.ts';
import { decode, iccidFromBytes } from '../../tlv/index.ts';
import { PowerLoss, StatusWord } from '../euicc/apdu.ts';
import {
  createFileStateStore,
  createVirtualEuicc,
  type EuiccCard,
  type StateStore,
  type VirtualEuiccOptions,
} from '../euicc/index.ts';
import { performEs10 } from '../euicc/isdr.ts';
import { type ApduFaults, type CardFaults, withApduFaults } from '../faults/index.ts';
import type { VirtualCard } from '../virtual-card.ts';
import { connectVpcd, type VpcdBridge } from '../vpcd-bridge.ts';

/** A profile that is on the card. */
export interface CardProfile {
  /** As printed. */
  readonly iccid: string;
  readonly state: 'enabled' | 'disabled';
  readonly profileClass: 'test' | 'provisioning' | 'operational';
  readonly serviceProviderName: string;
  readonly profileName: string;
  readonly nickname?: string;
}

/** A notification that waits on the card. */
export interface CardNotification {
  readonly seqNumber: number;
  readonly operation:
    | 'notificationInstall'
    | 'notificationEnable'
    | 'notificationDisable'
    | 'notificationDelete';
  /** The server that it is for. */
  readonly address: string;
}

/** A state that can be thrown away: what `BenchCard.reset` starts from. */
export interface ForgettingStore extends StateStore {
  forget(): void;
}

export function forgettingStore(file: string | undefined): ForgettingStore {
  if (file !== undefined)
    return { ...createFileStateStore(file), forget: () => rmSync(file, { force: true }) };
  let text: string | undefined;
  return {
    load: () => text,
    save: (next) => {
      text = next;
    },
    forget: () => {
      text = undefined;
    },
  };
}

const basicChannel = 0;

/** Where vpcd listens. */
interface VpcdPlace {
  readonly host: string;
  readonly port: number;
}

export interface BenchCardParts extends Omit<VirtualEuiccOptions, 'state' | 'faults'> {
  readonly entropy: Entropy;
  readonly state: ForgettingStore;
  /** The rules as a card of that EID asks them. */
  readonly faultsOf: (eid: string) => CardFaults & ApduFaults;
}

/**
 * A virtual eUICC (SGP.22 v2.5 §5.7). It is driven by APDUs through `transmit`, by whole ES10 functions through `es10`,
 * or by whatever speaks PC/SC when it is put into a reader of vpcd; what it holds can be looked at without asking it.
 */
export class BenchCard implements VirtualCard {
  readonly eid: string;
  readonly atr: Uint8Array;
  readonly #card: EuiccCard;
  /** The card behind the faults of its contacts. */
  readonly #contacts: VirtualCard;
  readonly #clock: Clock;
  readonly #store: ForgettingStore;
  readonly #bridges = new Map<VpcdBridge, VpcdPlace>();
  /** Aborted when nobody waits any more for a card that was taken out to come back. */
  #patience = new AbortController();
  #powered = false;
  #out = false;

  /** Made by `createBench`. Throws as `createVirtualEuicc` does. */
  constructor(parts: BenchCardParts) {
    const { state, faultsOf, clock, entropy, ...rest } = parts;
    // The card asks for faults when it is used; its EID is known when it is made.
    const faults: CardFaults & ApduFaults = {
      onFunction: (occasion) => faultsOf(this.eid).onFunction(occasion),
      onBppCommand: (occasion) => faultsOf(this.eid).onBppCommand(occasion),
      onApdu: (occasion) => faultsOf(this.eid).onApdu(occasion),
    };
    this.#card = createVirtualEuicc({ ...rest, clock, entropy, state, faults });
    this.#store = state;
    this.#clock = clock;
    this.eid = this.#card.chip.eid;
    this.atr = this.#card.atr;
    this.#contacts = withApduFaults(this.#card, {
      faults,
      clock,
      entropy,
      onRemoval: (backAfterMs) => this.#takeOut(backAfterMs),
    });
  }

  /** Whether the contacts have power. */
  get powered(): boolean {
    return this.#powered;
  }

  /** Contacts get power. */
  async powerOn(): Promise<void> {
    await this.#contacts.powerOn();
    this.#powered = true;
  }

  /** Contacts lose power, at whatever moment: what is in RAM is gone, a command under way rejects. */
  async powerOff(): Promise<void> {
    this.#powered = false;
    await this.#contacts.powerOff();
  }

  /** Warm reset. */
  async reset(): Promise<void> {
    await this.#contacts.reset();
    this.#powered = true;
  }

  /**
   * One command APDU in, response data and status word out, as SCardTransmit has it; a card without power gets it
   * first. Answers every command, whatever its bytes. Rejects with `simulated_card_off` where the power goes meanwhile,
   * and where a fault has taken the card out.
   */
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    await this.#power();
    return this.#contacts.transmit(command);
  }

  async #power(): Promise<void> {
    if (this.#out) throw new WorkbenchError('simulated_card_off');
    if (!this.#powered) await this.powerOn();
  }

  /**
   * One ES10 function whole: its request TLV in, its response TLV out, with no APDUs between (SGP.22 v2.5 §5.7). The
   * segments of a bound profile package go in one by one. Rejects with `simulated_card_refused` and the status word
   * where the card answers with that alone, with `simulated_card_off` where a fault takes its power.
   */
  async es10(request: Uint8Array): Promise<Uint8Array> {
    await this.#power();
    try {
      return performEs10(this.#card.chip, basicChannel, request);
    } catch (error) {
      if (error instanceof PowerLoss) {
        await this.reset();
        throw new WorkbenchError('simulated_card_off', {}, { cause: error });
      }
      if (!(error instanceof StatusWord)) throw error;
      const sw = error.sw.toString(16).toUpperCase().padStart(4, '0');
      throw new WorkbenchError('simulated_card_refused', { sw }, { cause: error });
    }
  }

  /**
   * Puts the card into the reader that vpcd (vsmartcard) serves at `host` and `port`, so that anything that speaks PC/SC
   * can use it. Resolves when pcscd has noticed it; `ended` of the answer tells when it is out again. Rejects with
   * `vpcd_unreachable`, `vpcd_silent` and `cancelled`.
   */
  async insert(vpcd: {
    readonly host: string;
    readonly port: number;
    /** Takes the card out. */
    readonly signal?: AbortSignal;
  }): Promise<VpcdBridge> {
    const { host, port } = vpcd;
    const bridge = await connectVpcd({ ...vpcd, card: this, clock: this.#clock });
    this.#out = false;
    this.#bridges.set(bridge, { host, port });
    bridge.ended.catch(() => {}).finally(() => this.#bridges.delete(bridge));
    return bridge;
  }

  /** A fault at the contacts: out of every reader, and back into them after a while where it is said so. */
  async #takeOut(backAfterMs: number | undefined): Promise<void> {
    const places = [...this.#bridges.values()];
    this.#out = true;
    await this.#leaveReaders();
    if (backAfterMs !== undefined) void this.#comeBack(backAfterMs, places).catch(() => {});
  }

  async #comeBack(afterMs: number, places: readonly VpcdPlace[]): Promise<void> {
    const { signal } = this.#patience;
    await this.#clock.sleep(afterMs, signal);
    this.#out = false;
    for (const place of places) await this.insert({ ...place, signal });
  }

  async #leaveReaders(): Promise<void> {
    await Promise.all([...this.#bridges.keys()].map((bridge) => bridge.remove()));
    await this.powerOff();
  }

  /** The profiles on the card, in the order of their installation. */
  profiles(): CardProfile[] {
    return this.#card.chip.state.profiles.map((profile) => {
      const { iccid, state, profileClass, nickname } = profile;
      const metadata = decode(StoreMetadataRequest, fromHex(profile.metadata), 'metadata');
      return {
        iccid: iccidFromBytes(fromHex(iccid)),
        state,
        profileClass,
        serviceProviderName: metadata.serviceProviderName,
        profileName: metadata.profileName,
        ...(nickname === undefined ? {} : { nickname }),
      };
    });
  }

  /** The notifications that wait on the card, the oldest first. */
  notifications(): CardNotification[] {
    return this.#card.chip.state.notifications.map(({ seqNumber, operation, address }) => ({
      seqNumber,
      operation,
      address,
    }));
  }

  /** As it left the factory: no profiles, no notifications. A card that has power is reset; one that is out comes back. */
  async restoreFactoryState(): Promise<void> {
    const powered = this.#powered;
    this.#stopWaiting();
    this.#out = false;
    await this.powerOff();
    this.#store.forget();
    await this.powerOn();
    if (!powered) await this.powerOff();
  }

  /** Takes the card out of every reader, and its power away. */
  async remove(): Promise<void> {
    this.#stopWaiting();
    await this.#leaveReaders();
  }

  #stopWaiting(): void {
    this.#patience.abort();
    this.#patience = new AbortController();
  }
}

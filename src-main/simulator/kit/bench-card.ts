/** A card of a bench: a virtual eUICC as tests hold it. */

import { rmSync } from 'node:fs';
import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { StoreMetadataRequest } from '../../rsp/index.ts';
import { decode, iccidFromBytes } from '../../tlv/index.ts';
import { StatusWord } from '../euicc/apdu.ts';
import {
  createFileStateStore,
  createVirtualEuicc,
  type EuiccCard,
  type StateStore,
  type VirtualEuiccOptions,
} from '../euicc/index.ts';
import { performEs10 } from '../euicc/isdr.ts';
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

/**
 * A virtual eUICC (SGP.22 v2.5 §5.7). It is driven by APDUs through `transmit`, by whole ES10 functions through `es10`,
 * or by whatever speaks PC/SC when it is put into a reader of vpcd; what it holds can be looked at without asking it.
 */
export class BenchCard implements VirtualCard {
  readonly eid: string;
  readonly atr: Uint8Array;
  readonly #card: EuiccCard;
  readonly #clock: Clock;
  readonly #store: ForgettingStore;
  readonly #bridges = new Set<VpcdBridge>();
  #powered = false;

  /** Made by `createBench`. Throws as `createVirtualEuicc` does. */
  constructor(options: Omit<VirtualEuiccOptions, 'state'> & { readonly state: ForgettingStore }) {
    this.#card = createVirtualEuicc(options);
    this.#store = options.state;
    this.#clock = options.clock;
    this.eid = this.#card.chip.eid;
    this.atr = this.#card.atr;
  }

  /** Whether the contacts have power. */
  get powered(): boolean {
    return this.#powered;
  }

  /** Contacts get power. */
  async powerOn(): Promise<void> {
    await this.#card.powerOn();
    this.#powered = true;
  }

  /** Contacts lose power, at whatever moment: what is in RAM is gone, a command under way rejects. */
  async powerOff(): Promise<void> {
    this.#powered = false;
    await this.#card.powerOff();
  }

  /** Warm reset. */
  async reset(): Promise<void> {
    await this.#card.reset();
    this.#powered = true;
  }

  /**
   * One command APDU in, response data and status word out, as SCardTransmit has it; a card without power gets it
   * first. Answers every command, whatever its bytes. Rejects with `simulated_card_off` where the power goes meanwhile.
   */
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    if (!this.#powered) await this.powerOn();
    return this.#card.transmit(command);
  }

  /**
   * One ES10 function whole: its request TLV in, its response TLV out, with no APDUs between (SGP.22 v2.5 §5.7). The
   * segments of a bound profile package go in one by one. Rejects with `simulated_card_refused` and the status word
   * where the card answers with that alone.
   */
  async es10(request: Uint8Array): Promise<Uint8Array> {
    if (!this.#powered) await this.powerOn();
    try {
      return performEs10(this.#card.chip, basicChannel, request);
    } catch (error) {
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
    const { host, port, signal } = vpcd;
    const bridge = await connectVpcd({
      host,
      port,
      card: this,
      clock: this.#clock,
      ...(signal === undefined ? {} : { signal }),
    });
    this.#bridges.add(bridge);
    bridge.ended.catch(() => {}).finally(() => this.#bridges.delete(bridge));
    return bridge;
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

  /** As it left the factory: no profiles, no notifications. A card that has power is reset. */
  async restoreFactoryState(): Promise<void> {
    const powered = this.#powered;
    await this.powerOff();
    this.#store.forget();
    await this.powerOn();
    if (!powered) await this.powerOff();
  }

  /** Takes the card out of every reader, and its power away. */
  async remove(): Promise<void> {
    await Promise.all([...this.#bridges].map((bridge) => bridge.remove()));
    await this.powerOff();
  }
}

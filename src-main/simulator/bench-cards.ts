/** The cards of the bench in its worker: made, changed, copied and deleted by hand, each with a folder of its own. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  AddSimulatedProfile,
  ChangeSimulatedCard,
  ChangeSimulatedProfile,
  CopySimulatedCard,
  MakeSimulatedCard,
} from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import { StoreMetadataRequest } from '../rsp/index.ts';
import { decode, encode, iccidFromBytes } from '../tlv/index.ts';
import { type BenchCardEntry, type BenchPlan, type BenchPlanFile, firstPlan } from './bench-cards-file.ts';
import { eidOfCard } from './bench-eid.ts';
import type { BenchLog } from './bench-log.ts';
import { CardLosses, notRestored } from './bench-losses.ts';
import { benchReaderId } from './bench-readers.ts';
import {
  type CardState,
  createFileStateStore,
  createVirtualEuicc,
  type EuiccCard,
  type EuiccConfigInput,
  euiccConfigSchema,
} from './euicc/index.ts';
import { preloadedProfile } from './euicc/new-card.ts';
import { freeIsdpAid, type StoredProfile } from './euicc/state.ts';
import { type FaultRules, withApduFaults } from './faults/index.ts';
import { makeFolder, pkiOfCard } from './kit/card-pki.ts';
import { generatePki, loadPki, type Pki, savePki } from './pki/index.ts';
import { withLuhn } from './profile/index.ts';
import type { VirtualCard } from './virtual-card.ts';

export interface LiveCard {
  readonly entry: BenchCardEntry;
  readonly euicc: EuiccCard;
  /** The card as a reader has it: with the faults of its contacts. */
  readonly contacts: VirtualCard;
}

export interface BenchCardsOptions {
  readonly folder: string;
  readonly file: BenchPlanFile;
  /** Readers with a card each, at least. Default: those that there are, 2 of a bench that nobody has changed yet. */
  readonly count?: number;
  readonly apduDelayMs: number;
  /** One for each CI; the first is that of the servers. */
  readonly pkis: readonly Pki[];
  readonly rootDsAddress: string | undefined;
  readonly smdpAddress: string;
  readonly rules: FaultRules;
  readonly log: BenchLog;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** A fault takes a card out; it comes back after that many milliseconds, if given. */
  readonly onRemoval: (card: number, backAfterMs: number | undefined) => void;
  readonly onChange: () => void;
}

const ciOf = (pki: Pki) => toHex(pki.ci.certificate.subjectKeyId ?? new Uint8Array(0));

export class BenchCards {
  readonly #options: BenchCardsOptions;
  #plan: BenchPlan;
  readonly #live = new Map<number, LiveCard>();
  readonly #losses: CardLosses;

  /** Throws as `benchPlanFile` and `createVirtualEuicc` do. */
  constructor(options: BenchCardsOptions) {
    this.#options = options;
    const { count } = options;
    this.#losses = new CardLosses(join(options.folder, 'deleted-cards'));
    const kept = options.file.load();
    const own = options.pkis[0]?.euicc?.certificate.subject.serialNumber;
    this.#plan = kept ?? firstPlan({ count, folder: options.folder, own });
    for (const entry of this.#plan.cards) this.#live.set(entry.card, this.#make(entry));
    if (kept !== undefined && count !== undefined) this.#fillUp(count);
  }

  /** The first so many readers are there, each with a card. */
  #fillUp(count: number): void {
    for (let number = 0; number < count; number++) {
      if (!this.#plan.readers.includes(number))
        this.#save({ readers: [...this.#plan.readers, number].sort((a, b) => a - b) });
      if (!this.list().some((one) => one.entry.home === number)) this.place(this.make({}).entry.card, number);
    }
  }

  list(): readonly LiveCard[] {
    return [...this.#live.values()].sort((a, b) => a.entry.card - b.entry.card);
  }

  /** Throws `simulator_card_unknown`. */
  get(card: number): LiveCard {
    const live = this.#live.get(card);
    if (live === undefined) throw new WorkbenchError('simulator_card_unknown', { card });
    return live;
  }

  get readers(): readonly number[] {
    return this.#plan.readers;
  }

  cis(): readonly { readonly keyId: string; readonly subject: string }[] {
    return this.#options.pkis.map((pki) => ({
      keyId: ciOf(pki),
      subject: pki.ci.certificate.subject.commonName ?? '',
    }));
  }

  #folderOf(card: number): string {
    return join(this.#options.folder, 'cards', String(card));
  }

  #storeOf(card: number): ReturnType<typeof createFileStateStore> {
    return createFileStateStore(this.#statePath(card));
  }

  #statePath(card: number): string {
    return join(this.#folderOf(card), 'state.json');
  }

  /** The PKIs of a card: those of the bench that it trusts, or one that is its own. */
  #pkisOf({ card, eid, cis }: BenchCardEntry): readonly Pki[] {
    const { pkis, clock, entropy, smdpAddress } = this.#options;
    const folder = this.#folderOf(card);
    if (cis === 'foreign') {
      const place = join(folder, 'pki-foreign');
      makeFolder(place, (unfinished) =>
        savePki(unfinished, generatePki({ clock, entropy, eid, smdpAddress, ciName: 'Foreign CI' })),
      );
      return [loadPki(place)];
    }
    const chosen = cis === undefined ? pkis.slice(0, 1) : pkis.filter((one) => cis.includes(ciOf(one)));
    if (chosen.length === 0)
      throw new WorkbenchError('simulator_card_invalid', { reason: 'the bench has none of its CIs' });
    return chosen.map((pki) => pkiOfCard({ pki, eid, folder, clock, entropy }));
  }

  /** Throws `simulator_config_invalid` and as `createVirtualEuicc` does. */
  #make(entry: BenchCardEntry): LiveCard {
    const { rules, clock, entropy, log, apduDelayMs, rootDsAddress, onRemoval, onChange } = this.#options;
    const { card, eid } = entry;
    const homeOf = () => this.#live.get(card)?.entry.home;
    const faults = rules.forCard({
      eid,
      get reader() {
        const home = homeOf();
        return home === undefined ? undefined : benchReaderId(home);
      },
    });
    const store = this.#storeOf(card);
    const euicc = createVirtualEuicc({
      pki: this.#pkisOf(entry),
      clock,
      entropy,
      state: {
        load: () => store.load(),
        save: (text) => {
          store.save(text);
          onChange();
        },
      },
      config: {
        apduDelay: { fixedMs: apduDelayMs, perByteMs: 0 },
        ...(rootDsAddress === undefined ? {} : { rootDsAddress }),
        ...(entry.settings as EuiccConfigInput),
      },
      faults,
    });
    const contacts = withApduFaults(euicc, {
      faults,
      clock,
      entropy,
      // The reader is in the other thread: it takes the card out, and then the card's power.
      onRemoval: async (backAfterMs) => onRemoval(card, backAfterMs),
    });
    return { entry: { ...entry, eid: euicc.chip.eid }, euicc, contacts: log.ofCard(card, contacts) };
  }

  #save(change: Partial<BenchPlan>): void {
    const plan = { ...this.#plan, ...change };
    this.#options.file.save(plan);
    this.#plan = plan;
    this.#options.onChange();
  }

  #saveCard(entry: BenchCardEntry): void {
    const others = this.#plan.cards.filter((one) => one.card !== entry.card);
    this.#save({ cards: [...others, entry], next: Math.max(this.#plan.next, entry.card + 1) });
    const live = this.#live.get(entry.card);
    if (live !== undefined) this.#live.set(entry.card, { ...live, entry });
  }

  #nextNumber(): number {
    if (this.#plan.cards.length >= simulatorLimits.cards)
      throw new WorkbenchError('simulator_cards_full', { limit: simulatorLimits.cards });
    return this.#plan.next;
  }

  /** Throws `simulator_cards_full`, `simulator_card_invalid`, `simulator_config_invalid`. */
  make(request: Omit<MakeSimulatedCard, 'readerId'>): LiveCard {
    const card = this.#nextNumber();
    const { name = `Card ${card}`, settings = {}, cis, eid = this.#freeEid(card) } = request;
    if (this.list().some((one) => one.entry.eid === eid))
      throw new WorkbenchError('simulator_card_invalid', { reason: 'another card has that EID' });
    if (BigInt(eid) % 97n !== 1n)
      throw new WorkbenchError('simulator_card_invalid', { reason: 'the check digits of the EID are wrong' });
    // The bench's EUM may make cards of its own number alone, and a server would say so at every download.
    if (cis !== 'foreign' && !eid.startsWith(eidOfCard(0).slice(0, 8)))
      throw new WorkbenchError('simulator_card_invalid', {
        reason: `an EID under the bench's CI begins with ${eidOfCard(0).slice(0, 8)}`,
      });
    return this.#begin({ card, name, eid, settings, ...(cis === undefined ? {} : { cis }) });
  }

  /** A new card is written down when it could be made; what was begun of one that could not is taken away again. */
  #begin(entry: BenchCardEntry): LiveCard {
    try {
      const live = this.#make(entry);
      this.#live.set(entry.card, live);
      this.#saveCard(live.entry);
      return live;
    } catch (error) {
      this.#live.delete(entry.card);
      rmSync(this.#folderOf(entry.card), { recursive: true, force: true });
      throw error;
    }
  }

  #freeEid(from: number): string {
    const taken = new Set(this.list().map((one) => one.entry.eid));
    for (let index = from; ; index++) if (!taken.has(eidOfCard(index))) return eidOfCard(index);
  }

  /** Another card of the same kind, with an EID of its own; its profiles too where asked for. Throws as `make` and `get` do. */
  copy({ card, name, profiles }: CopySimulatedCard): LiveCard {
    const { entry, euicc } = this.get(card);
    const number = this.#nextNumber();
    const live = this.#begin({
      card: number,
      name: name ?? `Card ${number}`,
      eid: this.#freeEid(number),
      settings: entry.settings,
      ...(entry.cis === undefined ? {} : { cis: entry.cis }),
    });
    if (profiles) this.#edit(number, (state) => ({ ...state, profiles: euicc.chip.state.profiles }));
    return live;
  }

  /** Name and settings; the card begins anew with what it has on it. Throws as `make` and `get` do. */
  change({ card, name, settings }: ChangeSimulatedCard): LiveCard {
    const { entry } = this.get(card);
    const changed = {
      ...entry,
      ...(name === undefined ? {} : { name }),
      ...(settings === undefined ? {} : { settings }),
    };
    if (settings !== undefined) this.#live.set(card, this.#make(changed));
    this.#saveCard(changed);
    return this.get(card);
  }

  /** As it was made: no downloads, no notifications. */
  reset(card: number): LiveCard {
    const { entry } = this.get(card);
    this.#taking(card, () => {
      rmSync(this.#statePath(card), { force: true });
      this.#live.set(card, this.#make(entry));
    });
    this.#options.onChange();
    return this.get(card);
  }

  delete(card: number): void {
    const { entry } = this.get(card);
    this.#save({ cards: this.#plan.cards.filter((one) => one.card !== card) });
    this.#live.delete(card);
    const { home: _, ...kept } = entry;
    this.#losses.deleted(kept, this.#folderOf(card));
  }

  /** Does what takes something from a card, and keeps what is needed to put it back. */
  #taking(card: number, act: () => void): void {
    const store = this.#storeOf(card);
    const before = store.load();
    act();
    this.#losses.changed(card, before, store.load());
  }

  /**
   * Puts a deleted card back, or what a reset or a hand took from one last. Throws `simulator_card_not_restored` where that is not
   * kept, or something has happened to the card since.
   */
  restore(card: number): LiveCard {
    const loss = this.#losses.of(card);
    if (loss.kind === 'card') {
      this.#nextNumber();
      if (this.list().some((one) => one.entry.eid === loss.entry.eid))
        throw notRestored(card, 'another card has its EID now');
      this.#losses.putBack(card, this.#folderOf(card));
      this.#live.set(card, this.#make(loss.entry));
      this.#saveCard(loss.entry);
      return this.get(card);
    }
    const { entry } = this.get(card);
    const store = this.#storeOf(card);
    if (store.load() !== loss.after) throw notRestored(card, 'it is not as it was left then');
    if (loss.before === undefined) rmSync(this.#statePath(card), { force: true });
    else store.save(loss.before);
    this.#live.set(card, this.#make(entry));
    this.#losses.done(card);
    this.#options.onChange();
    return this.get(card);
  }

  /** The bench ends: what was deleted is gone for good. */
  close(): void {
    this.#losses.clear();
  }

  /** The reader that a card belongs to from now on; undefined: none. */
  place(card: number, home: number | undefined): void {
    const { home: _, ...entry } = this.get(card).entry;
    for (const { entry: other } of this.list())
      if (home !== undefined && other.home === home && other.card !== card) this.place(other.card, undefined);
    this.#saveCard(home === undefined ? entry : { ...entry, home });
  }

  /** Adds a reader with this number, or with the lowest that is free. Throws `simulator_readers_full`. */
  addReader(wanted?: number): number {
    const { readers } = this.#plan;
    if (readers.length >= simulatorLimits.readers)
      throw new WorkbenchError('simulator_readers_full', { limit: simulatorLimits.readers });
    let number = wanted ?? 0;
    while (readers.includes(number)) number += 1;
    this.#save({ readers: [...readers, number].sort((a, b) => a - b) });
    return number;
  }

  dropReader(number: number): void {
    for (const { entry } of this.list()) if (entry.home === number) this.place(entry.card, undefined);
    this.#save({ readers: this.#plan.readers.filter((one) => one !== number) });
  }

  /** Changes what the card keeps, past its functions. */
  #edit(card: number, edit: (state: CardState) => CardState): void {
    const { chip } = this.get(card).euicc;
    chip.commit(edit(chip.state));
    this.#options.onChange();
  }

  /** Throws `simulator_card_invalid` where there is no room, or the ICCID is on the card. */
  addProfile(request: AddSimulatedProfile): string {
    const { card, bytes, iccid = this.#freeIccid(card), ...rest } = request;
    const { chip } = this.get(card).euicc;
    const ciKeyId = chip.keysOf('').ciKeyId;
    const given = euiccConfigSchema.shape.preloadedProfiles.parse([{ iccid, ...rest }]);
    const [profile] = given.map((one) => ({
      ...preloadedProfile(one, freeIsdpAid(chip.state.profiles), ciKeyId),
      size: bytes,
    }));
    const refuse = (reason: string) => new WorkbenchError('simulator_card_invalid', { reason });
    if (profile === undefined) throw refuse('the profile is none');
    if (chip.state.profiles.some((one) => one.iccid === profile.iccid))
      throw refuse('the ICCID is on the card');
    if (bytes > chip.freeMemory) throw refuse('its memory has no room for the profile');
    this.#edit(card, (state) => ({ ...state, profiles: [...state.profiles, profile] }));
    return iccidOf(profile);
  }

  #freeIccid(card: number): string {
    const taken = new Set(this.get(card).euicc.chip.state.profiles.map(iccidOf));
    for (let number = 1; ; number++) {
      const iccid = withLuhn(`899995000000${String(number).padStart(6, '0')}`);
      if (!taken.has(iccid)) return iccid;
    }
  }

  #findProfile(card: number, iccid: string): StoredProfile {
    const { state } = this.get(card).euicc.chip;
    const found = state.profiles.find((one) => iccidOf(one) === iccid);
    if (found === undefined) throw new WorkbenchError('simulator_profile_unknown', { card, iccid });
    return found;
  }

  /** Throws `simulator_profile_unknown`. */
  changeProfile(request: ChangeSimulatedProfile): void {
    const { card, iccid, state: next, nickname, serviceProviderName, profileName } = request;
    const profile = this.#findProfile(card, iccid);
    const metadata = decode(StoreMetadataRequest, fromHex(profile.metadata), 'metadata');
    const { nickname: before, ...rest } = profile;
    const called = nickname ?? before ?? '';
    const changed: StoredProfile = {
      ...rest,
      ...(next === undefined ? {} : { state: next }),
      ...(called === '' ? {} : { nickname: called }),
      metadata:
        serviceProviderName === undefined && profileName === undefined
          ? profile.metadata
          : toHex(
              encode(StoreMetadataRequest, {
                ...metadata,
                ...(serviceProviderName === undefined ? {} : { serviceProviderName }),
                ...(profileName === undefined ? {} : { profileName }),
              }),
            ),
    };
    const others = (one: StoredProfile): StoredProfile =>
      next === 'enabled' && one.state === 'enabled' ? { ...one, state: 'disabled' } : one;
    this.#edit(card, (state) => ({
      ...state,
      profiles: state.profiles.map((one) => (one === profile ? changed : others(one))),
    }));
  }

  /** Takes a profile off the card, without the notification that ES10c.DeleteProfile makes. Throws `simulator_profile_unknown`. */
  dropProfile(card: number, iccid: string): void {
    const profile = this.#findProfile(card, iccid);
    this.#taking(card, () =>
      this.#edit(card, (state) => ({ ...state, profiles: state.profiles.filter((one) => one !== profile) })),
    );
  }

  /** Forgets one pending notification, or all; nobody is told. */
  dropNotifications(card: number, seqNumber: number | undefined): void {
    this.get(card);
    this.#taking(card, () =>
      this.#edit(card, (state) => ({
        ...state,
        notifications: state.notifications.filter(
          (one) => seqNumber !== undefined && one.seqNumber !== seqNumber,
        ),
      })),
    );
  }
}

export function iccidOf(profile: Pick<StoredProfile, 'iccid'>): string {
  return iccidFromBytes(fromHex(profile.iccid));
}

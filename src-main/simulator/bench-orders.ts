/** Orders of the bench's SM-DP+ by hand: made, released, cancelled, reset, removed and put back. What an operator can do is done as ES2+. */

import { fromBase64, toBase64, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  ActOnSimulatedOrder,
  LibraryProfile,
  MakeSimulatedOrder,
  SimulatedOrder,
} from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import type { MadeOrder, MadeOrders, MadeOrdersFile } from './bench-orders-file.ts';
import { callFunction } from './kit/servers.ts';
import { libraryPackages, type ProfileOffer } from './profile/index.ts';
import { makeOffer, type Order, orderKey, type Smdp } from './smdp/index.ts';
import type { Smds } from './smds/index.ts';

export interface BenchOrdersOptions {
  readonly file: MadeOrdersFile;
  readonly entropy: Entropy;
  /** Of the SM-DP+, to which the cards send their notifications. */
  readonly address: string;
  readonly smdp: () => Smdp;
  /** Absent where the bench has none. */
  readonly smds: () => Smds | undefined;
  readonly onChange: () => void;
}

interface Removed {
  readonly made: MadeOrder;
  readonly order: Order;
  readonly upp: Uint8Array;
  readonly hadEvent: boolean;
}

/** Removed orders that can be put back. */
const maxRemoved = 50;
/** As operators name themselves on ES2+. */
const operator = 'by hand';

export class BenchOrders {
  readonly #options: BenchOrdersOptions;
  #state: MadeOrders;
  #offers: readonly ProfileOffer[];
  readonly #removed = new Map<string, Removed>();

  /** Throws as `madeOrdersFile` does. */
  constructor(options: BenchOrdersOptions) {
    this.#options = options;
    this.#state = options.file.load();
    this.#offers = this.#state.orders.flatMap((made) => {
      try {
        return [this.#offerOf(made, this.#packageOf(made))];
      } catch {
        // A package that somebody has taken away takes its order with it, and no other.
        return [];
      }
    });
  }

  /** What the SM-DP+ offers beside its folder and what shops have sold. */
  readonly list = (): readonly ProfileOffer[] => this.#offers;

  library(): LibraryProfile[] {
    return libraryPackages(this.#options.address).map(({ profile, upp, metadata }) => ({
      profile,
      profileName: metadata.profileName ?? '',
      serviceProviderName: metadata.serviceProviderName,
      profileClass: metadata.profileClass,
      policyRules: metadata.policyRules ?? [],
      bytes: upp.length,
      icon: metadata.icon,
    }));
  }

  #packageOf({ name, library }: MadeOrder): Uint8Array {
    if (library === undefined) return this.#options.file.readPackage(name);
    return this.#libraryPackage(library).upp;
  }

  #libraryPackage({ profile, serial }: NonNullable<MadeOrder['library']>) {
    const [found] = libraryPackages(this.#options.address, serial, profile);
    if (found === undefined)
      throw new WorkbenchError('simulator_order_invalid', { reason: 'the library has no such profile' });
    return found;
  }

  #offerOf({ name, library, wish }: MadeOrder, upp: Uint8Array): ProfileOffer {
    const { address } = this.#options;
    const { profileName, serviceProviderName, profileClass, policyRules, icon, expiresAt } = wish;
    const base = library === undefined ? {} : this.#libraryPackage(library).metadata;
    const metadata = {
      ...base,
      ...given({ profileName, serviceProviderName, profileClass, policyRules, icon }),
    };
    const { matchingId, confirmationCode, eid, maxInstallations, maxDownloads } = wish;
    const file = {
      ...given({ matchingId, confirmationCode, eid, maxInstallations, maxDownloads }),
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
      // It is ordered as an operator would.
      initialState: 'available',
      metadata,
    };
    return makeOffer(name, upp, file, address);
  }

  /** Throws `simulator_order_unknown`. */
  #find(order: string): ProfileOffer {
    const offer = this.#options
      .smdp()
      .byHand.offers()
      .find((one) => one.name === order);
    if (offer === undefined) throw new WorkbenchError('simulator_order_unknown', { order });
    return offer;
  }

  #made(order: string): MadeOrder | undefined {
    return this.#state.orders.find((one) => one.name === order);
  }

  #save(state: MadeOrders, offers: readonly ProfileOffer[]): void {
    this.#options.file.save(state);
    this.#state = state;
    this.#offers = offers;
    this.#options.onChange();
  }

  /**
   * Makes an order and, unless it is not wished, releases it. Throws `simulator_order_invalid`, `simulator_orders_full`,
   * `simulator_order_refused`, and what is wrong with the package (`profile_…`); nothing is left then.
   */
  async make({ from, ...wish }: MakeSimulatedOrder): Promise<string> {
    const refuse = (reason: string) => new WorkbenchError('simulator_order_invalid', { reason });
    if (this.#state.orders.length >= simulatorLimits.orders)
      throw new WorkbenchError('simulator_orders_full', { limit: simulatorLimits.orders });
    if (wish.smds && wish.eid === undefined) throw refuse('an event at the SM-DS is for the card of an EID');
    if (wish.smds && this.#options.smds() === undefined) throw new WorkbenchError('simulator_no_smds');
    const serial = this.#state.next;
    const made: MadeOrder = {
      name: `made-${serial}`,
      ...(from.kind === 'library' ? { library: { profile: from.profile, serial } } : {}),
      wish: { ...wish, matchingId: wish.matchingId ?? this.newMatchingId() },
    };
    const upp = from.kind === 'file' ? fromBase64(from.package) : this.#packageOf(made);
    const offer = this.#offerOf(made, upp);
    const others = this.#options.smdp().byHand.offers();
    const terms = (one: ProfileOffer) => this.#options.smdp().byHand.terms(one);
    if (
      others.some((one) => terms(one).matchingId === offer.matchingId || orderKey(one) === offer.matchingId)
    )
      throw refuse('the matching id is taken');
    if (others.some((one) => one.metadata.iccid === offer.metadata.iccid))
      throw refuse('a profile of that ICCID is offered already');
    if (made.library === undefined) this.#options.file.writePackage(made.name, upp);
    this.#save({ ...this.#state, next: serial + 1, orders: [...this.#state.orders, made] }, [
      ...this.#offers,
      offer,
    ]);
    try {
      await this.#release(offer, wish.release);
    } catch (error) {
      this.#take(made, offer);
      throw error;
    }
    return made.name;
  }

  /** One that nobody guesses. */
  newMatchingId(): string {
    const text = toHex(this.#options.entropy.bytes(10));
    return (text.match(/.{1,5}/g) ?? []).join('-');
  }

  #take({ name, library }: MadeOrder, offer: ProfileOffer): void {
    this.#save(
      { ...this.#state, orders: this.#state.orders.filter((one) => one.name !== name) },
      this.#offers.filter((one) => one.name !== name),
    );
    this.#options.smdp().byHand.forget(orderKey(offer));
    if (library === undefined) this.#options.file.removePackage(name);
  }

  /** One function of ES2+. Throws `simulator_order_refused` and `simulated_server_http`. */
  async #ask(name: string, title: string, body: object): Promise<void> {
    const header = { functionRequesterIdentifier: operator, functionCallIdentifier: title };
    const refused = (subjectCode: string, reasonCode: string, message: string) =>
      new WorkbenchError('simulator_order_refused', {
        function: `ES2+.${title}`,
        subjectCode,
        reasonCode,
        message,
      });
    const answer = await callFunction(this.#options.smdp().handle, `es2plus/${name}`, {
      header,
      ...body,
    }).catch((error: unknown) => {
      if (error instanceof SyntaxError) throw refused('-', '-', 'the answer is no JSON');
      throw error;
    });
    const status = (answer?.['header'] as { functionExecutionStatus?: Status } | undefined)
      ?.functionExecutionStatus;
    if (status?.status === 'Executed-Success') return;
    const { subjectCode = '-', reasonCode = '-', message = '' } = status?.statusCodeData ?? {};
    throw refused(subjectCode, reasonCode, message);
  }

  /** From whatever state to `released`, or to `confirmed`, in the steps of ES2+ that are left. */
  async #release(offer: ProfileOffer, release = true): Promise<void> {
    const { byHand } = this.#options.smdp();
    const { iccid } = offer.metadata;
    const state = () => byHand.order(offer).state;
    const { eid, matchingId } = byHand.terms(offer);
    const target = eid === undefined ? {} : { eid };
    if (state() === 'available') await this.#ask('downloadOrder', 'DownloadOrder', { iccid, ...target });
    const smds = this.#made(offer.name)?.wish.smds === true ? this.#options.smds()?.address : undefined;
    if (['allocated', 'linked'].includes(state()))
      await this.#ask('confirmOrder', 'ConfirmOrder', {
        iccid,
        ...target,
        matchingId,
        releaseFlag: release,
        ...(smds === undefined ? {} : { smdsAddress: smds }),
      });
    else if (release) await this.#ask('releaseProfile', 'ReleaseProfile', { iccid });
  }

  /** Another end of an order that was made by hand; undefined: none. What became of the order stays. */
  #expire(name: string, upp: Uint8Array, expiresAt: number | undefined): void {
    const made = this.#made(name);
    if (made === undefined) throw new WorkbenchError('simulator_order_fixed', { order: name });
    const { expiresAt: _, ...wish } = made.wish;
    const changed: MadeOrder = {
      ...made,
      wish: { ...wish, ...(expiresAt === undefined ? {} : { expiresAt }) },
    };
    const offer = this.#offerOf(changed, upp);
    this.#save(
      { ...this.#state, orders: this.#state.orders.map((one) => (one === made ? changed : one)) },
      this.#offers.map((one) => (one.name === name ? offer : one)),
    );
  }

  /** Throws `simulator_order_unknown`, `simulator_order_refused`, and for what a shop has sold `simulator_order_fixed`. */
  async act({ order, action }: ActOnSimulatedOrder): Promise<void> {
    const offer = this.#find(order);
    const { byHand } = this.#options.smdp();
    if (offer.sold === true) throw new WorkbenchError('simulator_order_fixed', { order });
    if (action.kind === 'release') await this.#release(offer);
    else if (action.kind === 'cancel')
      await this.#ask('cancelOrder', 'CancelOrder', {
        iccid: offer.metadata.iccid,
        finalProfileStatusIndicator: action.available ? 'Available' : 'Unavailable',
      });
    else if (action.kind === 'expiry') this.#expire(order, offer.upp, action.expiresAt);
    else if (action.kind === 'state')
      byHand.change(offer, {
        state: action.state,
        reason: action.state === 'error' ? 'set by hand' : undefined,
      });
    else {
      this.#forgetEvent(offer);
      byHand.forget(orderKey(offer));
      const made = this.#made(order);
      if (made !== undefined) await this.#release(offer, made.wish.release);
    }
    this.#options.onChange();
  }

  /** Whether an event stood for the order. */
  #forgetEvent(offer: ProfileOffer): boolean {
    const { eventId, orderedFor: eid } = this.#options.smdp().byHand.order(offer);
    if (eventId === undefined || eid === undefined) return false;
    return this.#options.smds()?.byHand.remove({ eid, eventId }) ?? false;
  }

  /** Takes an order away that was made by hand. Throws `simulator_order_unknown`, `simulator_order_fixed`. */
  remove(order: string): void {
    const offer = this.#find(order);
    const made = this.#made(order);
    if (made === undefined) throw new WorkbenchError('simulator_order_fixed', { order });
    const kept = this.#options.smdp().byHand.order(offer);
    const hadEvent = this.#forgetEvent(offer);
    this.#take(made, offer);
    this.#removed.set(order, { made, order: kept, upp: offer.upp, hadEvent });
    const [oldest] = this.#removed.keys();
    if (this.#removed.size > maxRemoved && oldest !== undefined) this.#removed.delete(oldest);
  }

  /** Puts a removed order back as it was. Throws `simulator_order_unknown` where it was removed too long ago. */
  restore(name: string): void {
    const removed = this.#removed.get(name);
    if (removed === undefined) throw new WorkbenchError('simulator_order_unknown', { order: name });
    const { made, order, upp, hadEvent } = removed;
    const offer = this.#offerOf(made, upp);
    if (made.library === undefined) this.#options.file.writePackage(name, upp);
    this.#save({ ...this.#state, orders: [...this.#state.orders, made] }, [...this.#offers, offer]);
    this.#options.smdp().byHand.change(offer, order);
    const { eventId, orderedFor: eid } = order;
    if (hadEvent && eventId !== undefined && eid !== undefined)
      this.#options.smds()?.byHand.register({ eid, eventId, rspServerAddress: this.#options.address });
    this.#removed.delete(name);
  }

  /** What an order is downloaded with; a secret. Throws `simulator_order_unknown`, `simulator_order_fixed`. */
  code(order: string): { activationCode: string; matchingId: string; confirmationCode?: string } {
    const offer = this.#find(order);
    if (offer.sold === true) throw new WorkbenchError('simulator_order_fixed', { order });
    const { matchingId, confirmationHash } = this.#options.smdp().byHand.terms(offer);
    const { confirmationCode } = offer;
    const flag = confirmationHash === undefined ? '' : '$$1';
    return {
      activationCode: `LPA:1$${this.#options.address}$${matchingId}${flag}`,
      matchingId,
      ...(confirmationCode === undefined ? {} : { confirmationCode }),
    };
  }

  /** The orders as people see them, those of shops last, and how many there are in all. */
  show(): { readonly orders: SimulatedOrder[]; readonly count: number } {
    const offers = this.#options.smdp().byHand.offers();
    const own = offers.filter((one) => one.sold !== true);
    const sold = offers.filter((one) => one.sold === true).reverse();
    const shown = [...own, ...sold].slice(0, simulatorLimits.shown);
    return { orders: shown.map((one) => this.#view(one)), count: offers.length };
  }

  view(order: string): SimulatedOrder {
    return this.#view(this.#find(order));
  }

  #view(offer: ProfileOffer): SimulatedOrder {
    const { byHand } = this.#options.smdp();
    const order = byHand.order(offer);
    const { eid: boundTo, confirmationHash } = byHand.terms(offer);
    const { metadata, maxInstallations = 1, maxDownloads, expiresAt } = offer;
    const { icon, iconType } = metadata;
    const isMade = this.#made(offer.name) !== undefined;
    return {
      order: offer.name,
      origin: offer.sold === true ? 'shop' : isMade ? 'made' : 'folder',
      profileName: metadata.profileName,
      serviceProviderName: metadata.serviceProviderName,
      profileClass: typeof metadata.profileClass === 'string' ? metadata.profileClass : 'operational',
      iccid: metadata.iccid,
      bytes: offer.upp.length,
      policyRules: [...(metadata.profilePolicyRules ?? [])].map(String),
      ...(icon === undefined || offer.sold === true
        ? {}
        : { icon: { type: iconType === 'jpg' ? 'jpg' : 'png', data: toBase64(icon) } }),
      state: order.state,
      ...given({ reason: order.reason, maxDownloads, boundTo, eid: order.eid, expiresAt }),
      installations: order.installations,
      maxInstallations,
      downloads: order.downloads,
      confirmationCodeRequired: confirmationHash !== undefined,
      wrongConfirmationCodes: order.wrongConfirmationCodes,
      maxConfirmationCodes: byHand.maxConfirmationCodes,
      event: order.eventId !== undefined,
      transactions: (order.transactions ?? []).map(({ transactionId, eid, concluded = false }) => ({
        transactionId,
        eid,
        concluded,
      })),
    };
  }
}

interface Status {
  readonly status?: string;
  readonly statusCodeData?: {
    readonly subjectCode?: string;
    readonly reasonCode?: string;
    readonly message?: string;
  };
}

/** The fields that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The orders of a shop, whatever API it speaks: taken, delivered when they are due, and followed until they are installed. */

import { setMaxListeners } from 'node:events';
import { toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { ProfileSupply } from './ports.ts';
import {
  maxOrders,
  maxSessions,
  type ShopOrder,
  type ShopSession,
  type ShopState,
  type ShopStore,
} from './state.ts';

/** What a delivered order sells, as the card will show it. */
export interface ProfileNames {
  readonly serviceProviderName: string;
  readonly profileName: string;
}

export interface DeskOptions {
  readonly store: ShopStore;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly supply: ProfileSupply;
  /** From the order to its delivery, in milliseconds. */
  readonly deliveryMs: number;
  /** What the profile of a plan is called. */
  readonly names: (planId: string) => ProfileNames;
  /** One line for people. Gets no secrets. Must not throw. */
  readonly log?: (line: string) => void;
}

/** An order as it comes. */
export interface NewOrder
  extends Pick<ShopOrder, 'id' | 'kind' | 'planId' | 'price' | 'currency' | 'failure'>,
    Partial<Pick<ShopOrder, 'clientReference' | 'email' | 'eid' | 'iccid' | 'ended'>> {
  /** In place of the shop's own time of delivery. */
  readonly delivery?: { readonly afterMs?: number | undefined; readonly polls?: number | undefined };
}

/** A text that nobody guesses. */
export function secretText(entropy: Entropy, bytes: number): string {
  return toHex(entropy.bytes(bytes));
}

export class ShopDesk {
  readonly #options: DeskOptions;
  #state: ShopState;
  /** Orders that are being delivered, so that no two requests deliver one. */
  readonly #delivering = new Map<string, Promise<void>>();
  readonly #closed = new AbortController();

  /** Throws what `store` does. */
  constructor(options: DeskOptions) {
    this.#options = options;
    setMaxListeners(0, this.#closed.signal);
    const known = options.store.load();
    this.#state = known ?? { version: 1, token: secretText(options.entropy, 24), orders: [] };
    if (known === undefined) options.store.save(this.#state);
    for (const order of this.#state.orders) this.#deliverLater(order);
  }

  /** Bearer token of the account. */
  get token(): string {
    return this.#state.token;
  }

  /** API key and secret of the account; made when they are first asked for. */
  get login(): { readonly username: string; readonly password: string } {
    const { entropy } = this.#options;
    const login = this.#state.login ?? {
      username: secretText(entropy, 8),
      password: secretText(entropy, 24),
    };
    if (this.#state.login === undefined) this.#keep({ ...this.#state, login });
    return login;
  }

  /** Pairs of tokens that were issued and not revoked. */
  get sessions(): readonly ShopSession[] {
    return this.#state.sessions ?? [];
  }

  set sessions(sessions: readonly ShopSession[]) {
    this.#keep({ ...this.#state, sessions: sessions.slice(-maxSessions) });
  }

  /** Where the shop listened the last time. */
  get port(): number | undefined {
    return this.#state.port;
  }

  set port(port: number) {
    if (port !== this.#state.port) this.#keep({ ...this.#state, port });
  }

  /** The oldest first, as they were last looked at. */
  orders(): readonly ShopOrder[] {
    return this.#state.orders;
  }

  find(id: string): ShopOrder | undefined {
    return this.#state.orders.find((one) => one.id === id);
  }

  /** The number that the next order will have. */
  get nextNumber(): number {
    return (this.#state.orders.at(-1)?.number ?? 0) + 1;
  }

  /** Takes an order, and has kept it when it returns. Throws what `store` does, and where the shop has too many orders. */
  take({ delivery, ...fields }: NewOrder): ShopOrder {
    const { clock, deliveryMs } = this.#options;
    if (this.#state.orders.length >= maxOrders)
      throw new WorkbenchError('simulator_options_invalid', {
        reason: `a shop has at most ${maxOrders} orders`,
      });
    const createdAt = clock.now();
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const order = {
      ...given,
      number: this.nextNumber,
      createdAt,
      dueAt: createdAt + (delivery?.afterMs ?? (delivery?.polls === undefined ? deliveryMs : 0)),
      duePolls: delivery?.polls ?? 0,
      polls: 0,
    } as ShopOrder;
    this.#save([...this.#state.orders, order]);
    this.#deliverLater(order);
    return order;
  }

  change(id: string, change: Partial<ShopOrder>): ShopOrder | undefined {
    const orders = this.#state.orders.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.#save(orders);
    return this.find(id);
  }

  /**
   * An order as it is now: delivered where it is due, and with what cards have told of its profile. `poll` counts as a look
   * of its buyer. Undefined where there is none.
   */
  async look(id: string, options: { readonly poll?: boolean } = {}): Promise<ShopOrder | undefined> {
    const order = this.find(id);
    if (order === undefined) return undefined;
    if (options.poll === true && order.polls < order.duePolls) this.change(id, { polls: order.polls + 1 });
    await this.#deliver(id);
    return this.#followInstallation(id);
  }

  /** Forgets all orders; the account stays. */
  reset(): void {
    this.#save([]);
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#closed.abort();
  }

  #isDue(order: ShopOrder): boolean {
    return (
      order.ended === undefined &&
      order.deliveredAt === undefined &&
      order.polls >= order.duePolls &&
      order.dueAt <= this.#options.clock.now()
    );
  }

  /** When nobody looks, time delivers: what is pushed to a card waits for no poll. */
  #deliverLater({ id, dueAt, deliveredAt, ended }: ShopOrder): void {
    if (deliveredAt !== undefined || ended !== undefined) return;
    const { clock } = this.#options;
    // A timer may come a moment before the clock is there.
    const wait = Math.max(0, dueAt - clock.now()) + 10;
    void clock.sleep(wait, this.#closed.signal).then(
      () => this.#deliver(id),
      () => undefined,
    );
  }

  async #deliver(id: string): Promise<void> {
    const order = this.find(id);
    if (order === undefined || !this.#isDue(order) || this.#closed.signal.aborted) return;
    const running =
      this.#delivering.get(id) ?? this.#fulfil(order).finally(() => this.#delivering.delete(id));
    this.#delivering.set(id, running);
    await running;
  }

  /** Never rejects: what the SM-DP+ does not take now is tried again at the next look. */
  async #fulfil(order: ShopOrder): Promise<void> {
    const { clock, entropy, supply, names, log } = this.#options;
    const { id, number, planId, eid } = order;
    try {
      if (order.kind === 'topup') {
        this.change(id, { deliveredAt: clock.now() });
        return;
      }
      // 16 bytes, in the characters of an AC_Token (SGP.22 v2.5 §4.1.1).
      const matchingId = order.matchingId ?? secretText(entropy, 16).replace(/(.{8})(?=.)/g, '$1-');
      if (order.matchingId === undefined) this.change(id, { matchingId });
      const push = eid === undefined ? {} : { eid };
      const { iccid, smdpAddress } = await supply.order({ number, matchingId, ...names(planId), ...push });
      this.change(id, { iccid, smdpAddress, deliveredAt: clock.now() });
    } catch (error) {
      const why = error instanceof WorkbenchError ? error.code : 'unexpected';
      log?.(`Order ${number} cannot be delivered yet: ${why}`);
    }
  }

  #followInstallation(id: string): ShopOrder | undefined {
    const order = this.find(id);
    if (order?.iccid === undefined || order.deliveredAt === undefined) return order;
    if (order.kind === 'topup' || order.enabledAt !== undefined) return order;
    const told = this.#options.supply.installation(order.iccid);
    // What was told first stays.
    const installedAt = order.installedAt ?? told.installedAt;
    if (installedAt === order.installedAt && told.enabledAt === undefined) return order;
    return this.change(id, {
      ...(installedAt === undefined ? {} : { installedAt }),
      ...(told.enabledAt === undefined ? {} : { enabledAt: told.enabledAt }),
    });
  }

  #save(orders: readonly ShopOrder[]): void {
    this.#keep({ ...this.#state, orders: [...orders] });
  }

  #keep(state: ShopState): void {
    this.#options.store.save(state);
    this.#state = state;
  }
}

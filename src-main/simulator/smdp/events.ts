/** Events at an SM-DS: registered when a profile is released, deleted when it is gone (SGP.22 v2.5 §3.6, §5.9.1, §5.9.2). */

import type { ProfileOffer } from '../profile/index.ts';
import { type FunctionCaller, type Outbox, wasExecuted } from '../rsp-server/index.ts';
import type { Orders } from './orders.ts';
import { failure } from './status.ts';

export interface EventRecord {
  readonly smdsAddress: string;
  readonly eid: string;
  readonly eventId: string;
}

export interface EventsOptions {
  readonly call: FunctionCaller;
  readonly outbox: Outbox;
  /** The SM-DP+ as the LPA is to find it. */
  readonly address: string;
  /** The SM-DP+'s OID, as function requester. */
  readonly requester: string;
}

export class Events {
  readonly #options: EventsOptions | undefined;
  #calls = 0;

  /** Without options no SM-DS can be reached. */
  constructor(options: EventsOptions | undefined) {
    this.#options = options;
  }

  #header(requester: string) {
    this.#calls += 1;
    return { functionRequesterIdentifier: requester, functionCallIdentifier: String(this.#calls) };
  }

  async #ask(
    path: string,
    smdsAddress: string,
    fields: Readonly<Record<string, unknown>>,
    options: EventsOptions,
  ): Promise<void> {
    const target = { address: smdsAddress, path };
    const body = { header: this.#header(options.requester), ...fields };
    const answer = await options.call(target, body).catch(() => undefined);
    if (answer === undefined) throw failure('smdsInaccessible');
    if (!wasExecuted(answer)) throw failure('smdsFailed');
  }

  /** ES12.RegisterEvent. Rejects with `smdsInaccessible` or `smdsFailed`. */
  async register({ smdsAddress, eid, eventId }: EventRecord): Promise<void> {
    const options = this.#options;
    if (options === undefined) throw failure('smdsInaccessible');
    // Forwarding is for an SM-DS that is not the root; the root has nobody to forward to.
    const fields = { eid, rspServerAddress: options.address, eventId, forwardingIndicator: true };
    await this.#ask('/gsma/rsp2/es12/registerEvent', smdsAddress, fields, options);
  }

  /** ES12.DeleteEvent. Rejects as `register` does. */
  async delete({ smdsAddress, eid, eventId }: EventRecord): Promise<void> {
    const options = this.#options;
    if (options === undefined) throw failure('smdsInaccessible');
    await this.#ask('/gsma/rsp2/es12/deleteEvent', smdsAddress, { eid, eventId }, options);
  }

  /** As `delete`, for when nobody waits: tried again until the SM-DS has taken it. */
  deleteLater({ smdsAddress, eid, eventId }: EventRecord): void {
    if (this.#options === undefined) return;
    const { outbox, requester } = this.#options;
    const target = { address: smdsAddress, path: '/gsma/rsp2/es12/deleteEvent' };
    outbox.send(target, { header: this.#header(requester), eid, eventId });
  }
}

/** The order is over: its event at the SM-DS, if there is one, is deleted. */
export function forgetEvent(
  { orders, events }: { readonly orders: Orders; readonly events: Events },
  offer: ProfileOffer,
): void {
  const { smdsAddress, eventId, orderedFor: eid } = orders.get(offer);
  if (smdsAddress === undefined || eventId === undefined || eid === undefined) return;
  orders.change(offer, { eventId: undefined });
  events.deleteLater({ smdsAddress, eid, eventId });
}

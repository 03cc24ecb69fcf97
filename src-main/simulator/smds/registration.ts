/** ES12 and ES15: events are registered and deleted, and forwarded to the root SM-DS (SGP.22 v2.5 §5.9, §5.10, §3.6.1, §3.6.3). */

import { z } from 'zod';
import { toHex } from '../../../src-shared/bytes.ts';
import { eidText } from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { type FunctionCaller, functionHeaderInput, wasExecuted } from '../rsp-server/index.ts';
import type { EventRecord, EventRecords } from './events.ts';
import { smdsFailure } from './status.ts';

export interface RegistrationContext {
  readonly events: EventRecords;
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  /** The SM-DS's own, as the LPA is to find it. */
  readonly address: string;
  /** The SM-DS's OID, as function requester. */
  readonly requester: string;
  /** The SM-DS above, where this one is not the root. */
  readonly root?: { readonly address: string; readonly call: FunctionCaller };
}

const eventId = z.string().min(1).max(255);

export const registerEventInput = z.object({
  header: functionHeaderInput,
  eid: eidText,
  rspServerAddress: z.string().min(1).max(255),
  eventId,
  forwardingIndicator: z.boolean(),
});

export const deleteEventInput = z.object({ header: functionHeaderInput, eid: eidText, eventId });

async function askRoot(
  { root, requester, entropy }: RegistrationContext,
  name: 'registerEvent' | 'deleteEvent',
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (root === undefined) return;
  const header = {
    functionRequesterIdentifier: requester,
    functionCallIdentifier: toHex(entropy.bytes(8)),
  };
  const target = { address: root.address, path: `/gsma/rsp2/es15/${name}` };
  const answer = await root.call(target, { header, ...fields }).catch(() => undefined);
  if (answer === undefined) throw smdsFailure('rootInaccessible');
  if (!wasExecuted(answer)) throw smdsFailure('rootFailed');
}

/**
 * RegisterEvent. What is to be forwarded is registered at the root too, under an id of this SM-DS's own and with its
 * address, so that the LPA comes from there to here and from here to the SM-DP+ (§3.6.1).
 */
export async function registerEvent(
  context: RegistrationContext,
  request: z.output<typeof registerEventInput>,
  mayForward: boolean,
): Promise<Record<string, never>> {
  const { events, clock, entropy, address, root } = context;
  const { eid } = request;
  const check = () => {
    if (events.find(eid, request.eventId) !== undefined) throw smdsFailure('eventInUse');
  };
  check();
  const forwards = mayForward && request.forwardingIndicator && root !== undefined;
  const forwardedAs = forwards ? toHex(entropy.bytes(16)) : undefined;
  if (forwardedAs !== undefined) {
    const fields = { eid, rspServerAddress: address, eventId: forwardedAs, forwardingIndicator: false };
    await askRoot(context, 'registerEvent', fields);
    check();
  }
  events.add({
    eid,
    eventId: request.eventId,
    rspServerAddress: request.rspServerAddress,
    owner: request.header.functionRequesterIdentifier,
    ...(forwardedAs === undefined ? {} : { forwardedAs }),
    registeredAt: clock.now(),
  });
  return {};
}

/** DeleteEvent: by whoever registered it, and at the root too where it was forwarded. */
export async function deleteEvent(
  context: RegistrationContext,
  request: z.output<typeof deleteEventInput>,
): Promise<Record<string, never>> {
  const { eid } = request;
  const event: EventRecord | undefined = context.events.find(eid, request.eventId);
  if (event === undefined) throw smdsFailure('eventUnknown');
  if (event.owner !== request.header.functionRequesterIdentifier) throw smdsFailure('eventNotAllowed');
  if (event.forwardedAs !== undefined)
    await askRoot(context, 'deleteEvent', { eid, eventId: event.forwardedAs });
  context.events.remove(event);
  return {};
}

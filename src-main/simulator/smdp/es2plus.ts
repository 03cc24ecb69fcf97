/** ES2+ (operator to SM-DP+, SGP.22 v2.5 §5.3): orders of profiles, from the inventory to the LPA. */

import { z } from 'zod';
import { toHex } from '../../../src-shared/bytes.ts';
import { eidText } from '../../../src-shared/model/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import { type FunctionCall, FunctionFailure, functionHeaderInput } from '../rsp-server/index.ts';
import type { SmdpContext } from './context.ts';
import { confirmationHash } from './orders.ts';
import { iccidText, profileTypeOf } from './progress.ts';
import type { ProfileState } from './state.ts';
import { failure } from './status.ts';

/** 19 or 20 digits, with or without padding. */
const iccid = z
  .string()
  .regex(/^\d{18,20}F{0,2}$/i)
  .transform((text) => text.replace(/F+$/i, ''));
const matchingId = z
  .string()
  .max(255)
  .regex(/^[0-9A-Z-]*$/i);

export const downloadOrderInput = z
  .object({
    header: functionHeaderInput,
    eid: eidText.optional(),
    iccid: iccid.optional(),
    profileType: z.string().min(1).max(100).optional(),
  })
  .refine((request) => request.iccid !== undefined || request.profileType !== undefined);

export const confirmOrderInput = z.object({
  header: functionHeaderInput,
  iccid,
  eid: eidText.optional(),
  matchingId: matchingId.optional(),
  confirmationCode: z.string().min(1).max(64).optional(),
  smdsAddress: z.string().min(1).max(255).optional(),
  releaseFlag: z.boolean(),
});

export const cancelOrderInput = z.object({
  header: functionHeaderInput,
  iccid,
  eid: eidText.optional(),
  matchingId: matchingId.optional(),
  finalProfileStatusIndicator: z.enum(['Available', 'Unavailable']),
});

export const releaseProfileInput = z.object({ header: functionHeaderInput, iccid });

type Requester = z.output<typeof functionHeaderInput>['functionRequesterIdentifier'];

/** The operator of the offer, and the one that ordered it, are the only ones that may go on with it. */
function isAllowed({ orders }: SmdpContext, offer: ProfileOffer, requester: Requester): boolean {
  const owners = [offer.operator, orders.get(offer).operator];
  return owners.every((owner) => owner === undefined || owner === requester);
}

/**
 * The offer with that ICCID. Where several have it, one in a state that the function wants comes first. Fails with
 * `iccidUnknown` or `iccidNotAllowed`.
 */
function findByIccid(
  context: SmdpContext,
  request: { readonly iccid: string; readonly header: z.output<typeof functionHeaderInput> },
  wanted: readonly ProfileState[],
): ProfileOffer {
  const { orders } = context;
  const all = orders.offers().filter((offer) => offer.metadata.iccid === request.iccid);
  if (all.length === 0) throw failure('iccidUnknown');
  const own = all.filter((offer) => isAllowed(context, offer, request.header.functionRequesterIdentifier));
  const found = own.find((offer) => wanted.includes(orders.get(offer).state)) ?? own[0];
  if (found === undefined) throw failure('iccidNotAllowed');
  return found;
}

function findByType(context: SmdpContext, profileType: string, requester: Requester): ProfileOffer {
  const { orders } = context;
  const all = orders.offers().filter((offer) => profileTypeOf(offer) === profileType);
  if (all.length === 0) throw failure('profileTypeUnknown');
  const own = all.filter((offer) => isAllowed(context, offer, requester));
  if (own.length === 0) throw failure('profileTypeNotAllowed');
  const found = own.find((offer) => orders.get(offer).state === 'available');
  if (found === undefined) throw failure('profileTypeUnavailable');
  return found;
}

/** ES2+.DownloadOrder (§5.3.1): reserves a profile, for an eUICC where one is given. */
export function downloadOrder(context: SmdpContext, request: z.output<typeof downloadOrderInput>) {
  const { orders } = context;
  const { profileType, eid } = request;
  const operator = request.header.functionRequesterIdentifier;
  let offer: ProfileOffer;
  if (request.iccid !== undefined) {
    offer = findByIccid(context, { ...request, iccid: request.iccid }, ['available']);
    if (profileType !== undefined && profileTypeOf(offer) !== profileType)
      throw failure('profileTypeRefused');
    if (orders.get(offer).state !== 'available') throw failure('iccidInUse');
  } else offer = findByType(context, profileType ?? '', operator);
  const state = eid === undefined ? 'allocated' : 'linked';
  orders.change(offer, { state, operator, ...(eid === undefined ? {} : { orderedFor: eid }) });
  return { iccid: iccidText(offer) };
}

/** The order is released; where an SM-DS is to know of it, once that does. Fails as `Events.register` does. */
async function release(context: SmdpContext, offer: ProfileOffer): Promise<void> {
  const { orders, events } = context;
  const { smdsAddress, orderedFor: eid, state } = orders.get(offer);
  if (smdsAddress === undefined || eid === undefined) {
    orders.change(offer, { state: 'released' });
    return;
  }
  const eventId = orders.terms(offer).matchingId;
  await events.register({ smdsAddress, eid, eventId });
  if (orders.get(offer).state === state) orders.change(offer, { state: 'released', eventId });
  else {
    events.deleteLater({ smdsAddress, eid, eventId });
    throw failure('iccidWrongState');
  }
}

/** A matching id that nobody guesses, in the characters of an AC_Token (§4.1.1). */
function newMatchingId(context: SmdpContext): string {
  const text = toHex(context.entropy.bytes(16));
  return (text.match(/.{1,8}/g) ?? []).join('-');
}

/** ES2+.ConfirmOrder (§5.3.2): completes the order, and releases it where the flag says so. */
export async function confirmOrder(
  context: SmdpContext,
  request: z.output<typeof confirmOrderInput>,
  call: FunctionCall,
) {
  const { orders } = context;
  const offer = findByIccid(context, request, ['allocated', 'linked']);
  const order = orders.get(offer);
  if (order.state !== 'allocated' && order.state !== 'linked') throw failure('iccidWrongState');
  const { smdsAddress, confirmationCode } = request;
  if (order.orderedFor !== undefined && request.eid !== undefined && request.eid !== order.orderedFor)
    throw failure('eidOtherAssociation');
  const eid = request.eid ?? order.orderedFor;
  if (eid === undefined && (smdsAddress !== undefined || request.matchingId === ''))
    throw failure('eidMissing');
  // An event needs an id, and that is the matching id.
  const { matchingId: given } = request;
  const id =
    given === undefined || (given === '' && smdsAddress !== undefined) ? newMatchingId(context) : given;
  const other = id === '' ? undefined : orders.find(id);
  if (other !== undefined && other !== offer) throw failure('matchingIdInUse');
  orders.change(offer, {
    state: 'confirmed',
    matchingId: id,
    ...(eid === undefined ? {} : { orderedFor: eid }),
    ...(confirmationCode === undefined
      ? {}
      : { confirmationHash: toHex(confirmationHash(confirmationCode)) }),
    ...(smdsAddress === undefined ? {} : { smdsAddress }),
  });
  if (request.releaseFlag)
    try {
      await release(context, offer);
    } catch (error) {
      // As if ConfirmOrder had not been called: it can be tried again, with another SM-DS too.
      if (orders.get(offer).state === 'confirmed') {
        const { state, orderedFor } = order;
        const undone = { matchingId: undefined, confirmationHash: undefined, smdsAddress: undefined };
        orders.change(offer, { state, orderedFor, ...undone });
      }
      if (error instanceof FunctionFailure) call.note(`the SM-DS ${smdsAddress} was asked`);
      throw error;
    }
  return { ...(eid === undefined ? {} : { eid }), matchingId: id, smdpAddress: context.address };
}

/** ES2+.CancelOrder (§5.3.3): ends an order that no eUICC has had the profile of. */
export async function cancelOrder(context: SmdpContext, request: z.output<typeof cancelOrderInput>) {
  const { orders, events } = context;
  const pending = ['allocated', 'linked', 'confirmed', 'released', 'error', 'downloaded'] as const;
  const offer = findByIccid(context, request, pending);
  const order = orders.get(offer);
  // What was handed out may be on a card: it is not offered anew.
  const makesAvailable = request.finalProfileStatusIndicator === 'Available';
  if (order.state === 'installed' || (order.state === 'downloaded' && makesAvailable))
    throw failure('iccidInUse');
  if (order.state === 'available' || order.state === 'unavailable') throw failure('iccidWrongState');
  const terms = orders.terms(offer);
  if (request.eid !== undefined && request.eid !== terms.eid) throw failure('eidOtherAssociation');
  if (request.matchingId !== undefined && request.matchingId !== terms.matchingId)
    throw failure('matchingIdOtherAssociation');
  const { smdsAddress, eventId, orderedFor: eid } = order;
  if (smdsAddress !== undefined && eventId !== undefined && eid !== undefined)
    await events.delete({ smdsAddress, eid, eventId });
  orders.cancel(offer, makesAvailable ? 'available' : 'unavailable');
  return {};
}

/** ES2+.ReleaseProfile (§5.3.4): a confirmed order can be downloaded from now on. */
export async function releaseProfile(context: SmdpContext, request: z.output<typeof releaseProfileInput>) {
  const offer = findByIccid(context, request, ['confirmed']);
  if (context.orders.get(offer).state !== 'confirmed') throw failure('iccidWrongState');
  await release(context, offer);
  return {};
}

/** Where the sides of the simulated bench disagree about a card: what one holds that another does not, and who has still to be told. */

import type { Card, SimulatedCard, SimulatedOrder, SimulatorPicture } from './model/index.ts';

export const disagreementKinds = [
  'installedNotOnCard',
  'onCardNotTold',
  'onCardNotToldLost',
  'onCardOrderEnded',
  'lpaNotRead',
  'lpaProfile',
  'lpaState',
  'lpaNotifications',
  'eventWithoutOrder',
  'orderWithoutEvent',
  'sessionAtServerAlone',
  'sessionAtCardAlone',
] as const;
export type DisagreementKind = (typeof disagreementKinds)[number];

export interface Disagreement {
  readonly kind: DisagreementKind;
  /** The sides that it is between; marked in the picture. */
  readonly between: readonly ('card' | 'lpa' | 'smdp' | 'smds')[];
  /** The order, profile or event that it is about. */
  readonly order?: string;
  readonly iccid?: string;
  readonly what?: string;
}

/** Orders that concern a card: given to it, or bound to it. */
export function ordersOf(picture: SimulatorPicture, eid: string): SimulatedOrder[] {
  return picture.smdp.orders.filter(
    (one) => one.eid === eid || one.boundTo === eid || one.transactions.some((each) => each.eid === eid),
  );
}

/** Whether the SM-DP+ was told, after the installation, that the profile was deleted. */
function toldOfDeletion({ smdp }: SimulatorPicture, eid: string, iccid: string): boolean {
  const last = smdp.notifications.findLast((one) => one.eid === eid && one.iccid === iccid);
  return last?.event.includes('Delete') === true;
}

function orderDisagreements(picture: SimulatorPicture, card: SimulatedCard): Disagreement[] {
  const { eid } = card;
  return ordersOf(picture, eid).flatMap((one): Disagreement[] => {
    const about = { order: one.order, iccid: one.iccid, what: one.profileName };
    const between = ['card', 'smdp'] as const;
    const isOnCard = card.profiles.some((each) => each.iccid === one.iccid);
    const pending = card.notifications.some((each) => each.iccid === one.iccid);
    const isOfCard = one.eid === eid;
    const out: Disagreement[] = [];
    if (
      one.state === 'installed' &&
      isOfCard &&
      !isOnCard &&
      !pending &&
      !toldOfDeletion(picture, eid, one.iccid)
    )
      out.push({ kind: 'installedNotOnCard', between, ...about });
    if (isOnCard && isOfCard && ['released', 'downloaded'].includes(one.state) && one.installations === 0)
      out.push({ kind: pending ? 'onCardNotTold' : 'onCardNotToldLost', between, ...about });
    if (isOnCard && isOfCard && ['error', 'unavailable'].includes(one.state))
      out.push({ kind: 'onCardOrderEnded', between, ...about });
    return out;
  });
}

function lpaDisagreements(card: SimulatedCard, known: Card | undefined): Disagreement[] {
  const between = ['lpa', 'card'] as const;
  if (known === undefined) return card.profiles.length === 0 ? [] : [{ kind: 'lpaNotRead', between }];
  const out: Disagreement[] = [];
  const named = (iccid: string, what: string | undefined) => ({
    iccid,
    ...(what === undefined ? {} : { what }),
  });
  for (const profile of card.profiles) {
    const seen = known.profiles.find((one) => one.iccid === profile.iccid);
    if (seen === undefined)
      out.push({ kind: 'lpaProfile', between, ...named(profile.iccid, profile.profileName) });
    else if (seen.state !== profile.state)
      out.push({ kind: 'lpaState', between, ...named(profile.iccid, profile.profileName) });
  }
  for (const seen of known.profiles)
    if (!card.profiles.some((one) => one.iccid === seen.iccid))
      out.push({ kind: 'lpaProfile', between, ...named(seen.iccid, seen.profileName) });
  const numbers = (list: readonly number[]) => [...list].sort((a, b) => a - b).join();
  if (
    numbers(card.notifications.map((one) => one.seqNumber)) !==
    numbers(known.notifications.map((one) => one.sequenceNumber))
  )
    out.push({ kind: 'lpaNotifications', between });
  return out;
}

function eventDisagreements(picture: SimulatorPicture, card: SimulatedCard): Disagreement[] {
  const { smds, smdp } = picture;
  if (smds === undefined) return [];
  const between = ['smdp', 'smds'] as const;
  const mine = smds.events.filter((one) => one.eid === card.eid);
  const out: Disagreement[] = [];
  for (const event of mine) {
    const order = smdp.orders.find((one) => one.order === event.order);
    // What leads elsewhere is not for this SM-DP+ to know.
    if (
      event.server !== smdp.address ||
      (order !== undefined && ['released', 'downloaded'].includes(order.state))
    )
      continue;
    out.push({
      kind: 'eventWithoutOrder',
      between,
      ...(order === undefined ? {} : { what: order.profileName }),
    });
  }
  for (const order of ordersOf(picture, card.eid))
    if (order.event && !mine.some((one) => one.order === order.order))
      out.push({ kind: 'orderWithoutEvent', between, order: order.order, what: order.profileName });
  return out;
}

function sessionDisagreements({ smdp }: SimulatorPicture, card: SimulatedCard): Disagreement[] {
  const between = ['card', 'smdp'] as const;
  const id = card.session?.transactionId;
  const atServer = smdp.sessions.filter((one) => one.eid === card.eid);
  const out: Disagreement[] = [];
  for (const one of atServer)
    if (one.transactionId !== id)
      out.push({
        kind: 'sessionAtServerAlone',
        between,
        ...(one.transactionId === undefined ? {} : { what: one.transactionId }),
      });
  if (
    id !== undefined &&
    card.session?.server === smdp.address &&
    !smdp.sessions.some((one) => one.transactionId === id)
  )
    out.push({ kind: 'sessionAtCardAlone', between, what: id });
  return out;
}

/** @param known the card as the LPA has last read it; undefined: never */
export function disagreementsOf(
  picture: SimulatorPicture,
  card: SimulatedCard,
  known: Card | undefined,
): Disagreement[] {
  return [
    ...orderDisagreements(picture, card),
    ...lpaDisagreements(card, known),
    ...eventDisagreements(picture, card),
    ...sessionDisagreements(picture, card),
  ];
}

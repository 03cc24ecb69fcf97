/** Shops and orders, as a person reads of them. */

import type { ConnectorName, Order, OrderAccount, OrderStatus, Price } from '../model/index.ts';
import { fillText, formatAmount, formatDuration } from './format.ts';

export const connectorText: Readonly<Record<ConnectorName, string>> = {
  truphone: '1GLOBAL (Truphone) Connect',
  octopus: 'Octopus Cards',
};

export const orderStatusText: Readonly<Record<OrderStatus, string>> = {
  placing: 'Being placed',
  outcome_unknown: 'Outcome unknown',
  open: 'Ordered',
  delivered: 'Delivered',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** What a status means, and what comes of it. */
export const orderStatusMeaning: Readonly<Record<OrderStatus, string>> = {
  placing: 'It is on its way to the shop, and not known to have arrived.',
  outcome_unknown: 'The shop may have taken it or not. It is not ordered again; say what became of it.',
  open: 'The shop has taken it. It is asked again until it has delivered.',
  delivered: 'The shop has delivered; the code is in the vault.',
  failed: 'Nothing was delivered. The error says why.',
  cancelled: 'The shop has cancelled it.',
};

export const tokenTexts = {
  renews: 'renews itself',
  left: '{time} left',
  ranOut: 'ran out {time} ago',
} as const;

/** How the token of an account stands at `now`; empty where that is not known. */
export function tokenText(
  { renewsToken, tokenExpiresAt }: Pick<OrderAccount, 'renewsToken' | 'tokenExpiresAt'>,
  now: number,
): string {
  if (renewsToken) return tokenTexts.renews;
  if (tokenExpiresAt === undefined) return '';
  const time = formatDuration(Math.abs(tokenExpiresAt - now));
  return fillText(tokenExpiresAt > now ? tokenTexts.left : tokenTexts.ranOut, { time });
}

/** `4.50 USD`: two decimal places at least; more where the shop has them. */
export function formatPrice({ amount, currency }: Price): string {
  return `${formatAmount(amount)} ${currency}`;
}

const results = {
  toppedUp: 'The shop has topped up the profile.',
  toppedUpIccid: 'The shop has topped up {iccid}.',
  code: 'The shop has delivered; the code is number {codeId} in the vault.',
  noCode: 'The shop has delivered; the code is not in the vault.',
} as const;

/** What a language translates. */
export const orderTexts = { orderStatusText, orderStatusMeaning, results, tokenTexts };

/** What a delivered order was for, where it is not simply the code in the vault. */
export function orderResultText({ status, operationType, codeId, iccid }: Order): string {
  if (status !== 'delivered') return orderStatusMeaning[status];
  if (operationType === 'TOPUP')
    return iccid === undefined ? results.toppedUp : fillText(results.toppedUpIccid, { iccid });
  return codeId === undefined ? results.noCode : fillText(results.code, { codeId });
}

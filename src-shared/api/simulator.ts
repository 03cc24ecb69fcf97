/** The simulated bench by hand: cards, readers, orders and events to edit, and a picture of what each side holds. */

import { z } from 'zod';
import {
  actOnSimulatedOrder,
  addSimulatedProfile,
  changeSimulatedCard,
  changeSimulatedProfile,
  copySimulatedCard,
  iccidText,
  libraryFault,
  libraryProfile,
  makeSimulatedCard,
  makeSimulatedEvent,
  makeSimulatedOrder,
  simulatedCard,
  simulatedCardNumber,
  simulatedEvent,
  simulatedExchange,
  simulatedOrder,
  simulatedOrderCode,
  simulatedOrderName,
  simulatorLimits,
  simulatorPicture,
} from '../model/index.ts';
import { row } from './row.ts';

const nothing = z.object({}).strict();
const card = z.object({ card: simulatedCardNumber });
const order = z.object({ order: simulatedOrderName });
const reader = z.object({ readerId: z.string().min(1).max(300) });

export const simulatorRows = {
  'simulator.picture': row(
    'What cards, readers, SM-DP+ and SM-DS of the simulated bench hold; no secrets',
    nothing,
    simulatorPicture,
  ),
  'simulator.exchanges': row(
    'The last functions that cards and servers of the simulated bench were asked, the oldest first',
    z.object({ limit: z.int().min(1).max(simulatorLimits.exchanges).default(100) }),
    z.array(simulatedExchange),
  ),
  'simulator.cards.make': row('Makes a simulated card', makeSimulatedCard, simulatedCard),
  'simulator.cards.change': row(
    'Names a simulated card or gives it other settings; what is on it stays',
    changeSimulatedCard,
    simulatedCard,
  ),
  'simulator.cards.copy': row(
    'Makes another card like one, with an EID of its own',
    copySimulatedCard,
    simulatedCard,
  ),
  'simulator.cards.reset': row(
    'Makes a simulated card as it was made, without what was downloaded to it',
    card,
    simulatedCard,
  ),
  'simulator.cards.delete': row(
    'Deletes a simulated card with all that is on it; gives it as it was. It can be put back until the engine ends',
    card,
    simulatedCard,
  ),
  'simulator.cards.restore': row(
    'Puts a deleted simulated card back, into no reader; or what a reset or a hand took from one last',
    card,
    simulatedCard,
  ),
  'simulator.cards.insert': row(
    'Puts a simulated card into an empty simulated reader, out of the one that it is in',
    card.extend(reader.shape),
    simulatedCard,
  ),
  'simulator.cards.remove': row(
    'Pulls a simulated card out of its reader, also in the middle of an operation',
    card.extend({ backAfterMs: z.int().min(0).max(600_000).optional() }),
    simulatedCard,
  ),
  'simulator.cards.addProfile': row(
    'Puts a profile on a simulated card, as if it had been made with it',
    addSimulatedProfile,
    simulatedCard,
  ),
  'simulator.cards.changeProfile': row(
    'Changes state and names of a profile on a simulated card, without anybody being told',
    changeSimulatedProfile,
    simulatedCard,
  ),
  'simulator.cards.dropProfile': row(
    'Takes a profile off a simulated card, without a notification of that',
    card.extend({ iccid: iccidText }),
    simulatedCard,
  ),
  'simulator.cards.dropNotifications': row(
    'Makes a simulated card forget one pending notification, or all',
    card.extend({ seqNumber: z.int().positive().optional() }),
    simulatedCard,
  ),
  'simulator.readers.add': row(
    'Adds an empty simulated reader: the one that is named, as it was called before, or the next',
    reader.partial(),
    reader,
  ),
  'simulator.readers.remove': row('Takes a simulated reader away; its card is in none then', reader, reader),
  'simulator.library': row('The profiles of which orders can be made', nothing, z.array(libraryProfile)),
  'simulator.orders.make': row(
    'Makes an order at the simulated SM-DP+ (ES2+), of a profile of the library or of a package',
    makeSimulatedOrder,
    simulatedOrder,
  ),
  'simulator.orders.act': row(
    'Releases, cancels or resets an order of the simulated SM-DP+, or sets its state or its end by hand',
    actOnSimulatedOrder,
    simulatedOrder,
  ),
  'simulator.orders.remove': row(
    'Removes an order that was made by hand; it can be put back until the engine ends',
    order,
    simulatedOrder,
  ),
  'simulator.orders.restore': row('Puts a removed order back as it was', order, simulatedOrder),
  'simulator.orders.code': row('What an order is downloaded with: a secret', order, simulatedOrderCode),
  'simulator.events.make': row(
    'Registers an event at the simulated SM-DS',
    makeSimulatedEvent,
    simulatedEvent,
  ),
  'simulator.events.delete': row(
    'Deletes an event of the simulated SM-DS; gives it as it was',
    z.object({ event: z.string().regex(/^[0-9a-f]{16}$/) }),
    simulatedEvent,
  ),
  'simulator.faults.library': row(
    'The faults of docs/faults.md: rule, operation, and what the workbench reports; all, or those with a text in them',
    z.object({ text: z.string().max(200).default('') }),
    z.array(libraryFault),
  ),
} as const;

/** The commands of the page of a card. */

import {
  ArrowLeftRight,
  CreditCard,
  Eraser,
  History,
  ListChecks,
  type LucideIcon,
  Radar,
  Send,
  Server,
  ToggleLeft,
  ToggleRight,
  Trash2,
} from 'lucide-react';
import { cardText, fillText, visibleText } from '../../src-shared/texts.ts';
import { type CardActions, cardActions } from '../state/card-actions.ts';
import type { CommandRow } from './commands.ts';
import type { PaletteItem } from './palette-items.ts';

const titles = cardText.commands;

type Action = (actions: CardActions) => (() => void) | undefined;

/** The key of a command as it stands in `cardText.commands`, its icon, its key, and what it does where it can be done. */
const rows: readonly (readonly [keyof typeof titles, LucideIcon, string | undefined, Action])[] = [
  ['overview', CreditCard, '1', (actions) => () => actions.show(undefined)],
  ['abilities', ListChecks, '2', (actions) => () => actions.show('abilities')],
  ['readings', History, '3', (actions) => () => actions.show('readings')],
  ['compare', ArrowLeftRight, '4', (actions) => actions.compare],
  ['discover', Radar, '5', (actions) => actions.discover],
  ['sendNotifications', Send, undefined, (actions) => actions.sendNotifications],
  ['changeDefaultSmdp', Server, undefined, (actions) => actions.changeDefaultSmdp],
  ['resetMemory', Eraser, undefined, (actions) => actions.resetMemory],
];

function find(action: Action): (() => void) | undefined {
  const actions = cardActions();
  return actions === undefined ? undefined : action(actions);
}

export const cardCommands: readonly CommandRow[] = rows.map(
  ([name, icon, keys, action]): CommandRow => ({
    id: `card.${name}`,
    title: () => titles[name],
    icon,
    group: 'work',
    ...(keys === undefined ? {} : { keys }),
    when: () => find(action) !== undefined,
    run: () => find(action)?.(),
  }),
);

const icons = { enable: ToggleRight, disable: ToggleLeft, delete: Trash2 } as const;

/** What can be done with each profile of the card that is shown. */
export function profileItems(): readonly PaletteItem[] {
  return (cardActions()?.profiles ?? []).map(({ iccid, what, kind, run }) => ({
    key: `profile:${kind}:${iccid}`,
    kind: 'command',
    title: fillText(titles[kind], { what: visibleText(what, 60) }),
    private: true,
    icon: icons[kind],
    run,
  }));
}

import { type LucideIcon, Nfc, Package, QrCode } from 'lucide-react';
import { z } from 'zod';
import type { Code } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import {
  benchPageText,
  codeStateText,
  fillText,
  groupDigits,
  operationKindText,
  shellText,
  statusText,
  visibleText,
} from '../../src-shared/texts.ts';
import { goTo } from '../state/route.ts';
import type { Snapshot } from '../state/workbench.ts';
import { profileItems } from './card-commands.ts';
import { type CommandContext, commands } from './commands.ts';
import { fitOf, fits, fuzzyScore } from './fuzzy.ts';
import { pages, pageTitle } from './pages.tsx';

const text = shellText.palette;

/** Something that the palette leads to or does. */
export interface PaletteItem {
  /** The same in every session: what was used last is kept by it. */
  readonly key: string;
  readonly kind: keyof typeof text.kinds;
  readonly title: string;
  /** Set apart from the title, and found as well. */
  readonly detail?: string;
  /** Whether title and detail are private: masked where that is wanted. */
  readonly private?: true;
  readonly icon: LucideIcon;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

/** Everything that can be found, what is at hand always first: pages, commands, then what the workbench knows. */
export function paletteItems(
  context: CommandContext,
  snapshot: Snapshot,
  codes: readonly Code[],
): readonly PaletteItem[] {
  const items: PaletteItem[] = pages.map((row) => ({
    key: `page:${row.id}`,
    kind: 'page',
    title: pageTitle(row),
    icon: row.icon,
    keys: row.keys,
    run: () => goTo(row.route),
  }));
  for (const row of commands)
    if (row.keysOnly !== true && row.when?.(context) !== false)
      items.push({
        key: `command:${row.id}`,
        kind: 'command',
        title: row.title(),
        detail: shellText.groups[row.group],
        icon: row.icon,
        keys: row.keys,
        run: () => void row.run(context),
      });
  items.push(...profileItems());
  for (const reader of snapshot.readers)
    items.push({
      key: `reader:${reader.id}`,
      kind: 'reader',
      title: fillText(benchPageText.goTo, { reader: visibleText(readerTitle(reader), 100) }),
      // Found by its place and by the name that it has in PC/SC too.
      detail: [
        reader.place === undefined ? '' : fillText(benchPageText.slot, { place: reader.place }),
        reader.label === undefined ? '' : visibleText(reader.name, 100),
      ]
        .filter((part) => part !== '')
        .join(', '),
      icon: Nfc,
      run: () => goTo({ page: 'reader', readerId: reader.id }),
    });
  for (const card of snapshot.cards.values())
    items.push({
      key: `card:${card.eid}`,
      kind: 'card',
      title: groupDigits(card.eid),
      // Found without its groups too.
      detail: card.eid,
      private: true,
      icon: Nfc,
      run: () => goTo({ page: 'card', eid: card.eid }),
    });
  for (const operation of [...snapshot.operations.values()].sort((a, b) => b.id - a.id))
    items.push({
      key: `operation:${operation.id}`,
      kind: 'operation',
      title: fillText(text.operation, { id: operation.id }),
      detail: `${operationKindText[operation.kind]}, ${statusText[operation.status]}`,
      icon: Package,
      run: () => goTo({ page: 'operation', id: operation.id }),
    });
  for (const code of codes)
    items.push({
      key: `code:${code.id}`,
      kind: 'code',
      title: visibleText(code.label || fillText(text.code, { id: code.id }), 100),
      detail: codeStateText[code.state],
      private: true,
      icon: QrCode,
      run: () => goTo({ page: 'codes', id: code.id }),
    });
  return items;
}

const MOST_SHOWN = 60;
/** Of what the workbench has hundreds of; who means another one types more of it. */
const MOST_OF_A_KIND: Partial<Record<PaletteItem['kind'], number>> = { card: 8, operation: 8, code: 8 };

/** Whether it is something that the window does, and no thing that it knows. */
const isOfTheWindow = ({ kind, key }: PaletteItem) =>
  kind === 'page' || (kind === 'command' && !key.startsWith('profile:'));

/**
 * What fits, the best first: what the window does and has the query in it, at the beginning of a word before within one; then what
 * it knows, in the same order; then what has the query as initials. What merely has its letters somewhere, in this order, is
 * shown where nothing else is, as somebody may have mistyped it; and things that are known are found in neither of these ways.
 */
function ranked(typed: string, items: readonly PaletteItem[]): readonly PaletteItem[] {
  const tierOf = (item: PaletteItem) => {
    const { title, detail } = item;
    const inTitle = fitOf(typed, title);
    const inAll = detail === undefined ? inTitle : fitOf(typed, `${title} ${detail}`);
    if (inAll === undefined) return undefined;
    if (!isOfTheWindow(item))
      return fits.indexOf(inAll) <= fits.indexOf('part') ? fits.indexOf(inAll) : undefined;
    // By what stands beside its name it is found as by a part of that.
    const beside = Math.max(fits.indexOf('part'), fits.indexOf(inAll));
    return inTitle === undefined ? beside : Math.min(fits.indexOf(inTitle), beside);
  };
  const found = items.flatMap((item) => {
    const tier = tierOf(item);
    return tier === undefined
      ? []
      : [{ item, tier, score: fuzzyScore(typed, `${item.title} ${item.detail ?? ''}`) ?? 0 }];
  });
  const best = Math.min(...found.map(({ tier }) => tier));
  const loose = fits.indexOf('letters');
  const place = ({ item, tier }: (typeof found)[number]) =>
    isOfTheWindow(item) ? (tier <= fits.indexOf('part') ? 0 : 2) : 1;
  const counts = new Map<PaletteItem['kind'], number>();
  return found
    .filter(({ tier }) => tier < loose || best === loose)
    .sort((a, b) => place(a) - place(b) || a.tier - b.tier || b.score - a.score)
    .map(({ item }) => item)
    .filter(({ kind }) => {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return count <= (MOST_OF_A_KIND[kind] ?? MOST_SHOWN);
    });
}

/**
 * What fits a query, the best first; without one, what was used last. A number leads first to what has it: to an operation
 * also where the window does not know it, since it has only the newest.
 */
export function findItems(
  query: string,
  items: readonly PaletteItem[],
  recent: readonly string[],
  newestOperation: number,
): readonly PaletteItem[] {
  const typed = query.trim();
  const place = (item: PaletteItem) => {
    const at = recent.indexOf(item.key);
    return at === -1 ? recent.length : at;
  };
  if (typed === '')
    return items
      .filter(({ key, kind }) => kind === 'page' || kind === 'command' || recent.includes(key))
      .sort((a, b) => place(a) - place(b))
      .slice(0, MOST_SHOWN);
  const found = ranked(typed, items);
  const number = /^#?(\d{1,9})$/.exec(typed)?.[1];
  const id = Number(number);
  if (number === undefined || id < 1 || id > newestOperation) return found.slice(0, MOST_SHOWN);
  const exact = found.filter(({ key }) => key === `operation:${id}` || key === `code:${id}`);
  const operation: readonly PaletteItem[] = exact.some(({ kind }) => kind === 'operation')
    ? []
    : [
        {
          key: `operation:${id}`,
          kind: 'operation',
          title: fillText(text.operation, { id }),
          icon: Package,
          run: () => goTo({ page: 'operation', id }),
        },
      ];
  return [...operation, ...exact, ...found.filter((item) => !exact.includes(item))].slice(0, MOST_SHOWN);
}

const recentKey = 'euicc-workbench.recent';
const recentSchema = z.array(z.string().max(200)).max(20);

export function recentItems(): readonly string[] {
  try {
    return recentSchema.parse(JSON.parse(localStorage.getItem(recentKey) ?? '[]'));
  } catch {
    return [];
  }
}

/** Keeps that an item was used. Cards and codes are not kept: their keys would lie open in the window's storage. */
export function rememberItem({ key, kind }: PaletteItem): void {
  if (kind === 'card' || kind === 'code' || key.startsWith('profile:')) return;
  const next = [key, ...recentItems().filter((known) => known !== key)].slice(0, 8);
  try {
    localStorage.setItem(recentKey, JSON.stringify(next));
  } catch {
    // No room or no right to store: it is found again by typing.
  }
}

/** What can be done on the pages of operations, of the history and of evidence: each presses what the page has for it. */

import {
  FileDown,
  FileInput,
  FileSearch,
  FileUp,
  Footprints,
  GitCompareArrows,
  Hash,
  Link,
  type LucideIcon,
  Play,
  RotateCw,
  Save,
  Unplug,
} from 'lucide-react';
import {
  consoleText,
  evidencePageText,
  fillText,
  historyText,
  operationPageText,
} from '../../src-shared/texts.ts';
import { goTo } from '../state/route.ts';
import { copyText } from '../ui/clipboard.ts';
import type { CommandRow } from './commands.ts';

const target = (id: string) => document.querySelector<HTMLElement>(`[data-command="${id}"]:not(:disabled)`);

function press(id: string): boolean {
  const found = target(id);
  // The dialog that it opens gives the focus back to where it was.
  if (found?.closest('main') != null) found.focus();
  found?.click();
  return found !== null;
}

const rows: readonly (readonly [id: string, icon: LucideIcon, title: () => string, keys?: string])[] = [
  ['operation.export', FileSearch, () => evidencePageText.make.export, 'v'],
  ['operation.replay', Play, () => evidencePageText.make.replayHere],
  ['operation.again', RotateCw, () => operationPageText.again, 'g'],
  ['operation.decisive', Footprints, () => operationPageText.decisive, '!'],
  ['operation.compare', GitCompareArrows, () => operationPageText.compareNumber],
  ['history.compare', GitCompareArrows, () => operationPageText.comparePicked],
  ['history.save', Save, () => historyText.save],
  ['trace.export', FileDown, () => evidencePageText.traceFile.menu],
  ['console.script', Save, () => consoleText.saveScript],
  ['console.close', Unplug, () => consoleText.close],
  ['evidence.replay', Play, () => evidencePageText.replay.run, 'z'],
];

/** How long a page is waited for that a command leads to. */
const PAGE_MS = 3000;

/** Chooses files on a page that is for them, from wherever: a browser lets a page do so for some seconds after a key. */
function chooseFiles(page: 'evidence' | 'operations', command: string): void {
  // The page that is shown may be for them too.
  if (press(command)) return;
  goTo({ page });
  const began = performance.now();
  const attempt = () => {
    if (!press(command) && performance.now() - began < PAGE_MS) requestAnimationFrame(attempt);
  };
  attempt();
}

/** Copies something of the operation that the page is of, and says so. */
function copy(
  id: string,
  icon: LucideIcon,
  title: () => string,
  of: (id: number) => string,
  keys?: string,
): CommandRow {
  return {
    id,
    title,
    icon,
    group: 'work',
    ...(keys === undefined ? {} : { keys }),
    when: ({ route }) => route.page === 'operation',
    run: ({ route, desk }) => {
      if (route.page !== 'operation') return;
      const what = of(route.id);
      void copyText(what).then((done) => done && desk.announce(fillText(operationPageText.copied, { what })));
    },
  };
}

export const operationCommands: readonly CommandRow[] = [
  {
    id: 'evidence.open',
    title: () => evidencePageText.open,
    icon: FileUp,
    group: 'work',
    menu: 'file',
    run: () => chooseFiles('evidence', 'evidence.open'),
  },
  {
    id: 'trace.import',
    title: () => consoleText.importTitle,
    icon: FileInput,
    group: 'work',
    menu: 'file',
    run: () => chooseFiles('operations', 'trace.import'),
  },
  ...rows.map(
    ([id, icon, title, keys]): CommandRow => ({
      id,
      title,
      icon,
      group: 'work',
      ...(keys === undefined ? {} : { keys }),
      when: () => target(id) !== null,
      run: () => press(id),
    }),
  ),
  copy('operation.copyNumber', Hash, () => operationPageText.copyNumber, String),
  copy(
    'operation.copyLink',
    Link,
    () => operationPageText.copyLink,
    () => window.location.href,
    'y',
  ),
];

/** What can be done on the station's page, and the way to a new batch from everywhere. */

import { ListPlus, Maximize, Play, Square, TableProperties, Volume2 } from 'lucide-react';
import { stationPageText } from '../../src-shared/texts.ts';
import { goTo } from '../state/route.ts';
import { setStationSettings, stationSettings } from '../station/station-settings.ts';
import { toggleFull } from '../station/use-full.ts';
import type { CommandContext, CommandRow } from './commands.ts';

const text = stationPageText.commands;

const isHere = ({ route }: CommandContext) => route.page === 'station';
const isBatch = ({ route }: CommandContext) =>
  route.page === 'station' && /^\d+$/.test(route.parts?.[0] ?? '') && route.parts?.length === 1;

/** Whether what has the focus does something of its own with Space and Enter. */
function isOwn(element: Element | null): boolean {
  return element !== null && element.closest('button, a, [role=grid], [role=slider], [role=menu]') !== null;
}

/** The one obvious thing: the question that waits, else the page's first button. Enter does not pause: a hand scanner types it. */
function pressPrimary(key: ' ' | 'Enter'): boolean {
  const question = document.querySelector<HTMLElement>('main .station-ask input');
  if (question !== null) {
    question.focus();
    return true;
  }
  const button = document.querySelector<HTMLButtonElement>('main [data-primary]');
  if (button === null || button.disabled || (key === 'Enter' && button.dataset['primary'] === 'pause'))
    return false;
  button.click();
  return true;
}

const primary = (id: string, key: ' ' | 'Enter', keysOnly: boolean): CommandRow => ({
  id,
  title: () => text.primary,
  icon: Play,
  group: 'work',
  keys: key,
  ...(keysOnly ? { keysOnly: true } : {}),
  when: (context) => isHere(context) && !isOwn(document.activeElement),
  run: () => pressPrimary(key),
});

export const stationCommands: readonly CommandRow[] = [
  {
    id: 'station.new',
    title: () => text.make,
    icon: ListPlus,
    group: 'work',
    run: () => goTo({ page: 'station', parts: ['new'] }),
  },
  primary('station.go', ' ', false),
  primary('station.enter', 'Enter', true),
  {
    id: 'station.stop',
    title: () => text.stop,
    icon: Square,
    group: 'work',
    when: (context) => isBatch(context) && document.querySelector('main [data-stop]') !== null,
    run: () => document.querySelector<HTMLButtonElement>('main [data-stop]')?.click(),
  },
  {
    id: 'station.full',
    title: () => text.full,
    icon: Maximize,
    group: 'look',
    keys: 'f',
    when: isBatch,
    run: toggleFull,
  },
  {
    id: 'station.lines',
    title: () => text.lines,
    icon: TableProperties,
    group: 'look',
    keys: '.',
    when: isBatch,
    run: () => setStationSettings({ lines: !stationSettings().lines }),
  },
  {
    id: 'station.sound',
    title: () => text.sound,
    icon: Volume2,
    group: 'look',
    keys: 'q',
    when: isBatch,
    run: () => setStationSettings({ sound: !stationSettings().sound }),
  },
];

/**
 * What can be done from everywhere, a row each: palette, keys, the list of shortcuts and the desktop's menu follow from the
 * rows. A new command is a row here with its title in `shellText.commands` (three languages).
 */

import {
  AppWindow,
  ArrowLeft,
  Camera,
  ChartBar,
  ChevronDown,
  ChevronUp,
  ClipboardPaste,
  Command,
  Contrast,
  Copy,
  Download,
  Eye,
  EyeOff,
  GitCompareArrows,
  Keyboard,
  Languages,
  type LucideIcon,
  Minimize2,
  Monitor,
  Moon,
  Plus,
  RefreshCw,
  Search,
  SquareTerminal,
  Sun,
  Tag,
  Undo2,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { languageNames, languages } from '../../src-shared/language.ts';
import { benchPageText, consoleText, fillText, shellText, traceText } from '../../src-shared/texts.ts';
import { setDraft } from '../activate/draft.ts';
import type { Desk } from '../state/desk.ts';
import { lastList } from '../state/last-list.ts';
import { type Preferences, preferences, setPreferences, zoomSteps } from '../state/preferences.ts';
import { goTo, type Route } from '../state/route.ts';
import { focusTile } from '../state/tile-focus.ts';
import { undoList } from '../state/undo.ts';
import { doTraceAction, hasTraceAction, type TraceActions } from '../trace/actions.ts';
import { cardCommands } from './card-commands.ts';
import { desktop } from './desktop.ts';
import { operationCommands } from './operation-commands.ts';
import { simulatorCommands } from './simulator-commands.ts';
import { stationCommands } from './station-commands.ts';

/** What the window around knows when a command is run. */
export interface CommandContext {
  readonly desk: Desk;
  readonly route: Route;
  readonly readers: readonly { readonly id: string }[];
  readonly selectedReaderId: string | undefined;
  open(what: 'palette' | 'shortcuts'): void;
  /** Takes back what was done last and says so. */
  undo(): void;
}

export interface CommandRow {
  readonly id: string;
  readonly title: () => string;
  readonly icon: LucideIcon;
  readonly group: keyof typeof shellText.groups;
  readonly keys?: string;
  /** In which of the desktop's menus it is. Absent: in none. */
  readonly menu?: 'file' | 'edit' | 'view' | 'help';
  /** Not offered in the palette: it is about where the keyboard is. */
  readonly keysOnly?: true;
  /** Whether it can be run now. Without: always. */
  readonly when?: (context: CommandContext) => boolean;
  /** False where there was nothing to do, so that the key goes on to whom it is for. */
  readonly run: (context: CommandContext) => unknown;
}

const titles = shellText.commands;
const look = (part: Partial<Preferences>) => () => setPreferences(part);

function focusSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-search]')];
  // The page's own filter comes before the one of the readers.
  const field = fields.find((candidate) => candidate.closest('main') !== null) ?? fields[0];
  field?.focus();
  field?.select();
  return field !== undefined;
}

/** What the page makes new ones with. */
function pressNew(): boolean {
  const button = document.querySelector<HTMLButtonElement>('main [data-new]');
  // The dialog gives the focus back to where it was.
  button?.focus();
  button?.click();
  return button !== null;
}

function step(by: 1 | -1) {
  return ({ readers, route, selectedReaderId }: CommandContext): boolean => {
    const at = readers.findIndex((reader) => reader.id === selectedReaderId);
    const next = readers[at === -1 ? 0 : (at + by + readers.length) % readers.length];
    if (next !== undefined && route.page === 'home') focusTile(next.id);
    else if (next !== undefined) goTo({ page: 'reader', readerId: next.id });
    return next !== undefined;
  };
}

/** One level up. */
function back(route: Route): void {
  // First what is open beside the list.
  if (route.page === 'trace' && route.seq !== undefined)
    goTo({ page: 'trace', id: route.id }, { replace: true });
  else if (route.page === 'trace' && route.id > 0) goTo({ page: 'operation', id: route.id });
  else if (route.page === 'trace') goTo({ page: 'evidence', parts: [String(-route.id)] });
  else if (route.page === 'trace-compare') goTo({ page: 'trace', id: route.a });
  else if (route.page === 'reader' || route.page === 'card') goTo({ page: 'home' });
  else if (route.page === 'operation') goTo(lastList());
  else if (route.page === 'evidence') goTo({ page: 'evidence' });
  else if (route.page === 'station' && (route.parts ?? []).length > 0)
    goTo({ page: 'station', parts: (route.parts ?? []).slice(0, -1) });
  else if (route.page === 'codes' || route.page === 'orders') goTo({ page: route.page });
}

function zoom(by: 1 | -1): void {
  const at = zoomSteps.findIndex((percent) => percent >= preferences().zoom);
  setPreferences({ zoom: zoomSteps[Math.min(zoomSteps.length - 1, Math.max(0, at + by))] ?? 100 });
}

/** The same window again: on the desktop one more of its windows, in a browser a tab. */
function newWindow(): void {
  if (desktop !== undefined) desktop.say({ type: 'window', hash: window.location.hash });
  else window.open(window.location.href, '_blank', 'noopener');
}

/** A browser has a zoom of its own, with the same keys. */
const zoomCommands: readonly CommandRow[] = [
  {
    id: 'zoom.in',
    title: () => titles.zoomIn,
    icon: ZoomIn,
    group: 'look',
    keys: 'Mod+=',
    menu: 'view',
    run: () => zoom(1),
  },
  {
    id: 'zoom.out',
    title: () => titles.zoomOut,
    icon: ZoomOut,
    group: 'look',
    keys: 'Mod+-',
    menu: 'view',
    run: () => zoom(-1),
  },
  {
    id: 'zoom.reset',
    title: () => titles.zoomReset,
    icon: ZoomOut,
    group: 'look',
    keys: 'Mod+0',
    menu: 'view',
    run: look({ zoom: 100 }),
  },
];

/** What is chosen of colours and density, a command each. */
const looks: readonly (readonly [string, LucideIcon, keyof typeof titles, Partial<Preferences>])[] = [
  ['theme.system', Monitor, 'themeSystem', { theme: 'system' }],
  ['theme.light', Sun, 'themeLight', { theme: 'light' }],
  ['theme.dark', Moon, 'themeDark', { theme: 'dark' }],
  ['theme.contrast', Contrast, 'themeContrast', { theme: 'contrast' }],
  ['density.comfortable', Eye, 'comfortable', { density: 'comfortable' }],
  ['density.compact', Minimize2, 'compact', { density: 'compact' }],
];

/** What can be done on a trace while it is shown. */
const traceRows: readonly (readonly [
  keyof typeof traceText.commands,
  keyof TraceActions,
  LucideIcon,
  string?,
])[] = [
  ['next', 'nextHit', ChevronDown, 'F3'],
  ['previous', 'previousHit', ChevronUp, 'Shift+F3'],
  ['time', 'time', ChartBar],
  ['compare', 'compare', GitCompareArrows],
  ['copy', 'copy', Copy],
];

export const commands: readonly CommandRow[] = [
  ...operationCommands,
  ...stationCommands,
  ...simulatorCommands,
  {
    id: 'palette',
    title: () => titles.palette,
    icon: Command,
    group: 'window',
    keys: 'Mod+K',
    menu: 'view',
    keysOnly: true,
    run: ({ open }) => open('palette'),
  },
  {
    id: 'download',
    title: () => titles.download,
    icon: Download,
    group: 'work',
    keys: 'd',
    menu: 'file',
    run: ({ desk, selectedReaderId }) => desk.openDownload({ readerId: selectedReaderId }),
  },
  {
    id: 'clipboard',
    title: () => titles.clipboard,
    icon: ClipboardPaste,
    group: 'work',
    run: () => {
      setDraft({ source: 'code', clipboard: true });
      goTo({ page: 'activate' });
    },
  },
  {
    id: 'camera',
    title: () => titles.camera,
    icon: Camera,
    group: 'work',
    run: () => {
      setDraft({ source: 'code', camera: true });
      goTo({ page: 'activate' });
    },
  },
  {
    id: 'readAgain',
    title: () => titles.readAgain,
    icon: RefreshCw,
    group: 'work',
    keys: 'r',
    menu: 'file',
    when: ({ selectedReaderId }) => selectedReaderId !== undefined,
    run: ({ desk, selectedReaderId }) => {
      if (selectedReaderId !== undefined) void desk.start({ kind: 'read_card', readerId: selectedReaderId });
    },
  },
  {
    id: 'add',
    title: () => titles.add,
    icon: Plus,
    group: 'work',
    keys: 'n',
    when: () => document.querySelector('main [data-new]') !== null,
    run: pressNew,
  },
  {
    id: 'search',
    title: () => titles.search,
    icon: Search,
    group: 'work',
    keys: '/',
    run: focusSearch,
  },
  {
    id: 'nextReader',
    title: () => titles.nextReader,
    icon: ChevronDown,
    group: 'work',
    keys: 'j',
    when: ({ readers }) => readers.length > 0,
    run: step(1),
  },
  {
    id: 'previousReader',
    title: () => titles.previousReader,
    icon: ChevronUp,
    group: 'work',
    keys: 'k',
    when: ({ readers }) => readers.length > 0,
    run: step(-1),
  },
  {
    id: 'nameReader',
    title: () => benchPageText.command.name,
    icon: Tag,
    group: 'work',
    keys: 'F2',
    when: ({ selectedReaderId }) => selectedReaderId !== undefined,
    run: ({ desk, selectedReaderId }) => {
      if (selectedReaderId !== undefined) desk.openReader(selectedReaderId);
    },
  },
  {
    id: 'console.here',
    title: () => consoleText.here,
    icon: SquareTerminal,
    group: 'work',
    keys: '>',
    when: ({ selectedReaderId }) => selectedReaderId !== undefined,
    run: ({ selectedReaderId }) => {
      if (selectedReaderId !== undefined) goTo({ page: 'console', parts: [selectedReaderId] });
    },
  },
  {
    id: 'back',
    title: () => titles.back,
    icon: ArrowLeft,
    group: 'window',
    keys: 'Escape',
    keysOnly: true,
    run: ({ route }) => back(route),
  },
  {
    id: 'undo',
    title: () => titles.undo,
    icon: Undo2,
    group: 'window',
    keys: 'Mod+Z',
    when: () => undoList.get().length > 0,
    run: ({ undo }) => undo(),
  },
  {
    id: 'mask',
    title: () => (preferences().masked ? titles.unmask : titles.mask),
    icon: EyeOff,
    group: 'look',
    keys: 'Mod+Shift+M',
    menu: 'view',
    run: () => setPreferences({ masked: !preferences().masked }),
  },
  {
    id: 'newWindow',
    title: () => titles.newWindow,
    icon: AppWindow,
    group: 'window',
    // A browser keeps Ctrl+N for itself.
    ...(desktop === undefined ? {} : { keys: 'Mod+N' }),
    menu: 'file',
    run: newWindow,
  },
  ...cardCommands,
  ...looks.map(
    ([id, icon, title, change]): CommandRow => ({
      id,
      title: () => titles[title],
      icon,
      group: 'look',
      run: look(change),
    }),
  ),
  ...languages.map(
    (language): CommandRow => ({
      id: `language.${language}`,
      title: () => fillText(titles.language, { language: languageNames[language] }),
      icon: Languages,
      group: 'look',
      run: look({ language }),
    }),
  ),
  ...(desktop === undefined ? [] : zoomCommands),
  ...traceRows.map(
    ([name, action, icon, keys]): CommandRow => ({
      id: `trace.${name}`,
      title: () => traceText.commands[name],
      icon,
      group: 'work',
      ...(keys === undefined ? {} : { keys }),
      when: () => hasTraceAction(action),
      run: () => doTraceAction(action),
    }),
  ),
  {
    id: 'shortcuts',
    title: () => titles.shortcuts,
    icon: Keyboard,
    group: 'window',
    keys: '?',
    menu: 'help',
    run: ({ open }) => open('shortcuts'),
  },
];

import { useEffect, useRef } from 'react';
import { goTo, type Route } from '../state/route.ts';

interface Shortcuts {
  readonly route: Route;
  readonly readers: readonly { readonly id: string }[];
  readonly selectedReaderId: string | undefined;
  readonly openDownload: () => void;
  readonly readAgain: () => void;
  readonly openHelp: () => void;
}

/** Whether the key belongs to what is being typed into. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

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

/** One-key shortcuts, while nothing is typed and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      if (event.key === 'Escape') {
        if (isTyping(event.target) && event.target instanceof HTMLElement) event.target.blur();
        else back(latest.current.route);
        return;
      }
      if (isTyping(event.target)) return;
      if (act(event.key, latest.current)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function act(
  key: string,
  { openDownload, readAgain, openHelp, readers, selectedReaderId }: Shortcuts,
): boolean {
  switch (key) {
    case 'd':
      openDownload();
      return true;
    case 'r':
      readAgain();
      return true;
    case 'b':
      goTo({ page: 'home' });
      return true;
    case 'o':
      goTo({ page: 'operations' });
      return true;
    case 'h':
      goTo({ page: 'history' });
      return true;
    case 'c':
      goTo({ page: 'codes' });
      return true;
    case 's':
      goTo({ page: 'orders' });
      return true;
    case 'a':
      goTo({ page: 'tokens' });
      return true;
    case 't':
      goTo({ page: 'trust' });
      return true;
    case 'n':
      return pressNew();
    case '?':
      openHelp();
      return true;
    case '/':
      return focusSearch();
    case 'j':
    case 'k': {
      if (readers.length === 0) return false;
      const at = readers.findIndex((reader) => reader.id === selectedReaderId);
      const step = key === 'j' ? 1 : -1;
      const next = readers[at === -1 ? 0 : (at + step + readers.length) % readers.length];
      if (next !== undefined) goTo({ page: 'reader', readerId: next.id });
      return true;
    }
    default:
      return false;
  }
}

/** One level up. */
function back(route: Route): void {
  if (route.page === 'trace') goTo({ page: 'operation', id: route.id });
  else if (route.page === 'operation') goTo({ page: 'operations' });
  else if (route.page === 'codes' || route.page === 'orders') goTo({ page: route.page });
}

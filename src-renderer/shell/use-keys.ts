import { useEffect, useRef } from 'react';
import { preferences } from '../state/preferences.ts';
import { currentRoute, goTo } from '../state/route.ts';
import { undoList } from '../state/undo.ts';
import { type CommandContext, commands } from './commands.ts';
import { isLetter, isMac, matchesKeys } from './keys.ts';
import { pages } from './pages.tsx';

export const mac = isMac(navigator.platform);

/** Whether a dialog or a menu was open when the key was pressed: one that the key closes can be gone when it is looked at here. */
let wasOpen = false;
window.addEventListener(
  'keydown',
  () => {
    wasOpen = document.querySelector('[role="dialog"], [role="menu"]') !== null;
  },
  { capture: true },
);

/** Whether the key belongs to what is being typed into. */
function isTyping(target: EventTarget | null): target is HTMLElement {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Does what a key stands for; false where it stands for nothing now. */
function act(event: KeyboardEvent, context: CommandContext): boolean {
  const means = (keys: string) =>
    matchesKeys(event, keys, mac) && (keys === 'Escape' || preferences().letters || !isLetter(keys));
  for (const page of pages)
    if (means(page.keys)) {
      goTo(page.route);
      return true;
    }
  for (const command of commands)
    if (command.keys !== undefined && means(command.keys) && command.when?.(context) !== false)
      return command.run(context) !== false;
  return false;
}

/** The keys of the rows, while no dialog and no menu is open (there only undoing); those without Ctrl, and undoing, only while nothing is typed. */
export function useKeys(context: CommandContext): void {
  const latest = useRef(context);
  latest.current = context;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (wasOpen) {
        // What was done in a dialog can be taken back there.
        if (!isTyping(event.target) && matchesKeys(event, 'Mod+Z', mac) && undoList.get().length > 0) {
          event.preventDefault();
          latest.current.undo();
        }
        return;
      }
      if (isTyping(event.target)) {
        if (event.key === 'Escape') {
          event.target.blur();
          return;
        }
        const mod = mac ? event.metaKey : event.ctrlKey;
        // A field undoes its own typing.
        if (!mod || event.key.toLowerCase() === 'z') return;
      }
      // A key that follows upon another one can come before the page of the new address is drawn.
      if (act(event, { ...latest.current, route: currentRoute() })) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

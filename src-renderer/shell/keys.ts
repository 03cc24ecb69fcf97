/**
 * Keys as the rows of pages and commands write them: `d`, `?`, `Mod+K`, `Mod+Shift+M`. `Mod` is Ctrl, on a Mac the
 * command key. A single key means the character, whatever keys make it.
 */

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export function isMac(platform: string): boolean {
  return /^mac/i.test(platform);
}

function partsOf(keys: string): { readonly mod: boolean; readonly shift: boolean; readonly key: string } {
  const parts = keys.split(/\+(?=.)/);
  return {
    mod: parts.includes('Mod'),
    shift: parts.includes('Shift'),
    key: parts.at(-1) ?? '',
  };
}

/** Whether keys act without Ctrl: those that can be switched off, and that do not act while something is typed. */
export function isLetter(keys: string): boolean {
  return !partsOf(keys).mod;
}

export function matchesKeys(event: PressedKey, keys: string, mac: boolean): boolean {
  const { mod, shift, key } = partsOf(keys);
  if (event.altKey) return false;
  if (!mod) {
    // A function key makes no character: with Shift it is another one.
    const shifted = !/^F\d+$/.test(key) || event.shiftKey === shift;
    return !event.ctrlKey && !event.metaKey && event.key === key && shifted;
  }
  if ((mac ? event.metaKey : event.ctrlKey) !== true || (mac ? event.ctrlKey : event.metaKey)) return false;
  // What needs Shift for itself on some layouts, as + does, is the same key with and without.
  const letter = /^[a-z]$/i.test(key);
  return event.key.toLowerCase() === key.toLowerCase() && (!letter || event.shiftKey === shift);
}

/** As they are shown, a part for each key: `['Ctrl', 'K']`; `names` are those on the keyboards of a language. */
export function shownKeys(
  keys: string,
  mac: boolean,
  names: { readonly ctrl: string; readonly shift: string; readonly space: string },
): readonly string[] {
  const { mod, shift, key } = partsOf(keys);
  const shown = key === 'Escape' ? 'Esc' : key === ' ' ? names.space : mod ? key.toUpperCase() : key;
  return [...(mod ? [mac ? '⌘' : names.ctrl] : []), ...(shift ? [mac ? '⇧' : names.shift] : []), shown];
}

/** As Electron writes them, or undefined for keys that are none of a menu: `CmdOrCtrl+K`. */
export function acceleratorOf(keys: string): string | undefined {
  const { mod, shift, key } = partsOf(keys);
  if (!mod) return undefined;
  return `CmdOrCtrl+${shift ? 'Shift+' : ''}${key === '+' ? 'Plus' : key.toUpperCase()}`;
}

import { onPreferences, preferences } from '../state/preferences.ts';
import { desktop } from './desktop.ts';

/**
 * Puts what is preferred onto the page, where the style sheets find it: `data-contrast`, `data-density`, `data-motion`,
 * `data-masked` of the root. Light and dark are Mantine's (main.tsx); zoom is the desktop's.
 */
export function startAppearance(): void {
  let zoom = 100;
  const apply = () => {
    const { theme, density, motion, masked, zoom: wanted } = preferences();
    const { dataset } = document.documentElement;
    const set = (name: string, value: string | undefined) => {
      if (value === undefined) delete dataset[name];
      else dataset[name] = value;
    };
    set('contrast', theme === 'contrast' ? 'more' : undefined);
    set('density', density);
    set('motion', motion === 'less' ? 'less' : undefined);
    set('masked', masked ? '' : undefined);
    if (zoom !== wanted) desktop?.say({ type: 'zoom', percent: wanted });
    zoom = wanted;
  };
  onPreferences(apply);
  apply();
  // What the sheets of the parts have for dark windows hangs on this; paper is white.
  const scheme = 'data-mantine-color-scheme';
  window.addEventListener('beforeprint', () => {
    const root = document.documentElement;
    const before = root.getAttribute(scheme);
    if (before === null || before === 'light') return;
    root.setAttribute(scheme, 'light');
    window.addEventListener('afterprint', () => root.setAttribute(scheme, before), { once: true });
  });
  // A tooltip of the browser is nothing that a style sheet reaches.
  document.addEventListener('pointerover', ({ target }) => hideTitle(target), true);
}

/** While private data are masked, the tooltip of what is pointed at is held back until the pointer leaves. */
function hideTitle(target: EventTarget | null): void {
  if (!preferences().masked || !(target instanceof Element)) return;
  const titled = target.closest('[title]');
  const title = titled?.getAttribute('title');
  if (titled === null || !title) return;
  // What a button does may be said, where no name or number of somebody is in it.
  if (titled.closest('button, nav') !== null && !titled.matches('[data-private-title]')) return;
  titled.setAttribute('title', '');
  titled.addEventListener('pointerleave', () => titled.setAttribute('title', title), { once: true });
}

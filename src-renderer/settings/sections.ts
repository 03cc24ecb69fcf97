/** The sections of the settings, a row each. Those with an address of their own are pages (`shell/pages.tsx`). */

import {
  Contrast,
  Cpu,
  Fingerprint,
  Keyboard,
  KeyRound,
  Lock,
  type LucideIcon,
  Plug,
  ShieldCheck,
  Stethoscope,
  Store,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { shellText } from '../../src-shared/texts.ts';
import type { Route } from '../state/route.ts';

export interface SectionRow {
  /** Its title is `shellText.settings.sections[id]`. */
  readonly id: keyof typeof shellText.settings.sections;
  readonly icon: LucideIcon;
  readonly route: Route;
  /** What is shown below the title; absent where the route is a page of its own. */
  readonly Section?: LazyExoticComponent<ComponentType>;
}

const at = (section: string): Route => ({ page: 'settings', parts: [section] });

export const sections: readonly SectionRow[] = [
  {
    id: 'appearance',
    icon: Contrast,
    route: { page: 'settings' },
    Section: lazy(() => import('./AppearanceSection.tsx')),
  },
  {
    id: 'keyboard',
    icon: Keyboard,
    route: at('keyboard'),
    Section: lazy(() => import('./KeyboardSection.tsx')),
  },
  { id: 'device', icon: Cpu, route: at('device'), Section: lazy(() => import('./DeviceSection.tsx')) },
  { id: 'trust', icon: ShieldCheck, route: { page: 'trust' } },
  {
    id: 'accounts',
    icon: Store,
    route: at('accounts'),
    Section: lazy(() => import('./AccountsSection.tsx')),
  },
  { id: 'tokens', icon: KeyRound, route: { page: 'tokens' } },
  {
    id: 'quirks',
    icon: Fingerprint,
    route: at('quirks'),
    Section: lazy(() => import('./QuirksSection.tsx')),
  },
  { id: 'apis', icon: Plug, route: at('apis'), Section: lazy(() => import('./ApisSection.tsx')) },
  { id: 'upkeep', icon: Stethoscope, route: { page: 'upkeep' } },
  { id: 'keys', icon: Lock, route: at('keys'), Section: lazy(() => import('./KeysSection.tsx')) },
];

/** The section that a route stands on; what is unknown leads to the first one. */
export function sectionOf(route: Route): SectionRow {
  const [first] = sections;
  const found = sections.find((row) =>
    row.route.page === 'settings'
      ? route.page === 'settings' && (route.parts?.[0] ?? 'appearance') === row.id
      : row.route.page === route.page,
  );
  const row = found ?? first;
  if (row === undefined) throw new Error('there is no section');
  return row;
}

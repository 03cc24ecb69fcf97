/** Simplified Chinese. Loaded on demand: it is in no other file of the window. */

import type { Translations } from '../speak.ts';
import { codes } from './codes.ts';
import { domain } from './domain.ts';
import { history, tokens } from './history.ts';
import { order, orders } from './orders.ts';
import { shell } from './shell.ts';
import { steps } from './steps.ts';
import { window } from './window.ts';

export const texts: Partial<Translations> = {
  shell,
  window,
  codes,
  history,
  tokens,
  orders,
  domain,
  order,
  steps,
};

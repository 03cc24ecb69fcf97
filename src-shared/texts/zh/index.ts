/** Simplified Chinese. Loaded on demand: it is in no other file of the window. */

import type { Translations } from '../speak.ts';
import { activate } from './activate.ts';
import { activation } from './activation.ts';
import { codes } from './codes.ts';
import { domain } from './domain.ts';
import { es10 } from './es10.ts';
import { evidence } from './evidence.ts';
import { history, tokens } from './history.ts';
import { order, orders } from './orders.ts';
import { apis, decode, reports, upkeep } from './records.ts';
import { shell } from './shell.ts';
import { states } from './states.ts';
import { station } from './station.ts';
import { steps } from './steps.ts';
import { window } from './window.ts';

export const texts: Partial<Translations> = {
  activation,
  activate,
  shell,
  window,
  codes,
  history,
  tokens,
  orders,
  domain,
  order,
  reports,
  upkeep,
  apis,
  station,
  decode,
  evidence,
  steps,
  states,
  es10,
};

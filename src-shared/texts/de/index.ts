/** German. Loaded on demand: it is in no other file of the window. */

import type { Translations } from '../speak.ts';
import { shell } from './shell.ts';

export const texts: Partial<Translations> = { shell };

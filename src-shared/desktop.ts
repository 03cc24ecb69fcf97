/**
 * What the window and the desktop around it (Electron's main process) say to each other beside the frames of the API. Both
 * ends parse what they hear.
 */

import { z } from 'zod';
import { languages } from './language.ts';
import { errorData } from './model/common.ts';

/** A page's address in the window: its fragment, or nothing for the first page. */
const hash = z
  .string()
  .max(2000)
  .regex(/^(#\/[^\s]*)?$/);
const label = z.string().min(1).max(120);
const commandId = z.string().regex(/^[a-z][A-Za-z0-9.-]{0,63}$/);

/** What menus can do that no command of the window does: the system does it. */
export const menuRoles = [
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'selectAll',
  'minimize',
  'togglefullscreen',
  'close',
  'quit',
  'toggleDevTools',
] as const;

export const menuItem = z.union([
  z.object({ role: z.enum(menuRoles), label }),
  z.object({
    command: commandId,
    label,
    /** Electron's notation. */
    accelerator: z
      .string()
      .regex(/^CmdOrCtrl\+(Shift\+)?([A-Z0-9,./=-]|Plus)$/)
      .optional(),
  }),
  z.object({ separator: z.literal(true) }),
]);
export type MenuItem = z.infer<typeof menuItem>;

export const menu = z.object({ label, items: z.array(menuItem).max(60) });

export const toDesktop = z.discriminatedUnion('type', [
  /** The menu as the window's rows of pages and commands make it; said again with another language. */
  z.object({ type: z.literal('menu'), language: z.enum(languages), menus: z.array(menu).max(12) }),
  z.object({ type: z.literal('window'), hash }),
  z.object({ type: z.literal('zoom'), percent: z.int().min(100).max(200) }),
  /** A note of the system; who presses it comes to `hash` of this window. */
  z.object({ type: z.literal('note'), title: label, body: z.string().max(400), hash }),
]);
export type ToDesktop = z.infer<typeof toDesktop>;

export const fromDesktop = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), id: commandId }),
  z.object({ type: z.literal('go'), hash }),
  /** An activation code that the system has handed over (`LPA:`). */
  z.object({ type: z.literal('code'), text: z.string().max(4096) }),
  /** Something that was to be opened with the workbench, and why it was not. */
  z.object({ type: z.literal('refused'), error: errorData }),
  /** A file that was opened with the workbench. */
  z.object({
    type: z.literal('file'),
    name: z.string().max(255),
    bytes: z.instanceof(Uint8Array<ArrayBuffer>),
  }),
]);
export type FromDesktop = z.infer<typeof fromDesktop>;

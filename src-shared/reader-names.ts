/** What the name that PC/SC gives a reader says of it, and what a reader is called here. */

import type { Reader } from './model/index.ts';

/** `OMNIKEY 3x21 (OKCM0012) 00 00`: model, serial number, and the numbers of pcscd. */
const counted = /^(.*?) ?(\([^()]+\))? \d\d \d\d$/;

/**
 * Model and serial number (with its parentheses) of a name that ends with the two numbers by which pcscd counts readers in the
 * order in which it finds them; undefined for a name that does not.
 */
export function readerNameParts(
  name: string,
): { readonly model: string; readonly serial: string | undefined } | undefined {
  const found = counted.exec(name);
  return found === null ? undefined : { model: found[1] ?? '', serial: found[2] };
}

/**
 * A name and its end, where that is a number and alone tells readers apart (`Simulated reader 12`), so that the end stays in sight
 * where there is no room for all of it; undefined for a name without one, or a short one.
 */
export function nameAndEnd(title: string): { readonly start: string; readonly end: string } | undefined {
  const found = /^(.{9,}\D)(\d{1,4})$/u.exec(title);
  return found === null ? undefined : { start: (found[1] ?? '').trimEnd(), end: found[2] ?? '' };
}

/** What a person calls a reader: its name here, else the one that PC/SC gives. */
export function readerTitle({ label, name }: Pick<Reader, 'label' | 'name'>): string {
  return label ?? name;
}

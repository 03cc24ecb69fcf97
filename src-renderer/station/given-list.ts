import type { GivenFile } from '../codes/given-files.ts';

/** What was dropped or pasted on the list of batches, for the page that makes one. */
export interface GivenList {
  readonly files: readonly GivenFile[];
  readonly text: string;
}

let given: GivenList | undefined;

export function giveList(list: GivenList): void {
  given = list;
}

/** Takes it, once: codes are not kept in the window for longer than they are needed. */
export function takeGivenList(): GivenList | undefined {
  const list = given;
  given = undefined;
  return list;
}

/** Chapters and sections of the library of faults, each under its English, as docs/faults.md and the command line have them. */

import { fillText } from './format.ts';

const headings = [
  'At the contacts of the card',
  'In the card',
  'In the bound profile package',
  'In the servers',
  'Status words at the contacts',
  'Delays and silence',
  'Garbage and answers cut short',
  'Removal of the card',
  'Loss of power',
  'Errors of {function}',
  'Status codes of {function}',
  'A busy toolkit session (catBusy)',
  'Wrong signatures and transaction ids of the card',
  'Status words of functions',
  'Reasons of a failed installation (§2.5.6)',
  'Commands of a bound profile package (§2.5.5)',
  'Codes that SGP.22 does not have',
  'HTTP errors',
  'Connections reset, answers cut short',
  'Slow answers and none',
  'Answers that are none',
  'Wrong signatures, transactions and challenges of the server',
  'Certificates of the server',
  'Bound profile packages',
  'A session that cannot be cancelled either',
  'TLS',
] as const;

/** What a language translates. */
export const faultHeadings = Object.fromEntries(headings.map((heading) => [heading, heading])) as Record<
  (typeof headings)[number],
  string
>;

/** A heading in the language that is spoken; one that is not known here stays as it is. */
export function faultHeading(heading: string): string {
  if (Object.hasOwn(faultHeadings, heading)) return faultHeadings[heading as keyof typeof faultHeadings];
  const [, what, name] = /^(Errors|Status codes) of (.+)$/.exec(heading) ?? [];
  if (name === undefined) return heading;
  return fillText(faultHeadings[what === 'Errors' ? 'Errors of {function}' : 'Status codes of {function}'], {
    function: name,
  });
}

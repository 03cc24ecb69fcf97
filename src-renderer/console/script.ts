import { consoleText as text } from '../../src-shared/texts.ts';
import type { Entry } from './session.ts';

/** The inputs that were sent, as `console run` takes them, each with the status word that it was answered with. */
export function scriptOf(entries: readonly Entry[]): string {
  const lines = entries.flatMap(({ input, answer }) => {
    if (answer === undefined) return [];
    if (input === undefined) return [`# ${text.scriptSecret}`];
    const sw = answer.statusWord;
    return [input.replace(/\s*\n\s*/g, ' '), ...(sw === undefined ? [] : [`expect ${sw}`])];
  });
  return [`# ${text.scriptHead}`, ...lines, ''].join('\n');
}

import type { ConsoleAnswer, ConsoleChecked } from '../../src-shared/model/index.ts';
import { wordsText } from '../../src-shared/texts.ts';

/** What the last status word means. */
export function meaningText({ meaning, meaningWords }: ConsoleAnswer): string | undefined {
  return meaningWords === undefined ? meaning : wordsText(meaningWords);
}

/** What an input is: functions and instructions have names, a reset has words. */
export function titleText({ kind, title }: ConsoleChecked): string {
  return kind === 'reset' ? wordsText([{ phrase: title }]) : title;
}

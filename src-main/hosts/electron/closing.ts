/** What is asked before the last window closes while something runs. */

import { endingLine } from '../../../src-shared/ending-line.ts';
import type { EndingOperation } from '../../../src-shared/model/index.ts';
import { fillText, shellText } from '../../../src-shared/texts.ts';

const shown = 8;

/** The question: what runs, and what would become of each. Undefined where nothing would be broken off. */
export function closingQuestion(
  ending: readonly EndingOperation[] | undefined,
): { readonly message: string; readonly detail: string; readonly buttons: [string, string] } | undefined {
  const text = shellText.closing;
  const buttons: [string, string] = [text.stay, text.close];
  if (ending === undefined) return { message: text.unknown, detail: '', buttons };
  if (ending.length === 0) return undefined;
  const lines = ending.slice(0, shown).map(endingLine);
  if (ending.length > shown) lines.push(fillText(text.more, { count: ending.length - shown }));
  if (ending.some(({ effect }) => effect === 'finished')) lines.push('', text.wait);
  return { message: fillText(text.title, { count: ending.length }), detail: lines.join('\n'), buttons };
}

/** What the engine says of those that run; undefined where it says nothing that can be understood. */
export async function endingOperations(
  ask: () => Promise<unknown>,
): Promise<readonly EndingOperation[] | undefined> {
  try {
    // With the models of operations, which only closing wants.
    const { endingOperation } = await import('../../../src-shared/model/shell.ts');
    return endingOperation.array().parse(await ask());
  } catch {
    return undefined;
  }
}

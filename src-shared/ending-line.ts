import type { EndingOperation } from './model/index.ts';
import { fillText, operationKindText, shellText, visibleText } from './texts.ts';

/** An operation that runs, and what becomes of it when the engine ends, as a line for whoever ends it. */
export function endingLine({ id, kind, reader, effect }: EndingOperation): string {
  const text = shellText.closing;
  return fillText(text.line, {
    id,
    kind: operationKindText[kind],
    reader: visibleText(reader, 60),
    effect: text.effects[effect],
  });
}

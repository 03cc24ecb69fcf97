import type { TraceLine } from '../../src-shared/model/index.ts';
import { statusWordClass } from '../../src-shared/texts.ts';

/** Whether an exchange went wrong: it had no answer, or one that refuses. */
export function isProblem(line: TraceLine): boolean {
  if (line.kind === 'note') return false;
  if (line.error !== undefined) return true;
  if (line.kind === 'http') return line.status !== undefined && line.status >= 300;
  return line.statusWord !== undefined && statusWordClass(line.statusWord) === 'bad';
}

import * as es10a from './es10a.ts';
import * as es10b from './es10b.ts';
import * as es10c from './es10c.ts';
import type { Es10Function } from './function.ts';

type AnyFunction = Es10Function<never, never>;

/** Every function of ES10a, ES10b and ES10c, for those who walk over them: the trace view and the tests. */
export const es10Functions: readonly AnyFunction[] = [es10a, es10b, es10c].flatMap((room) =>
  Object.values(room),
);

const byTag = new Map(es10Functions.map((fn) => [fn.tag, fn]));

/** The function whose request or response has this tag. BF36 and BF37 both belong to LoadBoundProfilePackage. */
export function es10FunctionByTag(tag: number): AnyFunction | undefined {
  return byTag.get(tag === 0xbf36 ? 0xbf37 : tag);
}

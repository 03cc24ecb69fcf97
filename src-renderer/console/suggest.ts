import type { ConsoleFunction } from '../../src-shared/model/index.ts';

const MOST = 8;

const shortName = (name: string) => name.slice(name.indexOf('.') + 1);

/** Functions whose name has what was typed, those that begin with it first. None behind the first blank. */
export function suggestionsFor(typed: string, functions: readonly ConsoleFunction[]): ConsoleFunction[] {
  const wanted = typed.replace(/^(@\w+\s+)*/, '').toLowerCase();
  if (wanted === '' || /\s/.test(wanted) || /^[0-9a-f:]+$/.test(wanted)) return [];
  const rank = ({ name }: ConsoleFunction) => {
    const own = name.toLowerCase();
    if (shortName(own).startsWith(wanted) || own.startsWith(wanted)) return 0;
    return own.includes(wanted) ? 1 : 2;
  };
  return functions
    .filter((one) => rank(one) < 2)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST);
}

/** The function whose request is being typed. */
export function functionIn(
  typed: string,
  functions: readonly ConsoleFunction[],
): ConsoleFunction | undefined {
  const [word = ''] = typed.replace(/^(@\w+\s+)*/, '').split(/\s/);
  const wanted = word.toLowerCase();
  return functions.find(({ name }) => {
    const own = name.toLowerCase();
    return own === wanted || shortName(own) === wanted;
  });
}

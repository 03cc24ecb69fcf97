import type { ConsoleFunction } from '../../src-shared/model/index.ts';

const MOST = 8;

const unmarked = (typed: string) => typed.replace(/^(@\w+\s+)*/, '');

const shortName = (name: string) => name.slice(name.indexOf('.') + 1);

/** Functions whose name has what was typed, those that begin with it first. None behind the first blank. */
export function suggestionsFor(typed: string, functions: readonly ConsoleFunction[]): ConsoleFunction[] {
  const wanted = unmarked(typed).toLowerCase();
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

/** What `help` and `help NAME` ask for: all functions where none has the name; undefined for what is no such input. */
export function helpFor(
  input: string,
  functions: readonly ConsoleFunction[],
): readonly ConsoleFunction[] | undefined {
  const [word = '', name = ''] = unmarked(input).split(/\s+/);
  if (word.toLowerCase() !== 'help') return undefined;
  const one = functionIn(name, functions);
  return one === undefined ? functions : [one];
}

/** The function whose request is being typed. */
export function functionIn(
  typed: string,
  functions: readonly ConsoleFunction[],
): ConsoleFunction | undefined {
  const [word = ''] = unmarked(typed).split(/\s/);
  const wanted = word.toLowerCase();
  return functions.find(({ name }) => {
    const own = name.toLowerCase();
    return own === wanted || shortName(own) === wanted;
  });
}

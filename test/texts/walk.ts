/** Every text of a catalogue with the path to it: `window.bench.title`. */
export function leavesOf(tree: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof tree === 'string') return [[path, tree]];
  if (typeof tree !== 'object' || tree === null) throw new Error(`${path} is no text`);
  return Object.entries(tree).flatMap(([key, value]) =>
    leavesOf(value, path === '' ? key : `${path}.${key}`),
  );
}

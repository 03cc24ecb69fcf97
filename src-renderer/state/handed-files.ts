/** Files that the desktop has handed over, until the page that is for them takes them. */

let waiting: readonly File[] = [];
const takers = new Set<(files: readonly File[]) => void>();

export function handOver(file: File): void {
  const [taker] = takers;
  if (taker === undefined) waiting = [...waiting, file];
  else taker([file]);
}

/** Gives what waits and what comes to `taker`, until the returned function is called. */
export function takeHanded(taker: (files: readonly File[]) => void): () => void {
  takers.add(taker);
  const files = waiting;
  waiting = [];
  if (files.length > 0) taker(files);
  return () => takers.delete(taker);
}

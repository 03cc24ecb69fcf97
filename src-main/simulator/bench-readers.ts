/** Readers of the bench by number, name and id. */

/** How a reader of the bench is called. */
export const benchReaderName = (number: number) => `Simulated reader ${number}`;
export const benchReaderId = (number: number) => `sim:${number}`;
/** The number of a reader by its id; undefined where it is none of the bench. */
export function benchReaderNumber(id: string): number | undefined {
  const found = /^sim:(\d{1,4})$/.exec(id)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Where the traces of two operations are compared. */
export const compareHref = (a: number, b: number) => `#/trace-compare/${a}/${b}`;

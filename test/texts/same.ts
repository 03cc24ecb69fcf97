/** Texts that are the same in German as in English; all others that are were forgotten. */
export const sameInGerman: ReadonlySet<string> = new Set([
  'Station',
  'Simulator',
  'Code',
  'Code {id}',
  'Codes',
  'Zoom',
  'Zoom: 100 %',
]);

/**
 * EID of a card of the bench, in the range of SGP.26's test EUM; the last two digits check the others (SGP.02 §2.2.2,
 * ISO/IEC 7064 modulo 97-10). Fictitious.
 */
export function eidOfCard(index: number): string {
  const base = `89049032000001${String(index + 1).padStart(16, '0')}`;
  const check = 98n - (BigInt(`${base}00`) % 97n);
  return `${base}${check.toString().padStart(2, '0')}`;
}

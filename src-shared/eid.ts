/**
 * Whether the last two digits of an EID check the others: all 32 as a number are 1 modulo 97 (SGP.02 v4.2 §2.2.2, ISO/IEC 7064
 * MOD 97-10). A text that is no EID has none.
 */
export function hasEidCheckDigits(eid: string): boolean {
  return /^\d{32}$/.test(eid) && BigInt(eid) % 97n === 1n;
}

/** Numbers in the place of numbers: as long, of the same issuer, and with check digits that are as right or wrong as they were. */

/** Sum of Luhn's algorithm (ISO/IEC 7812-1 Annex B) modulo 10; 0 for a number that is right. Other characters count as 0. */
export function luhnRemainder(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i)) || 0;
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10;
}

/** A number modulo 97 (ISO/IEC 7064, MOD 97-10); 1 for an EID whose check digits are right (SGP.29 §5). */
export function mod97(digits: string): number {
  let out = 0;
  for (const digit of digits) out = (out * 10 + (Number(digit) || 0)) % 97;
  return out;
}

/** The last digit is made so that the remainder is the wanted one. */
export function withLuhnRemainder(digits: string, wanted: number): string {
  const body = digits.slice(0, -1);
  for (let digit = 0; digit < 10; digit++) {
    const made = `${body}${digit}`;
    if (luhnRemainder(made) === wanted) return made;
  }
  return digits;
}

/** The last two digits are made so that the remainder is the wanted one; of several, as SGP.29 has them: 98 less the rest. */
export function withMod97(digits: string, wanted: number): string {
  const body = digits.slice(0, -2);
  for (let check = 98; check >= 0; check--) {
    const made = `${body}${String(check).padStart(2, '0')}`;
    if (mod97(made) === wanted) return made;
  }
  return digits;
}

/** Two digits a byte as they are read (an EID, a TAC), padded with F. */
export function straightBcd(digits: string, bytes: number): Uint8Array {
  return new Uint8Array(Buffer.from(digits.padEnd(2 * bytes, 'F'), 'hex'));
}

/** Two digits a byte, the first in the lower half (EF ICCID, IMEI), padded with F. */
export function swappedBcd(digits: string, bytes: number): Uint8Array {
  return straightBcd(digits.padEnd(2 * bytes, 'F').replace(/(.)(.)/g, '$2$1'), bytes);
}

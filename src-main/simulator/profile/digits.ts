/** Digits as files and metadata hold them. */

/** MCC and MNC in three bytes (3GPP TS 24.008 §10.5.1.3). `mcc` has 3 digits, `mnc` 2 or 3. */
export function encodeMccMnc(mcc: string, mnc: string): Uint8Array {
  if (!/^\d{3}$/.test(mcc) || !/^\d{2,3}$/.test(mnc)) throw new RangeError('no MCC and MNC');
  const third = mnc[2] ?? 'F';
  const hex = `${mcc[1]}${mcc[0]}${third}${mcc[2]}${mnc[1]}${mnc[0]}`;
  return Uint8Array.from([0, 2, 4], (at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** The digits with their Luhn check digit (ITU-T E.118 §4.1) behind them. */
export function withLuhn(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + ((10 - (sum % 10)) % 10);
}

/** Digits two a byte, low nibble first, padded with F to `length` bytes. */
export function swappedDigits(digits: string, length: number): Uint8Array {
  const padded = digits.padEnd(2 * length, 'F');
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(`${padded[2 * i + 1]}${padded[2 * i]}`, 16));
}

/** Content of EF IMSI (3GPP TS 31.102 §4.2.2): length, then digits behind a parity nibble. */
export function encodeImsi(imsi: string): Uint8Array {
  if (!/^\d{6,15}$/.test(imsi)) throw new RangeError('no IMSI');
  const parity = imsi.length % 2 === 1 ? '9' : '1';
  const length = Math.floor(imsi.length / 2) + 1;
  return Uint8Array.of(length, ...swappedDigits(parity + imsi, 8));
}

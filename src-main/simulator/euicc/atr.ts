import { fromHex } from '../../../src-shared/bytes.ts';

/** Historical bytes of a UICC (ETSI TS 102 221 §6.3): card data and capabilities, then the project's mark. */
const historical = fromHex('8031E073FE211F65575553494D');

/** Answers to reset (ISO/IEC 7816-3 §8): interface bytes, historical bytes, and the check byte where T=1 or T=15 is named. */
function build(interfaceBytes: string): Uint8Array {
  const body = [...fromHex(interfaceBytes), ...historical];
  body[0] = (body[0] ?? 0) | historical.length;
  const check = body.reduce((all, byte) => all ^ byte, 0);
  return Uint8Array.from([0x3b, ...body, check]);
}

const variants: Readonly<Record<string, string>> = {
  // T0, TA1 96 (512/32), TD1 T=0, TD2 T=15, TA3 C7 (clock stop, classes A to C)
  'T=0': '9096801FC7',
  // T0, TA1, TD1 T=1, TD2 T=1 with TA3 FE (IFSC 254) and TB3 45, TD3 T=15, TA4
  'T=1': '909681B1FE451FC7',
  'T=0,T=1': '909680B1FE451FC7',
};

/** The bytes for a setting: a protocol offer, or hexadecimal. */
export function answerToReset(setting: string): Uint8Array {
  const variant = variants[setting];
  return variant === undefined ? fromHex(setting) : build(variant);
}

/** Proactive commands of the card (ETSI TS 102 223): the REFRESH of a profile switch, and the menu of a profile. */

import { encodeTlv, readTlvs } from '../../tlv/index.ts';
import type { EuiccConfig } from './config.ts';

/** A command that waits to be fetched, or was fetched and waits for its TERMINAL RESPONSE: a proactive session. */
export interface ProactiveCommand {
  readonly kind: 'refresh' | 'setUpMenu';
  readonly fetched: boolean;
}

function command(type: number, qualifier: number, ...more: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(
    0xd0,
    encodeTlv(0x81, Uint8Array.of(0x01, type, qualifier)),
    // From the UICC (81) to the terminal (82).
    encodeTlv(0x82, Uint8Array.of(0x81, 0x82)),
    ...more,
  );
}

/** The bytes for FETCH: REFRESH (§6.6.13) in the mode of the settings, or SET UP MENU (§6.6.7) with one item. */
export function proactiveBytes(kind: ProactiveCommand['kind'], config: EuiccConfig): Uint8Array {
  if (kind === 'refresh') return command(0x01, config.refresh === 'uiccReset' ? 0x04 : 0x09);
  const text = new TextEncoder();
  return command(
    0x25,
    0x00,
    encodeTlv(0x85, text.encode('Bench')),
    encodeTlv(0x8f, Uint8Array.of(0x01), text.encode('Item')),
  );
}

/** General result of a TERMINAL RESPONSE (§8.12); undefined for bytes that are none. */
export function terminalResult(data: Uint8Array): number | undefined {
  try {
    // Comprehension-required tags have the high bit set, but for 83 the plain one is as good.
    const tlv = readTlvs(data).find((one) => (one.tag & 0x7f) === 0x03);
    return tlv?.value[0];
  } catch {
    return undefined;
  }
}

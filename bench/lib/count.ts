/** APDUs counted by function, from their bytes alone, so that anybody's trace is counted by the same rule. */

import { es10FunctionByTag, loadBoundProfilePackageFunction } from '../../src-main/es10/index.ts';
import { readHeader } from '../../src-main/tlv/index.ts';

export interface Apdu {
  readonly command: Uint8Array;
  readonly response: Uint8Array;
}

export interface NamedApdu extends Apdu {
  /** As `ES10b.PrepareDownload` or `MANAGE CHANNEL`. */
  readonly function: string;
}

const loading = loadBoundProfilePackageFunction.name;
const instructions: ReadonlyMap<number, string> = new Map([
  [0xaa, 'TERMINAL CAPABILITY'],
  [0x70, 'MANAGE CHANNEL'],
  [0xa4, 'SELECT ISD-R'],
  [0x12, 'FETCH'],
  [0x14, 'TERMINAL RESPONSE'],
]);
const storeData = 0xe2;
const getResponse = 0xc0;

/** The function of STORE DATA by the tag that its data begin with; what begins with none is a segment of a package. */
function functionOf(data: Uint8Array): string {
  return es10FunctionByTag(readHeader(data, 0, 'STORE DATA').tag)?.name ?? loading;
}

/** Names the function of each APDU: later blocks of STORE DATA and GET RESPONSE belong to what they continue. */
export function nameApdus(apdus: readonly Apdu[]): NamedApdu[] {
  let current = '';
  return apdus.map((apdu) => {
    const [, instruction = 0, , p2 = 0, length = 0] = apdu.command;
    if (instruction === storeData) {
      if (p2 === 0) current = functionOf(apdu.command.subarray(5, 5 + length));
    } else if (instruction !== getResponse) {
      current = instructions.get(instruction) ?? `instruction ${instruction.toString(16)}`;
    }
    return { ...apdu, function: current };
  });
}

export interface Counted {
  readonly total: number;
  readonly byFunction: Readonly<Record<string, number>>;
}

export function countByFunction(apdus: readonly NamedApdu[]): Counted {
  const byFunction: Record<string, number> = {};
  for (const { function: name } of apdus) byFunction[name] = (byFunction[name] ?? 0) + 1;
  return { total: apdus.length, byFunction };
}

/**
 * A download in the narrow sense: from TERMINAL CAPABILITY to the last APDU of LoadBoundProfilePackage, which brings the
 * ProfileInstallationResult, and the closing of the channel.
 */
export function downloadPart(apdus: readonly NamedApdu[]): NamedApdu[] {
  const first = apdus.findIndex((one) => one.function === 'TERMINAL CAPABILITY');
  const last = apdus.findLastIndex((one) => one.function === loading);
  const closing = apdus.findLast((one) => one.function === 'MANAGE CHANNEL' && one.command[2] === 0x80);
  if (first < 0 || last < 0 || closing === undefined) throw new Error('the trace holds no whole download');
  return [...apdus.slice(first, last + 1), closing];
}

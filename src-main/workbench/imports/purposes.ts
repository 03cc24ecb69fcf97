/** Which function an exchange of a foreign recording belongs to, as the workbench names those of its own. */

import { toHex } from '../../../src-shared/bytes.ts';
import { parseCommand } from '../../card/apdu.ts';
import { knownIsdrAids } from '../../card/quirks.ts';
import { es10FunctionOf, instructionText } from '../../decode/index.ts';

const select = 0xa4;
const getResponse = 0xc0;
const storeData = 0xe2;
const load = 'ES10b.LoadBoundProfilePackage';

/** Names for APDUs, to be asked in their order: a GET RESPONSE belongs to what it answers, a block to its first. */
export class Purposes {
  #last = 'APDU';

  of(command: Uint8Array): string {
    const [, ins = 0, , p2 = 0] = command;
    if (ins === getResponse) return this.#last;
    if (ins === storeData && p2 !== 0) return this.#last;
    const parsed = parseCommand(command);
    const data = 'reason' in parsed ? undefined : parsed.data;
    const fn = ins === storeData && data !== undefined ? es10FunctionOf(data)?.name : undefined;
    // Segments of a bound profile package after its first begin with tags of their own (SGP.22 v2.5 §2.5.5).
    if (ins === storeData && fn === undefined && this.#last === load) return this.#last;
    const isdr = ins === select && data !== undefined && knownIsdrAids.includes(toHex(data));
    this.#last = isdr ? 'SELECT ISD-R' : (fn ?? instructionText(ins) ?? 'APDU');
    return this.#last;
  }
}

const rspPath = /\/gsma\/rsp2\/(es9plus|es11)\/([A-Za-z]+)/;

/** `ES9+.InitiateAuthentication` (SGP.22 v2.5 §6.5), or the method where the address is none of theirs. */
export function httpPurpose(method: string, url: string): string {
  const [, face, name = ''] = rspPath.exec(url) ?? [];
  if (face === undefined) return method;
  return `${face === 'es11' ? 'ES11' : 'ES9+'}.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

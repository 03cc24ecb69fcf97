/** The PKI as one card of a bench has it. */

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { issueEuicc, loadPki, type Pki, savePki } from '../pki/index.ts';

/** Makes a folder as a whole: whoever is stopped in the middle begins anew the next time. */
export function makeFolder(folder: string, fill: (folder: string) => void): void {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  fill(unfinished);
  renameSync(unfinished, folder);
}

export interface CardPkiOptions {
  readonly pki: Pki;
  /** The card's; the PKI's own eUICC certificate serves where it is for this one. */
  readonly eid: string;
  /** Where the card keeps a certificate that is made for it; without it, it is forgotten at the end. */
  readonly folder?: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/**
 * What a card has of a PKI: CI, EUM and an eUICC certificate for its EID, made where the PKI holds no such one.
 * Throws `pki_incomplete` where it cannot be made, since the EUM's key is elsewhere.
 */
export function pkiOfCard(options: CardPkiOptions): Pki {
  const { pki, eid, folder, clock, entropy } = options;
  const { ci, eum } = pki;
  if (pki.euicc?.certificate.subject.serialNumber === eid) return pki;
  const issued = (): Pki => ({
    ci: { certificate: ci.certificate },
    ...(eum === undefined ? {} : { eum: { certificate: eum.certificate } }),
    euicc: issueEuicc(pki, { clock, entropy, eid }),
  });
  if (folder === undefined) return issued();
  const name = `pki-${toHex(ci.certificate.subjectKeyId ?? new Uint8Array(0)).slice(0, 8)}`;
  const place = join(folder, name);
  makeFolder(place, (unfinished) => savePki(unfinished, issued()));
  return loadPki(place);
}

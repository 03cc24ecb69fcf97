/** What a new simulated bench is furnished with. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '../../src-shared/bytes.ts';
import { encodeTlv } from '../tlv/index.ts';

/**
 * EID of a card of the bench, in the range of SGP.26's test EUM; the last two digits check the others (SGP.02 §2.2.2,
 * ISO/IEC 7064 modulo 97-10). Fictitious.
 */
export function eidOfCard(index: number): string {
  const base = `89049032000001${String(index + 1).padStart(16, '0')}`;
  const check = 98n - (BigInt(`${base}00`) % 97n);
  return `${base}${check.toString().padStart(2, '0')}`;
}

interface Sample {
  readonly name: string;
  readonly iccid: string;
  readonly provider: string;
  readonly profileName: string;
  readonly confirmationCode?: string;
}

const samples: readonly Sample[] = [
  { name: 'BENCH-01', iccid: '8999901000000000017', provider: 'Simulated Mobile', profileName: 'Everyday' },
  { name: 'BENCH-02', iccid: '8999901000000000025', provider: 'Simulated Mobile', profileName: 'Travel' },
  {
    name: 'BENCH-03',
    iccid: '8999902000000000032',
    provider: 'Example Telecom',
    profileName: 'Business',
    confirmationCode: '1234',
  },
];

/** Profiles and what is beside them, as the SM-DP+ reads a folder. */
export function writeSampleProfiles(folder: string): void {
  for (const sample of samples) {
    const header = encodeTlv(
      0xa0,
      fromHex('800102810103'),
      encodeTlv(0x83, fromHex(sample.iccid.padEnd(20, 'F'))),
      fromHex('A5028100A600'),
    );
    const end = fromHex('AA07A0058000810163');
    writeFileSync(join(folder, `${sample.name}.der`), Buffer.concat([header, end]));
    const description = {
      ...(sample.confirmationCode === undefined ? {} : { confirmationCode: sample.confirmationCode }),
      maxInstallations: 1000,
      metadata: { serviceProviderName: sample.provider, profileName: sample.profileName },
    };
    writeFileSync(join(folder, `${sample.name}.json`), `${JSON.stringify(description, null, 2)}\n`);
  }
}

/** Certificates and keys of a bench. */

import { join } from 'node:path';
import { toBase64, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import { eidOfCard } from '../bench-eid.ts';
import type { CurveName } from '../crypto/index.ts';
import { generatePki, issueServer, type Pki } from '../pki/index.ts';
import { loadOrMakePkis } from '../rsp-server/index.ts';
import { pkiOfCard } from './card-pki.ts';
import type { BenchOptions } from './options.ts';

export const host = '127.0.0.1';
/** The name that needs no DNS. */
export const localName = 'localhost';

/** A CI of the bench, which a client has to trust: for TLS and, on the card's side, for RSP. */
export interface BenchCi {
  /** Subject key identifier, upper-case hexadecimal. */
  readonly keyId: string;
  readonly der: Uint8Array;
  readonly pem: string;
}

export interface BenchPkis {
  /** Those of cards and servers, the preferred one first. */
  readonly rsp: readonly Pki[];
  /** The one whose TLS certificates are shown. */
  readonly tls: Pki;
}

function folderOf({ pki, folder }: BenchOptions): string | undefined {
  if (pki !== undefined) return 'folder' in pki ? pki.folder : undefined;
  return folder === undefined ? undefined : join(folder, 'pki');
}

/** With the certificates of an SM-DS, where the CI's key is there to make them with. */
function withSmds(pki: Pki, ports: Required<Pick<BenchOptions, 'clock' | 'entropy'>>): Pki {
  if (pki.ci.privateKey === undefined) return pki;
  const names = [localName, host];
  const fits = pki.dsTls?.certificate.dnsNames.includes(localName) === true;
  return {
    ...pki,
    dsAuth: pki.dsAuth ?? issueServer(pki, { ...ports, role: 'dsAuth' }),
    ...(fits ? {} : { dsTls: issueServer(pki, { ...ports, role: 'dsTls', names }) }),
  };
}

/** Makes or reads what the options say. `address` is the SM-DP+'s name. Throws `pki_…`. */
export function makePkis(options: BenchOptions, address: string): BenchPkis {
  const { pki, curves = ['P-256'], clock = systemClock, entropy = systemEntropy } = options;
  const ports = { clock, entropy };
  const eid = eidOfCard(0);
  const make = (curve: CurveName) => {
    const names = { smdpAddress: address, smdsAddress: localName, additionalNames: [localName, host] };
    return generatePki({ ...ports, ...names, eid, curve });
  };
  const folder = folderOf(options);
  const isMade = folder === undefined && pki === undefined;
  const given = (): readonly Pki[] => {
    if (folder !== undefined) return loadOrMakePkis({ pkiDir: folder, address, eid, ...ports }).pkis;
    if (pki === undefined || 'folder' in pki) return curves.map(make);
    return 'ci' in pki ? [pki] : pki;
  };
  const rsp = given().map((one) => withSmds(one, ports));
  const withTls = rsp.filter((one) => one.dpTls !== undefined);
  const onP256 = withTls.find((one) => one.ci.certificate.publicKey.curve === 'P-256');
  // Node 24 crashes in a TLS client of its own where a Brainpool key is in the chain.
  const tls = onP256 ?? (isMade ? make('P-256') : (withTls[0] ?? rsp[0]));
  if (tls === undefined) throw new WorkbenchError('pki_incomplete', { missing: 'ci' });
  return { rsp, tls };
}

/** What a card has of each PKI: where its EUM's key is elsewhere, the CI alone, to check servers by. */
export function cardPkis(
  options: BenchOptions,
  pkis: readonly Pki[],
  eid: string,
  folder: string | undefined,
): Pki[] {
  const { clock = systemClock, entropy = systemEntropy } = options;
  return pkis.map((pki) => {
    const own = pki.euicc?.certificate.subject.serialNumber === eid;
    if (!own && pki.eum?.privateKey === undefined) return { ci: { certificate: pki.ci.certificate } };
    return pkiOfCard({ pki, eid, clock, entropy, ...(folder === undefined ? {} : { folder }) });
  });
}

/** The CIs, that of the TLS certificates first. */
export function describeCis({ rsp, tls }: BenchPkis): BenchCi[] {
  return [tls, ...rsp.filter((one) => one !== tls)].map((pki) => {
    const { der, subjectKeyId = new Uint8Array(0) } = pki.ci.certificate;
    const lines = toBase64(der).match(/.{1,64}/g) ?? [];
    const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    return { keyId: toHex(subjectKeyId), der, pem };
  });
}

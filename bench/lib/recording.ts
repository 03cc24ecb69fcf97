/** A download as it was recorded, to be played again: by peers that answer without computing, and by a bare loop. */

import { encodePrivateKey } from '../../src-main/simulator/pki/private-key-file.ts';
import { benchPki, simulateSession } from './workbench.ts';

type Headers = readonly (readonly [name: string, value: string])[];

export interface RecordedApdu {
  readonly kind: 'apdu';
  readonly command: Uint8Array;
  readonly response: Uint8Array;
}

export interface RecordedPost {
  readonly kind: 'post';
  readonly path: string;
  readonly requestHeaders: Headers;
  readonly requestBody: Uint8Array;
  readonly status: number;
  readonly responseHeaders: Headers;
  readonly responseBody: Uint8Array;
}

export interface Recording {
  readonly atr: Uint8Array;
  /** In the order in which they happened. */
  readonly exchanges: readonly (RecordedApdu | RecordedPost)[];
  readonly activationCode: string;
  /** The profile that was downloaded. */
  readonly description: string;
}

/** What Node writes by itself. */
const automatic = new Set(['date', 'connection', 'keep-alive']);

/** Records a download onto the simulated card of that number, over T=1. */
export async function recordDownload(cardNumber: number): Promise<Recording> {
  const { atr, trace, activationCode, profile } = await simulateSession('download', 'T=1', cardNumber);
  const exchanges = trace.flatMap(({ entry }): (RecordedApdu | RecordedPost)[] => {
    if (entry.kind === 'note') return [];
    if (entry.kind === 'apdu') {
      if (entry.response === undefined) throw new Error(`${entry.purpose} was not answered`);
      return [{ kind: 'apdu', command: entry.command, response: entry.response }];
    }
    return [
      {
        kind: 'post',
        path: new URL(entry.url).pathname,
        requestHeaders: entry.requestHeaders,
        requestBody: entry.requestBody,
        status: entry.status ?? 0,
        responseHeaders: (entry.responseHeaders ?? []).filter(([name]) => !automatic.has(name.toLowerCase())),
        responseBody: entry.responseBody ?? new Uint8Array(0),
      },
    ];
  });
  return { atr, exchanges, activationCode, description: profile.description };
}

/** What a TLS server of the bench's PKI needs, in DER. */
export function tlsIdentity(): { readonly certificate: Uint8Array; readonly privateKey: Uint8Array } {
  const { certificate, privateKey } = benchPki().dpTls;
  return { certificate: certificate.der, privateKey: encodePrivateKey(privateKey) };
}

/** The CI that the server's certificate is under, in DER. */
export function ciCertificate(): Uint8Array {
  return benchPki().ci.certificate.der;
}

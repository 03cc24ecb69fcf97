/** The cryptographic primitives of a download: counted as the simulators use them, and played bare, by node:crypto alone. */

import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  randomBytes,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';

/** What was done once, to so many bytes where the time depends on them. */
export interface Primitive {
  readonly kind:
    | 'ECDSA sign'
    | 'ECDSA verify'
    | 'EC key pair'
    | 'ECDH'
    | 'AES-CBC encrypt'
    | 'AES-CBC decrypt'
    | 'AES block'
    | 'AES-CMAC'
    | 'SHA-256'
    | 'X.509 parse';
  readonly bytes: number;
}

/** Functions that do each of the primitives, with keys and data made beforehand. `certificate` is one in DER. */
export function barePrimitives(certificate: Uint8Array): (primitive: Primitive) => unknown {
  const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const peer = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = createSecretKey(randomBytes(16));
  const iv = randomBytes(16);
  const most = randomBytes(256 * 1024);
  const signer = { key: own.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const verifier = { key: own.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const signatures = new Map<number, Uint8Array>();
  const signatureOf = (bytes: number) => {
    const known = signatures.get(bytes) ?? sign('sha256', most.subarray(0, bytes), signer);
    signatures.set(bytes, known);
    return known;
  };
  const cbc = (make: typeof createCipheriv | typeof createDecipheriv, bytes: number) =>
    make('aes-128-cbc', key, iv)
      .setAutoPadding(false)
      .update(most.subarray(0, Math.ceil(bytes / 16) * 16));
  return ({ kind, bytes }) => {
    switch (kind) {
      case 'ECDSA sign':
        return sign('sha256', most.subarray(0, bytes), signer);
      case 'ECDSA verify':
        return verify('sha256', most.subarray(0, bytes), verifier, signatureOf(bytes));
      case 'EC key pair':
        return createECDH('prime256v1').generateKeys();
      case 'ECDH':
        return diffieHellman({ privateKey: own.privateKey, publicKey: peer.publicKey });
      case 'AES-CBC encrypt':
      case 'AES-CMAC':
        return cbc(createCipheriv, bytes);
      case 'AES-CBC decrypt':
        return cbc(createDecipheriv, bytes);
      case 'AES block':
        return cbc(createCipheriv, 16);
      case 'SHA-256':
        return hash('sha256', most.subarray(0, bytes), 'buffer');
      case 'X.509 parse':
        return new X509Certificate(certificate);
    }
  };
}

/**
 * Why a server's certificate did not verify, in terms of RSP: which CI its chain ends in, and whether that CI is
 * unknown or only switched off. Nothing here makes a connection trusted; by then the exchange has failed.
 */

import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { equalBytes } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { type CertificateFacts, readCertificate } from './certificate.ts';
import type { TrustSource } from './trust-store.ts';

const verifyCodes =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_|ERROR_IN_CERT_|UNSPECIFIED$)/;

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether a connection failed because the server's chain did not verify (codes of X509_verify_cert). */
export function isVerifyError(error: Error): boolean {
  return verifyCodes.test(codeOf(error));
}

export interface Probe {
  readonly host: string;
  readonly port: number;
  readonly servername: string;
  readonly connectMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** More than any chain of SGP.22 has; a hostile server may send more. */
const maxChain = 8;

/**
 * The certificates that a server shows, its own first, on a connection that carries no request and is ended at once.
 * Empty where there is none to be had.
 */
function readPeerChain(probe: Probe): Promise<CertificateFacts[]> {
  return new Promise((resolve) => {
    const timer = new AbortController();
    const socket = connect({
      host: probe.host,
      port: probe.port,
      ...(probe.servername !== '' && { servername: probe.servername }),
      // The certificate was refused already: this connection only reads it again, to name its CI. Nothing is sent.
      rejectUnauthorized: false,
    });
    const end = (chain: CertificateFacts[]) => {
      timer.abort();
      probe.signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(chain);
    };
    const giveUp = () => end([]);
    socket.on('error', giveUp);
    socket.on('secureConnect', () => {
      // Not getPeerCertificate: its legacy object has crashed Node 24 where a Brainpool key is in the chain.
      end(chainOf(socket.getPeerX509Certificate()));
    });
    probe.signal?.addEventListener('abort', giveUp, { once: true });
    probe.clock.sleep(probe.connectMs, timer.signal).then(giveUp, () => undefined);
  });
}

function chainOf(leaf: X509Certificate | undefined): CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  try {
    for (let at = leaf; at !== undefined && chain.length < maxChain; at = at.issuerCertificate) {
      const facts = readCertificate(new Uint8Array(at.raw));
      const last = chain.at(-1);
      if (last !== undefined && equalBytes(last.der, facts.der)) break;
      chain.push(facts);
    }
  } catch {
    // What could be read is enough to go on with.
  }
  return chain;
}

const chainReasons: Readonly<Record<string, string>> = {
  CERT_SIGNATURE_FAILURE: 'a signature in it is wrong',
  INVALID_CA: 'it was signed by a certificate that may not sign others',
  INVALID_PURPOSE: 'its certificate is not one for a TLS server',
  PATH_LENGTH_EXCEEDED: 'it is longer than its issuer allows',
  CERT_CHAIN_TOO_LONG: 'it is too long',
  CERT_REVOKED: 'a certificate in it was revoked',
};

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The key id and name of the CI that a chain ends in, whether or not the server sent the CI's own certificate. */
function topOf(chain: readonly CertificateFacts[]): { keyId: string | undefined; issuer: string } {
  const top = chain.at(-1);
  if (top === undefined) return { keyId: undefined, issuer: 'unknown' };
  const selfIssued = equalBytes(top.subjectDer, top.issuerDer);
  return { keyId: selfIssued ? top.keyId : top.authorityKeyId, issuer: top.issuer };
}

/**
 * Names the reason: ci_unknown, ci_disabled, ci_expired, tls_expired, tls_not_yet_valid, tls_self_signed,
 * tls_chain_invalid or tls_no_certificate. Never rejects.
 */
export async function explainVerifyError(options: {
  readonly error: Error;
  readonly host: string;
  readonly probe: Probe;
  readonly trust: TrustSource;
  readonly now: number;
}): Promise<WorkbenchError> {
  const { error, host, trust, now } = options;
  const cause = { cause: error };
  const code = codeOf(error);
  const chain = await readPeerChain(options.probe);
  const leaf = chain[0];
  if (leaf === undefined) return new WorkbenchError('tls_no_certificate', { host }, cause);
  const top = topOf(chain);
  const known = top.keyId === undefined ? undefined : trust.find(top.keyId);
  const keyId = top.keyId ?? 'not named';

  if (code === 'CERT_HAS_EXPIRED') {
    const expired = chain.find((certificate) => certificate.notAfter < now);
    if (expired === undefined && known?.notAfter !== undefined)
      return new WorkbenchError(
        'ci_expired',
        { host, keyId, issuer: known.subject, notAfter: day(known.notAfter) },
        cause,
      );
    const { subject, notAfter } = expired ?? leaf;
    return new WorkbenchError('tls_expired', { host, subject, notAfter: day(notAfter) }, cause);
  }
  if (code === 'CERT_NOT_YET_VALID') {
    const { subject, notBefore } = chain.find((certificate) => certificate.notBefore > now) ?? leaf;
    return new WorkbenchError('tls_not_yet_valid', { host, subject, notBefore: day(notBefore) }, cause);
  }
  const reason = chainReasons[code];
  if (reason !== undefined) return new WorkbenchError('tls_chain_invalid', { host, reason }, cause);
  if (known !== undefined && !known.enabled)
    return new WorkbenchError('ci_disabled', { host, keyId, issuer: known.subject }, cause);
  if (known !== undefined)
    return new WorkbenchError(
      'tls_chain_invalid',
      { host, reason: `it names the issuer with key ${keyId}, but that issuer did not sign it` },
      cause,
    );
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return new WorkbenchError('tls_self_signed', { host, keyId, issuer: top.issuer }, cause);
  if (verifyCodes.test(code) && !/^(UNABLE_TO_|SELF_SIGNED_|CERT_UNTRUSTED)/.test(code))
    return new WorkbenchError('tls_chain_invalid', { host, reason: code }, cause);
  return new WorkbenchError('ci_unknown', { host, keyId, issuer: top.issuer }, cause);
}

import { defineErrors } from './define.ts';

export const trustErrors = defineErrors('trust', {
  ci_unknown: [
    'The server {host} proves itself with a certificate issuer that is not known here: key {keyId} ({issuer})',
    'If the server is to be trusted, get the root certificate of that issuer and add it with `euicc-workbench trust add FILE`.',
  ],
  ci_disabled: [
    'The server {host} proves itself with a certificate issuer that is known but switched off: key {keyId} ({issuer})',
    'If the server is to be trusted, switch the issuer on with `euicc-workbench trust enable {keyId}`.',
  ],
  ci_expired: [
    'The certificate issuer of the server {host} expired on {notAfter}: key {keyId} ({issuer})',
    'The operator of the server needs a certificate of a valid issuer. Check the clock of this machine, too.',
  ],
  tls_expired: [
    'A certificate of the server {host} expired on {notAfter} ({subject})',
    'The operator of the server has to renew it. Check the clock of this machine, too.',
  ],
  tls_not_yet_valid: [
    'A certificate of the server {host} is not valid before {notBefore} ({subject})',
    'Check the clock of this machine; if it is right, tell the operator of the server.',
  ],
  tls_wrong_name: [
    'The server answering for {host} has a certificate for other names: {names}',
    'Check the address in the activation code, and --connect-to where it is used.',
  ],
  tls_self_signed: [
    'The server {host} has a self-signed certificate: key {keyId} ({issuer})',
    'An SM-DP+ has a certificate of a certificate issuer. For a server of a lab, add the root that signs its certificate with `euicc-workbench trust add FILE`.',
  ],
  tls_chain_invalid: [
    'The certificate chain of the server {host} does not hold: {reason}',
    'The operator of the server has to correct it, or somebody stands in between: do not go on.',
  ],
  tls_no_certificate: [
    'The server {host} shows no certificate that can be read',
    'Check the address; this is no SM-DP+ or SM-DS.',
  ],
  tls_handshake: [
    'No TLS connection with {host}: {reason}',
    'Check the address and the port. The server has to speak TLS 1.2 or later.',
  ],
  certificate_malformed: [
    'This is no certificate: {reason}',
    'Give an X.509 certificate, as PEM text or as DER.',
  ],
  certificate_too_large: [
    'A file of {length} bytes is no certificate',
    'Give an X.509 certificate, as PEM text or as DER.',
  ],
  certificate_not_single: [
    'The file holds {count} certificates where one root was expected',
    'Give the root certificate alone.',
  ],
  certificate_not_ca: [
    'The certificate of {subject} is not one of a certificate issuer (its BasicConstraints do not say so)',
    'Give the root certificate that the chain of the server ends in.',
  ],
  certificate_expired: [
    'The certificate of {subject} expired on {notAfter}',
    'Get the present root certificate of that issuer.',
  ],
  certificate_unusable: [
    'The key of {subject} cannot be used here: {reason}',
    'Give a root with a key on NIST P-256 or brainpoolP256r1 (the latter not in the desktop window).',
  ],
  root_key_conflict: [
    'A root with key identifier {keyId} is known already, with another key',
    'Two issuers do not share a key identifier: find out where the file comes from.',
  ],
  root_not_found: [
    'There is no root with key identifier {keyId}',
    'List the roots with `euicc-workbench trust list`.',
  ],
  root_ambiguous: [
    '{keyId} is the beginning of several key identifiers',
    'Give more of it; `euicc-workbench trust list` has them in full.',
  ],
  root_built_in: [
    'The root {keyId} belongs to the workbench and cannot be removed',
    'Switch it off with `euicc-workbench trust disable {keyId}`.',
  ],
  trust_store_unreadable: [
    'The trust store {path} cannot be used: {reason}',
    'Put the file right or remove it; the roots that the workbench brings along stay as they are.',
  ],
});

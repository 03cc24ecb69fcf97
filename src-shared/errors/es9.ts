import { defineErrors } from './define.ts';

export const es9Errors = defineErrors('es9', {
  es9_status: [
    '{function} failed at the server: {subject}: {reason} (subject {subjectCode}, reason {reasonCode}){serverMessage}',
    '{nextStep}',
  ],
  es9_name_unknown: [
    'The address {host} is not known to DNS ({reason})',
    'Check the address in the activation code and the network. A server that no DNS knows is reached with --connect-to NAME:HOST:PORT.',
  ],
  es9_refused: [
    'Nothing answers at {host} (connection refused)',
    'Check address and port; the server may be down, or a firewall stands in between.',
  ],
  es9_unreachable: [
    'The server {host} cannot be reached ({reason})',
    'Check the network of this machine; a proxy or VPN may be needed.',
  ],
  es9_reset: [
    'The server {host} closed the connection without an answer to {function}',
    'Try again; if it happens again, look whether a firewall or proxy stands in between.',
  ],
  es9_connect_timeout: [
    'No connection with {host} within {seconds} s',
    'Check address and network; a firewall may drop the packets.',
  ],
  es9_timeout: [
    'The server {host} did not finish its answer to {function} within {seconds} s',
    'Try again later. Whether the server acted on the request is not known.',
  ],
  es9_http_status: [
    'The server {host} answered {function} with HTTP status {status}',
    'With 429 or 5xx, try again later. Any other status is no answer of SGP.22: check the address, and tell the operator of the server; the trace has the answer.',
  ],
  es9_redirect: [
    'The server {host} wants to send {function} elsewhere (HTTP status {status} to {location})',
    'An SM-DP+ does not redirect: check the address.',
  ],
  es9_not_http: ['What {host} answered to {function} is no HTTP ({reason})', 'Check address and port.'],
  es9_not_json: [
    'The server {host} answered {function} with {contentType} instead of JSON',
    'This is no SM-DP+ or SM-DS, or a proxy or login page stands in between; the trace has the answer.',
  ],
  es9_bad_json: [
    'The answer of {host} to {function} is no valid JSON',
    'Tell the operator of the server; the trace has the answer.',
  ],
  es9_incomplete: [
    'The answer of {host} to {function} broke off after {received} bytes',
    'Try again; if it happens again, tell the operator of the server.',
  ],
  es9_too_large: [
    'The answer of {host} to {function} is larger than {limit} bytes',
    'It was not read further. Tell the operator of the server.',
  ],
  es9_missing_field: [
    'In the answer of {host} to {function} the field {field} is missing',
    'The server does not keep to SGP.22 v2.5 §6.5; the trace has the answer.',
  ],
  es9_bad_field: [
    'In the answer of {host} to {function} the field {field} is not what it should be',
    'The server does not keep to SGP.22 v2.5 §6.5; the trace has the answer.',
  ],
  es9_bad_base64: [
    'In the answer of {host} to {function} the field {field} is no base64',
    'The server does not keep to SGP.22 v2.5 §6.5; the trace has the answer.',
  ],
  es9_transaction_mismatch: [
    'The server {host} answered {function} for another transaction than the one that was asked for',
    'Tell the operator of the server. Where the activation code is not used up, it can be tried once more.',
  ],
  es9_not_acknowledged: [
    'The server {host} answered the notification with HTTP status {status} instead of 204',
    'The notification stays on the card and can be sent again.',
  ],
});

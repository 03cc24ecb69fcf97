import { defineErrors } from './define.ts';

/** Errors about tokens, and about who may ask what over HTTP. */
export const accessErrors = defineErrors('input', {
  api_token_wrong: [
    'The request bears no token that is known here',
    'Make one with `euicc-workbench token create NAME`, and send it as "Authorization: Bearer TOKEN", or as the password of HTTP Basic.',
  ],
  api_token_read_only: ['The token {name} may only read', 'Use a token that was made without --read-only.'],
  api_owner_only: [
    'No token opens {call}',
    'That is done on this machine itself: with the command line (docs/cli.md), or in the window.',
  ],
  api_too_many_wrong: [
    'There were too many requests with wrong tokens from this address',
    'Wait some seconds, and check the token.',
  ],
  api_origin: [
    'The request names an Origin ({origin}), as pages in a browser do; the REST API is for scripts',
    'Send the request without the Origin header. The window uses the WebSocket.',
  ],
  api_host: [
    'The request is for a host that this server does not go by ({host})',
    'Use the address that `serve` prints, or name the host with --host-name when it is started.',
  ],
  api_path: ['There is nothing at {path}', 'Look at the list of resources in docs/api.md.'],
  api_method: ['{method} cannot be done at {path}', 'It takes {allowed}.'],
  api_parameter: ['{path} has no parameter {name}, or has it twice', 'It takes {allowed}.'],
  api_field: [
    '{call} has no field {field}',
    'There it takes {known}. Correct the name or leave the field out; GET /api/v1/openapi.json describes every call.',
  ],
  api_listen_address: [
    'The workbench cannot listen at {address}: it is no IP address of this machine',
    'Give --listen an IP address, as 127.0.0.1 or 192.0.2.7.',
  ],
  api_remote_refused: [
    'Listening at {address} lets other machines in, and {missing} is not given',
    'Give --tls-cert FILE, --tls-key FILE and --allow-remote, or listen on 127.0.0.1.',
  ],
  api_tls_unusable: [
    'Certificate and key of the server cannot be used: {reason}',
    'Give --tls-cert a PEM file with the certificate and its chain, and --tls-key its key, without a passphrase.',
  ],
  api_host_name: [
    '{name} is no name of a host',
    'Give --host-name a name or an IP address, without scheme and port.',
  ],
  api_port_unusable: [
    'The APIs cannot be served at port {port}: {reason}',
    'Choose another port, or end the program that has it.',
  ],
  apis_not_here: [
    'This engine does not serve the APIs by itself',
    'They are switched on in the desktop application, where it has started the engine; else use `euicc-workbench serve`.',
  ],
  token_name_taken: [
    'There is a token of the name {name} already',
    'Choose another name, or revoke that one first.',
  ],
  token_not_found: ['There is no token {token}', 'List them with `euicc-workbench token list`.'],
});

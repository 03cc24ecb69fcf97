/** The APIs for scripts in the settings of the window. `{name}` is filled in by `fillText`. */
export const apisText = {
  title: 'APIs for scripts',
  hint: 'The fleet API and the REST API, on this machine alone. Scripts need a token; what is set here is kept.',
  enabled: 'Serve the APIs',
  port: 'Port',
  portWrong: 'A number from 1 to 65535',
  apply: 'Apply',
  servedAt: 'They are served at {address}',
  off: 'They are not served.',
  elsewhere:
    'The engine of this window was not started by it. Whoever started it serves the APIs, as `euicc-workbench serve` does.',
  changed: 'The APIs are served at {address}.',
  ended: 'The APIs are not served any more.',
};

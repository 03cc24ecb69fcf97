import { parseServerAddress } from '../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ConnectTarget, ConnectTo } from './https-transport.ts';

function malformed(reason: string): WorkbenchError {
  return new WorkbenchError('connect_to_malformed', { reason });
}

function parseOne(text: string): readonly [name: string, target: ConnectTarget] {
  const match = /^([^:[\]]{1,253}):(\[[0-9A-Fa-f:.]{2,45}\]|[^:[\]]{1,253}):([1-9]\d{0,4})$/.exec(
    text.trim(),
  );
  if (match === null) throw malformed('three parts are needed, the last of them a port');
  const [, name = '', host = '', port = ''] = match;
  try {
    const target = host.startsWith('[') ? host.slice(1, -1) : parseServerAddress(host).name;
    if (Number(port) > 65_535) throw malformed('the port is no number from 1 to 65535');
    return [parseServerAddress(name).name, { host: target, port: Number(port) }];
  } catch (thrown) {
    if (thrown instanceof WorkbenchError && thrown.code === 'address_malformed')
      throw malformed(String(thrown.params['reason']));
    throw thrown;
  }
}

/**
 * Values of `--connect-to NAME:HOST:PORT`: requests for NAME, on any port, go to HOST:PORT; NAME stays what TLS is
 * checked for. HOST may be an IPv6 address in brackets. Throws connect_to_malformed.
 */
export function parseConnectTo(texts: readonly string[]): ConnectTo {
  return new Map(texts.map(parseOne));
}

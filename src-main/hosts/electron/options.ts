/** What the desktop application takes on its command line: the same as the commands of `euicc-workbench`. */

import { parseArgs } from 'node:util';
import { parseConnectToText } from '../engine/connect-to.ts';
import type { ConnectTo } from '../engine/open.ts';

export interface AppOptions {
  readonly dataFolder: string;
  readonly simulator: boolean;
  readonly connectTo: readonly ConnectTo[];
  readonly passphraseFile: string | undefined;
  /** The port at which scripts find the APIs on loopback this time. Absent: as is set. */
  readonly apiPort: number | undefined;
}

/** `args` without the executable and the application's folder. What Chromium and Electron take is passed over. */
export function appOptions(
  args: readonly string[],
  resolveDataFolder: (option: string | undefined) => string,
): AppOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      'no-simulator': { type: 'boolean' },
      'connect-to': { type: 'string', multiple: true },
      'passphrase-file': { type: 'string' },
      'api-port': { type: 'string' },
    },
    strict: false,
  });
  const port = Number(values['api-port']);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const connectTo = (values['connect-to'] ?? []) as readonly unknown[];
  return {
    dataFolder: resolveDataFolder(text(values.data)),
    simulator: values['no-simulator'] !== true,
    connectTo: connectTo.flatMap((one) => {
      const parsed = parseConnectToText(text(one) ?? '');
      return parsed ? [parsed] : [];
    }),
    apiPort: Number.isInteger(port) && port >= 1 && port <= 65535 ? port : undefined,
    passphraseFile: text(values['passphrase-file']) ?? process.env['EUICC_WORKBENCH_PASSPHRASE_FILE'],
  };
}

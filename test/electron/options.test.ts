import { expect, test } from 'vitest';
import { appOptions } from '../../src-main/hosts/electron/options.ts';

test('the desktop serves the APIs where a port is given, and only there', () => {
  const port = (...args: string[]) => appOptions(args, () => '/data').apiPort;
  expect(port()).toBeUndefined();
  expect(port('--api-port', '8080')).toBe(8080);
  expect(port('--api-port=8080', '--no-simulator')).toBe(8080);
  for (const text of ['', '0', '65536', '80.5', 'x']) expect(port(`--api-port=${text}`)).toBeUndefined();
});

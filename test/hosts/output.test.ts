import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createOutput } from '../../src-main/hosts/cli/output.ts';

test.each([
  [undefined, 79],
  [0, 79],
  [5, 20],
  [120, 100],
])('a status line on a terminal of %s columns has %i characters of 100', (columns, shown) => {
  const stderr = Object.assign(new PassThrough(), {
    isTTY: true,
    ...(columns === undefined ? {} : { columns }),
  });
  createOutput({ stdout: new PassThrough(), stderr, stdin: new PassThrough() }, false).status(
    'x'.repeat(100),
  );
  expect(String(stderr.read()).replace(/[^x]/g, '')).toHaveLength(shown);
});

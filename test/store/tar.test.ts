import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { parseTarHeader, tarBlock, tarHeader, tarPadding } from '../../src-main/store/tar.ts';

function folderOfItsOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('the tar of the system reads what is written', () => {
  const folder = folderOfItsOwn();
  const content = Buffer.from('of one line\n');
  writeFileSync(
    join(folder, 'ours.tar'),
    Buffer.concat([
      tarHeader({ name: 'some/file.txt', size: content.length }, Date.UTC(2026, 10, 27)),
      content,
      Buffer.alloc(tarPadding(content.length) + 2 * tarBlock),
    ]),
  );
  execFileSync('tar', ['-xf', 'ours.tar'], { cwd: folder });
  expect(readFileSync(join(folder, 'some/file.txt'))).toEqual(content);
});

it('reads what the tar of the system writes', () => {
  const folder = folderOfItsOwn();
  writeFileSync(join(folder, 'theirs.txt'), 'x'.repeat(1000));
  execFileSync('tar', ['--format=ustar', '-cf', 'theirs.tar', 'theirs.txt'], { cwd: folder });
  const header = readFileSync(join(folder, 'theirs.tar')).subarray(0, tarBlock);
  expect(parseTarHeader(header)).toEqual({ name: 'theirs.txt', size: 1000 });
});

it('every name and size comes back, beyond 8 GiB, too', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9./_-]{1,100}$/),
      fc.oneof(fc.nat(), fc.integer({ min: 8 ** 11 - 2, max: Number.MAX_SAFE_INTEGER })),
      (name, size) => {
        expect(parseTarHeader(tarHeader({ name, size }, 0))).toEqual({ name, size });
      },
    ),
  );
});

it('a header that was changed anywhere is none', () => {
  fc.assert(
    fc.property(fc.nat(tarBlock - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const header = tarHeader({ name: 'workbench.db', size: 4096 }, 1_700_000_000_000);
      header[at] = (header[at] ?? 0) ^ change;
      const read = parseTarHeader(header);
      // The sum itself may be written otherwise and be the same.
      if (at < 148 || at > 155) expect(read).toBeUndefined();
      else if (read !== undefined) expect(read).toEqual({ name: 'workbench.db', size: 4096 });
    }),
  );
});

it('links, folders and names with a prefix are no files', () => {
  for (const [at, value] of [
    [156, 0x31],
    [156, 0x32],
    [156, 0x35],
    [156, 0x78],
    [345, 0x61],
  ] as const) {
    const header = tarHeader({ name: 'store.key', size: 1 }, 0);
    header[at] = value;
    header.write('        ', 148, 'latin1');
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(parseTarHeader(header)).toBeUndefined();
  }
});

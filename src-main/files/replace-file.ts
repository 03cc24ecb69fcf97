/** Small files that are replaced whole: a new one is written beside the old one and renamed over it. */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What is on the disk when a file has been replaced, and so survives a loss of power. `nothing`: the file may then be the old one or
 * damaged, which its reader has to bear. `content`: it is the old one or the new one. `name`: it is the new one.
 */
export type OnDisk = 'nothing' | 'content' | 'name';

/**
 * Replaces the file, of mode 0600, or makes it. Whenever the process ends in it, the file is the old one or the new one. What it then
 * leaves is called `NAME.PROCESS.tmp`, hinders nobody, and is known to the doctor (`workbench/doctor.ts`).
 * Throws what the file system does; nothing is left then.
 */
export function replaceFile(path: string, text: string, onDisk: OnDisk): void {
  const beside = `${path}.${process.pid}.tmp`;
  // Of a process of the same number, long gone.
  rmSync(beside, { force: true });
  try {
    writeFile(beside, text, { flag: 'wx', sync: onDisk !== 'nothing' });
    renameSync(beside, path);
  } catch (thrown) {
    rmSync(beside, { force: true });
    throw thrown;
  }
  if (onDisk === 'name') syncFolder(dirname(path));
}

/** Writes a file of mode 0600 in its place, and waits until it is on the disk. Throws what the file system does. */
export function writeDurably(path: string, text: string): void {
  writeFile(path, text, { flag: 'w', sync: true });
}

function writeFile(path: string, text: string, how: { readonly flag: string; readonly sync: boolean }): void {
  const file = openSync(path, how.flag, 0o600);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    if (how.sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Windows knows no sync of a folder. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

import { WorkbenchError } from './errors/index.ts';

const faults: Readonly<Record<string, string>> = {
  EEXIST: 'there is one of that name already',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'no right to write it',
  EPERM: 'no right to write it',
  EROFS: 'its disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
};

/** file_not_written with the reason in words. `cause`: what the file system threw; without one, the file is there already. */
export function fileNotWritten(file: string, cause?: unknown): WorkbenchError {
  const code =
    cause === undefined ? 'EEXIST' : cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = faults[code] ?? (code || 'unknown reason');
  return new WorkbenchError('file_not_written', { file, reason }, { cause });
}

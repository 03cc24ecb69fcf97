/**
 * Test files that run one after the other in a process that stays, and find loaded what a file before them has loaded: to start a
 * process for each, and to load the schemas in it, took most of their time. Each begins with what the one before has left, in no
 * fixed order, so it puts back what it changes: the language, a clock, a listener of the process.
 */

import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const rooms = [
  'card-exchange',
  'codes',
  'decode',
  'es10',
  'es9',
  'evidence',
  'hosts',
  'operations',
  'renderer',
  'rsp',
  'shared',
  'simulator',
  'store',
  'texts',
  'tlv',
  'workbench',
];

/**
 * What loads another module in the place of one would give it to the files after it, and a process is bound to the first pcscd that it
 * has asked; what drives a browser asks for its window.
 */
const ownProcess =
  /\bsupport\/pcscd\.ts'|\bvi\.(?:mock|doMock|stubGlobal|stubEnv)\(|\b(?:driven|describeWindow|builtWindow)\(/;

const root = resolve(import.meta.dirname, '../..');

/** The files of a project, below its folder. */
export const together: readonly string[] = globSync(
  rooms.map((room) => `test/${room}/**/*.test.ts`),
  { cwd: root },
)
  .filter((file) => !ownProcess.test(readFileSync(join(root, file), 'utf8')))
  .map((file) => file.replaceAll('\\', '/'));

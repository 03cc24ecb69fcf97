/** Passphrases that are asked for, or lie in a file. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { type Context, givenPassphrase, readText } from './context.ts';
import { prompt } from './prompt.ts';

/** `options`: where it could have been given, for the error where nobody can be asked. */
export async function askPassphrase(context: Context, text: string, options: string): Promise<string> {
  if (!context.output.interactive)
    throw new WorkbenchError('usage', { reason: `Nobody can be asked: give ${options}` });
  const said = await prompt(context.streams, text, { hidden: true, signal: context.interrupted });
  context.interrupted.throwIfAborted();
  if (said === undefined) throw new WorkbenchError('declined', { what: 'the passphrase' });
  return said;
}

/** From the file, or asked for twice; never empty. `what`: `New passphrase`. */
export async function newPassphrase(
  context: Context,
  what: string,
  option: string,
  file: string | undefined,
): Promise<string> {
  const given = file === undefined ? await askPassphrase(context, `${what}: `, option) : await readText(file);
  if (given === '') throw new WorkbenchError('usage', { reason: `The ${what.toLowerCase()} is empty` });
  if (file === undefined && (await askPassphrase(context, 'Once more: ', option)) !== given)
    throw new WorkbenchError('usage', { reason: 'The two passphrases differ' });
  return given;
}

/** Of the key of a data folder that is protected by one. */
export async function presentPassphrase(context: Context): Promise<string> {
  return (
    (await givenPassphrase(context.options)) ??
    (await askPassphrase(context, 'Passphrase of the data folder: ', '--passphrase-file'))
  );
}

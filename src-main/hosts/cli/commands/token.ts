import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { type Token, tokenName } from '../../../../src-shared/model/index.ts';
import { formatDate } from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

/** Prints the token, which nobody can see again. */
export async function createToken(
  context: Context,
  name: string,
  options: { readonly readOnly?: boolean },
): Promise<number> {
  if (!tokenName.safeParse(name).success)
    throw new WorkbenchError('usage', {
      reason:
        'A token is called by 1 to 64 letters, digits, spaces, dots, hyphens and underscores, of which the first is a letter or a digit',
    });
  const engine = await context.engine();
  const made = await engine.call('tokens.create', { name, readOnly: options.readOnly === true });
  if (!context.output.json) context.output.note('Keep it: it is shown this once.');
  context.output.result(made, () => made.secret);
  return exitCodes.ok;
}

function tokenRow({ id, name, readOnly, createdBy, createdAt, lastUsedAt, revokedAt }: Token): string[] {
  return [
    String(id),
    name,
    readOnly ? 'reads' : 'all',
    formatDate(createdAt),
    createdBy,
    lastUsedAt === undefined ? 'never' : formatDate(lastUsedAt),
    revokedAt === undefined ? '' : `revoked ${formatDate(revokedAt)}`,
  ];
}

export async function listTokens(context: Context): Promise<number> {
  const engine = await context.engine();
  const tokens = await engine.call('tokens.list', {});
  context.output.result(tokens, () =>
    table(tokens.map(tokenRow), ['', 'NAME', 'MAY', 'MADE', 'BY', 'LAST USED', '']),
  );
  return exitCodes.ok;
}

/** By the name of one that is not revoked, or by the number of any. */
export async function revokeToken(context: Context, text: string): Promise<number> {
  const engine = await context.engine();
  const tokens = await engine.call('tokens.list', {});
  const token =
    tokens.find(({ name, revokedAt }) => name === text && revokedAt === undefined) ??
    tokens.find(({ id }) => String(id) === text);
  if (token === undefined) throw new WorkbenchError('token_not_found', { token: text.slice(0, 64) });
  const revoked = await engine.call('tokens.revoke', { id: token.id });
  context.output.result(revoked, () => `${token.name} is revoked.`);
  return exitCodes.ok;
}

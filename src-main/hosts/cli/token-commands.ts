/** The commands about tokens with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type Wrap } from './command.ts';

export function tokenCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/token.ts');
  const token = group(program, 'token', 'the tokens with which scripts use the API of `serve`');
  leaf(token, 'create', 'make a token; it is printed this once')
    .argument('<name>', 'what it is called: it stands with everything that is done with it')
    .option('--read-only', 'it may look, and start and change nothing')
    .action(
      wrap(async (context, name: string, options: { readonly readOnly?: boolean }) =>
        (await commands()).createToken(context, name, options),
      ),
    );
  leaf(token, 'list', 'list the tokens').action(
    wrap(async (context, _options: object) => (await commands()).listTokens(context)),
  );
  leaf(token, 'revoke', 'make a token useless, for good')
    .argument('<token>', 'its name or its number')
    .action(
      wrap(async (context, name: string, _options: object) => (await commands()).revokeToken(context, name)),
    );
}

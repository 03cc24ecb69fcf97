/** The commands about operations with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type ReaderChoice, type Wrap } from './command.ts';
import { parseCount, readerOption } from './options.ts';

export function operationCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/operation.ts');
  const operation = group(program, 'operation', 'what was done, and how it went');
  leaf(operation, 'list', 'list the operations, the newest first')
    .option('--limit <number>', 'how many', parseCount, 50)
    .option('--eid <eid>', 'those of one card')
    .option('--status <status>', 'those with one status')
    .action(
      wrap(
        async (
          context,
          options: { readonly limit: number; readonly eid?: string; readonly status?: string },
        ) => (await commands()).listOperations(context, options),
      ),
    );
  leaf(operation, 'show', 'show an operation with its statuses in order')
    .argument('<id>', 'its number', parseCount)
    .option('--trace', 'with its APDUs and HTTP exchanges')
    .action(
      wrap(async (context, id: number, options: { readonly trace?: boolean }) =>
        (await commands()).showOperation(context, id, options),
      ),
    );
  leaf(operation, 'time', 'show where its time went: card, line, server, person, workbench')
    .argument('<id>', 'its number', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) =>
        (await import('./commands/trace.ts')).operationTime(context, id),
      ),
    );
  leaf(operation, 'reconcile', 'read the card again to find out how an operation ended that broke off')
    .argument('<id>', 'its number', parseCount)
    .option(...readerOption)
    .action(
      wrap(async (context, id: number, options: ReaderChoice) =>
        (await commands()).reconcileOperation(context, id, options),
      ),
    );
  leaf(operation, 'cancel', 'cancel an operation as soon as that is safe')
    .argument('<id>', 'its number', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) => (await commands()).cancelOperation(context, id)),
    );
}

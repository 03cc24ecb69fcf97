/** The commands of the console: typed at, or run from a file. */

import type { Command } from 'commander';
import { group, leaf, type ReaderChoice, type Wrap, type Yes } from './command.ts';
import { common, parseCount, readerOption, yesOption } from './options.ts';

const commands = () => import('./commands/console.ts');

const idle = ['--idle <minutes>', 'end the session when nothing comes for so long', parseCount, 10] as const;

export function consoleCommands(program: Command, wrap: Wrap): void {
  const console = group(
    program,
    'console',
    'single APDUs and ES10 functions on a reader, kept as an operation',
  );
  common(console.command('open', { isDefault: true }))
    .description(
      'type inputs and see their answers, decoded; `help` shows what can be typed (console alone does so, too)',
    )
    .option(...readerOption)
    .option(...idle)
    .option(...yesOption)
    .action(
      wrap(async (context, options: ReaderChoice & Yes & { readonly idle: number }) =>
        (await commands()).openConsole(context, options),
      ),
    );
  leaf(console, 'run', 'send the inputs of a file one after the other; `expect SW` lines make it a test')
    .argument('<file>', 'the script; - reads stdin')
    .option(...readerOption)
    .option(...idle)
    .option(...yesOption)
    .action(
      wrap(async (context, file: string, options: ReaderChoice & Yes & { readonly idle: number }) =>
        (await commands()).runConsoleScript(context, file, options),
      ),
    );
  leaf(console, 'functions', 'list the functions and commands that can be typed, with their requests')
    .argument('[name]', 'one of them, with its fields')
    .action(
      wrap(async (context, name: string | undefined, _options: object) =>
        (await commands()).showFunctions(context, name),
      ),
    );
}

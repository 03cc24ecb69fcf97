/** Every command with its arguments and options. What it does is loaded from `commands/` when it is run. */

import type { Command } from 'commander';
import { batchCommands } from './batch-commands.ts';
import { cardCommands, notificationCommands, profileCommands, readerCommands } from './card-commands.ts';
import { codeCommands } from './code-commands.ts';
import type { Wrap } from './command.ts';
import { consoleCommands } from './console-commands.ts';
import { evidenceCommands } from './evidence-commands.ts';
import { operationCommands } from './operation-commands.ts';
import { engineOptions, parsePort } from './options.ts';
import { orderCommands, shopCommands } from './order-commands.ts';
import { recordCommands } from './record-commands.ts';
import { settingsCommands, trustCommands } from './settings-commands.ts';
import { simulatorCommands } from './simulator-commands.ts';
import { tokenCommands } from './token-commands.ts';
import { traceCommands } from './trace-commands.ts';

function serveCommand(program: Command, wrap: Wrap): void {
  engineOptions(
    program
      .command('serve')
      .description('serve the workbench to browsers and scripts, and hold the engine')
      .option('--port <number>', 'port; 0 for any (default: that of last time, where it is free)', parsePort)
      .option('--listen <address>', 'IP address to listen at (default: 127.0.0.1)')
      .option('--tls-cert <file>', 'certificate of the server with its chain (PEM)')
      .option('--tls-key <file>', 'its key (PEM)')
      .option('--allow-remote', 'let other machines in, with --listen and TLS')
      .option(
        '--host-name <name>',
        'a name by which other machines ask it (may be repeated)',
        (text: string, before: readonly string[] = []) => [...before, text],
      ),
  ).action(
    wrap(async (context, options: import('./commands/serve.ts').ServeOptions) =>
      (await import('./commands/serve.ts')).serve(context, options),
    ),
  );
}

export function addCommands(program: Command, wrap: Wrap): void {
  readerCommands(program, wrap);
  cardCommands(program, wrap);
  profileCommands(program, wrap);
  notificationCommands(program, wrap);
  operationCommands(program, wrap);
  codeCommands(program, wrap);
  batchCommands(program, wrap);
  shopCommands(program, wrap);
  orderCommands(program, wrap);
  trustCommands(program, wrap);
  settingsCommands(program, wrap);
  tokenCommands(program, wrap);
  recordCommands(program, wrap);
  traceCommands(program, wrap);
  evidenceCommands(program, wrap);
  consoleCommands(program, wrap);
  simulatorCommands(program, wrap);
  serveCommand(program, wrap);
}

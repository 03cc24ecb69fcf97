/** The commands about traces and their bytes. */

import type { Command } from 'commander';
import { leaf, type Wrap } from './command.ts';

function decodeCommand(program: Command, wrap: Wrap): void {
  leaf(program, 'decode', 'find out what bytes are, and print them as a tree')
    .argument('[text]', 'hexadecimal, base64, an EID, an ICCID, …; - for stdin')
    .option(
      '-f, --file <file>',
      'read a file instead: text of these kinds, PEM, JSON of ES9+, or bytes as they are',
    )
    .option('--sections', 'with the section that defines each value')
    .action(
      wrap(async (context, text: string | undefined, options: import('./commands/decode.ts').DecodeOptions) =>
        (await import('./commands/decode.ts')).decode(context, text, options),
      ),
    );
}

export function traceCommands(program: Command, wrap: Wrap): void {
  decodeCommand(program, wrap);
}

/** What every table of commands is made of. */

import type { Command } from 'commander';
import type { Context } from './context.ts';
import { common } from './options.ts';

/** Makes commander's action of what a command does: `run` gets the context and commander's arguments and options. */
export type Wrap = <A extends readonly unknown[]>(
  run: (context: Context, ...input: A) => Promise<number>,
) => (...input: [...A, Command]) => Promise<void>;

export interface ReaderChoice {
  readonly reader?: string;
}
export interface Yes {
  readonly yes?: boolean;
}

export function group(program: Command, name: string, summary: string): Command {
  return program.command(name).description(summary);
}

export function leaf(parent: Command, usage: string, summary: string): Command {
  return common(parent.command(usage).description(summary));
}

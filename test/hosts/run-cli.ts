import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { runCommandLine } from '../../src-main/hosts/cli/main.ts';
import type { Streams } from '../../src-main/hosts/cli/output.ts';
import type { WorkbenchApi } from '../../src-shared/api.ts';

class Sink extends PassThrough {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 120;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
    this.on('data', (chunk: Buffer) => {
      this.text += chunk.toString();
    });
  }
}

class Source extends PassThrough {
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }
}

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCli {
  readonly done: Promise<CliRun>;
  readonly stdin: PassThrough;
  /** What is on stderr so far. */
  stderr(): string;
  stdout(): string;
  /** Presses Ctrl-C. */
  interrupt(): void;
}

/** Runs a command line in this process on a workbench of the test's own. `terminal`: somebody sits there. */
export function startCli(
  args: readonly string[],
  workbench: WorkbenchApi & { ready(): Promise<void> },
  options: { readonly dataFolder: string; readonly terminal?: boolean; readonly stdin?: string },
): StartedCli {
  const terminal = options.terminal === true;
  const streams = {
    stdout: new Sink(false),
    stderr: new Sink(terminal),
    stdin: new Source(terminal),
  } satisfies Streams;
  if (options.stdin !== undefined) streams.stdin.end(options.stdin);
  const signals = new EventEmitter();
  const before = process.env['EUICC_WORKBENCH_DATA'];
  process.env['EUICC_WORKBENCH_DATA'] = options.dataFolder;
  const done = runCommandLine(args, {
    streams,
    signals,
    start: async () => ({ workbench, async drain() {}, async close() {} }),
  }).then((code) => ({ code, stdout: streams.stdout.text, stderr: streams.stderr.text }));
  void done.finally(() => {
    if (before === undefined) delete process.env['EUICC_WORKBENCH_DATA'];
    else process.env['EUICC_WORKBENCH_DATA'] = before;
  });
  return {
    done,
    stdin: streams.stdin,
    stderr: () => streams.stderr.text,
    stdout: () => streams.stdout.text,
    interrupt: () => signals.emit('SIGINT'),
  };
}

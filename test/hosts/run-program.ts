import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export const projectFolder = resolve(import.meta.dirname, '../..');
export const program = resolve(projectFolder, 'bin/euicc-workbench.mjs');

export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `euicc-workbench` as a program of its own, to its end. */
export async function runProgram(args: readonly string[], node = process.execPath): Promise<ProgramRun> {
  return await promisify(execFile)(node, [program, ...args], { cwd: projectFolder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      stdout: error.stdout,
      stderr: error.stderr,
    }),
  );
}

export interface ServedWorkbench {
  /** The address printed last. */
  address(): string;
  readonly process: ChildProcess;
  /** As Ctrl-C. Gives the exit code. */
  end(): Promise<number | null>;
}

/** Runs `euicc-workbench serve`, with whatever further options, until it has printed an address. */
export async function serveProgram(
  dataFolder: string,
  options: readonly string[] = [],
): Promise<ServedWorkbench> {
  const child = spawn(process.execPath, [program, 'serve', '--data', dataFolder, ...options], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const addresses: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
  await new Promise<void>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      addresses.push(line);
      done();
    });
    void exited.then((code) => fail(new Error(`serve ended with ${code}: ${stderr}`)));
  });
  return {
    address: () => addresses.at(-1) ?? '',
    process: child,
    async end() {
      child.kill('SIGINT');
      return await exited;
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Starts `child.ts` and resolves once it is ready. It is killed at the end of the test at the latest. */
export async function startChild(mode: 'lock' | 'write', folder: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, mode, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => killHard(child));
  const [first] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the child ended with ${code}`))),
  ]);
  if (String(first).trim() !== 'ready') throw new Error(`the child said ${first}`);
  return child;
}

/** `kill -9`, and waits for the end. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/**
 * Vitest's global set-up: the window is built once in a run, when the first test file asks for it, and removed at the end. A run
 * that has nothing to do with the window waits for nothing.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type BuiltWindow, buildWindow, type WindowKind } from './build-window.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the folder of the built window is asked for, each kind below it. */
    builtWindow: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const built = new Map<WindowKind, Promise<BuiltWindow>>();
  const once = (kind: WindowKind) => {
    const known = built.get(kind) ?? buildWindow(kind);
    built.set(kind, known);
    return known;
  };
  const server = createServer((request, response) => {
    const kind: WindowKind = request.url === '/development' ? 'development' : 'production';
    once(kind).then(
      ({ folder }) => response.end(folder),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  project.provide('builtWindow', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    for (const one of await Promise.allSettled(built.values()))
      if (one.status === 'fulfilled') await one.value.remove();
  };
}

import type { ServerFault, ServerFaults } from '../../../src-main/simulator/faults/ports.ts';

/** Answers with that fault whenever that function (as `ES9+.AuthenticateClient`) is called, and remembers what it was asked. */
export function faultsAt(name: string, fault: ServerFault): ServerFaults & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    onFunction(occasion) {
      const called = `${occasion.interface}.${occasion.function}`;
      asked.push(called);
      return called === name ? fault : undefined;
    },
    onConnection: () => undefined,
  };
}

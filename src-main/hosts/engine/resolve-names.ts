import { lookup } from 'node:dns/promises';
import type { NameFound } from '../../workbench/doctor.ts';

/** Looks up servers by the system's resolver; a port behind a name is left out. Never rejects. */
export async function resolveNames(names: readonly string[]): Promise<NameFound[]> {
  return await Promise.all(
    names.map(async (server) => {
      const name = server.replace(/:\d+$/, '');
      try {
        return { name, address: (await lookup(name)).address };
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
        return { name, reason };
      }
    }),
  );
}

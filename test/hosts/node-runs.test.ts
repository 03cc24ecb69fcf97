/** What Vitest compiles, Node has to run as it is: with its types stripped, which is another parser. */

import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from './run-program.ts';

/** The rooms whose sources Node runs. */
const rooms = ['src-main', 'src-shared', 'scripts', 'bench'];

test('Node strips the types of every source that it runs', async () => {
  const files = (
    await Promise.all(
      rooms.map(async (room) =>
        (await readdir(join(projectFolder, room), { recursive: true })).map((file) => join(room, file)),
      ),
    )
  )
    .flat()
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  expect(files.length).toBeGreaterThan(500);
  const refused = files.flatMap((file) => {
    try {
      stripTypeScriptTypes(readFileSync(join(projectFolder, file), 'utf8'));
      return [];
    } catch (error) {
      return [`${file}: ${(error as Error).message}`];
    }
  });
  expect(refused).toEqual([]);
}, 60_000);

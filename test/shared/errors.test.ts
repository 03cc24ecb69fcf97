/** The catalogue of errors: one meaning for each code. */

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeError, errorCatalogue } from '../../src-shared/errors/index.ts';

const folder = new URL('../../src-shared/errors/', import.meta.url);

it('has each code in one family only, so that no text hides another', async () => {
  const codes: string[] = [];
  for (const file of readdirSync(folder)) {
    const module = (await import(new URL(file, folder).href)) as Record<string, object>;
    for (const [name, entries] of Object.entries(module))
      if (name.endsWith('Errors')) codes.push(...Object.keys(entries));
  }
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  expect(codes.sort()).toEqual(Object.keys(errorCatalogue).sort());
});

it('a disk that is full is named among what to put right where the store cannot be made or written', () => {
  const reason = 'ENOSPC: no space left on device, write';
  expect(describeError({ code: 'data_folder_unusable', params: { folder: '/d', reason } }).remedy).toContain(
    'free space',
  );
  expect(describeError({ code: 'store_failed', params: { reason } }).remedy).toContain('is it full?');
});

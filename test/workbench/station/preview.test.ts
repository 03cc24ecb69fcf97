/** What a list would become, told before anything is made; and recipes that are kept by name. */

import { expect, test } from 'vitest';
import { batchLimits } from '../../../src-shared/model/index.ts';
import { file, startStationBench } from './station-bench.ts';

const eid = (number: number) => `89049032${String(number).padStart(24, '0')}`;

test('a preview makes nothing, tells no code, and refuses what making the batch refuses', async () => {
  const station = await startStationBench({ readers: 1 });
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = station.codes(5);
  const held = await station.create({ rows: [{ activationCode: fourth }] });
  const csv = [
    'EID;activation code;label;confirmation code',
    `${eid(1)};${first};Phone 1;`,
    `;${second};Phone 2;`,
    `;${second};Again;`,
    `${eid(1)};${third};Same card;`,
    ';LPA:1$broken;;',
    `;${fourth};In another batch;`,
    `;${fifth}$$1;Needs a code;`,
  ].join('\n');
  const list = { files: [file(csv)] };
  const before = await station.workbench.call('codes.list', {});
  const preview = await station.workbench.call('batches.preview', list);
  expect(await station.workbench.call('codes.list', {})).toEqual(before);
  expect((await station.workbench.call('batches.list', {})).map(({ id }) => id)).toEqual([held.id]);
  expect(preview.lines.map(({ place, eid: card, label }) => [place.line, card, label])).toEqual([
    [2, eid(1), 'Phone 1'],
    [3, undefined, 'Phone 2'],
    [8, undefined, 'Needs a code'],
  ]);
  expect(preview).toMatchObject({ total: 3, withEid: 1, confirmationCodesMissing: 1, refusedTotal: 4 });
  expect(Object.fromEntries(preview.refused.map(({ place, error }) => [place.line, error.code]))).toEqual({
    4: 'code_line_duplicate',
    5: 'batch_eid_repeated',
    6: 'activation_code_missing_part',
    7: 'batch_code_taken',
  });
  for (const code of [first, second, third, fifth]) {
    const matchingId = code.split('$')[2] ?? '?';
    expect(JSON.stringify(preview)).not.toContain(matchingId);
  }

  const { batch, report } = await station.workbench.call('batches.create', list);
  const places = (refused: typeof report.refused) => refused.map(({ place }) => place.line).sort();
  expect(places(report.refused)).toEqual(places(preview.refused));
  expect(batch?.counts.waiting).toBe(preview.total);
});

test('a preview of codes of the vault shows what the vault knows of them', async () => {
  const station = await startStationBench({ readers: 1 });
  const [code = ''] = station.codes(1);
  const { added } = await station.workbench.call('codes.add', {
    codes: [{ activationCode: code, label: 'Shelf 3', carrier: 'Voyage' }],
  });
  const codeId = added[0]?.code.id ?? 0;
  const preview = await station.workbench.call('batches.preview', {
    rows: [{ codeId }, { codeId }, { codeId: 999 }],
  });
  expect(preview.lines).toMatchObject([{ codeId, label: 'Shelf 3', carrier: 'Voyage' }]);
  expect(preview.refused.map(({ place, error }) => [place.index, error.code])).toEqual([
    [3, 'code_not_found'],
    [2, 'code_line_duplicate'],
  ]);
});

test('recipes are kept by name, written over, forgotten, and there when the engine comes again', async () => {
  const station = await startStationBench({ readers: 1 });
  const call = station.workbench.call;
  await call('batches.keepRecipe', { name: ' Voyage ', recipe: { expect: { carrier: 'Voyage' } } });
  await call('batches.keepRecipe', { name: 'Plain', recipe: {} });
  await call('batches.keepRecipe', { name: 'Voyage', recipe: { enable: false } });
  await station.restart(true);
  const kept = await station.workbench.call('batches.recipes', {});
  expect(kept.map(({ name, recipe }) => [name, recipe.enable, recipe.expect.carrier])).toEqual([
    ['Plain', true, undefined],
    ['Voyage', false, undefined],
  ]);
  expect(await station.workbench.call('batches.dropRecipe', { name: 'Plain' })).toMatchObject([
    { name: 'Voyage' },
  ]);
  for (let at = 1; at < batchLimits.recipes; at++)
    await station.workbench.call('batches.keepRecipe', { name: `Recipe ${at}`, recipe: {} });
  await expect(
    station.workbench.call('batches.keepRecipe', { name: 'One more', recipe: {} }),
  ).rejects.toMatchObject({ code: 'batch_recipes_full' });
  // One that is there can still be changed.
  await station.workbench.call('batches.keepRecipe', { name: 'Voyage', recipe: {} });
});

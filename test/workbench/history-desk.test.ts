import { expect, onTestFinished, test } from 'vitest';
import { mostSavedFilters } from '../../src-shared/model/index.ts';
import { startOperationBench } from '../support/operation-bench.ts';

test('filters are kept in the order of their saving, replaced by name, forgotten, and told to every window', async () => {
  const bench = await startOperationBench({ profiles: [] });
  onTestFinished(() => bench.close());
  const told: unknown[] = [];
  bench.workbench.subscribe((event) => event.type === 'filters' && told.push(event.filters.length));
  const save = (name: string, query: string) => bench.workbench.call('history.filters.save', { name, query });
  expect(await bench.workbench.call('history.filters.list', {})).toEqual([]);
  await save('failed', "status = 'failed'");
  await save(' mine ', 'created > -1d');
  expect(await save('failed', 'pending = true')).toEqual([
    { name: 'failed', query: 'pending = true' },
    { name: 'mine', query: 'created > -1d' },
  ]);
  expect(await bench.workbench.call('history.filters.remove', { name: 'failed' })).toEqual([
    { name: 'mine', query: 'created > -1d' },
  ]);
  expect(told).toEqual([1, 2, 2, 1]);
  for (let i = 0; i < mostSavedFilters; i++) await save(`filter ${i}`, 'pending = true');
  const all = await bench.workbench.call('history.filters.list', {});
  expect(all).toHaveLength(mostSavedFilters);
  expect(all.some(({ name }) => name === 'mine')).toBe(false);
  for (const [name, query] of [
    ['', 'pending = true'],
    ['x', ''],
    ['x'.repeat(61), 'pending = true'],
    ['x', 'y'.repeat(8001)],
  ] as const)
    await expect(save(name, query)).rejects.toMatchObject({ code: 'input_invalid' });
  // What is damaged is as if there were none.
  bench.store.setSetting('historyFilters', [{ name: 1 }]);
  expect(await bench.workbench.call('history.filters.list', {})).toEqual([]);
});

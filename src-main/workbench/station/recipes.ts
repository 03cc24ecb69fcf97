/** Recipes of batches that are kept under a name, for whoever makes the next batch. */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { batchLimits, type NamedRecipe, namedRecipe } from '../../../src-shared/model/index.ts';
import type { OperationStore } from '../../store/port.ts';

const settingName = 'batch.recipes';
const kept = z.array(namedRecipe);

export interface Recipes {
  /** By name. What cannot be read is none. */
  list(): NamedRecipe[];
  /** Throws batch_recipes_full. */
  keep(recipe: NamedRecipe): NamedRecipe[];
  drop(name: string): NamedRecipe[];
}

export function createRecipes(store: Pick<OperationStore, 'getSetting' | 'setSetting'>): Recipes {
  function list(): NamedRecipe[] {
    const found = kept.safeParse(store.getSetting(settingName) ?? []);
    return found.success ? found.data : [];
  }
  function write(recipes: readonly NamedRecipe[]): NamedRecipe[] {
    const sorted = [...recipes].sort((a, b) => a.name.localeCompare(b.name));
    store.setSetting(settingName, sorted);
    return sorted;
  }
  return {
    list,
    keep(recipe) {
      const others = list().filter(({ name }) => name !== recipe.name);
      if (others.length >= batchLimits.recipes)
        throw new WorkbenchError('batch_recipes_full', { count: others.length });
      return write([...others, recipe]);
    },
    drop: (dropped) => write(list().filter(({ name }) => name !== dropped)),
  };
}

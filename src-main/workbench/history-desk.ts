/** The saved filters of the history: kept with the settings of the workbench, so that all its windows have the same. */

import { z } from 'zod';
import type { WorkbenchEvent } from '../../src-shared/api.ts';
import { mostSavedFilters, type SavedFilter, savedFilter } from '../../src-shared/model/index.ts';
import type { OperationStore } from '../store/port.ts';

const setting = 'historyFilters';

export interface HistoryDeskPorts {
  readonly store: Pick<OperationStore, 'getSetting' | 'setSetting'>;
  emit(event: WorkbenchEvent): void;
}

export function createHistoryDesk({ store, emit }: HistoryDeskPorts) {
  function list(): SavedFilter[] {
    const kept = z.array(savedFilter).safeParse(store.getSetting(setting));
    return kept.success ? kept.data : [];
  }
  function set(filters: SavedFilter[]): SavedFilter[] {
    store.setSetting(setting, filters);
    emit({ type: 'filters', filters });
    return filters;
  }
  return {
    'history.filters.list': list,
    'history.filters.save': (filter: SavedFilter) =>
      set([filter, ...list().filter(({ name }) => name !== filter.name)].slice(0, mostSavedFilters)),
    'history.filters.remove': ({ name }: { readonly name: string }) =>
      set(list().filter((filter) => filter.name !== name)),
  };
}

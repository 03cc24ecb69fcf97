import { Button, TextInput } from '@mantine/core';
import { Save, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { SavedFilter } from '../../src-shared/model/index.ts';
import { fillText, historyText, operationPageText, visibleText, windowText } from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';

const text = historyText;

/** The filters that the workbench keeps, the same in all its windows. Undefined until they are read. */
function useSavedFilters(): readonly SavedFilter[] | undefined {
  const workbench = useWorkbench();
  const asked = useCall('history.filters.list', {});
  const [told, setTold] = useState<readonly SavedFilter[]>();
  useEffect(
    () =>
      workbench.onEvent((event) => {
        if (event.type === 'filters') setTold(event.filters);
      }),
    [workbench],
  );
  return told ?? asked.value;
}

/** Filters with names: run by a click, saved from the query that is run, removed, which can be undone. */
export function SavedFilters({
  query,
  onRun,
}: {
  /** What is run now. */
  readonly query: string;
  readonly onRun: (query: string) => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const filters = useSavedFilters();
  const [naming, setNaming] = useState<string>();
  const saveButton = useRef<HTMLButtonElement>(null);
  const failed = (thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData());
  const stopNaming = () => {
    setNaming(undefined);
    // The button is there again after the form is gone.
    setTimeout(() => saveButton.current?.focus());
  };
  const save = async (name: string) => {
    try {
      await workbench.call('history.filters.save', { name, query });
      stopNaming();
      desk.announce(fillText(text.savedDone, { name }));
    } catch (thrown) {
      failed(thrown);
    }
  };
  const remove = async (filter: SavedFilter) => {
    try {
      await workbench.call('history.filters.remove', { name: filter.name });
      desk.offerUndo({
        what: fillText(operationPageText.filters.removed, { name: visibleText(filter.name, 60) }),
        undo: async () => void (await workbench.call('history.filters.save', filter)),
      });
    } catch (thrown) {
      failed(thrown);
    }
  };
  return (
    <>
      {filters === undefined || filters.length === 0 ? null : (
        <fieldset className="chip-row" aria-label={text.saved}>
          {filters.map((filter) => {
            const name = visibleText(filter.name, 60);
            return (
              <span className="pick-chip pick-chip-saved" key={filter.name}>
                <button
                  type="button"
                  data-private-title
                  title={visibleText(filter.query, 400)}
                  aria-pressed={query === filter.query}
                  onClick={() => onRun(filter.query)}
                >
                  {name}
                </button>
                <button
                  type="button"
                  aria-label={fillText(text.savedRemove, { name })}
                  title={fillText(text.savedRemove, { name })}
                  onClick={() => void remove(filter)}
                >
                  <X size={12} aria-hidden />
                </button>
              </span>
            );
          })}
        </fieldset>
      )}
      {query === '' ? null : naming === undefined ? (
        <Button
          ref={saveButton}
          data-command="history.save"
          size="compact-xs"
          variant="subtle"
          leftSection={<Save size={12} aria-hidden />}
          onClick={() => setNaming('')}
        >
          {text.save}
        </Button>
      ) : (
        <form
          className="name-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (naming.trim() !== '') void save(naming.trim());
          }}
        >
          <TextInput
            autoFocus
            aria-label={text.saveName}
            placeholder={text.saveName}
            maxLength={60}
            value={naming}
            onChange={(event) => setNaming(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              stopNaming();
            }}
          />
          <Button type="submit" disabled={naming.trim() === ''}>
            {windowText.common.save}
          </Button>
          {filters?.some(({ name }) => name === naming.trim()) === true ? (
            <span className="quiet small" role="status">
              {operationPageText.filters.overwrite}
            </span>
          ) : null}
        </form>
      )}
    </>
  );
}

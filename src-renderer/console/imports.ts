/** Recordings of other programs, given to the engine. */

import { useCallback, useState } from 'react';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { evidenceMostBytes } from '../../src-shared/model/index.ts';
import { fillText, consoleText as text, visibleText } from '../../src-shared/texts.ts';
import { putFile, sentName } from '../evidence/files.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import type { WorkbenchState } from '../state/workbench.ts';

/** Rejects with `import_*`, and with `file_too_large` for a file that is larger than one can be, without reading it. */
async function importRecording(workbench: Pick<WorkbenchState, 'call'>, name: string, file: Blob) {
  if (file.size > evidenceMostBytes)
    throw new WorkbenchError('file_too_large', { file: sentName(name), limit: evidenceMostBytes });
  const upload = await putFile(workbench, name, file);
  return workbench.call('trace.import', { upload, fileName: sentName(name) });
}

export interface Importing {
  /** The name of the file that is being read. */
  readonly reading: string | undefined;
  /** Of several files those that were imported: one alone is shown instead. */
  readonly imported: readonly { readonly id: number; readonly said: string }[];
  readonly errors: readonly { readonly key: number; readonly error: ErrorData }[];
  run(files: readonly File[]): Promise<void>;
  dismiss(key: number): void;
}

let nextKey = 1;

/** Imports files one after the other; who imports one is shown its trace. */
export function useImport(): Importing {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [reading, setReading] = useState<string>();
  const [imported, setImported] = useState<Importing['imported']>([]);
  const [errors, setErrors] = useState<Importing['errors']>([]);
  const run = useCallback(
    async (files: readonly File[]) => {
      setErrors([]);
      setImported([]);
      for (const file of files) {
        setReading(file.name);
        try {
          const { operation, exchanges } = await importRecording(workbench, file.name, file);
          const said = fillText(text.imported, { name: visibleText(file.name, 80), ...exchanges });
          desk.announce(said);
          if (files.length === 1) goTo({ page: 'trace', id: operation.id });
          else setImported((before) => [...before, { id: operation.id, said }]);
        } catch (thrown) {
          const error = toWorkbenchError(thrown).toData();
          setErrors((before) => [...before, { key: nextKey++, error }]);
        }
      }
      setReading(undefined);
    },
    [workbench, desk],
  );
  const dismiss = useCallback(
    (key: number) => setErrors((before) => before.filter((one) => one.key !== key)),
    [],
  );
  return { reading, imported, errors, run, dismiss };
}

/** Recordings of other programs, given to the engine. */

import { useCallback, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { fillText, consoleText as text, visibleText } from '../../src-shared/texts.ts';
import { putFile, sentName } from '../evidence/files.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import type { WorkbenchState } from '../state/workbench.ts';

/** Rejects with `import_*`, and with `evidence_too_large` for a file that is larger than one can be. */
async function importRecording(workbench: Pick<WorkbenchState, 'call'>, name: string, file: Blob) {
  const upload = await putFile(workbench, name, file);
  return workbench.call('trace.import', { upload, fileName: sentName(name) });
}

export interface Importing {
  /** The name of the file that is being read. */
  readonly reading: string | undefined;
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
  const [errors, setErrors] = useState<Importing['errors']>([]);
  const run = useCallback(
    async (files: readonly File[]) => {
      setErrors([]);
      let last: number | undefined;
      for (const file of files) {
        setReading(file.name);
        try {
          const { operation, exchanges } = await importRecording(workbench, file.name, file);
          last = operation.id;
          desk.announce(fillText(text.imported, { name: visibleText(file.name, 80), ...exchanges }));
        } catch (thrown) {
          const error = toWorkbenchError(thrown).toData();
          setErrors((before) => [...before, { key: nextKey++, error }]);
        }
      }
      setReading(undefined);
      if (last !== undefined && files.length === 1) goTo({ page: 'trace', id: last });
    },
    [workbench, desk],
  );
  const dismiss = useCallback(
    (key: number) => setErrors((before) => before.filter((one) => one.key !== key)),
    [],
  );
  return { reading, errors, run, dismiss };
}

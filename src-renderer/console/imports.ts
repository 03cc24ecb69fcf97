/** Recordings of other programs, given to the engine in parts. */

import { useCallback, useState } from 'react';
import { toBase64 } from '../../src-shared/bytes.ts';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { evidenceMostBytes } from '../../src-shared/model/index.ts';
import { fillText, consoleText as text, visibleText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import type { WorkbenchState } from '../state/workbench.ts';

/** Bytes of one part: base64 makes four of three, and a call has room for eight million characters. */
const PART = 3 * 1024 * 1024;

/** Rejects with `import_*`, and with `evidence_too_large` for a file that is larger than one can be. */
export async function importRecording(workbench: Pick<WorkbenchState, 'call'>, name: string, file: Blob) {
  const fileName = name.slice(-255);
  if (file.size > evidenceMostBytes)
    throw new WorkbenchError('evidence_too_large', {
      file: fileName,
      what: 'a file',
      limit: evidenceMostBytes,
    });
  let upload: number | undefined;
  for (let at = 0; at === 0 || at < file.size; at += PART) {
    const data = toBase64(new Uint8Array(await file.slice(at, at + PART).arrayBuffer()));
    ({ upload } = await workbench.call('evidence.put', {
      ...(upload === undefined ? {} : { upload }),
      data,
    }));
  }
  return workbench.call('trace.import', { upload: upload ?? 0, fileName });
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

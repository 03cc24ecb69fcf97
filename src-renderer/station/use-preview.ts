import { useEffect, useMemo, useState } from 'react';
import type { CallInput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { BatchPreview } from '../../src-shared/model/index.ts';
import { codesText } from '../../src-shared/texts.ts';
import type { GivenFile } from '../codes/given-files.ts';
import { callsOf, importFilesOf, textFile } from '../codes/import-files.ts';
import { useWorkbench } from '../state/context.ts';

const TYPING_MS = 350;

/** A list as it is given: typed or pasted, files, codes of the vault. */
export interface ListDraft {
  readonly text: string;
  readonly files: readonly GivenFile[];
  readonly codeIds: readonly number[];
  readonly dateOrder: 'none' | 'day_first' | 'month_first';
}

export const isEmptyList = ({ text, files, codeIds }: ListDraft): boolean =>
  text.trim() === '' && files.length === 0 && codeIds.length === 0;

/** The list as the calls take it. Throws a RangeError with the name of a file that cannot be read; 'too much' for more than a call takes. */
export async function listInput(
  draft: ListDraft,
): Promise<Pick<CallInput<'batches.preview'>, 'rows' | 'files' | 'dateOrder'>> {
  const read = await importFilesOf(draft.files);
  const files = [...(draft.text.trim() === '' ? [] : [textFile(codesText.pasteName, draft.text)]), ...read];
  if (callsOf(files).length > 1) throw new TooMuch();
  return {
    rows: draft.codeIds.map((codeId) => ({ codeId })),
    files,
    ...(draft.dateOrder === 'none' ? {} : { dateOrder: draft.dateOrder }),
  };
}

/** More than goes over at once. */
export class TooMuch extends Error {}

export type Preview =
  | { readonly state: 'none' }
  | { readonly state: 'checking'; readonly value?: BatchPreview | undefined }
  | { readonly state: 'ready'; readonly value: BatchPreview }
  | { readonly state: 'error'; readonly error: ErrorData }
  /** Which file cannot be read; without one it was too much. */
  | { readonly state: 'unusable'; readonly file?: string };

/** What the list would become, asked again whenever it has changed. */
export function usePreview(draft: ListDraft): Preview {
  const workbench = useWorkbench();
  const [preview, setPreview] = useState<Preview>({ state: 'none' });
  const { text, files, codeIds, dateOrder } = draft;
  const wanted = useMemo(() => ({ text, files, codeIds, dateOrder }), [text, files, codeIds, dateOrder]);
  useEffect(() => {
    if (isEmptyList(wanted)) {
      setPreview({ state: 'none' });
      return;
    }
    let stale = false;
    setPreview((before) => ({ state: 'checking', value: 'value' in before ? before.value : undefined }));
    const ask = async () => {
      try {
        const value = await workbench.call('batches.preview', await listInput(wanted));
        if (!stale) setPreview({ state: 'ready', value });
      } catch (thrown) {
        if (stale) return;
        if (thrown instanceof TooMuch) setPreview({ state: 'unusable' });
        else if (thrown instanceof RangeError) setPreview({ state: 'unusable', file: thrown.message });
        else setPreview({ state: 'error', error: toWorkbenchError(thrown).toData() });
      }
    };
    const timer = setTimeout(() => void ask(), TYPING_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [workbench, wanted]);
  return preview;
}

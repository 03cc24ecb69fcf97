import { Button, Checkbox, TextInput } from '@mantine/core';
import { ArrowLeft, FileUp, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { codesText, fillText, stationPageText } from '../../src-shared/texts.ts';
import { type GivenFile, useFileDrop, usePaste } from '../codes/given-files.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { ErrorNote, Note, Panel } from '../ui/bits.tsx';
import { takeGivenList } from './given-list.ts';
import { ListPanel } from './ListPanel.tsx';
import { areMixed, ReaderChoice, usualReaders } from './ReaderChoice.tsx';
import { RecipeForm, standardRecipe } from './RecipeForm.tsx';
import { type ListDraft, listInput, TooMuch, usePreview } from './use-preview.ts';
import { useTaken } from './use-taken.ts';

const text = stationPageText;

/** A batch in the making: the list and what it becomes, the recipe, the readers; one button starts it. */
export function NewBatch() {
  const workbench = useWorkbench();
  const { readers } = useSnapshot();
  const taken = useTaken();
  const [draft, setDraft] = useState<ListDraft>(() => {
    const given = takeGivenList();
    return { text: given?.text ?? '', files: given?.files ?? [], codeIds: [], dateOrder: 'none' };
  });
  const [recipe, setRecipe] = useState(standardRecipe);
  // Until somebody chooses, readers that come take part by themselves.
  const [picked, setPicked] = useState<readonly string[]>();
  const [agreed, setAgreed] = useState(false);
  const [name, setName] = useState('');
  const [confirmationCode, setConfirmationCode] = useState('');
  const [allOrNothing, setAllOrNothing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [refused, setRefused] = useState(0);
  const preview = usePreview(draft);
  const chosen = picked ?? usualReaders(readers, taken);
  const mixed = areMixed(chosen);
  const total = preview.state === 'ready' ? preview.value.total : 0;
  const why =
    total === 0
      ? undefined
      : chosen.length === 0
        ? readers.length === 0
          ? text.readers.noneThere
          : text.readers.choose
        : mixed && !agreed
          ? text.readers.mixed
          : undefined;
  const ready = total > 0 && !busy && (!mixed || agreed);

  // A call that is made again, since nobody knows what became of it, makes no second batch; of another list it is another one.
  const requestKey = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, another batch
  useEffect(() => {
    requestKey.current = crypto.randomUUID();
  }, [draft, recipe, chosen.join(), name, confirmationCode, allOrNothing]);

  const addFiles = (more: readonly GivenFile[]) => {
    const names = new Set(more.map((one) => one.name));
    setDraft((before) => ({
      ...before,
      files: [...before.files.filter((one) => !names.has(one.name)), ...more],
    }));
  };
  const { dropping, handlers } = useFileDrop(addFiles);
  usePaste((files, pasted) => {
    addFiles(files);
    if (pasted !== '')
      setDraft((before) => ({ ...before, text: before.text === '' ? pasted : `${before.text}\n${pasted}` }));
  }, true);

  const make = async (start: boolean) => {
    if (!ready) return;
    setBusy(true);
    setError(undefined);
    setRefused(0);
    try {
      const { batch, report } = await workbench.call('batches.create', {
        ...(await listInput(draft)),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(confirmationCode.trim() === '' ? {} : { confirmationCode: confirmationCode.trim() }),
        recipe,
        readers: [...chosen],
        allOrNothing,
        requestKey: requestKey.current,
      });
      if (batch === undefined) {
        setRefused(report.refused.length);
        return;
      }
      if (start && batch.state === 'draft' && chosen.length > 0)
        await workbench.call('batches.start', { id: batch.id });
      goTo({ page: 'station', parts: [String(batch.id)] }, { replace: true });
    } catch (thrown) {
      if (thrown instanceof TooMuch || thrown instanceof RangeError) return;
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="page page-wide station-new"
      onSubmit={(event) => {
        event.preventDefault();
        void make(chosen.length > 0);
      }}
      {...handlers}
    >
      {dropping ? (
        <div className="drop-veil drop-page" aria-hidden>
          <FileUp size={40} />
          {codesText.dropNow}
        </div>
      ) : null}
      <header className="station-head">
        <a
          className="station-back"
          href={formatRoute({ page: 'station' })}
          aria-label={text.back}
          title={text.back}
        >
          <ArrowLeft size={20} aria-hidden />
        </a>
        <h1>{text.make}</h1>
        <div className="station-acts">
          <Button
            variant="default"
            className="station-touch"
            disabled={!ready}
            onClick={() => void make(false)}
          >
            {text.makeOnly}
          </Button>
          <Button
            type="submit"
            data-primary
            className="station-touch station-primary"
            leftSection={<Play size={18} aria-hidden />}
            disabled={!ready || chosen.length === 0}
            loading={busy}
          >
            {total > 0 ? fillText(text.startWith, { count: total }) : text.start}
          </Button>
        </div>
      </header>
      {why === undefined ? null : (
        <p className="quiet station-why" role="status">
          {why}
        </p>
      )}
      {error === undefined ? null : <ErrorNote error={error} />}
      {refused === 0 ? null : (
        <Note kind="warn" live>
          {fillText(text.notMade, { count: refused })}
        </Note>
      )}
      <div className="station-new-parts">
        <Panel title={text.list.title}>
          <ListPanel
            draft={draft}
            preview={preview}
            confirmationCode={confirmationCode}
            onChange={setDraft}
            onFiles={addFiles}
            onConfirmationCode={setConfirmationCode}
          />
        </Panel>
        <div className="stack station-new-side">
          <Panel title={text.readers.title} count={chosen.length}>
            <ReaderChoice
              readers={readers}
              taken={taken}
              chosen={chosen}
              agreed={agreed}
              onChange={setPicked}
              onAgree={setAgreed}
            />
          </Panel>
          <Panel title={text.recipe.title}>
            <RecipeForm recipe={recipe} onChange={setRecipe} />
          </Panel>
          <Panel title={text.columns.name}>
            <div className="stack">
              <TextInput
                size="sm"
                label={text.name}
                description={text.nameHint}
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Checkbox
                className="station-check"
                label={text.recipe.allOrNothing}
                checked={allOrNothing}
                onChange={(event) => setAllOrNothing(event.currentTarget.checked)}
              />
            </div>
          </Panel>
        </div>
      </div>
    </form>
  );
}

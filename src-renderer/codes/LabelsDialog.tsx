import { Button, Checkbox, Group, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ChevronLeft, ChevronRight, Printer, Save } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { CallInput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { defaultLabelSheet, labelSheets, parseLabelSheet } from '../../src-shared/label-sheet.ts';
import { type Code, labelsAtOnce, type MadeFile } from '../../src-shared/model/index.ts';
import { codesText, fillText, windowText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { useLanguage } from '../state/language.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { saveMade } from '../ui/save-file.ts';
import { printPages } from './print-pages.ts';

const text = codesText;
const OWN = 'own';
/** Each is saved by itself, and some programs ask where to. */
const MOST_PICTURES = 20;

const addressOf = (file: MadeFile) => `data:${file.mediaType};base64,${file.data}`;

/** What a batch has labels of, in place of codes: those of its codes that were not used, or of its cards that are done. */
export interface BatchLabels {
  readonly id: number;
  readonly of: 'unused' | 'done';
  readonly title: string;
  /** Shown where there is nothing to label. */
  readonly none: string;
}

/** Codes by their numbers, or a part of those of a batch. */
type Wanted =
  | { readonly ids: number[] }
  | { readonly id: number; readonly of: BatchLabels['of']; readonly from: number };

/** The parts in which so many labels are made. */
function partsOf(total: number) {
  return Array.from({ length: Math.ceil(total / labelsAtOnce) }, (_, at) => {
    const first = at * labelsAtOnce;
    const last = Math.min(total, first + labelsAtOnce);
    return { value: String(first), label: fillText(text.partOf, { first: first + 1, last, total }) };
  });
}

/** QR pictures and sheets of labels: seen before they are printed or saved. */
export function LabelsDialog({
  codes = [],
  batch,
  onClose,
}: {
  readonly codes?: readonly Code[];
  readonly batch?: BatchLabels;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const ids = codes.filter((code) => code.state === 'NOT_INSTALLED').map((code) => code.id);
  const left = codes.length - ids.length;
  const [name, setName] = useState<string>(defaultLabelSheet);
  const [measures, setMeasures] = useState<string>(labelSheets[defaultLabelSheet][0]);
  const [skip, setSkip] = useState(0);
  const [from, setFrom] = useState(0);
  /** Labels that a batch has in all. */
  const [total, setTotal] = useState(0);
  const [withConfirmationCode, setWithConfirmationCode] = useState(false);
  const [withCodeText, setWithCodeText] = useState(false);
  const [outlines, setOutlines] = useState(false);
  const [pages, setPages] = useState<readonly MadeFile[]>([]);
  const [page, setPage] = useState(0);
  const [drawing, setDrawing] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const sheet = name === OWN ? measures : name;
  const language = useLanguage();
  const wish = { sheet, skip, withConfirmationCode, withCodeText, outlines, language };
  const wanted: Wanted = batch === undefined ? { ids } : { id: batch.id, of: batch.of, from };
  const [key] = useDebouncedValue(JSON.stringify({ wish, wanted }), 200);

  const draw = useCallback(
    async (of: Wanted, how: Omit<CallInput<'codes.labels'>, 'ids'>) =>
      'ids' in of
        ? { ...(await workbench.call('codes.labels', { ...of, ...how })), total: of.ids.length }
        : await workbench.call('batches.labels', { ...of, ...how }),
    [workbench],
  );

  useEffect(() => {
    let stale = false;
    setDrawing(true);
    const asked = JSON.parse(key) as { wish: typeof wish; wanted: Wanted };
    draw(asked.wanted, { ...asked.wish, format: 'svg' })
      .then(
        ({ files, total: all }) => {
          if (stale) return;
          setPages(files);
          setTotal(all);
          setPage((before) => Math.max(0, Math.min(before, files.length - 1)));
          setError(undefined);
        },
        (thrown: unknown) => {
          if (stale) return;
          setPages([]);
          setError(toWorkbenchError(thrown).toData());
        },
      )
      .finally(() => {
        if (!stale) setDrawing(false);
      });
    return () => {
      stale = true;
    };
  }, [draw, key]);

  const save = async (make: () => Promise<readonly MadeFile[]>) => {
    setBusy(true);
    try {
      const files = await make();
      for (const file of files) saveMade(file);
      desk.announce(fillText(text.saved1, { count: files.length }));
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const made = async (format: 'png' | 'page') => {
    return (await draw(wanted, format === 'png' ? { format } : { ...wish, format })).files;
  };
  const print = () => {
    const { paper } = parseLabelSheet(sheet);
    void printPages(pages.map(addressOf), paper);
  };
  const shown = pages[page];

  return (
    <Dialog
      opened
      onClose={onClose}
      size={900}
      title={
        batch !== undefined
          ? batch.title
          : codes.length === 1
            ? fillText(text.labelsOne, { id: codes[0]?.id ?? 0 })
            : fillText(text.labelsTitle, { count: ids.length })
      }
    >
      <div className="labels">
        <div className="labels-options">
          {left === 0 ? null : <Note kind="info">{fillText(text.labelsOnlyFree, { count: left })}</Note>}
          {total <= labelsAtOnce ? null : (
            <NativeSelect
              label={text.part}
              value={from}
              onChange={(event) => {
                setFrom(Number(event.currentTarget.value));
                setPage(0);
              }}
              data={partsOf(total)}
            />
          )}
          <NativeSelect
            label={text.sheet}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data={[
              ...Object.entries(labelSheets).map(([value, [, products]]) => ({
                value,
                label: `${value}  ·  ${products}`,
              })),
              { value: OWN, label: text.sheetOwn },
            ]}
          />
          {name === OWN ? (
            <TextInput
              label={text.sheetMeasures}
              description={text.sheetMeasuresHint}
              classNames={{ input: 'mono' }}
              maxLength={80}
              value={measures}
              onChange={(event) => setMeasures(event.currentTarget.value)}
            />
          ) : null}
          <NumberInput
            size="xs"
            label={text.skip}
            min={0}
            max={1600}
            clampBehavior="strict"
            allowDecimal={false}
            value={skip}
            onChange={(value) => setSkip(Number(value) || 0)}
          />
          {/* A card that is done has its code no more. */}
          {batch?.of === 'done' ? null : (
            <>
              <Checkbox
                size="xs"
                label={text.withCodeText}
                checked={withCodeText}
                onChange={(event) => setWithCodeText(event.currentTarget.checked)}
              />
              <Checkbox
                size="xs"
                label={text.withConfirmationCode}
                description={text.withConfirmationCodeHint}
                checked={withConfirmationCode}
                onChange={(event) => setWithConfirmationCode(event.currentTarget.checked)}
              />
            </>
          )}
          <Checkbox
            size="xs"
            label={text.outlines}
            checked={outlines}
            onChange={(event) => setOutlines(event.currentTarget.checked)}
          />
        </div>
        <section className="labels-preview" aria-label={text.preview}>
          {error !== undefined ? <ErrorNote error={error} /> : null}
          {shown === undefined ? (
            <p className="quiet pad" role="status">
              {drawing ? text.makingPreview : error === undefined ? batch?.none : ''}
            </p>
          ) : (
            <img
              className={drawing ? 'sheet sheet-old private' : 'sheet private'}
              src={addressOf(shown)}
              alt={fillText(text.previewPage, { page: page + 1, pages: pages.length })}
            />
          )}
          {pages.length < 2 ? null : (
            <div className="labels-pages">
              <Button
                size="compact-xs"
                variant="default"
                aria-label={text.pageBefore}
                disabled={page === 0}
                onClick={() => setPage(page - 1)}
              >
                <ChevronLeft size={13} aria-hidden />
              </Button>
              <span className="num">
                {fillText(text.previewPage, { page: page + 1, pages: pages.length })}
              </span>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={text.pageAfter}
                disabled={page >= pages.length - 1}
                onClick={() => setPage(page + 1)}
              >
                <ChevronRight size={13} aria-hidden />
              </Button>
            </div>
          )}
        </section>
      </div>
      <div className="dialog-foot">
        <Group gap={6} mr="auto">
          {batch !== undefined ? null : (
            <SaveButton
              busy={busy || ids.length > MOST_PICTURES}
              {...(ids.length > MOST_PICTURES
                ? { title: fillText(text.savePngMost, { count: MOST_PICTURES }) }
                : {})}
              onClick={() => void save(() => made('png'))}
            >
              {text.savePng}
            </SaveButton>
          )}
          <SaveButton busy={busy || pages.length === 0} onClick={() => void save(async () => pages)}>
            {text.saveSvg}
          </SaveButton>
          <SaveButton busy={busy || pages.length === 0} onClick={() => void save(() => made('page'))}>
            {text.saveHtml}
          </SaveButton>
        </Group>
        <Button variant="default" onClick={onClose}>
          {windowText.common.close}
        </Button>
        <Button
          leftSection={<Printer size={14} aria-hidden />}
          disabled={pages.length === 0 || drawing}
          onClick={print}
        >
          {text.print}
        </Button>
      </div>
    </Dialog>
  );
}

function SaveButton({
  busy,
  title,
  onClick,
  children,
}: {
  readonly busy: boolean;
  readonly title?: string;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<Save size={12} aria-hidden />}
      disabled={busy}
      {...(title === undefined ? {} : { title })}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

import { Button, NativeSelect, PasswordInput, Textarea } from '@mantine/core';
import { FileUp, LockKeyhole, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { codesText, fillText, formatBytes, stationPageText, visibleText } from '../../src-shared/texts.ts';
import { chosenFiles, type GivenFile } from '../codes/given-files.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { isEmptyList, type ListDraft, type Preview } from './use-preview.ts';
import { VaultPicker } from './VaultPicker.tsx';

const text = stationPageText.list;

/** Where the list comes from, and what it would become. */
export function ListPanel({
  draft,
  preview,
  confirmationCode,
  onChange,
  onFiles,
  onConfirmationCode,
}: {
  readonly draft: ListDraft;
  readonly preview: Preview;
  readonly confirmationCode: string;
  readonly onChange: (draft: ListDraft) => void;
  readonly onFiles: (files: readonly GivenFile[]) => void;
  readonly onConfirmationCode: (code: string) => void;
}) {
  const [picking, setPicking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { files, codeIds } = draft;
  const shown = 'value' in preview ? preview.value : undefined;
  const missing = (shown?.confirmationCodesMissing ?? 0) > 0 || confirmationCode !== '';
  return (
    <div className="stack">
      <Textarea
        autoFocus
        label={text.paste}
        description={text.pasteHint}
        classNames={{ input: 'mono code-input' }}
        autosize
        minRows={4}
        maxRows={8}
        spellCheck={false}
        autoComplete="off"
        value={draft.text}
        onChange={(event) => onChange({ ...draft, text: event.currentTarget.value })}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          onFiles(chosenFiles(event.clipboardData.files));
        }}
      />
      <div className="station-sources">
        <input
          ref={input}
          type="file"
          multiple
          accept=".txt,.csv,.tsv,.pdf,text/*,image/*,application/pdf"
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
          onChange={(event) => {
            onFiles(chosenFiles(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
        <Button
          variant="default"
          className="station-touch"
          leftSection={<FileUp size={16} aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {codesText.files}
        </Button>
        <Button
          variant="default"
          className="station-touch"
          leftSection={<LockKeyhole size={16} aria-hidden />}
          onClick={() => setPicking(true)}
        >
          {text.vault}
        </Button>
        <NativeSelect
          size="sm"
          label={codesText.dateOrder}
          value={draft.dateOrder}
          onChange={(event) =>
            onChange({ ...draft, dateOrder: event.currentTarget.value as ListDraft['dateOrder'] })
          }
          data={Object.entries(codesText.dateOrders).map(([value, label]) => ({ value, label }))}
        />
      </div>
      {files.length + codeIds.length === 0 ? null : (
        <ul className="file-list">
          {codeIds.length === 0 ? null : (
            <Given
              name={fillText(text.vaultPicked, { count: codeIds.length })}
              onDrop={() => onChange({ ...draft, codeIds: [] })}
            />
          )}
          {files.map(({ name, file }) => (
            <Given
              key={name}
              name={name}
              size={formatBytes(file.size)}
              onDrop={() => onChange({ ...draft, files: files.filter((one) => one.name !== name) })}
            />
          ))}
        </ul>
      )}
      {isEmptyList(draft) ? <p className="quiet">{text.nothing}</p> : null}
      {preview.state === 'error' ? <ErrorNote error={preview.error} /> : null}
      {preview.state === 'unusable' ? (
        <Note kind="warn" live>
          {preview.file === undefined
            ? codesText.tooMuch
            : fillText(codesText.fileUnreadable, { what: visibleText(preview.file, 80) })}
        </Note>
      ) : null}
      {preview.state === 'checking' ? (
        <p className="quiet" role="status">
          {text.checking}
        </p>
      ) : null}
      {shown === undefined ? null : <PreviewPanel preview={shown} />}
      {missing ? (
        <PasswordInput
          size="sm"
          label={text.confirmationCode}
          description={text.confirmationCodeHint}
          autoComplete="off"
          maxLength={64}
          value={confirmationCode}
          onChange={(event) => onConfirmationCode(event.currentTarget.value)}
        />
      ) : null}
      {picking ? (
        <VaultPicker
          picked={codeIds}
          onTake={(ids) => {
            setPicking(false);
            onChange({ ...draft, codeIds: ids });
          }}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </div>
  );
}

function Given({
  name,
  size,
  onDrop,
}: {
  readonly name: string;
  readonly size?: string;
  readonly onDrop: () => void;
}) {
  return (
    <li>
      <Hostile text={name} limit={60} />
      <span className="quiet num">{size}</span>
      <button
        type="button"
        className="copy station-drop"
        aria-label={fillText(text.drop, { what: visibleText(name, 60) })}
        onClick={onDrop}
      >
        <X size={16} aria-hidden />
      </button>
    </li>
  );
}

import { Button } from '@mantine/core';
import { FileInput, X } from 'lucide-react';
import { useRef } from 'react';
import { fillText, consoleText as text, visibleText, windowText } from '../../src-shared/texts.ts';
import { useFileDrop } from '../codes/given-files.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import type { Importing } from './imports.ts';

/** Takes recordings that are dropped onto a page: what shows that, and the handlers of the page. */
export function useImportDrop({ run }: Importing) {
  const { dropping, handlers } = useFileDrop(
    (files) => {
      if (files.length > 0) void run(files.map(({ file }) => file));
    },
    ['recording'],
  );
  const veil = dropping ? (
    <div className="drop-veil drop-page" aria-hidden>
      <FileInput size={40} />
      {text.importDrop}
    </div>
  ) : null;
  return { veil, handlers };
}

/** The button that chooses recordings of other programs. For the head of a page. */
export function ImportButton({ importing }: { readonly importing: Importing }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept=".log,.txt,.pcap,.pcapng,.cap,text/plain"
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) void importing.run(files);
        }}
      />
      <Button
        data-command="trace.import"
        variant="default"
        title={text.importHint}
        leftSection={<FileInput size={14} aria-hidden />}
        loading={importing.reading !== undefined}
        onClick={() => input.current?.click()}
      >
        {text.importButton}
      </Button>
    </>
  );
}

/** What is being read, and what was refused. */
export function ImportState({ importing }: { readonly importing: Importing }) {
  const { reading, imported, errors, dismiss } = importing;
  return (
    <>
      <div role="status" className={reading === undefined ? 'visually-hidden' : 'quiet'}>
        {reading === undefined ? '' : fillText(text.importing, { name: visibleText(reading, 80) })}
      </div>
      {imported.length === 0 ? null : (
        <Note kind="good">
          {imported.map(({ id, said }) => (
            <div key={id}>
              {said} <a href={formatRoute({ page: 'trace', id })}>{fillText(text.operation, { id })}</a>
            </div>
          ))}
        </Note>
      )}
      {errors.map(({ key, error }) => (
        <ErrorNote key={key} error={error}>
          <Button
            size="compact-xs"
            variant="default"
            mt={8}
            leftSection={<X size={12} aria-hidden />}
            onClick={() => dismiss(key)}
          >
            {windowText.common.dismiss}
          </Button>
        </ErrorNote>
      ))}
    </>
  );
}

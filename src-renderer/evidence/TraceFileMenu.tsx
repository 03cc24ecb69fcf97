import { Button, Checkbox, Menu } from '@mantine/core';
import { ChevronDown, FileDown } from 'lucide-react';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type TraceFormat, traceFormat } from '../../src-shared/model/index.ts';
import { evidencePageText, fillText, formatBytes } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { saveDownload } from './files.ts';

const text = evidencePageText.traceFile;

/** Saves the trace of an operation, or of opened evidence, in the formats of other programs. */
export function TraceFileMenu({
  of,
  off,
}: {
  readonly of: { readonly operationId: number } | { readonly evidenceId: number };
  /** Why it cannot be saved. */
  readonly off?: string | undefined;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const [disguise, setDisguise] = useState(false);
  const save = async (format: TraceFormat) => {
    setBusy(true);
    try {
      const made = await workbench.call('trace.export', { ...of, format, disguise });
      await saveDownload(workbench, made);
      desk.announce(fillText(text.saved, { name: made.name, bytes: formatBytes(made.bytes) }));
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button
            variant="default"
            data-command="trace.export"
            loading={busy}
            disabled={off !== undefined}
            title={off}
            leftSection={<FileDown size={14} aria-hidden />}
            rightSection={<ChevronDown size={13} aria-hidden />}
          >
            {text.menu}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {traceFormat.options.map((format) => (
            <Menu.Item key={format} onClick={() => void save(format)}>
              {text.formats[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {/* What is opened from a file is disguised already. */}
      {'evidenceId' in of ? null : (
        <Checkbox
          size="xs"
          label={text.disguise}
          title={off ?? text.disguiseHint}
          disabled={off !== undefined}
          checked={disguise}
          onChange={(event) => setDisguise(event.currentTarget.checked)}
        />
      )}
    </>
  );
}

import { Button, Menu } from '@mantine/core';
import {
  ClipboardList,
  Ellipsis,
  ListChecks,
  Maximize,
  Minimize,
  Pause,
  Play,
  Square,
  SquareStack,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Batch, BatchDetail } from '../../src-shared/model/index.ts';
import { fillText, shellText, stationPageText, visibleText, windowText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import { Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { RemoveDialog } from '../ui/removal.tsx';
import { Named } from '../ui/text.tsx';
import { type Primary, primaryOf } from './line-facts.ts';
import { ReadersDialog } from './ReadersDialog.tsx';
import { SoundControl } from './SoundControl.tsx';
import { setStationSettings } from './station-settings.ts';
import { toggleFull } from './use-full.ts';

const text = stationPageText.run;

const primaryIcons = {
  start: Play,
  resume: Play,
  pause: Pause,
  report: ClipboardList,
  readers: SquareStack,
} as const;

/** What can be done with a batch. The first button is the one that Space presses. */
export function BatchActions({
  batch,
  full,
  linesShown,
  waitsForAnswer,
  onChanged,
}: {
  readonly batch: BatchDetail;
  readonly full: boolean;
  readonly linesShown: boolean;
  /** A question is open: Space goes there, and pauses nothing. */
  readonly waitsForAnswer: boolean;
  readonly onChanged: (batch: Batch) => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { id, state, counts } = batch;
  const [busy, setBusy] = useState(false);
  const [dialog, setDialog] = useState<'stop' | 'readers'>();
  const [removing, setRemoving] = useState<BatchDetail>();
  const primary = primaryOf(batch);
  const Icon = primaryIcons[primary];

  const call = async (what: 'start' | 'pause' | 'resume' | 'stop') => {
    if (busy) return;
    setBusy(true);
    try {
      onChanged(await workbench.call(`batches.${what}`, { id }));
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const press = () => {
    if (primary === 'report') goTo({ page: 'station', parts: [String(id), 'report'] });
    else if (primary === 'readers') setDialog('readers');
    else void call(primary);
  };
  const remove = async () => {
    setRemoving(undefined);
    try {
      await workbench.call('batches.remove', { id });
      desk.announce(fillText(text.removed, { name: visibleText(batch.name, 60) }));
      goTo({ page: 'station' });
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    }
  };
  return (
    <div className="station-acts">
      <Button
        {...(waitsForAnswer ? {} : { 'data-primary': primary })}
        className="station-touch station-primary"
        variant={primary === 'pause' ? 'default' : 'filled'}
        leftSection={<Icon size={18} aria-hidden />}
        aria-keyshortcuts="Space"
        disabled={busy}
        onClick={press}
      >
        {labels()[primary]}
        <kbd className="station-key">{shellText.shortcuts.space}</kbd>
      </Button>
      {state === 'running' || state === 'paused' ? (
        <Button
          variant="default"
          className="station-touch"
          data-stop
          leftSection={<Square size={16} aria-hidden />}
          onClick={() => setDialog('stop')}
        >
          {text.stop}
        </Button>
      ) : null}
      <Button
        variant="default"
        className="station-touch"
        leftSection={<SquareStack size={18} aria-hidden />}
        onClick={() => setDialog('readers')}
      >
        {stationPageText.readers.title}
      </Button>
      <Button
        variant="default"
        className="station-touch"
        aria-pressed={linesShown}
        leftSection={<ListChecks size={18} aria-hidden />}
        onClick={() => setStationSettings({ lines: !linesShown })}
      >
        {text.lines}
      </Button>
      <SoundControl />
      <Button
        variant="default"
        className="station-touch"
        aria-pressed={full}
        aria-label={full ? text.leaveFullScreen : text.fullScreen}
        title={full ? text.leaveFullScreen : text.fullScreen}
        onClick={toggleFull}
      >
        {full ? <Minimize size={20} aria-hidden /> : <Maximize size={20} aria-hidden />}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" className="station-touch" aria-label={text.more} title={text.more}>
            <Ellipsis size={20} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {primary === 'report' ? null : (
            <Menu.Item
              leftSection={<ClipboardList size={15} aria-hidden />}
              onClick={() => goTo({ page: 'station', parts: [String(id), 'report'] })}
            >
              {text.report}
            </Menu.Item>
          )}
          <Menu.Item
            className="danger"
            leftSection={<Trash2 size={15} aria-hidden />}
            disabled={counts.running > 0}
            onClick={() => setRemoving(batch)}
          >
            {text.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <StopDialog
        batch={batch}
        opened={dialog === 'stop'}
        onClose={() => setDialog(undefined)}
        onStop={() => {
          setDialog(undefined);
          void call('stop');
        }}
      />
      {dialog === 'readers' ? (
        <ReadersDialog batch={batch} onClose={() => setDialog(undefined)} onChanged={onChanged} />
      ) : null}
      <RemoveDialog
        target={removing}
        title={({ name }) => <Named text={text.removeTitle} place="name" name={name} />}
        hint={text.removeHint}
        label={text.removeDo}
        onClose={() => setRemoving(undefined)}
        onRemove={() => void remove()}
      />
    </div>
  );
}

const labels = (): Readonly<Record<Primary, string>> => ({
  start: stationPageText.start,
  pause: text.pause,
  resume: text.resume,
  report: text.report,
  readers: stationPageText.readers.change,
});

/** Says what becomes of the cards that are at work, before it is done. */
function StopDialog({
  batch,
  opened,
  onClose,
  onStop,
}: {
  readonly batch: BatchDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onStop: () => void;
}) {
  const { running, waiting } = batch.counts;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={<Named text={text.stopTitle} place="name" name={batch.name} />}
    >
      <div className="stack">
        <Note kind={running > 0 ? 'warn' : 'info'}>
          <p>{running > 0 ? fillText(text.stopRunning, { count: running }) : text.stopIdle}</p>
          <p>{fillText(text.stopWaiting, { count: waiting })}</p>
        </Note>
        <div className="dialog-foot">
          <Button variant="default" className="station-touch" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button data-autofocus className="station-touch" color="red.9" onClick={onStop}>
            {text.stopDo}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

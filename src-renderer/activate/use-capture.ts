import { useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { recogniseCodes } from '../../src-shared/find-codes.ts';
import { activateText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { handedEvidence, handedRecordings, kindOfFile } from '../state/handed-files.ts';
import { goTo } from '../state/route.ts';
import { giveCodes, type Origin } from './draft.ts';
import { type KeyRun, noKeys, pause, press, type ScanOutcome, scannerGapMs } from './scan-keys.ts';

const text = activateText;

/** What the window around says of what came. */
export interface CaptureDesk {
  /** A code came while something else was at work: it can be opened. */
  note(title: string, hint: string, open: (() => void) | undefined): void;
  showError(error: ErrorData): void;
  announce(text: string): void;
}

const fieldOf = (target: EventTarget | null) =>
  target instanceof Element
    ? target.closest<HTMLElement>(
        'input:not([type=radio], [type=checkbox], [type=file]), textarea, select, [contenteditable=true]',
      )
    : null;
/** Fields for codes that are not this page's: of the vault, of the station. */
const takesCodes = (field: HTMLElement | null) =>
  field?.matches('.code-input:not([data-code-field])') === true;
const inDialog = () => document.querySelector('[role="dialog"]') !== null;
const modifiers = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

/** What a scanner could have typed with this key: a character, Enter or Tab; anything else is undefined. */
function scanKey(event: KeyboardEvent): string | undefined {
  const { key } = event;
  if (event.repeat || event.ctrlKey !== event.altKey || event.metaKey) return undefined;
  if (key === 'Enter' || key === 'Tab') return key;
  return key.length === 1 && key !== ' ' ? key : undefined;
}

/**
 * Takes activation codes that come from outside, on every page: pasted, dropped, or typed by a hand scanner. They lead to the page
 * that activates; into whatever has the focus nothing is written, and nothing is taken out of it.
 * @returns whether something is held over the window that could be dropped
 */
export function useCapture(desk: CaptureDesk): boolean {
  const workbench = useWorkbench();
  const [dropping, setDropping] = useState(false);
  const latest = useRef(desk);
  latest.current = desk;

  useEffect(() => {
    const take = (codes: readonly string[], origin: Origin) => {
      giveCodes(codes, origin);
      goTo({ page: 'activate' });
      latest.current.announce(text.origin[origin]);
    };
    /** Where somebody is at work elsewhere, it waits to be opened. */
    const offer = (codes: readonly string[], origin: Origin, title: string) =>
      latest.current.note(title, text.foundHint, () => take(codes, origin));
    const takeFiles = (files: readonly File[], origin: Origin) => {
      latest.current.announce(text.reading);
      codesOfFilesLater(files).then(
        (codes) => {
          if (codes.length > 0) take(codes, origin);
          else latest.current.note(text.nothingDropped, '', undefined);
        },
        (thrown: unknown) => latest.current.showError(toWorkbenchError(thrown).toData()),
      );
    };
    // What reads pictures is loaded with the first of them.
    const codesOfFilesLater = async (files: readonly File[]) => {
      const { codesOfFiles } = await import('./take-files.ts');
      return codesOfFiles(workbench, files);
    };

    const stop = [
      listenToKeys((scanned, field) => {
        const codes = scanned === undefined ? [] : recogniseCodes(scanned);
        if (codes.length === 0) {
          // What a scanner types into a field is that field's.
          if (field === null)
            latest.current.note(scanned === undefined ? text.brokenScan : text.nothingScanned, '', undefined);
          return false;
        }
        // A list of codes is written there, line by line.
        if (takesCodes(field)) return false;
        if (field?.matches('[data-code-field]') === true || (field === null && !inDialog()))
          take(codes, 'scanner');
        else offer(codes, 'scanner', text.foundScan);
        return true;
      }),
      on('paste', (event) => {
        if (event.defaultPrevented || event.clipboardData === null) return;
        const field = fieldOf(event.target);
        if (
          takesCodes(field) ||
          field?.matches('[data-code-field], [role=dialog] *') === true ||
          (field === null && inDialog())
        )
          return;
        const files = [...event.clipboardData.files].filter((file) => file.type.startsWith('image/'));
        const codes = files.length > 0 ? [] : recogniseCodes(event.clipboardData.getData('text/plain'));
        if (codes.length > 0 && field !== null) offer(codes, 'paste', text.foundNote);
        else if (field === null && (codes.length > 0 || files.length > 0)) {
          event.preventDefault();
          if (codes.length > 0) take(codes, 'paste');
          else takeFiles(files, 'paste');
        }
      }),
      on('dragover', (event) => {
        const kinds = event.dataTransfer?.types ?? [];
        if (
          event.defaultPrevented ||
          inDialog() ||
          !kinds.some((kind) => kind === 'Files' || kind === 'text/plain')
        )
          return;
        if (fieldOf(event.target) !== null && !kinds.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }),
      on('dragleave', (event) => {
        if (event.relatedTarget === null) setDropping(false);
      }),
      on('drop', (event) => {
        setDropping(false);
        if (event.defaultPrevented || inDialog() || event.dataTransfer === null) return;
        const files = [...event.dataTransfer.files];
        if (files.length === 0 && fieldOf(event.target) !== null) return;
        event.preventDefault();
        // Evidence and recordings go to their pages, wherever they are dropped.
        const evidence = files.filter((file) => kindOfFile(file) === 'evidence');
        const recordings = files.filter((file) => kindOfFile(file) === 'recording');
        if (evidence.length > 0) {
          handedEvidence.give(evidence);
          goTo({ page: 'evidence' });
        } else if (recordings.length > 0) {
          handedRecordings.give(recordings);
          goTo({ page: 'operations' });
        }
        if (evidence.length + recordings.length > 0) return;
        if (files.length > 0) {
          takeFiles(files, 'drop');
          return;
        }
        const codes = recogniseCodes(event.dataTransfer.getData('text/plain'));
        if (codes.length > 0) take(codes, 'drop');
        else latest.current.note(text.nothingDropped, '', undefined);
      }),
    ];
    return () => {
      for (const end of stop) end();
    };
  }, [workbench]);
  return dropping;
}

function on<K extends 'paste' | 'dragover' | 'dragleave' | 'drop'>(
  name: K,
  listener: (event: WindowEventMap[K]) => void,
): () => void {
  window.addEventListener(name, listener);
  return () => window.removeEventListener(name, listener);
}

/**
 * Listens for a hand scanner before anybody else hears of a key. In a field its keys are written as they come, and only its Enter
 * is kept from acting where it ended a code. Elsewhere characters are held back until it is clear whose they are; those of a
 * person are then given on as they were. `onScan` gets what was scanned (undefined: it had no end), and says whether it was a code.
 */
function listenToKeys(
  onScan: (scanned: string | undefined, field: HTMLElement | null) => boolean,
): () => void {
  let run: KeyRun<KeyboardEvent> = noKeys;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Those that nobody has heard of yet. */
  const held = new WeakSet<Event>();
  /** Those that were held back already. */
  const givenOn = new WeakSet<Event>();

  /** @returns whether its default is still to be done */
  const dispatch = ({ key, code, shiftKey }: KeyboardEvent, target: EventTarget): boolean => {
    const again = new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true });
    givenOn.add(again);
    return target.dispatchEvent(again);
  };
  const giveOn = (event: KeyboardEvent) => {
    const { target } = event;
    // The key before may have led into a field: then this one is typed there.
    if (fieldOf(document.activeElement) !== null) document.execCommand('insertText', false, event.key);
    else dispatch(event, target instanceof Node && target.isConnected ? target : document.body);
  };
  /** What came of it, while `current` is heard, in whose field, if any. */
  const act = (outcomes: readonly ScanOutcome<KeyboardEvent>[], current: KeyboardEvent | undefined) => {
    const field = current === undefined ? null : fieldOf(current.target);
    for (const outcome of outcomes) {
      if (outcome.what === 'typed') {
        for (const event of outcome.keys) if (held.delete(event)) giveOn(event);
      } else if (outcome.what === 'scanned') {
        const isCode = onScan(outcome.text, field);
        // Neither a form nor a button hears of the end of a scan.
        if (isCode || field === null) swallow(current);
      } else if (outcome.what === 'broken' && field === null) onScan(undefined, null);
    }
  };
  const swallow = (event: KeyboardEvent | undefined) => {
    event?.preventDefault();
    event?.stopImmediatePropagation();
  };
  const later = () => {
    const step = pause(run, performance.now());
    run = step.run;
    act(step.outcomes, undefined);
  };
  const onKey = (event: KeyboardEvent) => {
    if (givenOn.has(event) || modifiers.has(event.key) || event.isComposing) return;
    const key = scanKey(event);
    const step = press(run, key, event.timeStamp, event);
    run = step.run;
    clearTimeout(timer);
    if (run.keys.length > 0) timer = setTimeout(later, scannerGapMs + 5);
    act(step.outcomes, event);
    if (fieldOf(event.target) !== null) return;
    const field = fieldOf(document.activeElement);
    if (field !== null) {
      // What was held back has led into a field just now. This key writes into it by itself, and is nobody else's; but for Enter,
      // which is on its way to where the focus was.
      event.stopImmediatePropagation();
      if (key !== 'Enter' || event.defaultPrevented) return;
      event.preventDefault();
      if (dispatch(event, field) && 'form' in field && field.form instanceof HTMLFormElement)
        field.form.requestSubmit();
    } else if (step.outcomes.some(({ what }) => what === 'hold')) {
      held.add(event);
      swallow(event);
    }
  };
  window.addEventListener('keydown', onKey, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKey, { capture: true });
  };
}

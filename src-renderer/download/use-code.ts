import { useEffect, useState } from 'react';
import { maxActivationCodeLength, maxInputLength } from '../../src-shared/activation-code.ts';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ActivationCodeParts } from '../../src-shared/model/index.ts';
import { useWorkbench } from '../state/context.ts';

const DELAY_MS = 120;

export interface CodeReading {
  /** What the text says; undefined while it is being looked at, empty or wrong. */
  readonly parts: ActivationCodeParts | undefined;
  readonly error: ErrorData | undefined;
  readonly checking: boolean;
}

/** An activation code as it is typed or comes otherwise, taken apart by the workbench as it changes. */
export function useCodeParts(text: string): CodeReading {
  const workbench = useWorkbench();
  const [known, setKnown] = useState<{ of: string; parts?: ActivationCodeParts; error?: ErrorData }>();

  useEffect(() => {
    if (text.trim() === '') return;
    // The engine need not be shown a megabyte to say that it is too long.
    if (text.length > maxInputLength) {
      const params = { length: text.length, limit: maxActivationCodeLength };
      setKnown({ of: text, error: new WorkbenchError('activation_code_too_long', params).toData() });
      return;
    }
    let stale = false;
    const timer = setTimeout(() => {
      workbench.call('codes.parse', { text }).then(
        (parts) => stale || setKnown({ of: text, parts }),
        (thrown: unknown) => stale || setKnown({ of: text, error: toWorkbenchError(thrown).toData() }),
      );
    }, DELAY_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [workbench, text]);

  const empty = text.trim() === '';
  const current = known?.of === text && !empty ? known : undefined;
  return { parts: current?.parts, error: current?.error, checking: !empty && current === undefined };
}

export interface CodeEntry extends CodeReading {
  readonly text: string;
  readonly setText: (text: string) => void;
}

/** The same with a text of its own. */
export function useCode(): CodeEntry {
  const [text, setText] = useState('');
  return { text, setText, ...useCodeParts(text) };
}

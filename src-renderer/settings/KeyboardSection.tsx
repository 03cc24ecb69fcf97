import { Switch } from '@mantine/core';
import { useState } from 'react';
import { shellText } from '../../src-shared/texts.ts';
import { setNotes, wantsNotes } from '../shell/notify.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import { Note } from '../ui/bits.tsx';

const text = shellText.settings;

/** Which keys act, and whether the system tells of what has ended. */
export default function KeyboardSection() {
  const { letters } = usePreferences();
  const [refused, setRefused] = useState(false);
  const set = async (wanted: boolean) => {
    setRefused(!(await setNotes(wanted, (notify) => setPreferences({ notify }))));
  };
  return (
    <div className="stack settings-fields">
      <Switch
        label={text.letters}
        description={text.lettersHint}
        checked={letters}
        onChange={(event) => setPreferences({ letters: event.currentTarget.checked })}
      />
      <Switch
        label={text.notify}
        description={text.notifyHint}
        checked={wantsNotes()}
        onChange={(event) => void set(event.currentTarget.checked)}
      />
      {refused ? <Note kind="warn">{text.notifyRefused}</Note> : null}
    </div>
  );
}

import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { languageNames, languages, systemLanguage } from '../../src-shared/language.ts';
import { fillText, shellText } from '../../src-shared/texts.ts';
import { desktop } from '../shell/desktop.ts';
import { setPreferences, usePreferences, zoomSteps } from '../state/preferences.ts';

const text = shellText.settings;

/** Language and look of the window. */
export default function AppearanceSection() {
  const chosen = usePreferences();
  const system = languageNames[systemLanguage(navigator.languages)];
  return (
    <div className="stack settings-fields">
      <p className="quiet">{text.here}</p>
      <NativeSelect
        label={text.language}
        description={text.languageHint}
        value={chosen.language}
        data={[
          { value: 'system', label: fillText(text.languageSystem, { language: system }) },
          ...languages.map((language) => ({ value: language, label: languageNames[language] })),
        ]}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setPreferences({ language: languages.find((language) => language === value) ?? 'system' });
        }}
      />
      <Choice
        label={text.theme}
        value={chosen.theme}
        options={text.themes}
        onChange={(theme) => setPreferences({ theme })}
      />
      <Choice
        label={text.density}
        hint={text.densityHint}
        value={chosen.density}
        options={text.densities}
        onChange={(density) => setPreferences({ density })}
      />
      {desktop === undefined ? (
        <Field label={text.zoom}>
          <p className="quiet">{text.zoomBrowser}</p>
        </Field>
      ) : (
        <NativeSelect
          label={text.zoom}
          value={String(chosen.zoom)}
          data={zoomSteps.map((percent) => ({ value: String(percent), label: `${percent} %` }))}
          onChange={(event) => setPreferences({ zoom: Number(event.currentTarget.value) })}
        />
      )}
      <Choice
        label={text.motion}
        value={chosen.motion}
        options={text.motions}
        onChange={(motion) => setPreferences({ motion })}
      />
      <Switch
        label={text.mask}
        description={text.maskHint}
        checked={chosen.masked}
        onChange={(event) => setPreferences({ masked: event.currentTarget.checked })}
      />
    </div>
  );
}

function Field({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <span className="field-label">{label}</span>
      {hint === undefined ? null : <p className="quiet small settings-hint">{hint}</p>}
      {children}
    </div>
  );
}

/** One of a few, all in sight. */
function Choice<T extends string>({
  label,
  hint,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: T;
  readonly options: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}) {
  return (
    <Field label={label} hint={hint}>
      <SegmentedControl
        aria-label={label}
        value={value}
        data={Object.entries<string>(options).map(([name, title]) => ({ value: name, label: title }))}
        onChange={(next) => onChange(next as T)}
      />
    </Field>
  );
}

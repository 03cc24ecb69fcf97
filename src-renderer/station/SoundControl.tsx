import { Button, Popover, Slider, Switch } from '@mantine/core';
import { Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { stationPageText } from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { mayPlay, play } from './sound.ts';
import { setStationSettings, useStationSettings } from './station-settings.ts';
import type { SoundKind } from './tile-view.ts';

const text = stationPageText.sound;

/** Sound on or off, how loud, and what each sounds like. */
export function SoundControl() {
  const { sound, volume } = useStationSettings();
  const [open, setOpen] = useState(false);
  const on = sound && volume > 0;
  // A page is not told that somebody has pressed a key for the first time.
  useNow(!mayPlay(), 1000);
  const Icon = on ? Volume2 : VolumeX;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus width={300} shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          className="station-touch"
          aria-expanded={open}
          aria-label={on ? text.on : text.off}
          title={on && !mayPlay() ? text.blocked : on ? text.on : text.off}
          onClick={() => setOpen(!open)}
        >
          <Icon size={20} aria-hidden />
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.title}>
        <div className="stack">
          <Switch
            label={text.on}
            checked={sound}
            onChange={(event) => setStationSettings({ sound: event.currentTarget.checked })}
          />
          <div>
            <span className="field-label">{text.volume}</span>
            <Slider
              thumbLabel={text.volume}
              label={null}
              disabled={!sound}
              value={volume}
              onChange={(value) => setStationSettings({ volume: value })}
            />
          </div>
          <fieldset className="station-try" aria-label={text.try}>
            {(Object.keys(text.kinds) as SoundKind[]).map((kind) => (
              <Button key={kind} variant="default" className="station-touch" onClick={() => play(kind, true)}>
                {text.kinds[kind]}
              </Button>
            ))}
          </fieldset>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

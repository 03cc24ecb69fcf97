import { ActionIcon, Menu } from '@mantine/core';
import { Check, Contrast, Eye, EyeOff, Keyboard, Monitor, Moon, Search, Sun } from 'lucide-react';
import { shellText, windowText } from '../../src-shared/texts.ts';
import iconAddress from '../icon.svg';
import { Keys } from '../shell/Keys.tsx';
import { FaultMark } from '../simulator/FaultMark.tsx';
import { sameParts, useSelected } from '../state/context.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';

/** Name, the way to everything else, state of the engine, what is masked, colours. */
export function TopBar({
  onPalette,
  onShortcuts,
}: {
  readonly onPalette: () => void;
  readonly onShortcuts: () => void;
}) {
  const { connection, system } = useSelected(({ connection, system }) => ({ connection, system }), sameParts);
  const { masked } = usePreferences();
  const maskTitle = masked ? shellText.commands.unmask : shellText.commands.mask;
  return (
    <header className="top">
      <div className="brand">
        <img src={iconAddress} alt="" width={20} height={20} />
        <span>{windowText.app}</span>
      </div>
      <button type="button" className="find" onClick={onPalette}>
        <Search size={14} aria-hidden />
        <span className="find-label">{shellText.palette.open}</span>
        <Keys keys="Mod+K" />
      </button>
      <div className="top-right">
        <FaultMark />
        <span className={connection.state === 'ready' ? 'engine engine-on' : 'engine engine-off'}>
          <span className="engine-dot" aria-hidden />
          {connection.state === 'ready' ? windowText.engine.connected : windowText.engine.lostFirst}
        </span>
        {system === undefined ? null : <span className="version mono open">{system.version}</span>}
        <ActionIcon
          aria-label={maskTitle}
          aria-pressed={masked}
          title={maskTitle}
          {...(masked ? { variant: 'filled', color: 'petrol' } : {})}
          onClick={() => setPreferences({ masked: !masked })}
        >
          {masked ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
        </ActionIcon>
        <ActionIcon
          aria-label={shellText.shortcuts.title}
          title={`${shellText.shortcuts.title} (?)`}
          onClick={onShortcuts}
        >
          <Keyboard size={16} aria-hidden />
        </ActionIcon>
        <ThemeMenu />
      </div>
    </header>
  );
}

const themes = [
  ['system', Monitor],
  ['light', Sun],
  ['dark', Moon],
  ['contrast', Contrast],
] as const;

function ThemeMenu() {
  const { theme } = usePreferences();
  const text = shellText.settings;
  const Icon = themes.find(([name]) => name === theme)?.[1] ?? Monitor;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={text.theme} title={text.theme}>
          <Icon size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {themes.map(([name, ThemeIcon]) => (
          <Menu.Item
            key={name}
            leftSection={<ThemeIcon size={14} aria-hidden />}
            rightSection={theme === name ? <Check size={14} aria-hidden /> : null}
            onClick={() => setPreferences({ theme: name })}
          >
            {text.themes[name]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done about the simulated bench from everywhere. */

import { Cpu, FlaskConical, Server, Zap, ZapOff } from 'lucide-react';
import { simulatorText } from '../../src-shared/texts.ts';
import { goTo } from '../state/route.ts';
import type { CommandRow } from './commands.ts';

const text = simulatorText.commands;

const parts = [
  ['picture', FlaskConical],
  ['cards', Cpu],
  ['servers', Server],
  ['faults', Zap],
] as const;

/** Presses the button of the page once that is there; gives up after a while. */
function pressClear(triesLeft = 50): void {
  const button = document.querySelector<HTMLButtonElement>('main [data-clear-faults]');
  if (button !== null && !button.disabled) button.click();
  else if (triesLeft > 0) setTimeout(() => pressClear(triesLeft - 1), 40);
}

export const simulatorCommands: readonly CommandRow[] = [
  ...parts.map(
    ([part, icon]): CommandRow => ({
      id: `simulator.${part}`,
      title: () => text[part],
      icon,
      group: 'work',
      run: () => goTo({ page: 'simulator', parts: part === 'picture' ? [] : [part] }),
    }),
  ),
  {
    id: 'simulator.clear',
    title: () => text.clear,
    icon: ZapOff,
    group: 'work',
    run: () => {
      goTo({ page: 'simulator', parts: ['faults'] });
      pressClear();
    },
  },
];

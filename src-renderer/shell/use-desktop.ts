import { useEffect, useRef } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import type { Language } from '../../src-shared/language.ts';
import { handedEvidence } from '../state/handed-files.ts';
import { goTo, parseRoute } from '../state/route.ts';
import { type CommandContext, commands } from './commands.ts';
import { desktop } from './desktop.ts';
import { menuOf } from './menu.ts';
import { pages } from './pages.tsx';

/** Runs what a menu names: `page.ID`, or a command, where it can be run now. */
function run(id: string, context: CommandContext): void {
  const page = pages.find((row) => id === `page.${row.id}`);
  if (page !== undefined) goTo(page.route);
  const command = commands.find((row) => row.id === id);
  if (command !== undefined && command.when?.(context) !== false) command.run(context);
}

/** Gives the desktop its menu, in each language anew, and does what it says. */
export function useDesktop(context: CommandContext, language: Language): void {
  const latest = useRef(context);
  latest.current = context;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another menu
  useEffect(() => desktop?.say(menuOf()), [language]);
  useEffect(
    () =>
      desktop?.onSaid((message) => {
        if (message.type === 'command') run(message.id, latest.current);
        else if (message.type === 'go') goTo(parseRoute(message.hash));
        else if (message.type === 'refused') latest.current.desk.showError(message.error as ErrorData);
        else if (message.type === 'code') latest.current.desk.openDownload({ code: message.text });
        else {
          handedEvidence.give([new File([message.bytes], message.name)]);
          goTo({ page: 'evidence' });
        }
      }),
    [],
  );
}

import type { MenuItem, menuRoles, ToDesktop } from '../../src-shared/desktop.ts';
import { spokenLanguage } from '../../src-shared/language.ts';
import { shellText } from '../../src-shared/texts.ts';
import { commands } from './commands.ts';
import { acceleratorOf } from './keys.ts';
import { pages, pageTitle } from './pages.tsx';

type Menu = Extract<ToDesktop, { type: 'menu' }>;

/** The desktop's menu in the language that is spoken: pages and commands by their rows, the rest by roles of the system. */
export function menuOf(): Menu {
  const text = shellText.menu;
  const role = (name: (typeof menuRoles)[number], label: string): MenuItem => ({ role: name, label });
  const separator: MenuItem = { separator: true };
  const of = (menu: 'file' | 'edit' | 'view' | 'help'): MenuItem[] =>
    commands
      .filter((row) => row.menu === menu)
      .map((row) => {
        const accelerator = row.keys === undefined ? undefined : acceleratorOf(row.keys);
        return { command: row.id, label: row.title(), ...(accelerator === undefined ? {} : { accelerator }) };
      });
  return {
    type: 'menu',
    language: spokenLanguage(),
    menus: [
      {
        label: text.file,
        items: [...of('file'), separator, role('close', text.close), role('quit', text.quit)],
      },
      {
        label: text.edit,
        items: [
          { command: 'undo', label: shellText.commands.undo },
          separator,
          role('undo', text.undo),
          role('redo', text.redo),
          separator,
          role('cut', text.cut),
          role('copy', text.copy),
          role('paste', text.paste),
          role('selectAll', text.selectAll),
        ],
      },
      {
        label: text.go,
        items: pages.map((row): MenuItem => ({ command: `page.${row.id}`, label: pageTitle(row) })),
      },
      {
        label: text.view,
        items: [
          ...of('view'),
          separator,
          role('togglefullscreen', text.fullScreen),
          role('toggleDevTools', text.developer),
        ],
      },
      { label: text.window, items: [role('minimize', text.minimize)] },
      { label: text.help, items: of('help') },
    ],
  };
}

/** What the engine makes for people on paper, in the language that was asked for: reports and labels. */

import type { Language } from '../language.ts';
import { speak, type Translations } from './speak.ts';

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly texts: Translations }>>> = {
  de: () => import('./de/index.ts'),
  zh: () => import('./zh/index.ts'),
};

/**
 * What `make` gives while all texts are of `language`; English again behind it. `make` waits for nothing, since the texts are
 * those of the whole process: logs and what others ask for stay English.
 */
export async function inLanguage<T>(language: Language, make: () => T): Promise<T> {
  if (language === 'en') return make();
  const { texts } = await loaders[language]();
  speak(language, texts);
  try {
    return make();
  } finally {
    speak('en', {});
  }
}

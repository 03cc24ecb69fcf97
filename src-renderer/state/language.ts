import { useSyncExternalStore } from 'react';
import {
  type Language,
  languageTags,
  onLanguage,
  spokenLanguage,
  systemLanguage,
} from '../../src-shared/language.ts';
import { speak, type Translations } from '../../src-shared/texts/speak.ts';
import { onPreferences, preferences } from './preferences.ts';

/** English is in the window already; the others come when they are wanted. */
const loaders: Readonly<Record<Language, () => Promise<{ readonly texts: Partial<Translations> }>>> = {
  en: async () => ({ texts: {} }),
  de: () => import('../../src-shared/texts/de/index.ts'),
  zh: () => import('../../src-shared/texts/zh/index.ts'),
};

/** The language that is chosen, or that of the system. */
export function chosenLanguage(): Language {
  const { language } = preferences();
  return language === 'system' ? systemLanguage(navigator.languages) : language;
}

let wanted: Language | undefined;

async function follow(): Promise<void> {
  const language = chosenLanguage();
  if (language === wanted) return;
  wanted = language;
  let texts: Partial<Translations>;
  try {
    ({ texts } = await loaders[language]());
  } catch (error) {
    // The server of the page is gone: the window goes on in the language that it has, and asks again with the next change.
    console.warn(`the texts of ${language} could not be loaded`, error);
    if (wanted === language) wanted = undefined;
    return;
  }
  // Another one was chosen meanwhile.
  if (wanted !== language) return;
  speak(language, texts);
  document.documentElement.lang = languageTags[language];
}

/** Speaks the chosen language from now on. Resolves once the first one is there, so that nothing is painted twice. */
export async function startLanguage(): Promise<void> {
  onPreferences(() => void follow());
  window.addEventListener('languagechange', () => void follow());
  await follow();
}

/** The language that is spoken; who calls it is painted again when that changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, spokenLanguage);
}

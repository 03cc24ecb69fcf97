/** The languages of the window, and which of them is spoken now. Command line and logs are English; what is made for paper is in the language that its request names. */

export const languages = ['en', 'de', 'zh'] as const;
export type Language = (typeof languages)[number];

/** BCP 47 tags: for `lang`, Intl, and which of the system's languages mean this one. Chinese is the simplified one. */
export const languageTags: Readonly<Record<Language, string>> = { en: 'en', de: 'de', zh: 'zh-Hans' };

/** Each language by its own name, which needs no translation. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  zh: '简体中文',
};

let spoken: Language = 'en';
const listeners = new Set<() => void>();

export function spokenLanguage(): Language {
  return spoken;
}

/** Called by `speak` (texts/speak.ts) once all texts are of this language. */
export function setSpokenLanguage(language: Language): void {
  spoken = language;
  for (const listener of listeners) listener();
}

/** Until the returned function is called. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language of a tag such as `de-AT` or `zh-CN`; traditional Chinese is none that is spoken here. */
function languageOf(tag: string): Language | undefined {
  const parts = tag.toLowerCase().split(/[-_]/);
  if (parts[0] === 'zh')
    return parts.includes('hans') || !parts.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part))
      ? 'zh'
      : undefined;
  return languages.find((language) => language === parts[0]);
}

/** The first of the system's languages that is spoken here, else English. */
export function systemLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = languageOf(tag);
    if (language !== undefined) return language;
  }
  return 'en';
}

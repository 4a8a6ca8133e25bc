import type { Extension } from '@codemirror/state';

/** What a code view can highlight; anything else is plain text. */
export type CodeLanguage = 'json' | 'xml' | 'text';

/** Above this many characters nothing is highlighted: parsing would cost more than colours are worth. */
export const highlightLimit = 1024 * 1024;

/** The language's support, loaded when it is first needed. */
export async function loadLanguage(language: CodeLanguage): Promise<Extension> {
  switch (language) {
    case 'json':
      return (await import('@codemirror/lang-json')).json();
    case 'xml':
      return (await import('@codemirror/lang-xml')).xml();
    case 'text':
      return [];
  }
}

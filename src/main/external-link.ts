/** How a link leaves Parley. */
export interface LinkOpener {
  /** Asks the person whether to open it outside of Parley. */
  readonly confirm: (url: string) => Promise<boolean>;
  /** Hands it to the system. */
  readonly open: (url: string) => Promise<void>;
}

const protocols = ['http:', 'https:', 'mailto:'];

/** Windows takes no longer ones. */
const maxLength = 2000;

/** What a mail program may be told. Some attach the files that a link names. */
const mailFields = ['subject', 'body', 'cc', 'bcc'];

/**
 * The address that may be handed to the system, or null: any other scheme starts a program with what a page wrote.
 * An address with a user name in it shows another host than it leads to.
 */
export function externalUrl(text: string): string | null {
  if (text.length > maxLength || !URL.canParse(text)) return null;
  const { protocol, username, password, searchParams, href } = new URL(text);
  if (!protocols.includes(protocol) || username !== '' || password !== '') return null;
  if (protocol === 'mailto:') {
    for (const name of searchParams.keys()) if (!mailFields.includes(name.toLowerCase())) return null;
  }
  return href.length <= maxLength ? href : null;
}

/**
 * Opens a link outside of Parley: http, https and mailto, after a question.
 * @returns whether it was opened.
 */
export async function openExternal(text: string, { confirm, open }: LinkOpener): Promise<boolean> {
  const url = externalUrl(text);
  if (url === null || !(await confirm(url))) return false;
  await open(url);
  return true;
}

/** Of a secret this short nothing is hidden: texts would be full of marks, and say by their places what it is. */
const minCharacters = 3;

/** Stands where a text was cut off. */
const cutOff = '…';

/** Finds secrets in texts, also in the forms that a request gives them. */
export class HiddenTexts {
  readonly #mark: string;
  readonly #secrets = new Set<string>();
  #forms: readonly string[] = [];
  #pattern: RegExp | undefined;

  /** @param mark what stands in a text where a secret was. */
  constructor(mark: string, secrets: Iterable<string> = []) {
    this.#mark = mark;
    this.add(secrets);
  }

  /** Hides these, too. They are never forgotten: an error may be told of long after it happened. */
  add(secrets: Iterable<string>): void {
    const before = this.#secrets.size;
    // Blanks and line breaks around one, such as of a paste, are not always sent.
    for (const secret of [...secrets].flatMap((each) => [each, each.trim()])) {
      if (secret.length >= minCharacters) this.#secrets.add(secret);
    }
    if (this.#secrets.size === before) return;
    // The longest first, so that nothing of it is left where another one is a part of it.
    this.#forms = [...new Set([...this.#secrets].flatMap(formsOf))]
      .filter(({ length }) => length >= minCharacters)
      .toSorted((one, other) => other.length - one.length);
    // In any case: a host has it in small letters, and what is percent-encoded in either.
    this.#pattern = new RegExp(this.#forms.map(escaped).join('|'), 'gi');
  }

  /** The text without secrets. */
  in(text: string): string {
    if (this.#pattern === undefined) return text;
    const [last = '', ...cut] = text.replaceAll(this.#pattern, this.#mark).split(cutOff).toReversed();
    return [...cut.toReversed().map((piece) => this.#withoutStart(piece)), last].join(cutOff);
  }

  /** Without the start of a secret at its end: a long URL is cut off where a failure names it. */
  #withoutStart(text: string): string {
    const lengths = this.#forms.map((form) => {
      let length = Math.min(form.length - 1, text.length);
      while (length >= minCharacters && !text.endsWith(form.slice(0, length))) length -= 1;
      return length;
    });
    const longest = Math.max(...lengths);
    return longest < minCharacters ? text : text.slice(0, -longest) + this.#mark;
  }
}

/**
 * As it is, in a URL, in a form, in a request line, as a path parameter, in the address that a redirect leads to, within quotes,
 * and in Basic credentials.
 */
function formsOf(secret: string): string[] {
  // A lone half of a surrogate pair can't be encoded, nor sent.
  const text = Buffer.from(secret).toString();
  const lines = [text, text.replaceAll(/[/?#]/g, encodeURIComponent)].map((line) =>
    line.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent),
  );
  return [
    secret,
    encodeURIComponent(text),
    new URLSearchParams([['', text]]).toString().slice(1),
    ...lines,
    ...lines.flatMap(redirected),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64'),
  ];
}

/** As a part of the path, and of the query. */
function redirected(line: string): string[] {
  const { pathname, search } = new URL(`http://x/${line}`);
  return [`${pathname}${search}`.slice(1), new URL(`http://x/?${line}`).search.slice(1)];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

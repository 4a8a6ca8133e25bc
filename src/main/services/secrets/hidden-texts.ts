/** Of a secret this short nothing is hidden: texts would be full of marks, and say by their places what it is. */
const minCharacters = 3;

/** Finds secrets in texts, also in the forms that a request gives them. */
export class HiddenTexts {
  readonly #mark: string;
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  /** @param mark what stands in a text where a secret was. */
  constructor(mark: string, secrets: Iterable<string> = []) {
    this.#mark = mark;
    this.add(secrets);
  }

  /** Hides these, too. They are never forgotten: an error may be told of long after it happened. */
  add(secrets: Iterable<string>): void {
    const before = this.#secrets.size;
    for (const secret of secrets) if (secret.length >= minCharacters) this.#secrets.add(secret);
    if (this.#secrets.size > before) this.#pattern = patternOf(this.#secrets);
  }

  /** The text without secrets. */
  in(text: string): string {
    return this.#pattern === undefined ? text : text.replaceAll(this.#pattern, this.#mark);
  }
}

function patternOf(secrets: ReadonlySet<string>): RegExp {
  const forms = new Set([...secrets].flatMap(formsOf));
  // The longest first, so that nothing of it is left where another one is a part of it.
  const sorted = [...forms].toSorted((a, b) => b.length - a.length);
  return new RegExp(sorted.map(escaped).join('|'), 'g');
}

/** As it is, as a host has it, in a URL, in a form, in a request line, within quotes, and in Basic credentials. */
function formsOf(secret: string): string[] {
  // A lone half of a surrogate pair can't be encoded, nor sent.
  const text = Buffer.from(secret).toString();
  return [
    secret,
    text.toLowerCase(),
    encodeURIComponent(text),
    new URLSearchParams([['', text]]).toString().slice(1),
    text.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64'),
  ];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

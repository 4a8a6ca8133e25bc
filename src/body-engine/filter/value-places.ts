/** The names and indexes that lead from the root to a value. */
export type Location = readonly (string | number)[];

/** Where a value stands in a text: its first character, and the one behind its last, in UTF-16 code units. */
export interface ValuePlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds where values stand in a JSON text, so that they can be copied as they are written there.
 * @param text was parsed by `JSON.parse` without an error
 * @param locations lead to values in what it made of it: of members with the same name, to the last
 * @returns their places, one for each location, and how many members all objects of the text have together
 */
export function valuePlaces(
  text: string,
  locations: readonly Location[],
): { places: ValuePlace[]; memberCount: number } {
  const root = new Wanted();
  const places = locations.map((location) => root.at(location));
  const scan = new Scan(text);
  scan.value(root);
  return { places, memberCount: scan.memberCount };
}

/** A value that is asked for, or has such values in it. */
class Wanted implements ValuePlace {
  start = 0;
  end = 0;
  readonly children = new Map<string | number, Wanted>();

  /** The value that is so far below this one. */
  at(location: Location): Wanted {
    return location.reduce<Wanted>((wanted, key) => wanted.#child(key), this);
  }

  #child(key: string | number): Wanted {
    const known = this.children.get(key);
    if (known) return known;
    const child = new Wanted();
    this.children.set(key, child);
    return child;
  }
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const backslash = 0x5c;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Goes over a text that is known to be JSON. */
class Scan {
  memberCount = 0;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Notes the place of the next value, and of those that are wanted in it. A later one of the same name overwrites it. */
  value(wanted: Wanted | undefined): void {
    this.#skipSpace();
    const start = this.#at;
    const first = this.#here;
    if (wanted === undefined || wanted.children.size === 0) this.#skipValue();
    else if (first === openObject) this.#members(wanted.children);
    else if (first === openArray) this.#elements(wanted.children);
    else this.#skipValue();
    if (wanted) {
      wanted.start = start;
      wanted.end = this.#at;
    }
  }

  get #here(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #members(children: Wanted['children']): void {
    for (;;) {
      this.#at++;
      this.#skipSpace();
      if (this.#here === closeObject) break;
      const name = this.#name();
      this.#skipSpace();
      this.#at++;
      this.memberCount++;
      this.value(children.get(name));
      this.#skipSpace();
      if (this.#here !== comma) break;
    }
    this.#at++;
  }

  #elements(children: Wanted['children']): void {
    for (let index = 0; ; index++) {
      this.#at++;
      this.#skipSpace();
      if (this.#here === closeArray) break;
      this.value(children.get(index));
      this.#skipSpace();
      if (this.#here !== comma) break;
    }
    this.#at++;
  }

  #name(): string {
    const start = this.#at;
    this.#skipString();
    const written = this.#text.slice(start, this.#at);
    return written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1);
  }

  #skipValue(): void {
    const first = this.#here;
    if (first === quote) this.#skipString();
    else if (first === openObject || first === openArray) this.#skipNested();
    else while (this.#at < this.#text.length && !isBehindValue(this.#here)) this.#at++;
  }

  #skipNested(): void {
    let depth = 0;
    do {
      switch (this.#here) {
        case quote:
          this.#skipString();
          continue;
        case openObject:
        case openArray:
          depth++;
          break;
        case closeObject:
        case closeArray:
          depth--;
          break;
        case colon:
          this.memberCount++;
      }
      this.#at++;
    } while (depth > 0);
  }

  #skipString(): void {
    const text = this.#text;
    let at = this.#at + 1;
    for (let next = text.charCodeAt(at); next !== quote; next = text.charCodeAt(at)) {
      at += next === backslash ? 2 : 1;
    }
    this.#at = at + 1;
  }

  #skipSpace(): void {
    while (isSpace(this.#here)) this.#at++;
  }
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function isBehindValue(unit: number): boolean {
  return unit === comma || unit === closeObject || unit === closeArray || isSpace(unit);
}

import type { BodyId } from '#router/contracts/ids.ts';
import { derivedName, type DerivedTexts, type MadeText } from './derived-texts.ts';
import type { StoredBody } from './stored-body.ts';

/** Bodies whose JSON is laid out: one text a body, for as long as that is kept. */
export class Formats {
  readonly #texts: DerivedTexts;
  readonly #made = new Map<BodyId, Promise<MadeText>>();

  constructor(texts: DerivedTexts) {
    this.#texts = texts;
  }

  /**
   * The text of a body's JSON laid out, or what is there of it by now. Where the disk or a worker has failed it before, or
   * the body is something else than it seemed, it is made anew. Throws a `Failure` where the body is gone or the file can't be made.
   */
  async of(source: StoredBody): Promise<BodyId> {
    let outdated: MadeText | undefined;
    const before = this.#made.get(source.id);
    if (before) {
      const made = await before;
      if (await this.#isGood(made, source)) return made.body.id;
      // Two who ask at the same time get the same.
      if (this.#made.get(source.id) !== before) return this.of(source);
      outdated = made;
    }
    const making = this.#make(source);
    this.#made.set(source.id, making);
    const forget = () => {
      if (this.#made.get(source.id) === making) this.#made.delete(source.id);
    };
    try {
      const { body } = await making;
      // Not before there is another one.
      if (outdated) this.#texts.discard(outdated);
      body.signal.addEventListener('abort', forget, { once: true });
      if (body.signal.aborted) forget();
      return body.id;
    } catch (cause) {
      forget();
      throw cause;
    }
  }

  /** A body that arrives may turn out to be lines of JSON, or in another encoding, when more of it is there. */
  async #isGood({ body, facts, hasFailed }: MadeText, source: StoredBody): Promise<boolean> {
    if (hasFailed || body.signal.aborted) return false;
    const { kind, encoding } = await this.#texts.known(source);
    return kind === facts.kind && encoding.label === facts.encoding.label;
  }

  async #make(source: StoredBody): Promise<MadeText> {
    const facts = await this.#texts.known(source);
    return this.#texts.make({
      source,
      facts,
      head: {
        contentType: 'application/json; charset=utf-8',
        fileName: derivedName(source.info.fileName, 'formatted', '.json'),
      },
      again: 'format it again',
      begin: (client, input, call) =>
        client.json.format.subscribe(
          { ...input, mode: facts.kind === 'ndjson' ? 'lines' : 'document' },
          call,
        ),
    });
  }
}

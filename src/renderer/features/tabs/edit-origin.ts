import type { Draft, DraftEdit, EditMarks, OpenedDraft } from '#router/contracts/draft.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { randomId } from '../../ui/random-id.ts';

/** So many marks are kept, the newest: more than one are there only where the connection is lost again and again. */
const mostOwn = 10;
const mostOthers = 20;

/**
 * What a window's edits of a draft were made on: what the file said, and whose edits were there. Main is told it wherever others may
 * have had the draft meanwhile, so that nothing of theirs is overwritten unseen.
 */
export class EditOrigin {
  /** What the file may have said when what is on the screen was made, one of these; none: there was no file. */
  #madeOn: readonly HttpRequest[];
  /** What may be in the file by now, without this window having heard of it. */
  #perhapsSaved: readonly HttpRequest[] = [];
  /** Main was asked to write the file, and has not answered. */
  #isWriting = false;
  /** Others may have had the draft: main is told what the next edit was made on. */
  #tellsMadeOn: boolean;
  /** Its own marks, the newest first: those of before for as long as main may have edits under them. */
  #own: readonly string[] = [randomId()];
  #others: readonly string[];

  /**
   * @param stored the draft as main has told it
   * @param pending the edit that the window kept and main does not have, where there is one
   */
  constructor(stored: OpenedDraft, pending: DraftEdit | null) {
    this.#madeOn = pending?.madeOn ?? savedIn(stored);
    this.#tellsMadeOn = pending?.madeOn !== undefined;
    this.#others = pending?.marks ?? [];
    this.#see(stored);
  }

  /** See `editMarksSchema`. */
  get marks(): EditMarks {
    return [...this.#own, ...this.#others];
  }

  /** Marks of what the person had seen when there were `marks`, with this window's own since. */
  since(marks: EditMarks): EditMarks {
    return [...this.#own, ...marks.filter((mark) => !this.#own.includes(mark))].slice(
      0,
      mostOwn + mostOthers,
    );
  }

  /** An edit with all that is known of what it was made on. */
  describe(edit: Draft): DraftEdit {
    return { ...edit, marks: this.marks, madeOn: [...this.#madeOn, ...this.#perhapsSaved] };
  }

  /** Others may have the draft from now on, until `opened`. */
  mayBeOthers(): void {
    this.#tellsMadeOn = true;
  }

  /** Main has opened the draft for this window. @param isBehind whether main does not have all its edits */
  opened(stored: OpenedDraft, isBehind: boolean): void {
    this.#markAnew();
    this.#see(stored);
    this.#tellsMadeOn = isBehind;
    if (!isBehind) this.standOn(savedIn(stored));
  }

  /** Main has given this window a copy of the draft, where its edits go on. */
  copied(): void {
    this.#markAnew();
  }

  /** Whether another window has edited what main has told, which this one has not seen. */
  isOthers({ mark }: OpenedDraft): boolean {
    return mark !== undefined && !this.marks.includes(mark);
  }

  /** What is on the screen stands on this from now on. */
  standOn(madeOn: readonly HttpRequest[]): void {
    this.#madeOn = madeOn;
    this.#perhapsSaved = [];
  }

  /** Does what may write the file: what main has, or gets before its answer, is there perhaps, also where that is lost. */
  async write<TResult>(request: HttpRequest, deed: () => Promise<TResult>): Promise<TResult> {
    this.#perhapsSaved = [request];
    this.#isWriting = true;
    try {
      return await deed();
    } finally {
      this.#isWriting = false;
    }
  }

  /** Puts an edit, with what main has to know of it. */
  async put(
    edit: Draft,
    put: (edit: DraftEdit) => Promise<{ revision: number }>,
  ): Promise<{ revision: number }> {
    const tells = this.#tellsMadeOn;
    const { marks } = this;
    if (this.#isWriting) this.#perhapsSaved = [...this.#perhapsSaved, edit.request];
    try {
      const answer = await put(tells ? this.describe(edit) : { ...edit, marks });
      // What main has passed over, and what belongs to a draft of before, is sent again.
      if (answer.revision === edit.revision && this.#own[0] === marks[0]) {
        if (tells) this.#tellsMadeOn = false;
        this.#others = [];
      }
      return answer;
    } catch (cause) {
      // The connection may have been lost, and with it the draft.
      this.#tellsMadeOn = true;
      throw cause;
    }
  }

  /** Another window that had the draft before knows the edits of then by their mark, and not those that follow. */
  #markAnew(): void {
    this.#own = [randomId(), ...this.#own].slice(0, mostOwn);
  }

  #see({ mark }: OpenedDraft): void {
    if (mark === undefined || this.#own.includes(mark)) return;
    this.#others = [mark, ...this.#others.filter((seen) => seen !== mark)].slice(0, mostOthers);
  }
}

/** As main tells it: made comparable with what is on the screen, it could differ from what main compares it with. */
export function savedIn({ status }: Pick<OpenedDraft, 'status'>): HttpRequest[] {
  return status.saved ? [status.saved] : [];
}

/** Takes the pipe's bytes apart into messages: JSON texts that each end in a zero byte. */
export class MessageSplitter {
  #begun: Buffer[] = [];

  /** @returns the messages that are whole now. */
  *push(chunk: Buffer): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      const piece = chunk.subarray(start, end);
      start = end + 1;
      // Put together before it is decoded: a character may stand on both sides of the cut.
      const message = this.#begun.length === 0 ? piece : Buffer.concat([...this.#begun, piece]);
      this.#begun = [];
      yield message.toString('utf8');
    }
    if (start < chunk.length) this.#begun.push(chunk.subarray(start));
  }
}

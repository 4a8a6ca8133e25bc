import type { Place, PlaceInput, Rows } from '#router/contracts/body-view.ts';

/** What a view reads a text through: no more of it than is looked at. An abort rejects with the signal's reason. */
export interface TextSource {
  /** Rows from `first` on; fewer where the text, or what is indexed of it, ends. */
  rows(first: number, count: number, signal: AbortSignal): Promise<Rows>;
  /** Where something is; what lies behind the end is the end. */
  place(at: PlaceInput['at'], signal: AbortSignal): Promise<Place>;
  /** The bytes from `start` up to `end`, read no faster than they are taken; cancel the stream to stop. */
  bytes(start: number, end: number): ReadableStream<Uint8Array>;
}

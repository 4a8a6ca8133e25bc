import { decode, encode } from '../codec.ts';

/** The first line of a message to main: what it is, and its numbers and names. */
type HeadToMain =
  | readonly ['send', channel: string]
  | readonly ['invoke', channel: string, id: number]
  | readonly ['post-message', channel: string, portIds: readonly string[]]
  | readonly ['port-message', portId: string, portIds: readonly string[]]
  | readonly ['port-close', portId: string]
  | readonly ['preload-error', path: string];

type HeadFromMain =
  | readonly ['message', channel: string]
  | readonly ['port-carrying', channel: string, portIds: readonly string[]]
  | readonly ['result', id: number]
  | readonly ['port-message', portId: string, portIds: readonly string[]]
  | readonly ['port-close', portId: string];

export interface MessageFromMain {
  readonly head: HeadFromMain;
  readonly payload: unknown;
}

/**
 * A message for main: a line that says what it is, then its content.
 * @throws Error('An object could not be cloned.') for content that can't be.
 */
export function writeMessage(head: HeadToMain, payload?: unknown): string {
  return `${JSON.stringify(head)}\n${encode(payload)}`;
}

export function readMessage(text: string): MessageFromMain {
  const end = text.indexOf('\n');
  const head: HeadFromMain = JSON.parse(text.slice(0, end));
  return { head, payload: decode(text.slice(end + 1)) };
}

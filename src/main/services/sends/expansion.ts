import type { ExchangeFigures } from '../http/exchange-types.ts';

/** No honest text is packed as tightly as this. */
const suspectRatio = 100;
const defaultHarmlessBytes = 256 * 1024 * 1024;

/**
 * Whether a body grows so much larger than what came over the network that somebody should be asked before it goes on: a
 * few kilobytes can be packed so that they fill any disk ("zip bomb").
 * @param harmlessBytes a body that is no larger does no harm, however it was packed
 */
export function isSuspect(
  { wireBytes, bodyBytes }: Pick<ExchangeFigures, 'wireBytes' | 'bodyBytes'>,
  harmlessBytes = defaultHarmlessBytes,
): boolean {
  return bodyBytes > harmlessBytes && bodyBytes > wireBytes * suspectRatio;
}

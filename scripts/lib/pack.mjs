/**
 * Where a packed app looks for updates.
 * @param {string | undefined} address of a folder that is served as it is, from PARLEY_UPDATE_URL
 * @returns {{ url: string } | { url: undefined, note: string }}
 *   without an address the app is packed without a place for updates, and says so when it is asked for one
 * @throws where an address is given that is none, or that anybody on the way could answer for
 */
export function updateServer(address) {
  if (address === undefined || address === '') {
    return {
      url: undefined,
      note: 'PARLEY_UPDATE_URL is not set: this Parley will look for updates nowhere.',
    };
  }
  if (!URL.canParse(address)) {
    throw new Error(
      `PARLEY_UPDATE_URL is ${address}, which is not an address. Give one like https://host/folder.`,
    );
  }
  const { protocol, hostname } = new URL(address);
  const isHere = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) {
    throw new Error(
      `PARLEY_UPDATE_URL is ${address}. An update is code: its address must begin with https://.`,
    );
  }
  return { url: address };
}

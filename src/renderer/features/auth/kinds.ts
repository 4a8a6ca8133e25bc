import type { Auth } from '#router/contracts/auth.ts';

export const kindNames: Record<Exclude<Auth['kind'], 'other'>, string> = {
  inherit: 'Inherit',
  none: 'None',
  basic: 'Basic',
  bearer: 'Bearer',
  apikey: 'API key',
};

const otherNames = new Map([
  ['oauth2', 'OAuth 2.0'],
  ['oauth1', 'OAuth 1.0'],
  ['digest', 'Digest'],
  ['ntlm', 'NTLM'],
  ['awsv4', 'AWS Signature 4'],
  ['wsse', 'WSSE'],
]);

/** What people call one of OpenCollection's kinds that Parley can't send yet. */
export function otherName(type: string): string {
  return otherNames.get(type) ?? (type === '' ? 'Another kind' : type);
}

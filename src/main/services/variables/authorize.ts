import type { Auth } from '#router/contracts/auth.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { Defaults } from './defaults.ts';
import type { Filling } from './filling.ts';
import { mask } from './scope.ts';

/** The auth that counts, and who says so: 0 the request itself, then the folders from within, then the collection. */
export interface EffectiveAuth {
  readonly auth: Auth;
  readonly level: number;
}

/** What a request's auth adds to it. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'query'; readonly name: string; readonly value: string };

/** Follows `inherit` up to the first that says how; undefined where nobody does. */
export function effectiveAuth(auth: Auth, defaults: readonly Defaults[]): EffectiveAuth | undefined {
  if (auth.kind !== 'inherit') return { auth, level: 0 };
  const index = defaults.findIndex((each) => each.auth !== undefined);
  const inherited = defaults[index]?.auth;
  return inherited && { auth: inherited, level: index + 1 };
}

/** Throws a `Failure` BAD_REQUEST for a kind that can't be sent, and where what it takes is missing. */
export function credentialsOf(auth: Auth, filling: Filling): Credentials {
  switch (auth.kind) {
    case 'inherit':
    case 'none':
      return { kind: 'none' };
    case 'basic': {
      const username = filling.text(auth.basic.username, 'the user name');
      const password = filling.text(auth.basic.password, 'the password');
      return header('Authorization', basicOf(username, password, filling));
    }
    case 'bearer': {
      const token = filling.text(auth.bearer.token, 'the bearer token').trim();
      if (token === '') throw refused('The bearer token is empty. Type it, or choose another kind of auth.');
      return header('Authorization', `Bearer ${token}`);
    }
    case 'apikey': {
      const name = filling.text(auth.apikey.name, 'the name of the API key').trim();
      const value = filling.text(auth.apikey.value, 'the API key');
      if (name === '')
        throw refused('The API key has no name. Type the name of its header or query parameter.');
      return { kind: auth.apikey.placement, name, value };
    }
    case 'other':
      throw refused(
        `Parley can't send ${auth.otherType} yet; basic, bearer and API key it can. Choose one of them to send, or type the header Authorization.`,
      );
  }
}

/** Auth in words, for the person to see before sending. @param from where it is inherited from; undefined for its own. */
export function authWords(auth: Auth | undefined, from: string | undefined): string {
  const names = {
    inherit: 'None',
    none: 'None',
    basic: 'Basic: user name and password',
    bearer: 'Bearer token',
    apikey: `API key in the ${auth?.apikey.placement === 'query' ? 'query' : 'headers'}`,
    other: `${auth?.otherType}, which Parley can't send yet`,
  };
  return names[auth?.kind ?? 'none'] + (from === undefined ? '' : `, from ${from}`);
}

function basicOf(username: string, password: string, filling: Filling): string {
  const plain = `${username}:${password}`;
  if (plain.includes(mask)) return `Basic ${mask}`;
  const encoded = Buffer.from(plain).toString('base64');
  if (filling.secrets.some((secret) => plain.includes(secret))) filling.addSecret(encoded);
  return `Basic ${encoded}`;
}

function header(name: string, value: string): Credentials {
  return { kind: 'header', name, value };
}

function refused(message: string): Failure {
  return new Failure('BAD_REQUEST', message, { phase: 'request', errno: 'ERR_AUTH' });
}

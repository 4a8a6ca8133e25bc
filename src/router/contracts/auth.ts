import { z } from 'zod';

/**
 * How a request proves who sends it. Each kind keeps its own content, so that trying another kind loses nothing.
 * Kinds are OpenCollection's; `other` stands for those that Parley keeps unharmed and can't send yet.
 */
export const authSchema = z.object({
  /** `inherit`: as the folder says, or the next one above it, up to the collection. */
  kind: z.enum(['inherit', 'none', 'basic', 'bearer', 'apikey', 'other']),
  basic: z.object({ username: z.string(), password: z.string() }),
  bearer: z.object({ token: z.string() }),
  apikey: z.object({ name: z.string(), value: z.string(), placement: z.enum(['header', 'query']) }),
  /** With `other`: OpenCollection's name of the kind, such as `oauth2`. */
  otherType: z.string(),
});
export type Auth = z.infer<typeof authSchema>;

/** A new object each time: nobody shares it. */
export function noAuth(): Auth {
  return {
    kind: 'none',
    basic: { username: '', password: '' },
    bearer: { token: '' },
    apikey: { name: '', value: '', placement: 'header' },
    otherType: '',
  };
}

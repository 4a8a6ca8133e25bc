import { expect, test } from 'vitest';
import { sendableRequestSchema } from '#router/contracts/request.ts';
import { commonMethods, isMethod } from './method.ts';

test.each([...commonMethods, 'get', 'M-SEARCH', 'x', 'A'.repeat(64)])(
  '%s is a method, here and in the contract',
  (text) => {
    expect(isMethod(text)).toBe(true);
    expect(sendableRequestSchema.shape.method.safeParse(text).success).toBe(true);
  },
);

test.each(['', 'GE T', 'GÉT', 'a/b', 'GET\n', 'A'.repeat(65)])(
  '%j is none, here or in the contract',
  (text) => {
    expect(isMethod(text)).toBe(false);
    expect(sendableRequestSchema.shape.method.safeParse(text).success).toBe(false);
  },
);

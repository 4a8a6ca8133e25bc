/** The methods that a list offers; any other can be typed. */
export const commonMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Whether `text` can be sent as a method: a token of RFC 9110 §5.6.2, of 64 characters at most. */
export function isMethod(text: string): boolean {
  return text.length <= 64 && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

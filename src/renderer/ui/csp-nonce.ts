/** The nonce that this load's content security policy allows style elements by; '' where there is none. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

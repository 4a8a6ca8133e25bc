/**
 * Chromium can not be taught a scheme from outside, and refuses `app://host/…` before anything could intercept it. So
 * each host of a privileged scheme has an https origin that stands for it; `.invalid` never leads anywhere else. The
 * page sees that origin, the main process never does.
 */
export class SchemeMap {
  readonly #schemes = new Set<string>();

  /** @throws for a name that can not be part of a host. */
  add(scheme: string): void {
    if (!/^[a-z][a-z0-9-]*$/.test(scheme)) {
      throw new Error(`The Electron double can not serve the scheme '${scheme}': letters, digits and - only`);
    }
    this.#schemes.add(scheme);
  }

  has(scheme: string): boolean {
    return this.#schemes.has(scheme);
  }

  /** What Chromium calls an address of the main process's, or any text that holds such addresses. */
  toChromium(text: string): string {
    return text.replace(
      /\b([a-z][a-z0-9-]*):\/\/([a-z0-9][a-z0-9.-]*)/gi,
      (address, scheme: string, host: string) =>
        this.#schemes.has(scheme.toLowerCase())
          ? `https://${host}.${scheme}-scheme.invalid`.toLowerCase()
          : address,
    );
  }

  /** The same for a policy, where the scheme alone is a source too: `script-src app:`. */
  policyToChromium(policy: string): string {
    return this.toChromium(policy).replace(
      /(?<=\s)([a-z][a-z0-9-]*):(?=[\s;]|$)/g,
      (source, scheme: string) => (this.#schemes.has(scheme) ? `https://*.${scheme}-scheme.invalid` : source),
    );
  }

  /** What the main process calls an address of Chromium's, or any text that holds such addresses. */
  toElectron(text: string): string {
    return text.replace(
      /https:\/\/([a-z0-9.-]+)\.([a-z0-9-]+)-scheme\.invalid/g,
      (address, host: string, scheme: string) =>
        this.#schemes.has(scheme) ? `${scheme}://${host}` : address,
    );
  }

  /** What the hosts of the schemes' addresses look like to Chromium. */
  get hosts(): string[] {
    return [...this.#schemes].map((scheme) => `*.${scheme}-scheme.invalid`);
  }
}

import type * as Electron from 'electron';

/** `app.commandLine`: the switches of the command line, and those that the app adds. */
export class CommandLine implements Electron.CommandLine {
  readonly #switches = new Map<string, string>();

  /** @param switches such as `--user-data-dir=/tmp/x` */
  add(switches: readonly string[]): void {
    for (const text of switches) {
      const [, name = '', value = ''] = /^--?([^=]+)=?(.*)$/s.exec(text) ?? [];
      this.appendSwitch(name, value);
    }
  }

  appendSwitch(name: string, value = ''): void {
    this.#switches.set(name.toLowerCase(), value);
  }
  appendArgument(_value: string): void {
    // Chromium's arguments are the double's own.
  }
  removeSwitch(name: string): void {
    this.#switches.delete(name.toLowerCase());
  }
  hasSwitch(name: string): boolean {
    return this.#switches.has(name.toLowerCase());
  }
  getSwitchValue(name: string): string {
    return this.#switches.get(name.toLowerCase()) ?? '';
  }

  /** For the double's own use. */
  entries(): [name: string, value: string][] {
    return [...this.#switches];
  }
}

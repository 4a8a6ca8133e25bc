/** What tells whether Chromium's sandbox is on. */
export interface SandboxFacts {
  /** Whether Parley was started with `--no-sandbox`. */
  readonly isSwitchedOff: boolean;
  readonly isPackaged: boolean;
  readonly isRoot: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Whether the windows' processes run without Chromium's sandbox and the person has to be told.
 *
 * An AppImage adds `--no-sandbox` to itself without a word where the system allows no user namespaces, as Ubuntu does since
 * 24.04. Parley warns then, in every window, and does not refuse to start: the pages show nothing from elsewhere but
 * inert previews, and who has no root can do nothing about it but not use the app. Root has no sandbox to lose (Chromium
 * has none for root, and asks for the switch), and in a checkout or a CI's container somebody has typed it.
 */
export function isSandboxMissing({ isSwitchedOff, isPackaged, isRoot, env }: SandboxFacts): boolean {
  return isSwitchedOff && isPackaged && !isRoot && !env['CI'];
}

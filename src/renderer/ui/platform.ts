/** What the key for commands is called on this keyboard. */
export const commandKey = /mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/** Thrown where something has the name that a file or folder is to have. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
}

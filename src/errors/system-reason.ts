/** Words by the code of an error, such as `ENOSPC`. */
type Words = Readonly<Record<string, string>>;

/** Why the system does not let a file be read or written. */
const fileWords: Words = {
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'it is there already',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'the folder is not empty',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'a link in its path leads to itself',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is full",
  EFBIG: 'a file may not be that large here',
  EIO: 'the disk fails',
  EBUSY: 'another program uses it',
  EXDEV: 'it is on another disk',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EPIPE: 'nobody reads it any more',
  ESTALE: 'the file server no longer knows it',
  ERR_INVALID_ARG_VALUE: 'it is not the name of a file',
};

/** The code of an error of the system or of Node, such as `ENOSPC`; empty if it has none. */
export function systemCode(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

/**
 * Says in words why the system refuses something. Texts of the system and of Node are not repeated: they name calls and paths. An error
 * without a code is one of ours, and says it already.
 *
 * @param words what says it better where it happened; default: the words for files
 */
export function systemReason(error: unknown, words: Words = {}): string {
  return reasonIn({ ...fileWords, ...words }, error);
}

/** As `systemReason`, of what is no file: only these words hold. */
export function reasonIn(words: Words, error: unknown): string {
  const code = systemCode(error);
  if (code === '') {
    return error instanceof Error ? error.message : String(error);
  }
  return (
    (Object.hasOwn(words, code) ? words[code] : undefined) ?? `the system refuses it (${code})`
  );
}

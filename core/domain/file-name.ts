/** The name of a file that somebody brought: what of it may be shown, and sent on. */

const LONGEST_NAME = 150;

/**
 * The bare name: without folders, without what turns the reading around ("offer-fdp.exe" shown as
 * "offer-exe.pdf"), and of one line. "file" where nothing is left.
 */
export function bareFileName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? "";
  const plain = last
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "")
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  if (plain.length <= LONGEST_NAME) return plain || "file";
  // The ending says what it is.
  const ending = /\.[^. ]{1,10}$/.exec(plain)?.[0] ?? "";
  return plain.slice(0, LONGEST_NAME - ending.length) + ending;
}

/** One word in the forms people use for it: "competitor", "competitors", "Competitors". */

/** The word as said, its singular and its plural; all lower case but the first. */
export function spellings(said: string): string[] {
  const word = said.trim();
  const lower = word.toLowerCase();
  return [...new Set([word, lower, singular(lower), plural(lower)])];
}

/** "leads" → "lead"; a word that is no plural stays. */
export function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
